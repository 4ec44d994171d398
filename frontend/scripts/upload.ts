// A zone where a file is dropped: shows its name, sends it with progress, then goes where the server says.
// <form data-upload><div data-drop-zone><input type="file"></div><div data-upload-progress hidden>…</div></form>
import { behaviour } from "./behaviour";
import { toast } from "./toasts";
import { fill, word } from "./words";

function sizeInWords(bytes: number): string {
  const megabytes = bytes / 1_000_000;
  const number = megabytes >= 0.1 ? megabytes : bytes / 1_000;
  const unit = megabytes >= 0.1 ? "MB" : "kB";
  return `${number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} ${unit}`;
}

function showProgress(form: HTMLFormElement, part: number): void {
  const box = form.querySelector<HTMLElement>("[data-upload-progress]");
  if (!box) return;
  const percent = Math.round(part * 100);
  box.hidden = false;
  box.style.setProperty("--v", String(percent));
  box.setAttribute("aria-valuenow", String(percent));
  const text = box.querySelector("[data-upload-text]");
  if (text) text.textContent = percent < 100 ? `${percent} %` : word("reading");
}

function finish(form: HTMLFormElement, request: XMLHttpRequest): void {
  const isPage = /^\s*<!doctype html/i.test(request.responseText);
  if (request.status < 400 && request.responseURL) return window.location.assign(request.responseURL);
  fail(form, isPage ? textOf(request) : fill(word("serverFailed"), { reference: request.getResponseHeader("X-Reference") ?? "" }));
}

/** The sentence of a refused upload: a refusal, or the first mistake of the form that came back. */
function textOf(request: XMLHttpRequest): Node | string {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const found = page.querySelector("[data-refusal]") ?? page.querySelector(".f__error");
  return found ? document.importNode(found, true) : word("noAnswer");
}

function fail(form: HTMLFormElement, sentence: Node | string): void {
  form.querySelector<HTMLElement>("[data-upload-progress]")?.setAttribute("hidden", "");
  form.querySelectorAll<HTMLButtonElement>("button").forEach((button) => (button.disabled = false));
  toast("crit", sentence);
}

function send(form: HTMLFormElement): void {
  const request = new XMLHttpRequest();
  request.open("POST", form.action);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) showProgress(form, event.loaded / event.total);
  });
  request.addEventListener("load", () => finish(form, request));
  request.addEventListener("error", () => fail(form, word("noAnswer")));
  const data = new FormData(form);
  form.querySelectorAll<HTMLButtonElement>("button").forEach((button) => (button.disabled = true));
  showProgress(form, 0);
  request.send(data);
}

behaviour<HTMLFormElement>("form[data-upload]", (form) => {
  const limit = Number(form.dataset.limit ?? 0);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
    if (file && limit && file.size > limit) {
      toast("crit", fill(word("tooLarge"), { name: file.name, size: sizeInWords(file.size), limit: sizeInWords(limit) }));
      return;
    }
    send(form);
  });
});

behaviour("[data-drop-zone]", (zone) => {
  const input = zone.querySelector<HTMLInputElement>("input[type=file]");
  const name = zone.querySelector<HTMLElement>("[data-file-name]");
  if (!input) return;
  const show = (): void => {
    const file = input.files?.[0];
    if (name) name.textContent = file ? `${file.name} · ${sizeInWords(file.size)}` : "";
  };
  const over = (event: DragEvent, is: boolean): void => {
    event.preventDefault();
    zone.classList.toggle("is-over", is);
  };
  zone.addEventListener("dragover", (event) => over(event, true));
  zone.addEventListener("dragleave", (event) => over(event, false));
  zone.addEventListener("drop", (event) => {
    over(event, false);
    if (!event.dataTransfer?.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", show);
});
