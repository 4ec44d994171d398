// One floating box at a time, beside what it belongs to; on the phone it comes from the bottom. Esc or a press elsewhere closes it.
import { make } from "./elements";

interface Popup {
  box: HTMLElement;
  close: () => void;
}

let open: Popup | null = null;

interface Wish {
  label: string;
  content: Node[];
  beside: () => DOMRect | null;
  role?: string;
  look?: string;
  /** Whether its right edges meet, so that what stands to the right stays visible. */
  right?: boolean;
  onClose?: () => void;
  /** Stays when something else is pressed. */
  stays?: boolean;
}

export function closePopup(): boolean {
  if (!open) return false;
  open.close();
  return true;
}

export function popupIsOpen(): boolean {
  return open !== null;
}

export function openPopup(wish: Wish): HTMLElement {
  closePopup();
  const before = document.activeElement instanceof HTMLElement ? document.activeElement : null;
  const box = make("div", { class: `pop ${wish.look ?? ""}`, role: wish.role ?? "dialog", "aria-label": wish.label, tabindex: -1 });
  box.append(...wish.content);
  document.body.append(box);
  const place = (): void => placeBeside(box, wish.beside(), Boolean(wish.right));
  place();
  const close = (): void => {
    if (open?.box !== box) return;
    open = null;
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", place);
    const had = box.contains(document.activeElement);
    box.remove();
    if (had) before?.focus({ preventScroll: true });
    wish.onClose?.();
  };
  const outside = (event: Event): void => {
    if (!wish.stays && event.target instanceof Node && !box.contains(event.target)) close();
  };
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
  });
  document.addEventListener("pointerdown", outside, true);
  window.addEventListener("resize", place);
  open = { box, close };
  (box.querySelector<HTMLElement>("[autofocus]") ?? box).focus({ preventScroll: true });
  return box;
}

function placeBeside(box: HTMLElement, anchor: DOMRect | null, right: boolean): void {
  if (window.matchMedia("(max-width: 700px)").matches) return;
  const edge = 8;
  const at = anchor ?? new DOMRect(window.innerWidth / 2 - box.offsetWidth / 2, 160, 0, 0);
  const wanted = right ? at.right - box.offsetWidth : at.left;
  const below = at.bottom + 4 + box.offsetHeight <= window.innerHeight - edge;
  const top = below ? at.bottom + 4 : at.top - 4 - box.offsetHeight;
  box.style.left = `${Math.max(edge, Math.min(wanted, window.innerWidth - box.offsetWidth - edge))}px`;
  box.style.top = `${Math.max(edge, Math.min(top, window.innerHeight - box.offsetHeight - edge))}px`;
}

/** A menu of lines; arrows move, the first letter jumps, Enter presses. */
export function openMenu(label: string, beside: () => DOMRect | null, items: (HTMLElement | null)[], look = "pop--menu"): HTMLElement {
  const lines = items.filter((item): item is HTMLElement => item !== null);
  const box = openPopup({ label, beside, content: lines, role: "menu", look });
  const pressable = (): HTMLElement[] => [...box.querySelectorAll<HTMLElement>("[role^=menuitem]:not([disabled])")];
  box.addEventListener("keydown", (event) => {
    const all = pressable();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length]?.focus();
  });
  pressable()[0]?.focus();
  return box;
}

export function menuItem(text: string, press: () => void, options: { checked?: boolean; disabled?: boolean; keys?: string } = {}): HTMLElement {
  const item = make(
    "button",
    {
      type: "button",
      class: "menu__i",
      role: options.checked === undefined ? "menuitem" : "menuitemradio",
      "aria-checked": options.checked === undefined ? undefined : String(options.checked),
      disabled: Boolean(options.disabled),
      onclick: () => {
        closePopup();
        press();
      },
    },
    make("span", {}, text),
    options.keys ? make("kbd", { class: "push" }, options.keys) : null,
  );
  return item;
}
