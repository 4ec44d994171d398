// Whether a row that changed still belongs to the filtered sheet, so that one that left is dimmed and stays in its place.
import { addDays, daysBetween, folded, localOf } from "./formats";
import type { Column, Filter, Meta, Value } from "./types";

export interface Days {
  zone: string;
  today: string;
}

/** "today", "today+1", "today-7", "monday" or a plain day → 2026-11-25. */
export function dayOf(said: string, today: string): string {
  const relative = /^today([+-]\d+)?$/.exec(said);
  if (relative) return addDays(today, Number(relative[1] ?? 0));
  const monday = /^monday([+-]\d+)?$/.exec(said);
  if (monday) return addDays(today, -((daysBetween("1970-01-05", today) % 7 + 7) % 7) + Number(monday[1] ?? 0));
  return said;
}

export function matches(values: Record<string, Value>, meta: Meta, filters: Filter[], columns: Map<string, Column>, days: Days): boolean {
  return filters.every((filter) => {
    const column = columns.get(filter.c);
    return !column || holds(values[filter.c] ?? null, column, filter, meta, days);
  });
}

function holds(value: Value, column: Column, filter: Filter, meta: Meta, days: Days): boolean {
  switch (filter.op) {
    case "blank":
      return value === null;
    case "filled":
      return value !== null;
    case "overdue":
      return Boolean(meta.late);
    case "contains":
      return value !== null && folded(String(value)).includes(folded(String(filter.v ?? "")));
    case "in":
      return Array.isArray(filter.v) && filter.v.includes(value);
    case "range":
      return value !== null && within(value, column, filter, days);
  }
}

function within(value: Value, column: Column, filter: Filter, days: Days): boolean {
  if (column.kind === "date" || column.kind === "moment") {
    const day = column.kind === "date" ? String(value) : localOf(String(value), days.zone).day;
    const [from, to] = [filter.from, filter.to].map((each) => (each ? dayOf(each, days.today) : ""));
    return (!from || day >= from) && (!to || day <= to);
  }
  const number = Number(value);
  return (!filter.from || number >= Number(filter.from)) && (!filter.to || number <= Number(filter.to));
}
