// Copy, cut, paste and fill, as in the spreadsheets people come from: blocks of texts with tabs.
import { toast } from "../toasts";
import { fill, word } from "../words";
import { filled, sizeOf, type Area, type Spot } from "./area";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import type { Marks } from "./marks";
import type { Rows } from "./rows";
import { LIMIT, type Saving } from "./saving";
import { blockFor, formatTsv, parseTsv } from "./tsv";
import type { Wanted, What } from "./types";

export class Clipboard {
  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly cursor: Cursor,
    private readonly saving: Saving,
    private readonly marks: Marks,
  ) {}

  /** The texts of the selected cells; lines of groups are left out. */
  private textsOf(area: Area): string[][] {
    const columns = this.desk.shown.slice(area.left, area.right + 1);
    return this.idsOf(area).map((id) => {
      const row = this.rows.get(id);
      return columns.map((column) => (column.key === "case" ? this.desk.caseOf(row) : row ? this.marks.textAt(row, column) : ""));
    });
  }

  private idsOf(area: Area): number[] {
    return this.rows.lines.slice(area.top, area.bottom + 1).flatMap((line) => (line.id === undefined ? [] : [line.id]));
  }

  /** Put the selection on the clipboard. Rows that were never in sight are read first. */
  copy(event: ClipboardEvent): void {
    const area = this.cursor.area;
    const ids = this.idsOf(area);
    event.preventDefault();
    if (ids.length * sizeOf(area).width > LIMIT * 5) return toast("crit", fill(word("tooManyToCopy"), { limit: LIMIT * 5 }));
    if (ids.every((id) => this.rows.get(id))) return event.clipboardData?.setData("text/plain", formatTsv(this.textsOf(area)));
    void this.rows.read(ids).then(() => navigator.clipboard.writeText(formatTsv(this.textsOf(area))));
  }

  cut(event: ClipboardEvent): void {
    this.copy(event);
    void this.clear();
  }

  async clear(): Promise<void> {
    const { area } = this.cursor;
    const empty = this.idsOf(area).map(() => this.cursor.columns.map(() => ""));
    await this.put(area.top, area.left, empty, "clear", true);
  }

  async paste(event: ClipboardEvent): Promise<void> {
    event.preventDefault();
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!text) return;
    const cells = parseTsv(text);
    const { area } = this.cursor;
    const { height, width } = sizeOf(area);
    await this.put(area.top, area.left, blockFor(cells, height, width), "paste", false);
  }

  /** Ctrl D: the first line of the selection down to its end; of a single cell, what stands above it. */
  async fillDown(): Promise<void> {
    const { area } = this.cursor;
    const { height } = sizeOf(area);
    const from = height === 1 ? { ...area, top: area.top - 1, bottom: area.top - 1 } : { ...area, bottom: area.top };
    if (from.top < 0) return;
    await this.fillFrom(from, height === 1 ? area : { ...area, top: area.top + 1 });
  }

  /** The fill handle was dragged to this cell. */
  async fillTo(spot: Spot): Promise<void> {
    const from = this.cursor.area;
    const target = filled(from, spot);
    if (!target) return;
    await this.fillFrom(from, target);
    this.cursor.select({ top: Math.min(from.top, target.top), bottom: Math.max(from.bottom, target.bottom), left: Math.min(from.left, target.left), right: Math.max(from.right, target.right) });
  }

  private async fillFrom(from: Area, target: Area): Promise<void> {
    await this.rows.read(this.idsOf(from));
    const source = this.textsOf(from);
    const { height, width } = sizeOf(target);
    const block = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => source[y % source.length]?.[x % (source[0]?.length ?? 1)] ?? ""));
    await this.put(target.top, target.left, block, "fill", true);
  }

  /** Put a block of texts from this cell on: all of it or nothing. Empty cells of a fill skip what may not be written. */
  private async put(top: number, left: number, block: string[][], what: What, lenient: boolean): Promise<void> {
    const columns = this.desk.shown;
    const width = Math.max(...block.map((row) => row.length));
    const lines = this.linesFrom(top, block.length);
    const wide = left + width - columns.length;
    const long = block.length - lines.length;
    if (wide > 0) return toast("crit", fill(word(wide === 1 ? "pasteTooWideOne" : "pasteTooWide"), { extra: wide, column: columns[columns.length - 1]?.label ?? "" }));
    if (long > 0) return toast("crit", fill(word(long === 1 ? "pasteTooLongOne" : "pasteTooLong"), { extra: long }));
    if (block.length * width > LIMIT) return toast("crit", fill(word("tooMany"), { count: block.length * width, limit: LIMIT }));
    await this.rows.read(lines);
    const wanted = block.flatMap((texts, y) => texts.flatMap((text, x) => this.wantedAt(lines[y], left + x, text, lenient)));
    if (wanted.length) await this.saving.edit(wanted, what);
    else if (block.length) toast("info", word("nothingToPut"));
    if (what === "paste" && wanted.length) this.cursor.select({ top, left, bottom: top + block.length - 1, right: left + width - 1 });
  }

  /** The next so many rows from a line on, over the titles of groups. */
  private linesFrom(top: number, count: number): number[] {
    const ids: number[] = [];
    for (let line = top; line < this.rows.lines.length && ids.length < count; line++) {
      const id = this.rows.lines[line]?.id;
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  /** A pasted text that the cell already shows changes nothing, so that a copied row may be put back over grey cells. */
  private wantedAt(id: number | undefined, at: number, text: string, lenient: boolean): Wanted[] {
    const column = this.desk.shown[at];
    const row = this.rows.get(id);
    if (!column || !row) return [];
    const now = column.key === "case" ? this.desk.caseOf(row) : this.marks.textAt(row, column);
    if (text.trim() === now) return [];
    if (lenient && !row.meta.w?.includes(column.key)) return [];
    return [{ id: row.id, c: column.key, wanted: text.trim() }];
  }
}
