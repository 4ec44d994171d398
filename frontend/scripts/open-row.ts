// A row whose whole width opens what its data-open link opens, so that the link is not the only place to press.
import { behaviour } from "./behaviour";

const OWN = "a, button, input, select, label, summary, details";

behaviour("[data-row]", (row) => {
  row.addEventListener("click", (event) => {
    const pressed = event.target as HTMLElement;
    if (pressed.closest(OWN) || window.getSelection()?.toString()) return;
    row.querySelector<HTMLElement>("[data-open]")?.click();
  });
});

behaviour("[data-open]", (link) => {
  link.addEventListener("click", () => {
    document.querySelectorAll("[data-row].is-open").forEach((row) => row.classList.remove("is-open"));
    link.closest("[data-row]")?.classList.add("is-open");
  });
});
