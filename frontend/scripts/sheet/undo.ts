// What a person did to facts, so that it can be undone: the inverse edit, under the same rule as any edit.
import type { Value } from "./types";

export interface Change {
  id: number;
  c: string;
  before: Value;
  after: Value;
}

const LIMIT = 200;

export class UndoStack {
  private done: Change[][] = [];
  private undone: Change[][] = [];

  /** Something was done: it can be undone, and what was undone before cannot come back. */
  push(changes: Change[]): void {
    const real = changes.filter((change) => change.before !== change.after);
    if (!real.length) return;
    this.done = [...this.done, real].slice(-LIMIT);
    this.undone = [];
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  /** The changes to put back, newest first; they are then undone. */
  undo(): Change[] {
    const changes = this.done.pop() ?? [];
    if (changes.length) this.undone.push(changes);
    return changes.map(({ id, c, before, after }) => ({ id, c, before: after, after: before }));
  }

  redo(): Change[] {
    const changes = this.undone.pop() ?? [];
    if (changes.length) this.done.push(changes);
    return changes;
  }

  /** The last undo (or redo) was refused: it stays to be tried again. */
  takeBack(which: "undo" | "redo"): void {
    const [from, to] = which === "undo" ? [this.undone, this.done] : [this.done, this.undone];
    const changes = from.pop();
    if (changes) to.push(changes);
  }
}
