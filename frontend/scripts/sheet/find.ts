// Find in the sheet: the server says which rows hold the words, the cursor goes from one to the next.
import { fill, word } from "../words";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import { folded } from "./formats";
import type { Grid } from "./grid";
import { encodeQuery, queryOf } from "./query";
import { getJson } from "./requests";
import type { Rows } from "./rows";
import type { Order } from "./types";

/** Whoever stops typing for so long is shown the first place. */
const PAUSE = 300;

export class Find {
  private readonly box: HTMLElement;
  private readonly field: HTMLInputElement;
  private found: number[] = [];
  private asked = "";
  private typing: ReturnType<typeof setTimeout> | undefined;
  private at = -1;

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly grid: Grid,
    private readonly cursor: Cursor,
  ) {
    this.box = desk.root.querySelector<HTMLElement>("[data-find]") ?? document.createElement("div");
    this.field = this.box.querySelector("input") ?? document.createElement("input");
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.field.value.trim() && void this.next(false), PAUSE);
    });
    this.box.querySelector("[data-find-next]")?.addEventListener("click", () => void this.next(false));
    this.box.querySelector("[data-find-back]")?.addEventListener("click", () => void this.next(true));
    this.box.querySelector("[data-find-close]")?.addEventListener("click", () => this.close());
    desk.root.querySelectorAll("[data-find-open]").forEach((each) => each.addEventListener("click", () => this.open()));
    desk.on("order", () => (this.asked = ""));
  }

  open(): void {
    this.box.hidden = false;
    this.field.focus();
    this.field.select();
  }

  close(): void {
    this.box.hidden = true;
    this.grid.host.focus({ preventScroll: true });
  }

  private onKey(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === "Escape") return this.close();
    if (event.key !== "Enter" && event.key !== "F3") return;
    event.preventDefault();
    void this.next(event.shiftKey);
  }

  async next(back: boolean): Promise<void> {
    clearTimeout(this.typing);
    const text = this.field.value.trim();
    if (!text) return this.open();
    if (text !== this.asked) await this.ask(text);
    if (!this.found.length) return;
    this.at = (this.at + (back ? -1 : 1) + this.found.length) % this.found.length;
    const id = this.found[this.at] ?? 0;
    await this.rows.read([id]);
    this.cursor.toRow(id, this.columnOf(id, text));
    this.say(fill(word("foundAt"), { at: this.at + 1, count: this.found.length }));
  }

  private async ask(text: string): Promise<void> {
    this.say(word("reading"));
    const q = encodeQuery(queryOf(this.desk.view, text));
    const answer = await getJson<Order & { found?: number[] }>(this.desk.config.urls.order ?? "", { q }).catch(() => null);
    const ids = new Set(answer?.found ?? []);
    this.found = this.rows.lines.flatMap((line) => (line.id !== undefined && ids.has(line.id) ? [line.id] : []));
    this.asked = text;
    const after = this.found.findIndex((id) => this.rows.lineOf(id) >= this.cursor.at.line);
    this.at = (after < 0 ? 0 : after) - 1;
    if (!this.found.length) this.say(answer ? word("foundNone") : word("noAnswer"));
  }

  /** The column whose text holds the words, where one that is shown does. */
  private columnOf(id: number, text: string): string | undefined {
    const wanted = folded(text);
    const row = this.rows.get(id);
    return this.desk.shown.find((column) => {
      const shown = column.key === "case" ? this.desk.caseOf(row) : this.desk.text(column, row?.values[column.key]);
      return folded(shown).includes(wanted);
    })?.key;
  }

  private say(text: string): void {
    const place = this.box.querySelector("[data-find-said]");
    if (place) place.textContent = text;
  }
}
