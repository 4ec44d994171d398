// How a cell looks by its kind and what a screen reader hears of it. Colour never stands alone: shapes and words go with it.
import type { VNode } from "@revolist/revogrid";
import { word } from "../words";
import { drawCritical, drawIcon, type Draw, type Part } from "./draw";
import { isPhone } from "./elements";
import { agoText, localOf, nearText } from "./formats";
import type { Desk } from "./desk";
import type { Marks } from "./marks";
import type { Rows } from "./rows";
import type { Column, Line, Row, Total } from "./types";

const RIGHT = new Set(["integer", "number", "money", "date", "moment"]);

export class Cells {
  constructor(
    private readonly desk: Desk,
    private readonly rows: Rows,
    private readonly marks: Marks,
  ) {}

  /** Classes of a cell, without those of the selection. */
  look(column: Column, line: Line): Record<string, boolean> {
    if (line.group) return { "c-group": true, "c-group--first": column.key === this.desk.shown[0]?.key };
    const row = this.rows.get(line.id);
    const waiting = line.id === undefined ? undefined : this.marks.waitingAt(line.id, column.key);
    const fresh = line.id === undefined ? undefined : this.marks.freshAt(line.id, column.key);
    const person = line.id === undefined ? undefined : this.marks.personAt(line.id, column.key);
    return {
      "c-right": RIGHT.has(column.kind),
      "c-mid": column.key === "segment",
      "c-grey": !column.frozen && !(row?.meta.w?.includes(column.key) ?? column.editable),
      "c-customer": column.key === "customer",
      "c-pending": Boolean(waiting && !waiting.refused),
      "c-refused": Boolean(waiting?.refused),
      "c-fresh": Boolean(fresh),
      "c-there": Boolean(person),
      "c-left": line.id !== undefined && this.rows.left.has(line.id),
    };
  }

  /** "TT-1044, Técnico: R. Vargas". */
  spoken(column: Column, line: Line): string {
    if (line.group) return this.groupText(line);
    const row = this.rows.get(line.id);
    if (!row) return word("readingRow");
    const value = row.values[column.key] ?? null;
    const text = column.key === "due" ? this.dueText(row) : this.desk.text(column, value);
    const judged = word(`judged_${row.meta.j?.[column.key] ?? ""}`);
    const waiting = this.marks.waitingAt(row.id, column.key);
    const state = waiting ? `, ${word(waiting.refused ? "notSaved" : "saving")}` : "";
    // On the telephone the customer's cell carries the number: what is heard is what is seen.
    if (column.key === "customer" && isPhone()) return `${waiting?.text ?? text} ${this.underName(row)}${state}`;
    const said = text.replace(" · ", " ") || (column.judged ? word("noData") : word("blank"));
    return `${this.desk.caseOf(row)}, ${column.label}: ${waiting?.text ?? said}${judged.startsWith("judged_") ? "" : `, ${judged}`}${state}`;
  }

  content(h: Draw, column: Column, line: Line, at: number): Part[] {
    if (line.group) return this.groupTitle(h, column, line);
    const row = this.rows.get(line.id);
    if (!row) return [h("span", { class: "c-ph" })];
    return [...this.value(h, column, row, line.n ?? 0), ...this.flags(h, column, row.id, at)];
  }

  private value(h: Draw, column: Column, row: Row, number: number): Part[] {
    const waiting = this.marks.waitingAt(row.id, column.key);
    if (waiting) return [h("span", { class: "c-t" }, waiting.text), waiting.refused ? drawCritical(h) : null];
    const value = row.values[column.key] ?? null;
    const text = this.desk.text(column, value);
    switch (column.key) {
      case "case":
        return [h("span", { class: "c-n", "data-n": String(number) }), h("span", { class: "c-t" }, this.desk.caseOf(row))];
      case "customer":
        return this.customer(h, text, row);
      case "state":
        return this.step(h, text);
      case "due":
        return this.due(h, row);
      case "segment":
        return [text ? h("span", { class: `seg seg--${text}` }, text) : h("span", { class: "c-dash" })];
    }
    const judged = row.meta.j?.[column.key];
    if (judged && value !== null) return [this.judged(h, judged, text)];
    return [h("span", { class: "c-t" }, text)];
  }

  private customer(h: Draw, name: string, row: Row): Part[] {
    if (!isPhone()) return [h("span", { class: "c-t" }, name)];
    return [h("span", { class: "c-two" }, [h("span", { class: "c-t" }, name), " ", h("span", { class: "c-sub" }, this.underName(row))])];
  }

  private underName(row: Row): string {
    const segment = row.values.segment ? ` · ${word("segmentShort")} ${String(row.values.segment)}` : "";
    return this.desk.caseOf(row) + segment;
  }

  private step(h: Draw, text: string): Part[] {
    const [, number, name] = /^(\d+(?:\.\d+)?) · (.*)$/.exec(text) ?? [];
    if (!number) return [h("span", { class: "c-t" }, text)];
    return [h("b", { class: "c-step" }, number), " ", isPhone() ? null : h("span", { class: "c-t" }, name)];
  }

  private dueText(row: Row): string {
    const due = row.values.due;
    if (typeof due !== "string") return "";
    if (row.meta.late || Date.parse(due) < this.desk.reading.now().getTime()) return agoText(due, this.desk.reading);
    const { day, hour } = localOf(due, this.desk.config.zone);
    const near = nearText(day, hour, this.desk.reading);
    return / /.test(near) && day > this.desk.today && near.endsWith(hour) && !near.startsWith(word("tomorrow")) ? near.slice(0, -6) : near;
  }

  private due(h: Draw, row: Row): Part[] {
    const late = Boolean(row.meta.late);
    return [h("span", { class: late ? "due due--late" : "due" }, [late ? drawIcon(h, "clock-exclamation") : null, this.dueText(row)])];
  }

  private judged(h: Draw, judged: string, text: string): VNode {
    const sign = { critical: drawCritical(h), observation: drawIcon(h, "alert-triangle") }[judged] ?? null;
    const look = { critical: "dbm dbm--crit", observation: "dbm dbm--obs" }[judged] ?? "dbm";
    return h("span", { class: look }, [sign, text]);
  }

  private flags(h: Draw, column: Column, id: number, at: number): Part[] {
    const fresh = this.marks.freshAt(id, column.key);
    const person = this.marks.personAt(id, column.key);
    const look = at === 0 ? "by by--in" : "by";
    if (fresh) return [h("span", { class: `${look} by--fresh`, "aria-hidden": "true" }, `${fresh.by}, ${agoText(new Date(fresh.at).toISOString(), { ...this.desk.reading, now: () => new Date() })}`)];
    if (person?.editing) return [h("span", { class: `${look} by--c${person.id % 6}`, "aria-hidden": "true" }, `${person.name} ${word("writes")}`)];
    return [];
  }

  private groupText({ group }: Line): string {
    if (!group) return "";
    const late = group.overdue ? ` · ${group.overdue} ${word(group.overdue === 1 ? "overdueOne" : "overdueMany")}` : "";
    return `${group.label || word("blank")} · ${group.count} ${word(group.count === 1 ? "caseOne" : "caseMany")}${late}`;
  }

  private groupTitle(h: Draw, column: Column, line: Line): Part[] {
    if (column.key !== this.desk.shown[0]?.key) return [];
    const sign = drawIcon(h, line.closed ? "chevron-right" : "chevron-down");
    return [h("span", { class: "c-title" }, [sign, h("b", {}, this.groupText(line))])];
  }

  /** The foot: under each column its total in words. */
  total(h: Draw, column: Column): Part[] {
    const { total, overdue } = this.rows.order;
    if (column.key === this.desk.shown[0]?.key) return [h("b", {}, String(total)), ` ${word(total === 1 ? "caseOne" : "caseMany")}`];
    if (column.key === "customer") return [h("span", { class: "t2" }, word("totals"))];
    if (column.key === "due" && overdue) return [h("span", { class: "st st--crit" }, [drawCritical(h), `${overdue} ${word("overdueShort")}`])];
    const found = this.rows.totals[column.key];
    return found ? this.figure(h, column, found) : [];
  }

  private figure(h: Draw, column: Column, { kind, value }: Total): Part[] {
    if (value === null) return [];
    const digits = { ...column, kind: kind === "mean" ? "number" : column.kind, places: column.places || (kind === "mean" ? 1 : 0) } as Column;
    const number = ["count", "distinct", "overdue"].includes(kind) ? String(value) : this.desk.text(digits, this.rounded(value, digits));
    const words = word(`total_${kind}${number === "1" ? "_one" : ""}`);
    if (kind === "mean") return [`${words} `, h("b", {}, number)];
    return [h("b", {}, number), words.startsWith("total_") ? null : ` ${words}`];
  }

  private rounded(value: string | number | boolean, column: Column): string {
    return Number.isInteger(Number(value)) && column.kind === "integer" ? String(value) : Number(value).toFixed(column.places);
  }
}
