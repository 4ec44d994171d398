// What a refused edit shows: the reason, the values, and the safe answer first. A refused block lists its cells.
import { icon } from "../icon";
import { fill, word } from "../words";
import type { Cursor } from "./cursor";
import { cellKey, type Desk } from "./desk";
import { button, iconButton, make } from "./elements";
import type { Grid } from "./grid";
import type { Marks } from "./marks";
import { closePopup, openPopup } from "./popup";
import type { Rows } from "./rows";
import type { Saving } from "./saving";
import type { Edit, Refused, What } from "./types";

const SHOWN = 60;

export class Refusals {
  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly marks: Marks,
    private readonly saving: Saving,
    private readonly grid: Grid,
    private readonly cursor: Cursor,
    private readonly showHistory: (id: number, column: string) => void,
  ) {
    saving.onRefused = (refused, parcel, ok) => this.show(refused, parcel, ok);
  }

  private show(refused: Refused[], parcel: { edits: Edit[]; what: What }, ok: number): void {
    this.sayAtOnce(refused);
    const [first] = refused;
    if (parcel.edits.length === 1 && first) requestAnimationFrame(() => this.open(first.id, first.c));
    else this.list(refused, parcel, ok);
  }

  /** The only thing that interrupts a screen reader. */
  private sayAtOnce(refused: Refused[]): void {
    const place = document.querySelector<HTMLElement>("[data-say-at-once]");
    const text = refused.length === 1 ? `${word("refusedTitle")}. ${refused[0]?.message ?? ""}` : fill(word("refusedMany"), { count: refused.length });
    if (place) place.textContent = text;
  }

  /** The popover of one refused cell. Esc keeps what the other person put. */
  open(id: number, column: string): boolean {
    const refused = this.marks.waitingAt(id, column)?.refused;
    if (!refused) return false;
    const isConflict = refused.code === "changed" && refused.now !== undefined;
    const content = isConflict ? this.conflict(refused) : this.reason(refused);
    openPopup({
      label: word("refusedTitle"), role: "alertdialog", look: "pop--refused", right: true, content,
      beside: () => this.grid.cell(this.rows.lineOf(id), column)?.getBoundingClientRect() ?? null,
      onClose: () => this.keepTheirs(refused, isConflict),
    });
    return true;
  }

  private heading(): HTMLElement {
    const sign = icon("alert-circle");
    return make("p", { class: "row-x" }, make("span", { class: "st st--crit" }, sign, word("refusedTitle")), iconButton("x", word("close"), () => closePopup(), "b b--bare b--s b--icon push"));
  }

  private conflict(refused: Refused): Node[] {
    const by = (refused.by ?? "").split(" ")[0] ?? "";
    const line = (name: string, value: string): Node[] => [make("dt", {}, name), make("dd", { class: value ? "" : "t3" }, value || word("blank"))];
    const values = make("dl", { class: "kv pop__d" },
      ...line(word("youSaw"), refused.seen_text ?? ""), ...line(fill(word("theyPut"), { name: by }), refused.now_text ?? ""), ...line(word("youPut"), refused.wanted ?? ""));
    const keep = button(fill(word("keepTheirs"), { name: by }), () => closePopup(), "b b--s b--main");
    keep.setAttribute("autofocus", "");
    const mine = button(word("putMine"), () => this.putMine(refused));
    const history = button(word("history"), () => (closePopup(), this.showHistory(refused.id, refused.c)), "link s push");
    return [this.heading(), make("p", { class: "pop__p" }, refused.message), values, make("div", { class: "pop__b" }, keep, mine, history)];
  }

  private reason(refused: Refused): Node[] {
    const kept = make("textarea", { class: "field", readonly: true, rows: 2, "aria-label": word("youPut") });
    kept.value = refused.wanted ?? "";
    const leave = button(word("understood"), () => closePopup(), "b b--s b--main");
    leave.setAttribute("autofocus", "");
    const copy = button(word("copyTyped"), () => void navigator.clipboard.writeText(kept.value).then(() => closePopup()));
    const history = button(word("history"), () => (closePopup(), this.showHistory(refused.id, refused.c)), "link s push");
    return [this.heading(), make("p", { class: "pop__p" }, refused.message), refused.wanted ? kept : make("span"), make("div", { class: "pop__b" }, leave, refused.wanted ? copy : null, history)];
  }

  private keepTheirs(refused: Refused, isConflict: boolean): void {
    this.marks.settle(refused.id, refused.c);
    if (!isConflict || this.grid.host.contains(document.activeElement) || document.activeElement === document.body) this.grid.host.focus({ preventScroll: true });
    this.desk.tell("cells");
  }

  /** Mine over theirs: a new edit that has seen what they put. */
  private putMine(refused: Refused): void {
    closePopup();
    void this.rows.read([refused.id], true).then(() => this.saving.edit([{ id: refused.id, c: refused.c, wanted: refused.wanted ?? "" }], "edit"));
  }

  /** The dialog of a refused block. Nothing was applied; the others may go without the refused ones. */
  private list(refused: Refused[], parcel: { edits: Edit[]; what: What }, ok: number): void {
    const dialog = document.getElementById("sheet-refused");
    if (!(dialog instanceof HTMLDialogElement)) return;
    const bad = new Set(refused.map((each) => cellKey(each.id, each.c)));
    const others = parcel.edits.filter((edit) => !bad.has(cellKey(edit.id, edit.c)));
    const lines = refused.slice(0, SHOWN).map((each) => this.line(each));
    const more = refused.length - lines.length;
    dialog.querySelector("[data-refused-lead]")!.textContent = fill(word(refused.length === 1 ? "refusedLeadOne" : "refusedLead"), { count: refused.length, all: parcel.edits.length });
    dialog.querySelector("[data-refused-list]")!.replaceChildren(...lines, ...(more > 0 ? [make("li", { class: "t3" }, fill(word("andMore"), { count: more }))] : []));
    const go = dialog.querySelector<HTMLButtonElement>("[data-refused-go]")!;
    const count = ok || others.length;
    go.hidden = !others.length;
    go.textContent = fill(word(parcel.what === "paste" ? (count === 1 ? "pasteOtherOne" : "pasteOthers") : count === 1 ? "putOtherOne" : "putOthers"), { count });
    go.onclick = () => {
      dialog.close();
      void this.saving.sendOthers(others, parcel.what);
    };
    dialog.onclose = () => this.grid.host.focus({ preventScroll: true });
    dialog.showModal();
  }

  private line(refused: Refused): HTMLElement {
    const column = this.desk.columns.get(refused.c);
    const where = `${this.desk.caseOf(this.rows.get(refused.id)) || refused.id} · ${column?.label ?? refused.c}`;
    const go = button(where, () => {
      (document.getElementById("sheet-refused") as HTMLDialogElement).close();
      this.cursor.toRow(refused.id, refused.c);
    }, "link");
    return make("li", {}, go, make("span", { class: "rf__w" }, refused.wanted || word("blank")), make("span", { class: "t2" }, refused.message));
  }
}
