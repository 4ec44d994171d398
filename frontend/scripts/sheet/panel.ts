// The panel of one row at the right, on the phone the whole screen: what the server tells of it, and its cells as a form.
import { fill, word } from "../words";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import { isPhone, make } from "./elements";
import type { Grid } from "./grid";
import type { Marks } from "./marks";
import { openPopup } from "./popup";
import { getText } from "./requests";
import type { Rows } from "./rows";
import type { Saving } from "./saving";
import type { Column, Row } from "./types";

const PAUSE = 200;

export class Panel {
  private readonly element: HTMLElement;
  private open: number | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly marks: Marks,
    private readonly saving: Saving,
    private readonly grid: Grid,
    private readonly cursor: Cursor,
  ) {
    this.element = desk.root.querySelector<HTMLElement>("[data-row-panel]") ?? make("aside");
    this.element.addEventListener("click", (event) => {
      if (!(event.target as Element).closest("[data-close-panel]")) return;
      event.preventDefault();
      event.stopPropagation();
      this.close();
    });
    this.element.addEventListener("htmx:afterRequest", (event) => {
      const form = event.target instanceof Element ? event.target.closest<HTMLFormElement>("[data-row-comment]") : null;
      if (form && (event as CustomEvent<{ successful: boolean }>).detail.successful) this.load();
    });
    desk.on("cursor", () => this.follow());
    desk.on("rows", () => this.drawForm());
    desk.on("cells", () => this.drawForm());
    desk.root.querySelectorAll("[data-show-row]").forEach((each) => each.addEventListener("click", () => this.toggle()));
  }

  get openedRow(): number | null {
    return this.open;
  }

  private get body(): HTMLElement {
    return this.element.querySelector<HTMLElement>("[data-row-body]") ?? this.element;
  }

  toggle(): void {
    if (this.open !== null) this.close();
    else if (this.cursor.row) this.show(this.cursor.row.id);
  }

  show(id: number): void {
    this.open = id;
    this.desk.root.classList.add("has-panel");
    this.element.hidden = false;
    this.load();
    if (isPhone()) this.element.querySelector<HTMLElement>("[data-close-panel]")?.focus();
    else requestAnimationFrame(() => void this.grid.show(this.cursor.at.line, this.cursor.at.column));
    this.remember();
  }

  close(): void {
    this.open = null;
    this.desk.root.classList.remove("has-panel");
    this.element.hidden = true;
    this.remember();
    this.grid.host.focus({ preventScroll: true });
  }

  /** The open row is part of the address. */
  private remember(): void {
    const search = new URLSearchParams(location.search);
    if (this.open === null) search.delete("fila");
    else search.set("fila", String(this.open));
    const text = search.toString();
    history.replaceState(history.state, "", text ? `${location.pathname}?${text}` : location.pathname);
  }

  private follow(): void {
    const id = this.cursor.row?.id;
    if (this.open === null || id === undefined || id === this.open) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(id), PAUSE);
  }

  /** Somebody changed the row: what the panel tells of it is asked again, unless somebody is busy in it. */
  refresh(id: number): void {
    if (this.open !== id || this.isInUse) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.isInUse || this.load(), PAUSE);
  }

  /** A text is being written in it, or the row as it was is open. */
  private get isInUse(): boolean {
    return this.body.contains(document.activeElement) || this.body.querySelector("details[open]") !== null;
  }

  private load(): void {
    const url = (this.desk.config.urls.row ?? "").replace("/0/", `/${this.open ?? 0}/`);
    document.dispatchEvent(new CustomEvent("reitera:load", { detail: { url, target: this.body } }));
    this.drawForm();
  }

  /** What this person may write in the row now, each with the editor of its kind. Shown on the phone. */
  private drawForm(): void {
    const place = this.element.querySelector<HTMLElement>("[data-row-form]");
    const row = this.open === null ? undefined : this.rows.get(this.open);
    if (!place || !isPhone() || !row || place.contains(document.activeElement)) return;
    const columns = [...this.desk.columns.values()].filter((column) => row.meta.w?.includes(column.key));
    place.hidden = !columns.length;
    place.replaceChildren(make("h2", {}, word("youMayWrite")), ...columns.map((column) => this.fieldOf(column, row)));
  }

  private fieldOf(column: Column, row: Row): HTMLElement {
    const waiting = this.marks.waitingAt(row.id, column.key);
    const shown = waiting?.text ?? this.desk.typed(column, row.values[column.key]);
    const field = this.inputOf(column, row, shown);
    field.dataset.formCell = column.key;
    field.addEventListener("change", () => {
      const now = this.marks.textAt(this.rows.get(row.id) ?? row, column);
      if (field.value.trim() !== now) void this.saving.edit([{ id: row.id, c: column.key, wanted: field.value.trim() }], "edit");
    });
    const state = waiting ? make("small", { class: waiting.refused ? "st st--crit" : "t3" }, waiting.refused ? waiting.refused.message : word("saving")) : null;
    return make("label", { class: `rowform__f${waiting?.refused ? " is-refused" : ""}` }, make("span", {}, column.label, column.unit ? ` (${column.unit})` : ""), field, state);
  }

  private inputOf(column: Column, row: Row, shown: string): HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement {
    const choices = column.kind === "yes_no" ? [word("yes"), word("no")] : this.desk.config.choices[column.key]?.map((choice) => choice.label);
    if (choices) {
      const labels = shown && !choices.includes(shown) ? [shown, ...choices] : choices;
      const select = make("select", { class: "field" }, make("option", { value: "" }, ""), ...labels.map((label) => make("option", { value: label }, label)));
      select.value = shown;
      return select;
    }
    if (column.kind === "text") {
      const area = make("textarea", { class: "field", rows: 2 });
      area.value = shown;
      return area;
    }
    const hint = { date: "hintDate", moment: "hintMoment" }[column.kind as string];
    const numeric = ["integer", "number", "money"].includes(column.kind);
    return make("input", { class: "field", type: "text", value: shown, inputmode: numeric && !column.judged ? "decimal" : "text", placeholder: hint ? word(hint) : "", "aria-label": `${this.desk.caseOf(row)}, ${column.label}` });
  }
}

/** Who changed a cell, when, from what to what. */
export async function showCellHistory(desk: Desk, rows: Rows, grid: Grid, id: number, column: string): Promise<void> {
  const html = await getText(desk.config.urls.cell_history ?? "", { id: String(id), c: column }).catch(() => "");
  const content = new DOMParser().parseFromString(html, "text/html").body;
  const title = fill(word("historyOf"), { place: `${desk.caseOf(rows.get(id))} · ${desk.columns.get(column)?.label ?? ""}` });
  const parts = html ? [...content.childNodes].map((node) => document.importNode(node, true)) : [make("p", {}, word("noAnswer"))];
  openPopup({ label: title, look: "pop--history", content: parts, beside: () => grid.cell(rows.lineOf(id), column)?.getBoundingClientRect() ?? null });
}
