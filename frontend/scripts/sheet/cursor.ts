// Where the person is in the sheet: one cell, or a block of them. Painted over what the grid has drawn.
import { areaOf, holds, moved, type Area, type Spot } from "./area";
import type { Desk } from "./desk";
import type { Grid } from "./grid";
import type { Rows } from "./rows";
import type { Column, Row } from "./types";

export class Cursor {
  at: Spot = { line: 0, column: 0 };
  private anchor: Spot = { line: 0, column: 0 };
  private follows: number | undefined;
  private readonly handle = document.createElement("div");

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly grid: Grid,
  ) {
    this.handle.className = "fill";
    this.handle.dataset.fill = "";
    this.grid.host.append(this.handle);
    grid.onDraw = () => this.paint();
    grid.onScroll = () => this.placeHandle();
    desk.on("order", () => this.followRow());
    desk.on("view", () => this.to({ ...this.at, column: Math.min(this.at.column, desk.shown.length - 1) }, false, false));
  }

  get area(): Area {
    return areaOf(this.anchor, this.at);
  }

  get column(): Column | undefined {
    return this.desk.shown[this.at.column];
  }

  get row(): Row | undefined {
    return this.rows.at(this.at.line);
  }

  get element(): HTMLElement | null {
    return this.column ? this.grid.cell(this.at.line, this.column.key) : null;
  }

  /** The rows of the selection, by id, in order. */
  get ids(): number[] {
    return this.rows.lines.slice(this.area.top, this.area.bottom + 1).flatMap((line) => (line.id === undefined ? [] : [line.id]));
  }

  get columns(): Column[] {
    return this.desk.shown.slice(this.area.left, this.area.right + 1);
  }

  to(spot: Spot, extend = false, show = true): void {
    this.at = moved(spot, this.rows.lines.length, this.desk.shown.length, 0, 0);
    if (!extend) this.anchor = this.at;
    this.follows = this.rows.lines[this.at.line]?.id;
    this.paint();
    if (show) void this.grid.show(this.at.line, this.at.column).then(() => this.paint());
    this.desk.tell("cursor");
  }

  move(down: number, right: number, extend = false): void {
    this.to(moved(this.at, this.rows.lines.length, this.desk.shown.length, down, right), extend);
  }

  select(area: Area): void {
    this.anchor = { line: area.top, column: area.left };
    this.at = { line: area.bottom, column: area.right };
    this.paint();
    this.desk.tell("cursor");
  }

  /** Stay on one column of a row, wherever the row is now. */
  toRow(id: number, column?: string): void {
    const line = this.rows.lineOf(id);
    const at = column ? this.desk.shown.findIndex((each) => each.key === column) : this.at.column;
    if (line < 0) return;
    this.to({ line, column: Math.max(0, at) }, false, false);
    void this.grid.show(line, Math.max(0, at), true).then(() => this.paint());
  }

  private followRow(): void {
    const line = this.follows === undefined ? -1 : this.rows.lineOf(this.follows);
    const top = this.anchor.line - this.at.line;
    this.at = moved({ line: line >= 0 ? line : this.at.line, column: this.at.column }, this.rows.lines.length, this.desk.shown.length, 0, 0);
    this.anchor = moved({ line: this.at.line + top, column: this.anchor.column }, this.rows.lines.length, this.desk.shown.length, 0, 0);
    this.follows = this.rows.lines[this.at.line]?.id;
    this.paint();
    this.desk.tell("cursor");
  }

  paint(): void {
    const { area, at } = this;
    const single = area.top === area.bottom && area.left === area.right;
    const places = new Map(this.desk.shown.map((column, place) => [column.key, place]));
    this.grid.host.querySelectorAll<HTMLElement>(".rgCell[data-cell]").forEach((cell) => {
      const line = Number(cell.dataset.rgrow);
      const column = places.get(cell.dataset.cell ?? "") ?? -1;
      cell.classList.toggle("is-row", line === at.line);
      cell.classList.toggle("is-sel", !single && holds(area, line, column));
      const current = line === at.line && column === at.column;
      cell.classList.toggle("is-cur", current);
      if (current || (!single && holds(area, line, column))) cell.setAttribute("aria-selected", "true");
      else cell.removeAttribute("aria-selected");
    });
    const id = this.column ? `c${at.line}-${this.column.key}` : "";
    if (document.getElementById(id)) this.grid.host.setAttribute("aria-activedescendant", id);
    else this.grid.host.removeAttribute("aria-activedescendant");
    this.placeHandle();
  }

  private placeHandle(): void {
    const column = this.desk.shown[this.area.right];
    const writable = column?.editable && this.rows.at(this.area.bottom) !== undefined;
    const corner = writable ? this.grid.cornerOf(this.area.bottom, this.area.right) : null;
    this.handle.hidden = !corner;
    if (corner) this.handle.style.transform = `translate(${corner.x - 5}px, ${corner.y - 5}px)`;
  }
}
