// The line above the grid: which cell, its whole value, who may write it and which step fills it.
import { fill, word } from "../words";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import type { Marks } from "./marks";
import type { Rows } from "./rows";

export function attachValueLine(desk: Desk, rows: Rows, marks: Marks, cursor: Cursor): void {
  const part = (name: string): HTMLElement => desk.root.querySelector<HTMLElement>(`[data-value-${name}]`) ?? document.createElement("span");
  const [place, value, who] = [part("place"), part("text"), part("who")];

  function sum(): string {
    const { area } = cursor;
    const cells = (area.bottom - area.top + 1) * (area.right - area.left + 1);
    if (cells === 1) return "";
    const numbers = cells > 20_000 ? [] : cursor.ids.flatMap((id) => cursor.columns.flatMap((column) => {
      const number = ["integer", "number", "money"].includes(column.kind) ? rows.get(id)?.values[column.key] : null;
      return number === null || number === undefined ? [] : [Number(number)];
    }));
    const selected = fill(word("cellsSelected"), { count: cells });
    if (!numbers.length) return selected;
    const total = numbers.reduce((all, each) => all + each, 0);
    const text = (number: number): string => number.toLocaleString("es-BO", { maximumFractionDigits: 2 }).replace("-", "−");
    return `${selected} · ${fill(word("sumOf"), { sum: text(total), mean: text(total / numbers.length) })}`;
  }

  function show(): void {
    const { row, column } = cursor;
    const waiting = row && column ? marks.waitingAt(row.id, column.key) : undefined;
    place.textContent = row && column ? `${desk.caseOf(row)} · ${column.label}` : "";
    value.textContent = sum() || (row && column ? (waiting?.text ?? desk.typed(column, row.values[column.key])) : "");
    const writes = column?.writes ? fill(word("writtenBy"), { who: column.writes }) : column?.act ? fill(word("changesWith"), { act: column.act }) : word("nobodyWrites");
    who.textContent = column ? `${writes} ${column.source}` : "";
  }

  (["cursor", "rows", "order", "cells"] as const).forEach((signal) => desk.on(signal, show));
}

const STAYS_FOR = 5_000;
let leaving: ReturnType<typeof setTimeout> | undefined;

/** A sentence over the grid that leaves by itself, one at a time: why nothing happens here. */
export function hint(root: HTMLElement, text: string): void {
  const place = root.querySelector<HTMLElement>("[data-hint]");
  if (!place) return;
  place.textContent = text;
  place.hidden = false;
  clearTimeout(leaving);
  leaving = setTimeout(() => (place.hidden = true), STAYS_FOR);
}
