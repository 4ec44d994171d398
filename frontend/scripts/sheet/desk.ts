// The open sheet: what the page was given, the view of this person, and who wants to know when something changes.
import { word } from "../words";
import { isPhone } from "./elements";
import { localOf, shownText, typedText, type Reading } from "./formats";
import { queryOf } from "./query";
import type { Column, Config, Query, Row, Value, View } from "./types";

/** order: other lines; rows: values of rows; view: columns, widths, density; cells: marks of cells; cursor; online. */
export type Signal = "order" | "rows" | "view" | "cells" | "cursor" | "online";

export class Desk {
  readonly columns: Map<string, Column>;
  readonly reading: Reading;
  view: View;
  saved: View;
  find = "";
  online = true;
  private readonly listeners = new Map<Signal, (() => void)[]>();

  constructor(
    readonly root: HTMLElement,
    readonly config: Config,
  ) {
    this.columns = new Map(config.columns.map((column) => [column.key, column]));
    this.saved = config.view;
    this.view = structuredClone(config.view);
    const ahead = config.now ? Date.parse(config.now) - Date.now() : 0;
    this.reading = {
      zone: config.zone,
      now: () => new Date(Date.now() + ahead),
      words: {
        today: word("today"), tomorrow: word("tomorrow"), yesterday: word("yesterday"),
        yes: word("yes"), no: word("no"), ago: word("ago"), days: word("weekdays"),
      },
      choices: config.choices,
      labels: {},
    };
  }

  on(signal: Signal, listener: () => void): void {
    this.listeners.set(signal, [...(this.listeners.get(signal) ?? []), listener]);
  }

  tell(signal: Signal): void {
    this.listeners.get(signal)?.forEach((listener) => listener());
  }

  get today(): string {
    return localOf(this.reading.now(), this.config.zone).day;
  }

  get query(): Query {
    return queryOf(this.view, this.find);
  }

  /** The columns shown, frozen ones first; on the phone the customer alone is frozen and carries the number. */
  get shown(): Column[] {
    const wanted = this.view.columns.map((key) => this.columns.get(key)).filter((column) => column !== undefined);
    const columns = isPhone() ? wanted.filter((column) => column.key !== "case" && column.key !== "segment") : wanted;
    return [...columns.filter((column) => column.frozen), ...columns.filter((column) => !column.frozen)];
  }

  widthOf(column: Column): number {
    if (isPhone()) return column.key === "customer" ? 178 : column.key === "state" ? 72 : Math.max(column.width, 96);
    return this.view.widths[column.key] ?? column.width;
  }

  get lineHeight(): number {
    return isPhone() ? 52 : this.view.density === "cosy" ? 36 : 29;
  }

  text(column: Column, value: Value | undefined): string {
    return shownText(column, value ?? null, this.reading);
  }

  typed(column: Column, value: Value | undefined): string {
    return typedText(column, value ?? null, this.reading);
  }

  /** "TT-1042" of a row. */
  caseOf(row: Row | undefined): string {
    const column = this.columns.get("case");
    return row && column ? shownText({ ...column, kind: "case" }, row.values.case ?? null, this.reading) : "";
  }
}

export function cellKey(id: number, column: string): string {
  return `${id}:${column}`;
}
