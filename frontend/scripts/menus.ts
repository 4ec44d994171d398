// Menus are <details>: one open at a time, closed by a click elsewhere.
function closeOthers(kept: EventTarget | null): void {
  document.querySelectorAll<HTMLDetailsElement>("details.drop[open], details.me[open]").forEach((menu) => {
    if (!(kept instanceof Node && menu.contains(kept))) menu.open = false;
  });
}

export function closeMenusOutside(): void {
  document.addEventListener("click", (event) => closeOthers(event.target));
}
