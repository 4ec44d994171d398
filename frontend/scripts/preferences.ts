// The theme changes at once; the server keeps it for the next page and the next device.
import { behaviour } from "./behaviour";

behaviour<HTMLButtonElement>("button[name=theme]", (button) => {
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = button.value;
    document.dispatchEvent(new Event("reitera:theme"));
  });
});
