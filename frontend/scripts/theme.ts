// Runs before the first paint, so that a dark page never flashes white. The choice comes with the page:
// <html data-theme="auto|light|dark">; "auto" follows the system, also while the page is open.
const root = document.documentElement;
const system = window.matchMedia("(prefers-color-scheme: dark)");

function show(): void {
  const choice = root.dataset.theme ?? "auto";
  root.dataset.bsTheme = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
}

show();
system.addEventListener("change", show);
document.addEventListener("reitera:theme", show);
