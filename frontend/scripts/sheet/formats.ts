// Canonical values as people here read and write them: 25/11/2026 14:00, −27,8, Bs 349,00, sí.
import type { Choice, Column, Value } from "./types";

/** What formatting needs to know of the page. `labels` gives the words of codes that are not among the choices. */
export interface Reading {
  zone: string;
  now: () => Date;
  words: { today: string; tomorrow: string; yesterday: string; yes: string; no: string; ago: string; days: string };
  choices: Record<string, Choice[]>;
  labels: Record<string, Record<string, string>>;
}

export interface Local {
  day: string;
  hour: string;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** A moment in the provider's zone: {day: "2026-11-25", hour: "14:00"}. */
export function localOf(moment: string | Date, zone: string): Local {
  let clock = clocks.get(zone);
  if (!clock) {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    clock = new Intl.DateTimeFormat("en-CA", { ...parts, hourCycle: "h23", timeZone: zone });
    clocks.set(zone, clock);
  }
  const [day = "", hour = ""] = clock.format(new Date(moment)).split(", ");
  return { day, hour };
}

/** 2026-11-25 → 25/11/2026. */
export function dayText(day: string): string {
  const [year = "", month = "", date = ""] = day.split("-");
  return `${date}/${month}/${year}`;
}

export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / 86_400_000);
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Near days in words ("hoy 14:00", "vie 27/11"), the others short where the year is plain. */
export function nearText(day: string, hour: string, reading: Reading): string {
  const today = localOf(reading.now(), reading.zone).day;
  const away = daysBetween(today, day);
  const names: Record<number, string> = { [-1]: reading.words.yesterday, 0: reading.words.today, 1: reading.words.tomorrow };
  const short = dayText(day).slice(0, day.slice(0, 4) === today.slice(0, 4) ? 5 : 10);
  const weekday = reading.words.days.split(" ")[(new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7] ?? "";
  const words = names[away] ?? (Math.abs(away) < 7 ? `${weekday} ${short}` : short);
  return hour ? `${words} ${hour}` : words;
}

/** How long past, in its largest unit: "hace 6 h". */
export function agoText(moment: string, reading: Reading): string {
  const seconds = Math.max(0, Math.round((reading.now().getTime() - Date.parse(moment)) / 1000));
  const units: [number, string][] = [[86_400, "d"], [3_600, "h"], [60, "min"], [1, "s"]];
  const [size, name] = units.find(([each]) => seconds >= each) ?? [1, "s"];
  return reading.words.ago.replace("{span}", `${Math.floor(seconds / size)} ${name}`);
}

/** "-27.8" → "−27,8" with a true minus and, from thousands on, points. */
export function numberText(value: string | number, places: number, grouped: boolean): string {
  const [whole = "", part = ""] = String(value).replace("-", "").split(".");
  const padded = part.padEnd(places, "0");
  const spaced = grouped ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, ".") : whole;
  return `${String(value).startsWith("-") ? "−" : ""}${spaced}${padded ? `,${padded}` : ""}`;
}

export function labelOf(column: Column, value: Value, reading: Reading): string {
  if (value === null) return "";
  const code = String(value);
  const choice = reading.choices[column.key]?.find((each) => each.v === code);
  return reading.labels[column.key]?.[code] ?? choice?.label ?? code;
}

/** What a cell shows. */
export function shownText(column: Column, value: Value, reading: Reading): string {
  if (value === null || value === undefined) return "";
  switch (column.kind) {
    case "case":
      return typeof value === "number" ? `TT-${value}` : String(value);
    case "integer":
      return numberText(value as number, 0, true);
    case "number":
      return numberText(value as string, column.places, true);
    case "money":
      return numberText(value as string, column.places || 2, true);
    case "date":
      return dayText(String(value));
    case "moment": {
      const { day, hour } = localOf(String(value), reading.zone);
      const now = localOf(reading.now(), reading.zone).day;
      return `${dayText(day).slice(0, day.slice(0, 4) === now.slice(0, 4) ? 5 : 10)} ${hour}`;
    }
    case "choice":
      return labelOf(column, value, reading);
    case "yes_no":
      return value ? reading.words.yes : reading.words.no;
    default:
      return String(value);
  }
}

/** What an editor begins with and what is copied: the same value with nothing a spreadsheet would misread. */
export function typedText(column: Column, value: Value, reading: Reading): string {
  if (value === null || value === undefined) return "";
  if (column.kind === "moment") {
    const { day, hour } = localOf(String(value), reading.zone);
    return `${dayText(day)} ${hour}`;
  }
  if (column.kind === "integer" || column.kind === "number" || column.kind === "money") {
    return String(value).replace(".", ",");
  }
  return shownText(column, value, reading);
}

/** Lower case without accents, as the server folds it. */
export function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
