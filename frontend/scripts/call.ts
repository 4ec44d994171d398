// A call: the chosen result names the main button, and the time for the next call is wanted where the customer asked for one.
import { behaviour } from "./behaviour";

behaviour<HTMLFormElement>("form[data-call]", (form) => {
  const label = form.querySelector<HTMLElement>("[data-call-label]");
  const time = form.querySelector<HTMLInputElement>("input[name=next_call_at]");

  form.addEventListener("change", (event) => {
    const chosen = event.target;
    if (!(chosen instanceof HTMLInputElement) || chosen.name !== "result" || !chosen.checked) return;
    if (label) label.textContent = (form.dataset.call ?? "").replace("{word}", chosen.dataset.word ?? "");
    if (!time) return;
    time.required = chosen.hasAttribute("data-asks-time");
    if (time.required) time.focus();
  });
});
