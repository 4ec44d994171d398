// The mouse and the finger on the sheet: choose, drag a block, double click to write, drag the fill handle, tap on the phone.
import type { Spot } from "./area";
import type { Clipboard } from "./clipboard";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import type { Editor } from "./editor";
import { isPhone } from "./elements";
import type { Grid } from "./grid";
import type { Rows } from "./rows";

export interface Presses {
  openRow: (id: number) => void;
  openRefused: (id: number, column: string) => void;
  openCellMenu: (event: MouseEvent) => void;
}

export class Pointer {
  private dragging: "block" | "fill" | null = null;

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly grid: Grid,
    private readonly cursor: Cursor,
    private readonly editor: Editor,
    private readonly clipboard: Clipboard,
    private readonly presses: Presses,
  ) {
    const { host } = grid;
    host.addEventListener("mousedown", (event) => this.down(event), true);
    document.addEventListener("mousemove", (event) => this.move(event));
    document.addEventListener("mouseup", (event) => this.up(event));
    host.addEventListener("dblclick", (event) => this.spotOf(event) && this.editor.open(null));
    host.addEventListener("click", (event) => this.click(event));
    host.addEventListener("contextmenu", (event) => this.menu(event));
  }

  private spotOf(event: Event): Spot | null {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>(".rgCell[data-cell]") : null;
    if (!cell) return null;
    const column = this.desk.shown.findIndex((each) => each.key === cell.dataset.cell);
    return column < 0 ? null : { line: Number(cell.dataset.rgrow), column };
  }

  private down(event: MouseEvent): void {
    const target = event.target as Element;
    if (target.closest(".sheet-edit")) return event.stopPropagation();
    const handle = target.closest("[data-fill]");
    const spot = this.spotOf(event);
    if (!handle && !spot) return;
    if (event.button !== 0) return event.preventDefault();
    event.preventDefault();
    this.grid.host.focus({ preventScroll: true });
    if (isPhone()) return;
    this.dragging = handle ? "fill" : "block";
    if (!handle && spot) this.cursor.to(spot, event.shiftKey, false);
  }

  private move(event: MouseEvent): void {
    if (!this.dragging) return;
    const spot = this.spotOf(event);
    if (!spot) return;
    if (this.dragging === "block" && (spot.line !== this.cursor.at.line || spot.column !== this.cursor.at.column)) this.cursor.to(spot, true);
    else if (this.dragging === "fill") this.grid.host.classList.add("is-filling");
  }

  private up(event: MouseEvent): void {
    const spot = this.spotOf(event);
    const was = this.dragging;
    this.dragging = null;
    this.grid.host.classList.remove("is-filling");
    if (was === "fill" && spot) void this.clipboard.fillTo(spot);
  }

  private click(event: MouseEvent): void {
    const spot = this.spotOf(event);
    if (!spot) return;
    const line = this.rows.lines[spot.line];
    if (line?.group) return this.rows.toggle(line.group);
    if (line?.id === undefined) return;
    const column = this.desk.shown[spot.column];
    if ((event.target as Element).closest(".c-refused") && column) return this.presses.openRefused(line.id, column.key);
    if (!isPhone()) return;
    this.cursor.to(spot, false, false);
    this.presses.openRow(line.id);
  }

  private menu(event: MouseEvent): void {
    const spot = this.spotOf(event);
    if (!spot || this.rows.lines[spot.line]?.group) return;
    event.preventDefault();
    const { top, bottom, left, right } = this.cursor.area;
    if (spot.line < top || spot.line > bottom || spot.column < left || spot.column > right) this.cursor.to(spot, false, false);
    this.presses.openCellMenu(event);
  }
}
