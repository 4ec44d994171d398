// The others: rows as they change them, who looks at which row, who writes in which cell.
import { fill, word } from "../words";
import { announce } from "./announce";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import { make } from "./elements";
import type { Foot } from "./foot";
import type { Marks } from "./marks";
import type { Panel } from "./panel";
import type { Rows } from "./rows";
import type { Meta, Person, Value } from "./types";

/** What the stream of the page offers; see `live.ts`. */
export interface Stream {
  followRows: (since: number) => void;
  onLive: (name: string, act: (message: never) => void) => () => void;
  showPresence: (where: { case: number; column: string; editing: boolean } | null) => void;
}

interface Told {
  id: number;
  columns?: string[];
  values?: Value[];
  row?: Value[];
  meta?: Meta;
  labels?: Record<string, Record<string, string>>;
  changed?: string[];
  by?: { id: number; name: string } | null;
  at?: string;
  event?: number;
}

const SHOWN = 4;

export class People {
  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly marks: Marks,
    private readonly cursor: Cursor,
    private readonly panel: Panel,
    private readonly foot: Foot,
    private readonly stream: Stream,
  ) {
    stream.followRows(desk.config.as_of);
    stream.onLive("row", (message: { rows: Told[]; columns?: string[] }) => this.takeRows(message));
    stream.onLive("gone", ({ ids }: { ids: number[] }) => this.takeGone(ids));
    stream.onLive("presence", ({ id, people }: { id: number; people: Person[] }) => this.takePresence(id, people));
    stream.onLive("rights", () => void this.startAgain());
    stream.onLive("reload", ({ behind }: { behind: number }) => this.fallBehind(behind));
    stream.onLive("state", ({ online }: { online: boolean }) => this.takeState(online));
    desk.on("cursor", () => this.tellWhere(false));
  }

  /** What this person does is shown to the others. */
  tellWhere(editing: boolean): void {
    const { row, column } = this.cursor;
    this.stream.showPresence(row && column ? { case: row.id, column: column.key, editing } : null);
  }

  private takeRows(message: { rows: Told[]; columns?: string[] }): void {
    for (const told of message.rows) this.takeRow(told, told.columns ?? message.columns ?? this.desk.config.columns.map((column) => column.key));
    this.desk.tell("rows");
    this.desk.tell("cells");
  }

  private takeRow(told: Told, columns: string[]): void {
    const before = this.rows.get(told.id);
    const values = told.values ?? told.row ?? [];
    for (const [column, labels] of Object.entries(told.labels ?? {})) {
      this.desk.reading.labels[column] = { ...this.desk.reading.labels[column], ...labels };
    }
    const row = { id: told.id, meta: told.meta ?? before?.meta ?? { s: "" }, values: Object.fromEntries(columns.map((key, at) => [key, values[at] ?? null])) };
    this.rows.put(row);
    this.foot.lastChange = told.at ?? this.desk.reading.now().toISOString();
    this.panel.refresh(told.id);
    if (!before || told.by?.id === this.desk.config.me.id) return;
    const changed = told.changed ?? columns.filter((key) => JSON.stringify(before.values[key] ?? null) !== JSON.stringify(row.values[key] ?? null));
    if (!changed.length) return;
    const who = told.by?.name ?? word("system");
    this.marks.change(told.id, changed, shortName(who));
    const where = `${this.desk.caseOf(row)} ${changed.map((key) => this.desk.columns.get(key)?.label ?? key).join(", ")}`;
    if (this.rows.lineOf(told.id) >= 0) announce(fill(word("somebodyChanged"), { who, where }));
  }

  private takeGone(ids: number[]): void {
    this.rows.drop(ids);
    announce(fill(word(ids.length === 1 ? "goneOne" : "goneMany"), { count: ids.length }));
    this.desk.tell("rows");
  }

  private takePresence(row: number, people: Person[]): void {
    this.marks.present(row, people);
    this.showPeople();
    this.desk.tell("cells");
  }

  private showPeople(): void {
    const place = this.desk.root.querySelector<HTMLElement>("[data-presence]");
    if (!place) return;
    const all = [...this.marks.everybody.values()];
    const faces = all.slice(0, SHOWN).map(({ person, row }) => {
      const where = `${this.desk.caseOf(this.rows.get(row))} ${this.desk.columns.get(person.column)?.label ?? ""}`.trim();
      const text = fill(word(person.editing ? "writesIn" : "looksAt"), { who: person.name, where });
      return make("button", { type: "button", class: `av av--c${person.id % 6}`, title: text, "aria-label": text, onclick: () => this.cursor.toRow(row, person.column) }, person.initials);
    });
    const more = all.length - faces.length;
    place.replaceChildren(...faces, ...(more > 0 ? [make("span", { class: "av av--n" }, `+${more}`)] : []));
  }

  private takeState(online: boolean): void {
    if (this.desk.online === online) return;
    this.desk.online = online;
    if (!online) {
      this.marks.forgetPeople();
      this.showPeople();
    }
    this.desk.tell("online");
  }

  private async startAgain(): Promise<void> {
    location.reload();
  }

  private fallBehind(behind: number): void {
    this.foot.behind = Math.max(1, behind);
    this.rows.doubtAll();
    this.desk.tell("rows");
  }
}

/** "R. Vargas" of "Rubén Vargas". */
function shortName(name: string): string {
  const [first = "", ...rest] = name.split(" ");
  return rest.length ? `${first.charAt(0)}. ${rest.join(" ")}` : name;
}
