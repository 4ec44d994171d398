// What cells show beside their value: an edit on its way, one that was refused, one that somebody just changed, who is there.
import { cellKey, type Desk } from "./desk";
import type { Column, Person, Refused, Row } from "./types";

export interface Waiting {
  text: string;
  refused: Refused | null;
}

export interface Fresh {
  by: string;
  at: number;
}

const FADES_AFTER = 6_000;

export class Marks {
  private readonly waiting = new Map<string, Waiting>();
  private readonly fresh = new Map<string, Fresh>();
  private readonly people = new Map<number, Person[]>();

  constructor(private readonly desk: Desk) {}

  waitingAt(id: number, column: string): Waiting | undefined {
    return this.waiting.get(cellKey(id, column));
  }

  /** What is on its way into the cell. */
  pendingAt(id: number, column: string): string | undefined {
    const waiting = this.waitingAt(id, column);
    return waiting?.refused ? undefined : waiting?.text;
  }

  /** What the cell will say, as one would type it: what is on its way, else its value. */
  textAt(row: Row, column: Column): string {
    return this.pendingAt(row.id, column.key) ?? this.desk.typed(column, row.values[column.key]);
  }

  freshAt(id: number, column: string): Fresh | undefined {
    return this.fresh.get(cellKey(id, column));
  }

  /** Who edits the cell, or looks at it. */
  personAt(id: number, column: string): Person | undefined {
    const here = this.people.get(id)?.filter((person) => person.column === column) ?? [];
    return here.find((person) => person.editing) ?? here[0];
  }

  get everybody(): Map<number, { person: Person; row: number }> {
    const found = new Map<number, { person: Person; row: number }>();
    for (const [row, people] of this.people) for (const person of people) found.set(person.id, { person, row });
    return found;
  }

  get hasWaiting(): boolean {
    return [...this.waiting.values()].some((mark) => !mark.refused);
  }

  get refused(): Refused[] {
    return [...this.waiting.values()].flatMap((mark) => mark.refused ?? []);
  }

  wait(id: number, column: string, text: string): void {
    this.waiting.set(cellKey(id, column), { text, refused: null });
  }

  refuse(refused: Refused): void {
    this.waiting.set(cellKey(refused.id, refused.c), { text: refused.wanted ?? "", refused });
  }

  settle(id: number, column: string): void {
    this.waiting.delete(cellKey(id, column));
  }

  /** Somebody changed these cells: their name stands beside them for six seconds. */
  change(id: number, columns: string[], by: string): void {
    const at = Date.now();
    columns.forEach((column) => this.fresh.set(cellKey(id, column), { by, at }));
    setTimeout(() => {
      for (const [key, mark] of this.fresh) if (Date.now() - mark.at >= FADES_AFTER) this.fresh.delete(key);
      this.desk.tell("cells");
    }, FADES_AFTER + 50);
  }

  present(row: number, people: Person[]): void {
    if (people.length) this.people.set(row, people);
    else this.people.delete(row);
  }

  forgetPeople(): void {
    this.people.clear();
  }
}
