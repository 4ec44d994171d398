// A survey: a number answers the first question that has no answer, and the foot says where the answers lead.
import { behaviour } from "./behaviour";
import { isTyping, singleKeysAct } from "./typing";

const chosen = (form: HTMLFormElement, name: string): HTMLInputElement | null =>
  form.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`);

/** Which of the form's data-to-… sentences holds now; none while the deciding questions have no answer. */
function leadsTo(form: HTMLFormElement): string {
  if (chosen(form, "result")) return form.dataset.toAttempt ?? "";
  const working = chosen(form, "q_working")?.value;
  const score = Number(chosen(form, "q_csat")?.value ?? 0);
  if (!working || !score) return "";
  if (chosen(form, "wants_to_leave")) return form.dataset.toLeave ?? "";
  return (working === "yes" && score >= 4 ? form.dataset.toSatisfied : form.dataset.toDissatisfied) ?? "";
}

/** Whether the answers so far ask for a reason: it does not work, or one or two of five. */
function isLow(form: HTMLFormElement): boolean {
  const working = chosen(form, "q_working")?.value;
  const score = Number(chosen(form, "q_csat")?.value ?? 5);
  return Boolean(chosen(form, "wants_to_leave") || chosen(form, "causes")) || (working ?? "yes") !== "yes" || score < 4;
}

function uncheck(inputs: Iterable<HTMLInputElement>): void {
  for (const input of inputs) input.checked = false;
}

behaviour<HTMLFormElement>("form[data-survey]", (form) => {
  const foot = form.querySelector<HTMLElement>("[data-where-to]");
  const label = form.querySelector<HTMLElement>("[data-survey-label]");
  const why = form.querySelector<HTMLElement>("[data-why]");
  const more = form.querySelector<HTMLElement>("[data-attempt-more]");
  const rest = foot?.textContent ?? "";

  function show(): void {
    const attempt = chosen(form, "result");
    if (foot) foot.textContent = leadsTo(form) || rest;
    if (why) why.hidden = !isLow(form);
    if (more) more.hidden = !attempt;
    if (label && !attempt) label.textContent = label.dataset.surveyLabel ?? "";
    // The result buttons are required only where there is nothing but an attempt to note.
    form.querySelectorAll<HTMLInputElement>("input[name=result]").forEach((input) => (input.required = false));
  }

  form.addEventListener("change", (event) => {
    const changed = event.target;
    if (!(changed instanceof HTMLInputElement) || changed.name === "number") return;
    if (changed.name === "result") uncheck(form.querySelectorAll<HTMLInputElement>("[data-answers] input:checked"));
    else if (changed.closest("[data-answers]")) {
      uncheck(form.querySelectorAll<HTMLInputElement>("input[name=result]:checked"));
      const time = form.querySelector<HTMLInputElement>("input[name=next_call_at]");
      if (time) time.required = false;
    }
    show();
  });

  document.addEventListener("keydown", (event) => {
    const place = Number(event.key);
    if (!form.isConnected || !place || event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event) || !singleKeysAct() || document.querySelector("dialog[open]")) return;
    const open = [...form.querySelectorAll<HTMLElement>("[data-answers]")].find((row) => !row.querySelector("input:checked"));
    const answer = open?.querySelectorAll<HTMLInputElement>("input")[place - 1];
    if (!answer) return;
    answer.click();
    open?.scrollIntoView({ block: "nearest" });
    event.preventDefault();
  });
  show();
});
