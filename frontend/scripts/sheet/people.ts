// The others: rows as they change them, who looks at which row, who writes in which cell.
import { followRows, onLive, showPresence } from "../live";
import { fill, word } from "../words";
import { announce } from "./announce";
import { type Act, authorsOf } from "./authors";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import type { Editor } from "./editor";
import { make } from "./elements";
import type { Foot } from "./foot";
import type { Marks } from "./marks";
import type { Panel } from "./panel";
import type { Rows } from "./rows";
import type { Meta, Person, Row, Value } from "./types";

/** A row as the stream tells it: its values in the order of the columns, and what the acts since the last telling changed. */
interface Told {
  id: number;
  v: Value[];
  m: Meta;
  labels?: Record<string, Record<string, string>>;
  changes?: Act[];
  at?: string;
}

const SHOWN = 4;
/** Whoever runs through the sheet with an arrow key is told of where they stop. */
const STOPS_FOR = 250;

export class People {
  private telling: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly marks: Marks,
    private readonly cursor: Cursor,
    private readonly panel: Panel,
    private readonly foot: Foot,
    editor: Editor,
  ) {
    followRows(desk.config.as_of);
    onLive("row", ({ rows: told }) => this.takeRows(told as unknown as Told[]));
    onLive("gone", ({ ids }) => this.takeGone(ids));
    onLive("presence", ({ id, people }) => this.takePresence(id, people));
    onLive("rights", () => location.reload());
    onLive("reload", ({ behind }) => this.fallBehind(behind));
    onLive("state", ({ online }) => this.takeState(online));
    desk.on("cursor", () => editor.isOpen || this.tellWhere(false));
  }

  /** What this person does is shown to the others. */
  tellWhere(editing: boolean): void {
    clearTimeout(this.telling);
    this.telling = setTimeout(() => {
      const { row, column } = this.cursor;
      showPresence(row && column ? { case: row.id, column: column.key, editing } : null);
    }, STOPS_FOR);
  }

  private takeRows(all: Told[]): void {
    all.forEach((told) => this.takeRow(told));
    this.foot.countSoon();
    this.desk.tell("rows");
    this.desk.tell("cells");
  }

  private takeRow(told: Told): void {
    const before = this.rows.get(told.id);
    const keys = this.desk.config.columns.map((column) => column.key);
    this.rows.learn(told.labels ?? {});
    const row: Row = { id: told.id, meta: told.m, values: Object.fromEntries(keys.map((key, at) => [key, told.v[at] ?? null])) };
    this.rows.put(row);
    this.foot.lastChange = told.at ?? this.desk.reading.now().toISOString();
    this.panel.refresh(told.id);
    if (before) this.mark(before, row, told.changes ?? []);
  }

  /** The cells that say something else than a moment ago bear the name of who changed them. */
  private mark(before: Row, row: Row, acts: Act[]): void {
    const differs = (key: string): boolean => (before.values[key] ?? null) !== (row.values[key] ?? null);
    const said = authorsOf(Object.keys(row.values).filter(differs), acts, this.desk.config.me.id).map(({ by, columns }) => {
      const who = by?.name ?? word("system");
      this.marks.change(row.id, columns, shortName(who));
      return fill(word("somebodyChanged"), { who, where: `${this.desk.caseOf(row)} ${columns.map((key) => this.desk.columns.get(key)?.label ?? key).join(", ")}` });
    });
    if (said.length && this.rows.lineOf(row.id) >= 0) announce(said.join(" "));
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
