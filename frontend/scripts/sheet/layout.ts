// Which columns, how wide, how dense, grouped by what: the shape of the view.
import { toast } from "../toasts";
import { word, fill } from "../words";
import type { Desk } from "./desk";
import { button, make } from "./elements";
import { folded } from "./formats";
import { menuItem, openMenu, openPopup } from "./popup";
import type { Rows } from "./rows";

const GROUPS = ["centre", "state", "technician"];

export class Layout {
  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly regroup: (key: string) => void,
  ) {
    desk.on("view", () => this.show());
    const on = (name: string, act: (element: HTMLElement) => void): void =>
      desk.root.querySelectorAll<HTMLElement>(`[data-${name}]`).forEach((element) => element.addEventListener("click", () => act(element)));
    on("columns", (element) => this.chooseColumns(element));
    on("group", (element) => this.chooseGroup(element));
    on("density", () => this.set({ density: desk.view.density === "cosy" ? "compact" : "cosy" }));
    this.show();
  }

  private show(): void {
    const text = (name: string, value: string): void => this.desk.root.querySelectorAll(`[data-${name}-now]`).forEach((place) => (place.textContent = value));
    text("columns", fill(word("columnsOf"), { shown: this.desk.view.columns.length, all: this.desk.columns.size }));
    text("group", this.desk.columns.get(this.desk.view.group)?.label.toLowerCase() ?? word("noGroup"));
    this.desk.root.querySelectorAll<HTMLElement>("[data-density]").forEach((each) => each.setAttribute("aria-pressed", String(this.desk.view.density === "cosy")));
    this.desk.root.dataset.shape = this.desk.view.density;
  }

  private set(change: Partial<Desk["view"]>): void {
    Object.assign(this.desk.view, change);
    this.desk.tell("view");
  }

  resize(key: string, width: number): void {
    this.set({ widths: { ...this.desk.view.widths, [key]: width } });
  }

  order(columns: string[]): void {
    const hidden = this.desk.view.columns.filter((key) => !columns.includes(key));
    this.set({ columns: [...hidden, ...columns] });
  }

  hide(key: string): void {
    if (this.desk.view.columns.length > 1) this.set({ columns: this.desk.view.columns.filter((each) => each !== key) });
  }

  /** Hidden from its own menu: the notice brings it back to its place. */
  putAway(key: string): void {
    const at = this.desk.view.columns.indexOf(key);
    this.hide(key);
    if (this.desk.view.columns.includes(key)) return;
    const told = make("span", {}, fill(word("columnHidden"), { column: this.desk.columns.get(key)?.label ?? key }), " ");
    const back = button(word("showAgain"), () => {
      const { columns } = this.desk.view;
      if (!columns.includes(key)) this.set({ columns: [...columns.slice(0, at), key, ...columns.slice(at)] });
      back.closest(".toast-x")?.remove();
    }, "link");
    told.append(back);
    toast("info", told);
  }

  shift(key: string, step: number): void {
    const shown = this.desk.shown.map((column) => column.key);
    const at = shown.indexOf(key);
    const other = shown[at + step];
    if (!other || this.desk.columns.get(other)?.frozen) return;
    shown[at] = other;
    shown[at + step] = key;
    this.order(shown);
  }

  private toggle(key: string, on: boolean): void {
    const { columns } = this.desk.view;
    if (!on) return this.hide(key);
    // A column comes back to where the sheet has it, among those that are shown.
    const all = [...this.desk.columns.keys()];
    const before = all.slice(0, all.indexOf(key)).reverse().find((each) => columns.includes(each));
    const at = before ? columns.indexOf(before) + 1 : columns.length;
    this.set({ columns: [...columns.slice(0, at), key, ...columns.slice(at)] });
  }

  private chooseColumns(element: HTMLElement): void {
    const search = make("input", { type: "search", class: "field", placeholder: word("searchColumn"), "aria-label": word("searchColumn"), autofocus: true });
    const list = make("ul", { class: "ff__v ff__v--tall" });
    const draw = (): void => {
      const found = [...this.desk.columns.values()].filter((column) => folded(column.label).includes(folded(search.value.trim())));
      list.replaceChildren(...found.map((column) => {
        const box = make("input", { type: "checkbox", class: "cb", checked: this.desk.view.columns.includes(column.key), disabled: column.frozen, "data-column-box": column.key });
        box.addEventListener("change", () => this.toggle(column.key, box.checked));
        return make("li", {}, make("label", { title: column.source }, box, column.label));
      }));
    };
    search.addEventListener("input", draw);
    draw();
    openPopup({ label: word("columns"), beside: () => element.getBoundingClientRect(), right: true, look: "pop--menu pop--filter", content: [search, list] });
  }

  private chooseGroup(element: HTMLElement): void {
    const keys = [...GROUPS, this.desk.view.group].filter((key, at, all) => key && all.indexOf(key) === at && this.desk.columns.has(key));
    const items = keys.map((key) => menuItem(this.desk.columns.get(key)?.label ?? key, () => this.regroup(key), { checked: this.desk.view.group === key }));
    const none = menuItem(word("noGroup"), () => this.regroup(""), { checked: !this.desk.view.group });
    const folding = this.desk.view.group ? [make("hr"), menuItem(word("foldAll"), () => this.rows.toggleAll(true)), menuItem(word("unfoldAll"), () => this.rows.toggleAll(false))] : [];
    openMenu(word("group"), () => element.getBoundingClientRect(), [none, ...items, ...folding]);
  }
}
