// The typed editor over a cell: text, numbers and dates as they are written here, lists with type-ahead.
import { fill, word } from "../words";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import { make } from "./elements";
import { folded } from "./formats";
import type { Grid } from "./grid";
import type { Marks } from "./marks";
import type { Choice, Column, Row } from "./types";

/** What happens after an edit: where the cursor goes, and whether the whole selection takes the text. */
export interface Ended {
  text: string | null;
  down: number;
  right: number;
  everywhere: boolean;
}

const HINTS: Record<string, string> = { date: "hintDate", moment: "hintMoment", number: "hintNumber", money: "hintNumber" };

export class Editor {
  onEnd: (row: Row, column: Column, ended: Ended) => void = () => {};
  onOpen: (row: Row, column: Column) => void = () => {};
  private box: HTMLElement | null = null;
  private field: HTMLTextAreaElement | null = null;
  private list: ChoiceList | null = null;
  private place: { line: number; row: Row; column: Column; begun: string } | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly grid: Grid,
    private readonly cursor: Cursor,
    private readonly marks: Marks,
  ) {
    const scrolled = grid.onScroll;
    grid.onScroll = () => {
      scrolled();
      this.follow();
    };
    desk.on("order", () => this.close(null));
  }

  get isOpen(): boolean {
    return this.box !== null;
  }

  /** Open over the cursor's cell. `typed` replaces what is there; without it the text stays, to be corrected. */
  open(typed: string | null): boolean {
    const { row, column } = this.cursor;
    if (!row || !column || this.isOpen || !row.meta.w?.includes(column.key)) return false;
    const text = typed ?? this.marks.textAt(row, column);
    this.place = { line: this.cursor.at.line, row, column, begun: text };
    this.field = make("textarea", {
      class: "sheet-edit__f", rows: 1, spellcheck: column.kind === "text" ? "true" : "false", autocomplete: "off",
      "aria-label": `${this.desk.caseOf(row)}, ${column.label}`, "data-editor": column.key,
    });
    this.field.value = text;
    const hint = HINTS[column.kind];
    this.box = make("div", { class: "sheet-edit" }, this.field, hint ? make("div", { class: "sheet-edit__h" }, word(hint)) : null);
    this.openList(column, row, typed);
    this.grid.host.append(this.box);
    this.follow();
    this.field.focus({ preventScroll: true });
    this.field.setSelectionRange(typed === null && this.list ? 0 : text.length, text.length);
    this.field.addEventListener("input", () => this.follow());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("blur", () => this.commit(0, 0));
    this.onOpen(row, column);
    return true;
  }

  private openList(column: Column, row: Row, typed: string | null): void {
    const choices = column.kind === "yes_no" ? [{ v: "true", label: word("yes") }, { v: "false", label: word("no") }] : this.desk.config.choices[column.key];
    if (!choices || !this.field || !this.box) return;
    const pending = this.marks.pendingAt(row.id, column.key);
    const current = pending === undefined ? row.values[column.key] : choices.find((choice) => choice.label === pending)?.v;
    this.list = new ChoiceList(this.field, choices, current === null || current === undefined ? "" : String(current), typed !== null, (label) => {
      if (this.field) this.field.value = label;
      this.commit(1, 0);
    });
    this.box.append(this.list.element);
  }

  /** Keep over the cell when the sheet scrolls, as wide as the text needs. */
  private follow(): void {
    if (!this.box || !this.field || !this.place) return;
    const cell = this.grid.cell(this.place.line, this.place.column.key);
    this.box.hidden = !cell;
    if (!cell) return;
    const host = this.grid.host.getBoundingClientRect();
    const box = cell.getBoundingClientRect();
    const wide = Math.max(box.width, Math.min(420, host.right - box.left - 8));
    this.box.style.transform = `translate(${box.left - host.left}px, ${box.top - host.top}px)`;
    this.field.style.minHeight = `${box.height}px`;
    this.field.style.height = "0";
    this.field.style.width = `${box.width}px`;
    if (this.field.scrollWidth > box.width) this.field.style.width = `${wide}px`;
    this.field.style.height = `${Math.max(box.height, Math.min(200, this.field.scrollHeight))}px`;
    this.box.classList.toggle("sheet-edit--up", box.bottom + 220 > host.bottom);
  }

  private onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.isComposing) return;
    const back = event.shiftKey ? -1 : 1;
    if (event.key === "Escape") return this.close(event);
    if (event.key === "Enter" && event.altKey) return this.newLine(event);
    if (event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      const everywhere = event.key === "Enter" && (event.ctrlKey || event.metaKey);
      this.takeChoice();
      return event.key === "Enter" ? this.commit(everywhere ? 0 : back, 0, everywhere) : this.commit(0, back);
    }
    if (this.list && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      this.list.move(event.key === "ArrowDown" ? 1 : -1);
    }
  }

  /** This person's own edit of the row came through while the editor was open. */
  sawOwn(row: Row, columns: string[]): void {
    if (this.place?.row.id !== row.id) return;
    const values = columns.includes(this.place.column.key) ? row.values : this.place.row.values;
    this.place.row = { ...this.place.row, meta: row.meta, values };
  }

  private newLine(event: Event): void {
    event.preventDefault();
    if (!this.field) return;
    this.field.setRangeText("\n", this.field.selectionStart, this.field.selectionEnd, "end");
    this.follow();
  }

  private takeChoice(): void {
    const chosen = this.list?.chosen;
    if (chosen !== undefined && this.field) this.field.value = chosen;
  }

  private commit(down: number, right: number, everywhere = false): void {
    if (!this.place || !this.field) return;
    const { row, column, begun } = this.place;
    const text = this.field.value.trim();
    const kept = this.marks.textAt(row, column);
    const changed = everywhere || (text !== kept && !(text === begun && begun === kept));
    this.end();
    this.onEnd(row, column, { text: changed ? text : null, down, right, everywhere });
  }

  close(event: Event | null): void {
    event?.preventDefault();
    if (!this.place) return;
    const { row, column } = this.place;
    this.end();
    this.onEnd(row, column, { text: null, down: 0, right: 0, everywhere: false });
  }

  private end(): void {
    const box = this.box;
    this.box = this.field = this.list = this.place = null;
    box?.remove();
  }
}

/** The choices that hold what was typed, one of them picked. An empty text empties the cell. */
export class ChoiceList {
  readonly element = make("ul", { class: "sheet-edit__l", role: "listbox", id: "sheet-choices" });
  private at = -1;
  private found: Choice[] = [];

  constructor(
    private readonly field: HTMLInputElement | HTMLTextAreaElement,
    private readonly choices: Choice[],
    private readonly current: string,
    private typed: boolean,
    private readonly take: (label: string) => void,
  ) {
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", "sheet-choices");
    field.addEventListener("input", () => {
      this.typed = true;
      this.filter();
    });
    this.filter();
  }

  get chosen(): string | undefined {
    if (this.typed && this.field.value.trim() === "") return "";
    return this.found[this.at]?.label;
  }

  private filter(): void {
    const wanted = folded(this.typed ? this.field.value.trim() : "");
    const starts = this.choices.filter((choice) => folded(choice.label).startsWith(wanted));
    const holds = this.choices.filter((choice) => !starts.includes(choice) && folded(choice.label).includes(wanted));
    this.found = [...starts, ...holds];
    this.at = this.typed ? (this.found.length ? 0 : -1) : this.found.findIndex((choice) => choice.v === this.current);
    this.draw();
  }

  move(step: number): void {
    if (!this.found.length) return;
    this.at = (this.at + step + this.found.length) % this.found.length;
    this.draw();
  }

  private draw(): void {
    const items = this.found.slice(0, 200).map((choice, at) =>
      make(
        "li",
        {
          role: "option", id: `sheet-choice-${at}`, class: at === this.at ? "is-on" : "", "aria-selected": String(at === this.at),
          onmousedown: (event) => {
            event.preventDefault();
            this.take(choice.label);
          },
        },
        choice.label,
      ),
    );
    const none = make("li", { class: "t3" }, fill(word("noChoice"), { text: this.field.value.trim() }));
    this.element.replaceChildren(...(items.length ? items : [none]));
    this.field.setAttribute("aria-activedescendant", this.at >= 0 ? `sheet-choice-${this.at}` : "");
    items[this.at]?.scrollIntoView({ block: "nearest" });
  }
}
