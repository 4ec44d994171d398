// One column for many rows: those selected, or all that match the filter, with the count to confirm before.
import { toast } from "../toasts";
import { fill, word } from "../words";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import { ChoiceList } from "./editor";
import { make } from "./elements";
import { encodeQuery, queryOf } from "./query";
import { RefusedRequest, sendJson } from "./requests";
import type { Rows } from "./rows";
import { LIMIT, type Saving } from "./saving";
import type { Column, Refused } from "./types";

type Outcome = { count?: number; done?: number };

export class Bulk {
  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly cursor: Cursor,
    private readonly saving: Saving,
  ) {}

  private get dialog(): HTMLDialogElement {
    return document.getElementById("sheet-bulk") as HTMLDialogElement;
  }

  /** Ask for the text; `ids` are the selected rows, null means all that match the filter. */
  open(column: Column, ids: number[] | null): void {
    const { dialog } = this;
    const count = ids ? ids.length : this.rows.order.total;
    const part = (name: string): HTMLElement => dialog.querySelector<HTMLElement>(`[data-bulk-${name}]`)!;
    part("title").textContent = fill(word(ids ? "bulkSelected" : "bulkAll"), { column: column.label, count });
    part("source").textContent = column.source;
    const field = make("input", { type: "text", class: "field", autocomplete: "off", "aria-label": column.label, "data-bulk-value": true });
    const choices = column.kind === "yes_no" ? [{ v: "true", label: word("yes") }, { v: "false", label: word("no") }] : this.desk.config.choices[column.key];
    const list = choices ? new ChoiceList(field, choices, "", true, (label) => ((field.value = label), field.dispatchEvent(new Event("input")))) : null;
    part("field").replaceChildren(field, ...(list ? [list.element] : []));
    const go = dialog.querySelector<HTMLButtonElement>("[data-bulk-go]")!;
    go.textContent = fill(word(count === 1 ? "changeOne" : "changeMany"), { count });
    const send = (): void => {
      const text = list?.chosen ?? field.value.trim();
      dialog.close();
      void (ids ? this.saving.edit(ids.map((id) => ({ id, c: column.key, wanted: text })), "bulk") : this.sendAll(column, text));
    };
    go.onclick = send;
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") (event.preventDefault(), send());
      if (event.key === "Escape") dialog.close();
      if (list && (event.key === "ArrowDown" || event.key === "ArrowUp")) (event.preventDefault(), list.move(event.key === "ArrowDown" ? 1 : -1));
    });
    dialog.showModal();
    field.focus();
  }

  /** The column of the selection for its rows. */
  openSelected(): void {
    const column = this.cursor.column;
    if (!column?.editable) return toast("info", word("nobodyWrites"));
    this.open(column, this.cursor.ids);
  }

  private async sendAll(column: Column, text: string): Promise<void> {
    const body = { q: encodeQuery(queryOf(this.desk.view)), c: column.key, wanted: text, version: this.desk.config.version };
    try {
      const { count = 0 } = await sendJson<Outcome>("POST", this.desk.config.urls.bulk ?? "", body);
      if (count > LIMIT) return toast("crit", fill(word("tooMany"), { count, limit: LIMIT }));
      if (!(await this.confirm(column, text, count))) return;
      const { done = count } = await sendJson<Outcome>("POST", this.desk.config.urls.bulk ?? "", { ...body, expect: count });
      toast("ok", fill(word(done === 1 ? "bulkDoneOne" : "bulkDone"), { count: done, column: column.label }));
      this.rows.doubtAll();
      await this.rows.reorder();
    } catch (failure) {
      this.fail(failure);
    }
  }

  private confirm(column: Column, text: string, count: number): Promise<boolean> {
    const dialog = document.getElementById("sheet-confirm") as HTMLDialogElement;
    dialog.querySelector("[data-confirm-text]")!.textContent = fill(word(count === 1 ? "bulkAskOne" : "bulkAsk"), { column: column.label, text: text || word("blank"), count });
    const go = dialog.querySelector<HTMLButtonElement>("[data-confirm-go]")!;
    go.textContent = fill(word(count === 1 ? "changeOne" : "changeMany"), { count });
    dialog.showModal();
    return new Promise((answer) => {
      go.onclick = () => (answer(true), dialog.close());
      dialog.onclose = () => answer(false);
    });
  }

  private fail(failure: unknown): void {
    if (!(failure instanceof RefusedRequest)) return toast("crit", word("noAnswer"));
    const refused = failure.body.refused as Refused[] | undefined;
    const edits = refused?.map((each) => ({ id: each.id, c: each.c, wanted: each.wanted ?? "", seen: null, state: "" })) ?? [];
    if (refused?.length) this.saving.onRefused(refused, { edits, what: "bulk" }, 0);
    else toast("crit", failure.message);
  }
}
