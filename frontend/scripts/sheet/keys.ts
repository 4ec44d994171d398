// The keys of the sheet while a cell has the focus. A letter begins an edit where one may write; where not, it acts.
import { singleKeysAct } from "../typing";
import type { Clipboard } from "./clipboard";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import type { Editor } from "./editor";
import type { Grid } from "./grid";
import type { Rows } from "./rows";

export interface KeyActs {
  undo: () => void;
  redo: () => void;
  cellHistory: () => void;
  openRow: () => void;
  openCase: () => void;
  filter: () => void;
  resort: () => void;
  help: () => void;
  find: () => void;
  findNext: (back: boolean) => void;
  columnMenu: () => void;
  cellMenu: () => void;
  refused: () => boolean;
  escape: () => void;
  cannotWrite: () => void;
}

/** A letter acts by itself only after a pause, so that a word typed into a cell one may not write sets nothing off. */
const PAUSE = 800;

export class Keys {
  private lastLetter = 0;

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly grid: Grid,
    private readonly cursor: Cursor,
    private readonly editor: Editor,
    private readonly clipboard: Clipboard,
    private readonly acts: KeyActs,
  ) {
    grid.host.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("keydown", (event) => this.onPage(event), true);
    for (const name of ["copy", "cut", "paste"] as const) {
      document.addEventListener(name, (event) => {
        if (document.activeElement === grid.host) void this.clipboard[name](event);
      });
    }
  }

  /** Keys that mean the sheet wherever the focus is on its page. */
  private onPage(event: KeyboardEvent): void {
    if (document.querySelector("dialog[open]")) return;
    const chord = event.ctrlKey || event.metaKey;
    if ((chord && event.key.toLowerCase() === "f") || event.key === "F3") {
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "F3") this.acts.findNext(event.shiftKey);
      else this.acts.find();
    }
  }

  private onKey(event: KeyboardEvent): void {
    if (event.target !== this.grid.host || event.isComposing) return;
    const acted = event.ctrlKey || event.metaKey ? this.onChord(event) : event.altKey ? this.onAlt(event) : this.onPlain(event);
    if (!acted) return;
    event.preventDefault();
    event.stopPropagation();
  }

  private onChord(event: KeyboardEvent): boolean {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const { area, at } = this.cursor;
    const last = { line: this.rows.lines.length - 1, column: this.desk.shown.length - 1 };
    switch (key) {
      case "z":
        return event.shiftKey ? this.acts.redo() : this.acts.undo(), true;
      case "y":
        return this.acts.redo(), true;
      case "d":
        return void this.clipboard.fillDown(), true;
      case "Enter":
        return this.acts.openCase(), true;
      case "a":
        return this.cursor.select({ top: 0, left: 0, bottom: last.line, right: last.column }), true;
      case " ":
        return this.cursor.select({ ...area, top: 0, bottom: last.line }), true;
      case "Home":
        return this.cursor.to({ line: 0, column: 0 }, event.shiftKey), true;
      case "End":
        return this.cursor.to(last, event.shiftKey), true;
      case "ArrowUp":
        return this.cursor.to({ ...at, line: 0 }, event.shiftKey), true;
      case "ArrowDown":
        return this.cursor.to({ ...at, line: last.line }, event.shiftKey), true;
      case "ArrowLeft":
        return this.cursor.to({ ...at, column: 0 }, event.shiftKey), true;
      case "ArrowRight":
        return this.cursor.to({ ...at, column: last.column }, event.shiftKey), true;
    }
    return false;
  }

  private onAlt(event: KeyboardEvent): boolean {
    const acts: Record<string, () => void> = {
      h: this.acts.cellHistory, f: this.acts.filter, r: this.acts.resort, "?": this.acts.help, arrowdown: this.acts.columnMenu,
    };
    const act = acts[event.key.toLowerCase()];
    act?.();
    return Boolean(act);
  }

  private onPlain(event: KeyboardEvent): boolean {
    const { key, shiftKey } = event;
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1],
      PageUp: [-this.grid.linesAPage, 0], PageDown: [this.grid.linesAPage, 0],
    };
    const step = steps[key];
    if (step) return this.cursor.move(step[0], step[1], shiftKey), true;
    switch (key) {
      case "Home":
        return this.cursor.to({ ...this.cursor.at, column: 0 }, shiftKey), true;
      case "End":
        return this.cursor.to({ ...this.cursor.at, column: this.desk.shown.length - 1 }, shiftKey), true;
      case "Tab":
        return this.tab(shiftKey);
      case "Enter":
        return this.enter(shiftKey);
      case "F2":
        return this.editor.open(null) || this.acts.cannotWrite(), true;
      case "Delete":
      case "Backspace":
        return this.clear(), true;
      case "Escape":
        return this.acts.escape(), true;
      case " ":
        return shiftKey ? this.selectRow() : this.acts.openRow(), true;
      case "ContextMenu":
        return this.acts.cellMenu(), true;
    }
    return this.onLetter(event);
  }

  /** Tab leaves the sheet at its last column, so that nobody is caught in it. */
  private tab(back: boolean): boolean {
    const next = this.cursor.at.column + (back ? -1 : 1);
    if (next < 0 || next >= this.desk.shown.length) return false;
    return this.cursor.move(0, back ? -1 : 1), true;
  }

  private enter(back: boolean): boolean {
    const line = this.rows.lines[this.cursor.at.line];
    if (line?.group) return this.rows.toggle(line.group), true;
    if (this.acts.refused()) return true;
    return this.cursor.move(back ? -1 : 1, 0), true;
  }

  private selectRow(): void {
    this.cursor.select({ ...this.cursor.area, left: 0, right: this.desk.shown.length - 1 });
  }

  private clear(): void {
    const { area, row, column } = this.cursor;
    const single = area.top === area.bottom && area.left === area.right;
    if (single && column && !row?.meta.w?.includes(column.key)) this.acts.cannotWrite();
    else void this.clipboard.clear();
  }

  /** The letter itself goes into the editor that it opens: it is not prevented. */
  private onLetter(event: KeyboardEvent): boolean {
    const isText = event.key.length === 1 || event.key === "Dead" || event.key === "Process";
    if (!isText) return false;
    if (this.editor.open("")) return event.stopPropagation(), false;
    const acts: Record<string, () => void> = { h: this.acts.cellHistory, f: this.acts.filter, r: this.acts.resort, "?": this.acts.help };
    const isAlone = event.timeStamp - this.lastLetter > PAUSE;
    this.lastLetter = event.timeStamp;
    const act = singleKeysAct() && isAlone ? acts[event.key.toLowerCase()] : undefined;
    if (act) return act(), true;
    this.acts.cannotWrite();
    return true;
  }
}
