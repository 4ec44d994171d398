// The bar for many offers only what every ticked row allows (data-acts), and says so when they share nothing.
import { behaviour } from "./behaviour";

behaviour("[data-list]", (list) => {
  const bar = list.querySelector<HTMLElement>("[data-bulk]");
  if (!bar || !bar.querySelector("[data-bulk-act]")) return;

  function shared(): Set<string> {
    const rows = [...list.querySelectorAll<HTMLInputElement>("input[data-tick]:checked")];
    const sets = rows.map((box) => new Set((box.dataset.acts ?? "").split(" ").filter(Boolean)));
    return sets.reduce((all, one) => new Set([...all].filter((code) => one.has(code))), sets[0] ?? new Set<string>());
  }

  function offer(): void {
    const codes = shared();
    let first = true;
    bar?.querySelectorAll<HTMLElement>("[data-bulk-act]").forEach((button) => {
      button.hidden = !codes.has(button.dataset.bulkAct ?? "");
      button.classList.toggle("b--main", !button.hidden && first);
      if (!button.hidden) first = false;
    });
    bar?.querySelectorAll<HTMLElement>("[data-bulk-none]").forEach((word) => (word.hidden = codes.size > 0));
  }

  list.addEventListener("click", () => setTimeout(offer));
  list.addEventListener("change", offer);
  bar.querySelector("[data-untick]")?.addEventListener("click", () => {
    list.querySelectorAll<HTMLInputElement>("input[data-tick]:checked").forEach((box) => (box.checked = false));
    list.dispatchEvent(new Event("change"));
  });
});
