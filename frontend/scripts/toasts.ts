// Short notices at the corner. They leave by themselves, except those that tell of something not done.
import { icon } from "./icon";
import { word } from "./words";

const STAYS_FOR = 10_000;

function region(): HTMLElement {
  const existing = document.getElementById("toasts");
  if (existing) return existing;
  const made = document.createElement("div");
  made.id = "toasts";
  made.className = "toasts";
  document.body.append(made);
  return made;
}

function closeButton(toast: HTMLElement): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "b b--bare b--s b--icon";
  button.setAttribute("aria-label", word("close"));
  button.append(icon("x"));
  button.addEventListener("click", () => toast.remove());
  return button;
}

/** Show a notice; `body` is a sentence or a fragment the server made. */
export function toast(kind: "ok" | "crit" | "info", body: string | Node): void {
  const box = document.createElement("div");
  box.className = `toast-x toast-x--${kind}`;
  box.setAttribute("role", kind === "crit" ? "alert" : "status");
  const text = document.createElement("div");
  text.append(body);
  const name = { ok: "circle-check", crit: "alert-triangle", info: "info-circle" }[kind];
  box.append(icon(name), text, closeButton(box));
  region().append(box);
  if (kind !== "crit") setTimeout(() => box.remove(), STAYS_FOR);
}
