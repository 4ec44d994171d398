// Elements made in scripts; texts are always text, never markup.
import { icon } from "../icon";

type Child = Node | string | null | undefined | false;
type Attributes = Record<string, string | number | boolean | EventListener | undefined>;

/** make("button", {class: "b", type: "button", onclick: press}, "Guardar") */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return element;
}

export function button(text: string, press: (event: Event) => void, look = "b b--s", symbol?: string): HTMLButtonElement {
  return make("button", { type: "button", class: look, onclick: press }, symbol ? icon(symbol) : null, text);
}

export function iconButton(symbol: string, label: string, press: (event: Event) => void, look = "b b--bare b--s b--icon"): HTMLButtonElement {
  return make("button", { type: "button", class: look, "aria-label": label, title: label, onclick: press }, icon(symbol));
}

const narrow = window.matchMedia("(max-width: 700px)");

export function isPhone(): boolean {
  return narrow.matches;
}
