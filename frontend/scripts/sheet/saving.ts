// Edits on their way: shown at once, sent one after another, kept while there is no connection, refused with a reason.
import { toast } from "../toasts";
import { fill, word } from "../words";
import { cellKey, type Desk } from "./desk";
import type { Marks } from "./marks";
import { NoAnswer, RefusedRequest, sendJson, SignedOut } from "./requests";
import type { Rows } from "./rows";
import type { Edit, Refused, Row, RowsAnswer, Value, Wanted, What } from "./types";
import { UndoStack, type Change } from "./undo";

interface Parcel {
  edits: Edit[];
  what: What;
  partial?: boolean;
}

/** With `partial`, what was refused comes beside what was done. */
type Answer = RowsAnswer & { done: number; as_of: number; refused?: Refused[]; ok?: number };

export const LIMIT = 10_000;
const RETRY_AFTER = 5_000;

export class Saving {
  readonly undone = new UndoStack();
  onRefused: (refused: Refused[], parcel: { edits: Edit[]; what: What }, ok: number) => void = () => {};
  /** Cells that this person's own edit has just set: an editor that is open over one has seen it. */
  onSet: (row: Row, columns: string[]) => void = () => {};
  onStale: (message: string) => void = () => {};
  private queue: Parcel[] = [];
  private sending = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly marks: Marks,
  ) {
    window.addEventListener("online", () => void this.send());
    window.addEventListener("beforeunload", (event) => {
      if (this.sending) event.preventDefault();
    });
  }

  get count(): number {
    return this.queue.reduce((sum, parcel) => sum + parcel.edits.length, 0);
  }

  private get storageKey(): string {
    return `reitera-planilla-${this.desk.config.me.id}`;
  }

  /** Edits that an earlier visit could not send: they are shown again and sent. */
  async restore(): Promise<void> {
    const kept = localStorage.getItem(this.storageKey);
    if (!kept) return;
    this.queue = JSON.parse(kept) as Parcel[];
    this.queue.forEach((parcel) => parcel.edits.forEach((edit) => this.marks.wait(edit.id, edit.c, edit.wanted)));
    this.desk.tell("cells");
    await this.send();
  }

  private keep(): void {
    if (this.queue.length) localStorage.setItem(this.storageKey, JSON.stringify(this.queue));
    else localStorage.removeItem(this.storageKey);
  }

  /** Put texts into cells. Each goes with the value and the state that were on the screen. */
  async edit(wanted: Wanted[], what: What): Promise<void> {
    if (wanted.length > LIMIT) return toast("crit", fill(word("tooMany"), { count: wanted.length, limit: LIMIT }));
    await this.rows.read([...new Set(wanted.map((each) => each.id))]);
    const edits = wanted.flatMap((each) => this.editOf(each));
    if (edits.length) await this.post({ edits, what });
  }

  /** Put values back, seen as this person left them. */
  async change(changes: Change[], what: "undo" | "redo"): Promise<void> {
    await this.rows.read(changes.map((change) => change.id));
    const edits = changes.flatMap((change) => {
      const column = this.desk.columns.get(change.c);
      const row = this.rows.get(change.id);
      if (!column || !row) return [];
      return [{ id: change.id, c: change.c, seen: change.before, state: row.meta.s, wanted: this.desk.typed(column, change.after) }];
    });
    await this.post({ edits, what });
  }

  /** Send again what was not refused of a parcel. */
  async sendOthers(edits: Edit[], what: What): Promise<void> {
    await this.post({ edits, what, partial: true });
  }

  private editOf(wanted: Wanted): Edit[] {
    const row = this.rows.get(wanted.id);
    if (!row) return [];
    return [{ id: wanted.id, c: wanted.c, wanted: wanted.wanted, seen: wanted.seen === undefined ? (row.values[wanted.c] ?? null) : wanted.seen, state: wanted.state ?? row.meta.s }];
  }

  private async post(parcel: Parcel): Promise<void> {
    parcel.edits.forEach((edit) => this.marks.wait(edit.id, edit.c, edit.wanted));
    this.queue.push(parcel);
    this.keep();
    this.desk.tell("cells");
    await this.send();
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    clearTimeout(this.retry);
    this.sending = true;
    try {
      for (let parcel = this.queue[0]; parcel; parcel = this.queue[0]) if (!(await this.sendOne(parcel))) break;
    } finally {
      this.sending = false;
      this.keep();
      this.desk.tell("online");
    }
  }

  /** Whether the next may follow. */
  private async sendOne(parcel: Parcel): Promise<boolean> {
    const { edits, what, partial = false } = parcel;
    try {
      const answer = await sendJson<Answer>("POST", this.desk.config.urls.edit ?? "", { edits, what, partial, version: this.desk.config.version });
      this.queue.shift();
      this.accept(parcel, answer);
      return true;
    } catch (failure) {
      return this.fail(parcel, failure);
    }
  }

  private accept(parcel: Parcel, answer: Answer): void {
    const left = new Map(parcel.edits.map((edit) => [cellKey(edit.id, edit.c), edit.seen]));
    this.rows.take(answer);
    for (const id of Object.keys(answer.rows)) {
      const row = this.rows.get(Number(id));
      if (row) this.rows.put(row);
    }
    const refused = new Set(answer.refused?.map((each) => cellKey(each.id, each.c)));
    const done = parcel.edits.filter((edit) => !refused.has(cellKey(edit.id, edit.c)));
    parcel.edits.forEach((edit) => !done.includes(edit) && this.marks.settle(edit.id, edit.c));
    const changes = done.flatMap((edit) => this.settle(edit, left));
    this.tellSet(done);
    if (parcel.what !== "undo" && parcel.what !== "redo") this.undone.push(changes);
    this.desk.online = true;
    this.desk.tell("rows");
    this.desk.tell("online");
    if (answer.refused?.length) this.onRefused(answer.refused, { edits: parcel.edits.filter((edit) => !done.includes(edit)), what: parcel.what }, 0);
  }

  private tellSet(done: Edit[]): void {
    for (const id of new Set(done.map((edit) => edit.id))) {
      const row = this.rows.get(id);
      if (row) this.onSet(row, done.flatMap((edit) => (edit.id === id ? [edit.c] : [])));
    }
  }

  private settle(edit: Edit, seen: Map<string, Value>): Change[] {
    const after = this.rows.get(edit.id)?.values[edit.c] ?? null;
    const later = this.queue.flatMap((parcel) => parcel.edits).filter((each) => each.id === edit.id && each.c === edit.c);
    // What was typed over an edit on its way has seen that edit's outcome.
    later.forEach((each) => (each.seen = after));
    if (!later.length) this.marks.settle(edit.id, edit.c);
    const before = seen.get(cellKey(edit.id, edit.c)) ?? null;
    return this.desk.columns.get(edit.c)?.undoes ? [{ id: edit.id, c: edit.c, before, after }] : [];
  }

  private fail(parcel: Parcel, failure: unknown): boolean {
    if (failure instanceof NoAnswer || failure instanceof SignedOut) return this.waitForServer(failure);
    this.queue.shift();
    if (failure instanceof RefusedRequest && failure.body.code === "stale_page") {
      this.queue.unshift(parcel);
      this.keep();
      this.onStale(failure.message);
      return false;
    }
    parcel.edits.forEach((edit) => this.marks.settle(edit.id, edit.c));
    if (parcel.what === "undo" || parcel.what === "redo") this.undone.takeBack(parcel.what);
    if (failure instanceof RefusedRequest && Array.isArray(failure.body.refused)) {
      this.refuse(parcel, failure.body as unknown as { refused: Refused[]; ok: number });
    } else {
      const reference = failure instanceof RefusedRequest ? failure.reference || String(failure.status) : "";
      const told = failure instanceof RefusedRequest && typeof failure.body.message === "string" ? failure.message : "";
      toast("crit", told || fill(word("serverFailed"), { reference }));
      this.desk.tell("cells");
    }
    return true;
  }

  private refuse(parcel: Parcel, { refused, ok }: { refused: Refused[]; ok: number }): void {
    const wanted = new Map(parcel.edits.map((edit) => [cellKey(edit.id, edit.c), edit.wanted]));
    const full = refused.map((each) => ({ ...each, wanted: each.wanted ?? wanted.get(cellKey(each.id, each.c)) ?? "" }));
    if (parcel.edits.length === 1) full.forEach((each) => this.marks.refuse(each));
    void this.rows.read([...new Set(refused.map((each) => each.id))], true);
    this.desk.tell("cells");
    this.onRefused(full, parcel, ok);
  }

  private waitForServer(failure: Error): boolean {
    if (failure instanceof SignedOut) toast("crit", word("signedOut"));
    this.desk.online = false;
    this.desk.tell("online");
    this.retry = setTimeout(() => void this.send(), RETRY_AFTER);
    return false;
  }
}
