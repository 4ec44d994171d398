// A filter in words, as its chip says it: "Vence hasta el 30/11", "Estado 4 valores".
import { fill, word } from "../words";
import type { Desk } from "./desk";
import { dayText, numberText } from "./formats";
import { dayOf } from "./matching";
import type { Column, Filter, Value } from "./types";

const RELATIVE: Record<string, string> = { today: "today", "today+1": "tomorrow", "today-1": "yesterday", monday: "thisMonday" };

export function filterWords(desk: Desk, column: Column, filter: Filter): string {
  switch (filter.op) {
    case "blank":
      return word("isBlank");
    case "filled":
      return word("isFilled");
    case "overdue":
      return word("isOverdue");
    case "contains":
      return `«${String(filter.v ?? "")}»`;
    case "in":
      return valuesWords(desk, column, Array.isArray(filter.v) ? filter.v : []);
    case "range":
      return rangeWords(desk, column, filter);
  }
}

function valuesWords(desk: Desk, column: Column, values: Value[]): string {
  const choices = desk.config.choices[column.key] ?? [];
  const others = choices.filter((choice) => !values.includes(choice.v));
  // A long list is known by what it leaves out: «todos menos concluido».
  if (values.length > 3 && others.length === 1 && !values.includes(null)) return fill(word("allBut"), { shown: others[0]?.label.toLowerCase() ?? "" });
  const texts = values.map((value) => (value === null ? word("blank") : desk.text(column, value)));
  const shown = texts.slice(0, 2).join(", ");
  return texts.length > 2 ? fill(word("andOthers"), { shown, count: texts.length - 2 }) : shown;
}

function rangeWords(desk: Desk, column: Column, { from, to }: Filter): string {
  const say = (end: string): string => endWords(desk, column, end);
  if (from && to) return from === to ? say(from) : fill(word("fromTo"), { from: say(from), to: say(to) });
  return fill(word(from ? "fromOn" : "upTo"), { end: say(from ?? to ?? "") });
}

function endWords(desk: Desk, column: Column, end: string): string {
  if (column.kind !== "date" && column.kind !== "moment") return numberText(end, 0, true);
  const known = RELATIVE[end];
  if (known) return word(known);
  const day = dayOf(end, desk.today);
  return dayText(day).slice(0, day.slice(0, 4) === desk.today.slice(0, 4) ? 5 : 10);
}
