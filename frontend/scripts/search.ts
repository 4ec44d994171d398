// The search dialog: results come by htmx as one types; arrows move in them, Enter goes.
import { behaviour } from "./behaviour";

behaviour("[data-search-box]", (box) => {
  const links = (): HTMLAnchorElement[] => [...box.querySelectorAll<HTMLAnchorElement>("[data-search-results] a")];
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const all = links();
    const at = all.indexOf(document.activeElement as HTMLAnchorElement);
    const next = at + step;
    (next < 0 ? box.querySelector<HTMLElement>("input") : all[Math.min(next, all.length - 1)])?.focus();
  });
});
