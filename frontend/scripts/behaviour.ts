// A behaviour is attached to every element that carries its data- attribute, also to those that htmx brings later.
type Attach<E extends HTMLElement> = (element: E) => void;

const behaviours: [selector: string, attach: Attach<HTMLElement>][] = [];
const done = new WeakMap<HTMLElement, Set<string>>();

/** Attach to each element that matches `selector`, once per element. */
export function behaviour<E extends HTMLElement = HTMLElement>(selector: string, attach: Attach<E>): void {
  behaviours.push([selector, attach as Attach<HTMLElement>]);
}

function attachOnce(element: HTMLElement, selector: string, attach: Attach<HTMLElement>): void {
  const known = done.get(element) ?? new Set<string>();
  if (known.has(selector)) return;
  done.set(element, known.add(selector));
  attach(element);
}

/** Attach everything below (and at) `root`. */
export function attachAll(root: HTMLElement): void {
  for (const [selector, attach] of behaviours) {
    if (root.matches(selector)) attachOnce(root, selector, attach);
    root.querySelectorAll<HTMLElement>(selector).forEach((element) => attachOnce(element, selector, attach));
  }
}
