// The lines of the sheet in their order, and the rows that were read so far; the rest is asked for when it comes into sight.
import { encodeQuery } from "./query";
import { matches } from "./matching";
import { getJson } from "./requests";
import type { Desk } from "./desk";
import type { Group, Line, Order, Row, RowsAnswer, Total } from "./types";

const BLOCK = 100;
const KEPT = 8_000;

export class Rows {
  lines: Line[] = [];
  order: Order = { ids: [], total: 0, overdue: 0, groups: [], totals: {}, as_of: 0 };
  /** Rows that no longer fit the filter: they stay where they are, dimmed, until the next sorting. */
  readonly left = new Set<number>();
  /** Rows that others made and that this order does not hold yet. */
  readonly arrived = new Set<number>();
  /** The latest event that the rows are known to hold. */
  since: number;
  isReading = false;
  private readonly cache = new Map<number, Row>();
  /** Rows read since the last order; older ones are shown while they are read again. */
  private readonly fresh = new Set<number>();
  private readonly asked = new Map<number, Promise<void>>();
  private readonly closed = new Set<string>();
  private place = new Map<number, number>();
  private asking: AbortController | null = null;

  constructor(private readonly desk: Desk) {
    this.since = desk.config.as_of;
  }

  get(id: number | undefined): Row | undefined {
    return id === undefined ? undefined : this.cache.get(id);
  }

  at(line: number): Row | undefined {
    return this.get(this.lines[line]?.id);
  }

  lineOf(id: number): number {
    return this.place.get(id) ?? -1;
  }

  get totals(): Record<string, Total> {
    return this.order.totals;
  }

  /** Ask the server for the order again, for the query of the moment. Later askings win. */
  async reorder(): Promise<void> {
    this.asking?.abort();
    const asking = new AbortController();
    this.asking = asking;
    this.isReading = true;
    this.desk.tell("online");
    try {
      const order = await getJson<Order>(this.desk.config.urls.order ?? "", { q: encodeQuery(this.desk.query) }, asking.signal);
      this.order = order;
      this.left.clear();
      this.arrived.clear();
      if (order.as_of > this.since) this.fresh.clear();
      this.since = Math.max(this.since, order.as_of);
      this.lay();
    } catch (failure) {
      if (!(failure instanceof DOMException)) throw failure;
    } finally {
      if (this.asking === asking) {
        this.isReading = false;
        this.desk.tell("online");
      }
    }
  }

  /** Figures of the foot and the groups anew, leaving every line where it is. */
  async recount(): Promise<void> {
    const asked = this.order;
    const { totals, groups, total, overdue } = await getJson<Order>(this.desk.config.urls.order ?? "", { q: encodeQuery(this.desk.query) });
    // Sorted meanwhile: its figures are newer.
    if (this.order !== asked) return;
    const counted = new Map(groups.map((group) => [String(group.key), group]));
    // How many lines a group has here stays: its rows keep their places until the next sorting.
    const now = this.order.groups.map((group) => ({ ...group, overdue: counted.get(String(group.key))?.overdue ?? 0 }));
    this.order = { ...this.order, totals, total, overdue, groups: now };
    for (const line of this.lines) if (line.group) line.group = now.find((group) => group.key === line.group?.key) ?? line.group;
    this.desk.tell("rows");
  }

  private lay(): void {
    const { ids, groups } = this.order;
    if (!groups.length) this.lines = ids.map((id, at) => ({ id, n: at + 1 }));
    else {
      let from = 0;
      this.lines = groups.flatMap((group) => {
        const first = from + 1;
        const own = ids.slice(from, (from += group.count));
        const closed = this.closed.has(String(group.key));
        return [{ group, closed }, ...(closed ? [] : own.map((id, at) => ({ id, n: first + at })))];
      });
    }
    this.place = new Map();
    this.lines.forEach((line, at) => line.id !== undefined && this.place.set(line.id, at));
    this.desk.tell("order");
  }

  toggle(group: Group): void {
    const key = String(group.key);
    if (!this.closed.delete(key)) this.closed.add(key);
    this.lay();
  }

  toggleAll(close: boolean): void {
    this.closed.clear();
    if (close) this.order.groups.forEach((group) => this.closed.add(String(group.key)));
    this.lay();
  }

  /** Read the rows of these lines that are not here yet, in blocks of a hundred. */
  async need(top: number, bottom: number): Promise<void> {
    const first = Math.max(0, Math.floor(top / BLOCK) * BLOCK);
    const last = Math.min(this.lines.length, Math.ceil((bottom + 1) / BLOCK) * BLOCK);
    await this.read(this.lines.slice(first, last).flatMap((line) => (line.id === undefined ? [] : [line.id])));
    this.trim(first, last);
  }

  /** Read rows by id. */
  async read(ids: number[], again = false): Promise<void> {
    const wanted = again ? ids : ids.filter((id) => !this.fresh.has(id) && !this.asked.has(id));
    const running = ids.flatMap((id) => this.asked.get(id) ?? []);
    for (let from = 0; from < wanted.length; from += BLOCK) {
      const block = wanted.slice(from, from + BLOCK);
      const reading = this.readBlock(block).finally(() => block.forEach((id) => this.asked.delete(id)));
      block.forEach((id) => this.asked.set(id, reading));
      running.push(reading);
    }
    await Promise.all(new Set(running));
  }

  private async readBlock(ids: number[]): Promise<void> {
    this.take(await getJson<RowsAnswer>(this.desk.config.urls.rows ?? "", { ids: ids.join() }));
    this.desk.tell("rows");
  }

  /** Keep the words of codes that rows hold. */
  learn(labels: Record<string, Record<string, string>>): void {
    for (const [column, words] of Object.entries(labels)) {
      this.desk.reading.labels[column] = { ...this.desk.reading.labels[column], ...words };
    }
  }

  /** Keep what an answer says of rows. */
  take(answer: Partial<RowsAnswer>): void {
    this.learn(answer.labels ?? {});
    const keys = answer.columns ?? [];
    for (const [id, values] of Object.entries(answer.rows ?? {})) {
      const meta = answer.meta?.[id] ?? { s: "" };
      this.fresh.add(Number(id));
      this.cache.set(Number(id), { id: Number(id), meta, values: Object.fromEntries(keys.map((key, at) => [key, values[at] ?? null])) });
    }
    if (answer.gone?.length) this.drop(answer.gone);
  }

  /** A row as somebody's act left it: in its place, marked when it no longer fits the filter; announced when it is new. */
  put(row: Row): void {
    this.cache.set(row.id, row);
    this.fresh.add(row.id);
    const days = { zone: this.desk.config.zone, today: this.desk.today };
    const fits = matches(row.values, row.meta, this.desk.view.filters, this.desk.columns, days);
    if (this.lineOf(row.id) >= 0) fits ? this.left.delete(row.id) : this.left.add(row.id);
    else if (this.order.ids.includes(row.id)) return;
    else if (fits) this.arrived.add(row.id);
    else this.arrived.delete(row.id);
  }

  /** Rows this person may not see any more leave at once. */
  drop(ids: number[]): void {
    const leaving = new Set(ids);
    ids.forEach((id) => (this.cache.delete(id), this.fresh.delete(id), this.left.delete(id), this.arrived.delete(id)));
    if (!this.order.ids.some((id) => leaving.has(id))) return;
    let from = 0;
    const groups = this.order.groups.map((group) => {
      const own = this.order.ids.slice(from, (from += group.count));
      return { ...group, count: own.filter((id) => !leaving.has(id)).length };
    });
    const ids_ = this.order.ids.filter((id) => !leaving.has(id));
    this.order = { ...this.order, groups: groups.filter((group) => group.count), ids: ids_, total: ids_.length };
    this.lay();
  }

  /** Everything may be different now: what comes into sight is read again. */
  doubtAll(): void {
    this.fresh.clear();
  }

  private trim(first: number, last: number): void {
    if (this.cache.size <= KEPT) return;
    const near = new Set(this.lines.slice(Math.max(0, first - 1000), last + 1000).map((line) => line.id));
    for (const id of this.cache.keys()) if (!near.has(id)) this.cache.delete(id), this.fresh.delete(id);
  }
}
