// <input type="file" multiple data-photos>: a camera gives one photo at a time, so each joins those chosen before.
// A button with data-no-photos in the same form puts all of them away, and is there only while there are some.
import { behaviour } from "./behaviour";

const chosen = new WeakMap<HTMLInputElement, File[]>();

function put(input: HTMLInputElement, files: File[]): void {
  const list = new DataTransfer();
  for (const file of files) list.items.add(file);
  input.files = list.files;
  chosen.set(input, files);
  const away = input.form?.querySelector<HTMLButtonElement>("[data-no-photos]");
  if (away) away.hidden = files.length === 0;
}

behaviour<HTMLInputElement>("[data-photos]", (input) => {
  input.addEventListener("change", () => put(input, [...(chosen.get(input) ?? []), ...(input.files ?? [])]));
});

behaviour<HTMLButtonElement>("[data-no-photos]", (away) => {
  const input = away.form?.querySelector<HTMLInputElement>("[data-photos]");
  if (!input) return;
  away.hidden = !input.files?.length;
  away.addEventListener("click", () => put(input, []));
});
