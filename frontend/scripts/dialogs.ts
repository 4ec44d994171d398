// <button data-dialog="id"> opens <dialog id="id">; data-close inside closes it; so does a click beside it.
import { behaviour } from "./behaviour";

export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

behaviour("[data-dialog]", (button) => {
  button.addEventListener("click", (event) => {
    event.preventDefault();
    openDialog(button.dataset.dialog ?? "");
  });
});

behaviour<HTMLDialogElement>("dialog", (dialog) => {
  dialog.addEventListener("click", (event) => {
    const pressed = event.target as HTMLElement;
    if (pressed === dialog || pressed.closest("[data-close]")) dialog.close();
  });
  if (dialog.hasAttribute("data-open-now")) dialog.showModal();
});
