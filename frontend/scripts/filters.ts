// A filter form sends itself: at once when a choice changes, a moment after the last letter of a text.
import { behaviour } from "./behaviour";

const PAUSE = 350;

behaviour<HTMLFormElement>("form[data-autosubmit]", (form) => {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  const sendAfter = (pause: number): void => {
    clearTimeout(waiting);
    waiting = setTimeout(() => form.requestSubmit(), pause);
  };
  form.addEventListener("change", () => sendAfter(0));
  form.addEventListener("input", (event) => {
    if ((event.target as HTMLElement).matches("input[type=search], input[type=text]")) sendAfter(PAUSE);
  });
});

// Empty filters stay out of the address, so that it can be read and shared.
behaviour<HTMLFormElement>("form[method=get]", (form) => {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData.entries()]) if (value === "") event.formData.delete(name);
  });
});
