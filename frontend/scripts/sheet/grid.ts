// RevoGrid draws the lines and columns in sight; what is selected, typed, copied and saved is ours.
import { defineCustomElements, setNonce } from "@revolist/revogrid/loader";
import type { CellTemplateProp, ColumnRegular, VNode } from "@revolist/revogrid";
import { word } from "../words";
import { Cells } from "./cells";
import type { Desk } from "./desk";
import { drawIcon, type Draw } from "./draw";
import { isPhone } from "./elements";
import type { Marks } from "./marks";
import type { Rows } from "./rows";
import type { Column, Line } from "./types";

/** Height of the titles on the desktop; the phone has no handle to place. */
const TITLES = 30;

export class Grid {
  readonly host: HTMLElement;
  /** Cells were drawn anew. */
  onDraw: () => void = () => {};
  /** Cells moved under what floats over them. */
  onScroll: () => void = () => {};
  onTitle: (column: Column, event: MouseEvent) => void = () => {};
  onMoved: (order: string[]) => void = () => {};
  onResized: (column: string, width: number) => void = () => {};
  private readonly element: HTMLRevoGridElement;
  private readonly cells: Cells;
  private readonly scrolled = { x: 0, y: 0 };
  /** What is seen of the moving part, measured when it changes: asking at every key would lay out the page each time. */
  private readonly seen = { width: 0, height: 0 };
  private viewport: HTMLElement | null = null;
  private drawing = 0;
  private reading: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    marks: Marks,
  ) {
    setNonce(document.querySelector<HTMLMetaElement>("meta[name=csp-nonce]")?.content ?? "");
    void defineCustomElements();
    this.host = desk.root.querySelector<HTMLElement>("[data-sheet-grid]") ?? desk.root;
    this.cells = new Cells(desk, rows, marks);
    this.element = document.createElement("revo-grid");
    Object.assign(this.element, {
      readonly: true, range: false, canFocus: false, useClipboard: false, canDrag: false, filter: false, accessible: false,
      resize: !isPhone(), canMoveColumns: !isPhone(), rowSize: desk.lineHeight, frameSize: 2, theme: "compact",
    });
    this.listen();
    this.setColumns();
    this.host.append(this.element);
    desk.on("order", () => this.setLines());
    desk.on("rows", () => this.draw());
    desk.on("cells", () => this.draw());
    desk.on("view", () => this.setColumns());
  }

  private listen(): void {
    const on = <T>(name: string, act: (event: CustomEvent<T>) => void): void =>
      this.element.addEventListener(name, (event) => act(event as CustomEvent<T>));
    on<{ dimension: string; coordinate: number }>("viewportscroll", ({ detail }) => {
      if (detail.dimension === "rgRow") this.scrolled.y = detail.coordinate;
      else if (detail.dimension === "rgCol") this.scrolled.x = detail.coordinate;
      this.onScroll();
    });
    on<{ type: string }>("afterrender", ({ detail }) => detail.type === "rgRow" && this.drawn());
    on<{ column: ColumnRegular; originalEvent: MouseEvent }>("beforeheaderclick", (event) => {
      if (event.defaultPrevented) return;
      const column = this.desk.columns.get(String(event.detail.column.prop));
      if (column) this.onTitle(column, event.detail.originalEvent);
    });
    on<Record<number, ColumnRegular>>("aftercolumnresize", ({ detail }) => {
      for (const column of Object.values(detail)) this.onResized(String(column.prop), Math.round(column.size ?? 100));
    });
    on<{ node: { $attrs$: Record<string, unknown> }; item: { itemIndex: number } }>("beforerowrender", ({ detail }) => {
      Object.assign(detail.node.$attrs$, { role: "row", "aria-rowindex": String(detail.item.itemIndex + 2) });
    });
    on<{ startPosition: { itemIndex: number }; newPosition: { itemIndex: number }; pin?: string }>("beforecolumndragend", (event) => {
      event.preventDefault();
      this.moveColumn(event.detail.startPosition.itemIndex, event.detail.newPosition.itemIndex, Boolean(event.detail.pin));
    });
  }

  private moveColumn(from: number, to: number, frozen: boolean): void {
    const shown = this.desk.shown;
    const part = shown.filter((column) => column.frozen === frozen).map((column) => column.key);
    const [key] = part.splice(from, 1);
    if (key === undefined || from === to) return;
    part.splice(to, 0, key);
    const rest = shown.filter((column) => column.frozen !== frozen).map((column) => column.key);
    this.onMoved(frozen ? [...part, ...rest] : [...rest, ...part]);
  }

  private setColumns(): void {
    this.element.rowSize = this.desk.lineHeight;
    this.element.columns = this.desk.shown.map((column, at) => this.columnOf(column, at));
    this.element.pinnedBottomSource = isPhone() ? [] : [{}];
    this.host.setAttribute("aria-colcount", String(this.desk.shown.length));
  }

  private setLines(): void {
    this.element.source = this.rows.lines;
    this.element.pinnedBottomSource = isPhone() ? [] : [{}];
    this.host.setAttribute("aria-rowcount", String(this.rows.lines.length + 1));
    this.draw();
  }

  private columnOf(column: Column, at: number): ColumnRegular {
    return {
      prop: column.key,
      name: column.label,
      size: this.desk.widthOf(column),
      minSize: 40,
      ...(column.frozen ? { pin: "colPinStart" as const } : {}),
      columnTemplate: (h) => this.title(h as unknown as Draw, column),
      columnProperties: () => ({
        role: "columnheader",
        "aria-colindex": String(at + 1),
        "aria-sort": this.direction(column.key),
        "data-title": column.key,
        title: [column.help, column.source].filter(Boolean).join(" "),
        class: { "h-right": ["integer", "number", "money", "date", "moment"].includes(column.kind), "h-filtered": this.isFiltered(column.key) },
      }),
      cellProperties: ({ model, rowIndex, type }: CellTemplateProp) => {
        if (type === "rowPinEnd") return { role: "gridcell", class: { "c-total": true, "c-right": !column.frozen && column.kind !== "choice" && column.kind !== "text" } };
        return {
          role: "gridcell",
          id: `c${rowIndex}-${column.key}`,
          "data-cell": column.key,
          "data-case": (model as Line).id,
          "aria-colindex": String(at + 1),
          "aria-readonly": String(!(this.rows.get((model as Line).id)?.meta.w?.includes(column.key) ?? false)),
          "aria-label": this.cells.spoken(column, model as Line),
          class: this.cells.look(column, model as Line),
        };
      },
      cellTemplate: (h, { model, rowIndex, type }: CellTemplateProp) => {
        const draw = h as unknown as Draw;
        return type === "rowPinEnd" ? this.cells.total(draw, column) : this.cells.content(draw, column, model as Line, rowIndex);
      },
    };
  }

  private isFiltered(key: string): boolean {
    return this.desk.view.filters.some((filter) => filter.c === key);
  }

  private direction(key: string): string {
    const sort = this.desk.view.sort.find((each) => each.c === key);
    return sort ? (sort.desc ? "descending" : "ascending") : "none";
  }

  private title(h: Draw, column: Column): VNode[] {
    const sort = this.desk.view.sort;
    const at = sort.findIndex((each) => each.c === column.key);
    const press = (event: MouseEvent): void => {
      event.stopPropagation();
      this.onTitle(column, event);
    };
    return [
      h("span", { class: "h-t" }, column.label),
      at >= 0 ? h("span", { class: "h-s" }, [drawIcon(h, sort[at]?.desc ? "arrow-down" : "arrow-up"), sort.length > 1 ? String(at + 1) : ""]) : h("span", {}),
      h("button", { type: "button", class: "h-m", tabindex: -1, "data-menu": column.key, title: word("columnMenu"), "aria-label": `${word("columnMenu")}: ${column.label}`,
        onMouseDown: (event: Event) => event.stopPropagation(), onClick: press }, [drawIcon(h, this.isFiltered(column.key) ? "filter" : "chevron-down")]),
    ];
  }

  /** Draw what is in sight again, at most once a frame. */
  draw(): void {
    this.drawing ||= requestAnimationFrame(() => {
      this.drawing = 0;
      void this.element.refresh?.("all");
    });
  }

  /** What the grid leaves unsaid to screen readers: its titles are a row, and its maker's link is none of its cells. */
  private nameParts(): void {
    this.element.querySelectorAll(".actual-rgRow:not([role])").forEach((row) => {
      row.setAttribute("role", "row");
      row.setAttribute("aria-rowindex", "1");
    });
    const link = this.element.querySelector("revogr-attribution a:not([tabindex])");
    link?.setAttribute("tabindex", "-1");
    link?.setAttribute("aria-hidden", "true");
  }

  private drawn(): void {
    this.watchViewport();
    this.nameParts();
    this.onDraw();
    clearTimeout(this.reading);
    this.reading = setTimeout(() => {
      const [top, bottom] = this.linesInSight();
      void this.rows.need(Math.max(0, top - 20), Math.min(this.rows.lines.length - 1, bottom + 20)).catch(() => {
        this.desk.online = false;
        this.desk.tell("online");
      });
    }, 30);
  }

  /** First and last line in sight. */
  linesInSight(): [number, number] {
    const size = this.desk.lineHeight;
    const top = Math.floor(this.scrolled.y / size);
    return [top, Math.min(this.rows.lines.length - 1, top + Math.ceil(this.seen.height / size))];
  }

  get linesAPage(): number {
    return Math.max(1, Math.floor(this.seen.height / this.desk.lineHeight) - 1);
  }

  /** Find the part that scrolls, once it is there. */
  private watchViewport(): void {
    if (this.viewport?.isConnected) return;
    this.viewport = this.element.querySelector<HTMLElement>("revogr-viewport-scroll.rgCol .vertical-inner");
    if (!this.viewport) return;
    const measure = (): void => {
      this.seen.width = this.viewport?.clientWidth ?? 0;
      this.seen.height = this.viewport?.clientHeight ?? 0;
    };
    new ResizeObserver(measure).observe(this.viewport);
    measure();
  }

  /** Where the lower right corner of a cell is in the grid; null when it is out of sight. */
  cornerOf(line: number, columnAt: number): { x: number; y: number } | null {
    const shown = this.desk.shown;
    const column = shown[columnAt];
    if (!column) return null;
    const frozen = shown.filter((each) => each.frozen);
    const fixed = frozen.reduce((sum, each) => sum + this.desk.widthOf(each), 0);
    const before = shown.slice(0, columnAt + 1).filter((each) => each.frozen === column.frozen);
    const right = before.reduce((sum, each) => sum + this.desk.widthOf(each), 0);
    const x = column.frozen ? right : fixed + Math.min(right - this.scrolled.x, this.seen.width - 6);
    const y = (line + 1) * this.desk.lineHeight - this.scrolled.y;
    const hidden = y <= 0 || y > this.seen.height || (!column.frozen && (x <= fixed || right - this.desk.widthOf(column) - this.scrolled.x > this.seen.width - 16));
    return hidden ? null : { x, y: y + TITLES };
  }

  /** The element of a cell, if it is drawn. */
  cell(line: number, key: string): HTMLElement | null {
    return document.getElementById(`c${line}-${key}`);
  }

  titleOf(key: string): HTMLElement | null {
    return this.element.querySelector(`[data-title="${key}"]`);
  }

  /** Bring a cell into sight, moving as little as possible. */
  async show(line: number, columnAt: number, middle = false): Promise<void> {
    const size = this.desk.lineHeight;
    const height = this.seen.height;
    const top = line * size;
    if (middle && (top < this.scrolled.y || top + size > this.scrolled.y + height)) await this.scrollTo({ y: Math.max(0, top - height / 2) });
    else if (top < this.scrolled.y) await this.scrollTo({ y: top });
    else if (top + size > this.scrolled.y + height) await this.scrollTo({ y: top + size - height });
    await this.showColumn(columnAt);
  }

  private async showColumn(columnAt: number): Promise<void> {
    const shown = this.desk.shown;
    if (!shown[columnAt] || shown[columnAt].frozen) return;
    const moving = shown.slice(0, columnAt).filter((column) => !column.frozen);
    const left = moving.reduce((sum, column) => sum + this.desk.widthOf(column), 0);
    const right = left + this.desk.widthOf(shown[columnAt]);
    const width = this.seen.width;
    if (left < this.scrolled.x) await this.scrollTo({ x: left });
    else if (right > this.scrolled.x + width) await this.scrollTo({ x: Math.min(left, right - width) });
  }

  private async scrollTo(to: { x?: number; y?: number }): Promise<void> {
    await this.element.scrollToCoordinate(to);
    if (to.y !== undefined) this.scrolled.y = to.y;
    if (to.x !== undefined) this.scrolled.x = to.x;
  }
}
