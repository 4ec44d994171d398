// Saved views: tabs with an address each. Changes of a view are this person's until they save them.
import { toast } from "../toasts";
import { fill, word } from "../words";
import type { Desk } from "./desk";
import { button, make } from "./elements";
import { menuItem, openMenu } from "./popup";
import { addressOf, encodeQuery, isChanged } from "./query";
import { RefusedRequest, sendJson } from "./requests";
import type { SavedView } from "./types";

export class Views {
  constructor(
    private readonly desk: Desk,
    private readonly reset: () => void,
  ) {
    desk.on("view", () => this.show());
    desk.on("order", () => this.show());
    this.attach();
    this.show();
  }

  private get current(): SavedView | undefined {
    const { id, slug } = this.desk.saved;
    return this.desk.config.views.find((view) => (id !== null ? view.id === id : view.slug === slug));
  }

  private show(): void {
    const changed = isChanged(this.desk.view, this.desk.saved);
    const place = this.desk.root.querySelector<HTMLElement>("[data-view-changed]");
    if (place) place.hidden = !changed;
    const total = this.desk.root.querySelector<HTMLElement>("[data-views] [aria-current] [data-total]");
    if (total && !changed) total.textContent = total.dataset.total ?? "";
    const rest = new URLSearchParams(location.search);
    history.replaceState(history.state, "", `${location.pathname}${addressOf(this.desk.view, this.desk.saved, rest)}`);
    this.desk.root.querySelectorAll<HTMLAnchorElement>("[data-export]").forEach((link) => {
      const query = { q: encodeQuery(this.desk.query), columns: this.desk.view.columns.join(), format: link.dataset.export ?? "xlsx" };
      link.href = `${this.desk.config.urls.export ?? ""}?${new URLSearchParams(query).toString()}`;
    });
  }

  private attach(): void {
    const { export: exporting, views } = this.desk.config.urls;
    this.desk.root.querySelectorAll<HTMLElement>("[data-exports]").forEach((each) => (each.hidden = !exporting));
    this.desk.root.querySelectorAll<HTMLElement>("[data-view-new], [data-view-menu], [data-view-save]").forEach((each) => (each.hidden = !views));
    const on = (name: string, act: (element: HTMLElement) => void): void =>
      this.desk.root.querySelectorAll<HTMLElement>(`[data-${name}]`).forEach((element) => element.addEventListener("click", () => act(element)));
    on("view-reset", () => this.reset());
    on("view-save", () => (this.current?.mine && this.current.id !== null ? void this.save() : this.ask("")));
    on("view-new", () => this.ask(""));
    on("view-menu", (element) => this.menu(element));
    const form = document.querySelector<HTMLFormElement>("#sheet-view form");
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit(new FormData(form));
    });
  }

  private menu(element: HTMLElement): void {
    const mine = this.current?.mine ?? false;
    openMenu(word("viewMenu"), () => element.getBoundingClientRect(), [
      menuItem(word("saveAs"), () => this.ask("")),
      menuItem(word("saveChanges"), () => void this.save(), { disabled: !mine }),
      menuItem(word("renameShare"), () => this.ask(this.desk.saved.name), { disabled: !mine }),
      menuItem(word("deleteView"), () => void this.remove(), { disabled: !mine }),
    ]);
  }

  /** The name of a view, and whether colleagues find it. With a name it is the present view that is renamed. */
  private ask(name: string): void {
    const dialog = document.getElementById("sheet-view");
    if (!(dialog instanceof HTMLDialogElement)) return;
    const field = dialog.querySelector<HTMLInputElement>("input[name=name]");
    const shared = dialog.querySelector<HTMLInputElement>("input[name=shared]");
    if (field) field.value = name;
    if (shared) shared.checked = Boolean(name && this.current?.shared);
    dialog.dataset.renames = name ? "yes" : "";
    dialog.showModal();
    field?.select();
  }

  private body(name: string, shared: boolean): Record<string, unknown> {
    const { columns, widths, filters, sort, group, density } = this.desk.view;
    return { name, shared, columns, widths, filters, sort, group, density };
  }

  private async submit(given: FormData): Promise<void> {
    const dialog = document.getElementById("sheet-view") as HTMLDialogElement;
    const name = String(given.get("name") ?? "").trim();
    if (!name) return;
    const body = this.body(name, given.get("shared") !== null);
    const renames = dialog.dataset.renames === "yes" && this.current?.id;
    const answer = await this.send(renames ? "PUT" : "POST", renames ? this.addressOf(this.current) : (this.desk.config.urls.views ?? ""), body);
    if (!answer) return;
    dialog.close();
    location.assign(answer.url ?? location.pathname);
  }

  private addressOf(view: SavedView | undefined): string {
    return `${this.desk.config.urls.views ?? ""}${view?.id ?? ""}/`;
  }

  private async save(): Promise<void> {
    const view = this.current;
    if (!view?.id) return this.ask("");
    const answer = await this.send("PUT", this.addressOf(view), this.body(view.name, view.shared));
    if (!answer) return;
    this.desk.saved = structuredClone(this.desk.view);
    this.desk.tell("view");
    toast("ok", fill(word("viewSaved"), { name: view.name }));
  }

  private async remove(): Promise<void> {
    const view = this.current;
    if (!view?.id) return;
    const dialog = document.getElementById("sheet-view-delete");
    if (!(dialog instanceof HTMLDialogElement)) return;
    dialog.querySelector("[data-view-name]")!.textContent = fill(word(view.shared ? "deleteSharedAsk" : "deleteAsk"), { name: view.name });
    const go = dialog.querySelector<HTMLButtonElement>("[data-view-delete]")!;
    go.onclick = async () => {
      if (await this.send("DELETE", this.addressOf(view), {})) location.assign(this.desk.config.urls.sheet ?? "/planilla/");
    };
    dialog.showModal();
  }

  private async send(method: "POST" | "PUT" | "DELETE", url: string, body: unknown): Promise<{ url?: string } | null> {
    try {
      return await sendJson<{ url?: string }>(method, url, body);
    } catch (failure) {
      const told = failure instanceof RefusedRequest && typeof failure.body.message === "string" ? failure.message : word("noAnswer");
      toast("crit", told);
      return null;
    }
  }
}

/** A message with a button, for what a person has to decide now. */
export function barMessage(root: HTMLElement, text: string, label: string, press: () => void): void {
  const place = root.querySelector<HTMLElement>("[data-bar-message]");
  if (!place) return;
  place.hidden = false;
  place.replaceChildren(make("span", {}, text), button(label, press, "b b--s b--main"));
}
