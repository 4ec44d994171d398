// On the process map, the box under the pointer or focus shows where its cases can go.
import { behaviour } from "./behaviour";

behaviour("[data-map]", (map) => {
  function show(event: Event): void {
    const key = (event.target as HTMLElement).closest<HTMLElement>("[data-box]")?.dataset.box;
    map.querySelectorAll<SVGPathElement>("path[data-from]").forEach((path) => {
      path.classList.toggle("is-on", path.dataset.from === key);
    });
  }
  map.addEventListener("pointerover", show);
  map.addEventListener("focusin", show);
});
