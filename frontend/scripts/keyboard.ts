// Keys of every page: Ctrl K searches, ? lists the shortcuts, F filters, J K move in a list, Enter opens,
// X ticks (Shift X a range), Esc leaves; a button with data-key="R" is pressed by R; Ctrl Enter presses the main button.
import { openDialog } from "./dialogs";
import { isTyping, singleKeysAct } from "./typing";

const visible = (element: HTMLElement): boolean => element.offsetParent !== null;

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-list] [data-row]")].filter(visible);
}

function currentRow(): HTMLElement | undefined {
  return rows().find((row) => row.hasAttribute("aria-current"));
}

function move(step: 1 | -1): void {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.hasAttribute("aria-current"));
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  all[at]?.removeAttribute("aria-current");
  next?.setAttribute("aria-current", "true");
  next?.scrollIntoView({ block: "nearest" });
  next?.querySelector<HTMLElement>("[data-open]")?.focus({ preventScroll: true });
}

function tick(range: boolean): void {
  const box = currentRow()?.querySelector<HTMLInputElement>("input[type=checkbox][data-tick]");
  box?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, shiftKey: range }));
}

function pressKeyed(letter: string): boolean {
  const keyed = [...document.querySelectorAll<HTMLElement>("[data-key]")];
  const target = keyed.find((element) => element.dataset.key?.toLowerCase() === letter && visible(element));
  target?.click();
  return Boolean(target);
}

function focusFilter(): boolean {
  const target = [...document.querySelectorAll<HTMLElement>("[data-filter]")].find(visible);
  target?.focus();
  if (target instanceof HTMLInputElement) target.select();
  return Boolean(target);
}

const LETTERS: Record<string, (event: KeyboardEvent) => boolean | void> = {
  j: () => move(1),
  k: () => move(-1),
  x: (event) => tick(event.shiftKey),
  f: () => focusFilter(),
  "?": () => openDialog("shortcuts"),
};

function pressMain(): boolean {
  const open = document.querySelector<HTMLElement>("dialog[open] .b--main");
  const main = open ?? [...document.querySelectorAll<HTMLElement>(".main .b--main")].find(visible);
  main?.click();
  return Boolean(main);
}

function onChord(event: KeyboardEvent): boolean {
  if (event.key.toLowerCase() === "k") return openDialog("search"), true;
  if (event.key === "Enter") return pressMain();
  return false;
}

function onKey(event: KeyboardEvent): void {
  if (event.altKey || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey) {
    if (onChord(event)) event.preventDefault();
    return;
  }
  if (event.key === "Escape") return leave();
  if (isTyping(event) || !singleKeysAct() || document.querySelector("dialog[open]")) return;
  const letter = event.key.toLowerCase();
  const acted = LETTERS[letter]?.(event) ?? (letter in LETTERS || pressKeyed(letter));
  if (acted) event.preventDefault();
}

/** Esc closes an open menu first, then the detail panel. */
function leave(): void {
  const menu = document.querySelector<HTMLDetailsElement>("details.drop[open], details.me[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    return;
  }
  document.querySelector<HTMLElement>("[data-close-panel]")?.click();
}

export function listenToKeys(): void {
  document.addEventListener("keydown", onKey);
}
