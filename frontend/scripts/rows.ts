// Rows that can be ticked: data-tick boxes, one data-tick-all, and a bar (data-bulk) that appears with the first tick.
import { behaviour } from "./behaviour";

behaviour("[data-list]", (list) => {
  let last: HTMLInputElement | undefined;
  const boxes = (): HTMLInputElement[] => [...list.querySelectorAll<HTMLInputElement>("input[data-tick]")];

  function show(): void {
    const ticked = boxes().filter((box) => box.checked).length;
    boxes().forEach((box) => box.closest("[data-row]")?.classList.toggle("is-ticked", box.checked));
    const all = list.querySelector<HTMLInputElement>("input[data-tick-all]");
    if (all) [all.checked, all.indeterminate] = [ticked > 0 && ticked === boxes().length, ticked > 0 && ticked < boxes().length];
    list.querySelectorAll<HTMLElement>("[data-bulk]").forEach((bar) => (bar.hidden = ticked === 0));
    list.querySelectorAll("[data-bulk-count]").forEach((place) => (place.textContent = String(ticked)));
  }

  function tickRange(from: HTMLInputElement, to: HTMLInputElement): void {
    const all = boxes();
    const [first, end] = [all.indexOf(from), all.indexOf(to)].sort((a, b) => a - b) as [number, number];
    all.slice(first, end + 1).forEach((box) => (box.checked = to.checked));
  }

  list.addEventListener("click", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || !box.matches("[data-tick]")) return;
    if (event.shiftKey && last) tickRange(last, box);
    last = box;
    show();
  });
  list.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    if (box.matches("[data-tick-all]")) boxes().forEach((each) => (each.checked = box.checked));
    show();
  });
  show();
});
