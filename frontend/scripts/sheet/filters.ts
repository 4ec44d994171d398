// The filters of this person: a chip each, and one menu a column with sorting, what the column's kind can be asked, and its place.
import { icon } from "../icon";
import { toast } from "../toasts";
import { fill, word } from "../words";
import type { Cursor } from "./cursor";
import type { Desk } from "./desk";
import { button, iconButton, make } from "./elements";
import { filterWords } from "./filter-words";
import { folded } from "./formats";
import type { Grid } from "./grid";
import { closePopup, menuItem, openMenu, openPopup } from "./popup";
import { encodeQuery, withFilter } from "./query";
import { getJson } from "./requests";
import type { Column, Filter, Sort, Value } from "./types";

interface Found {
  v: Value;
  label: string;
  n: number;
}

export interface ColumnActs {
  apply: (change: { filters?: Filter[]; sort?: Sort[] }) => void;
  hide: (key: string) => void;
  shift: (key: string, step: number) => void;
  bulk: (column: Column) => void;
}

export class Filters {
  constructor(
    private readonly desk: Desk,
    private readonly grid: Grid,
    private readonly cursor: Cursor,
    private readonly acts: ColumnActs,
  ) {
    desk.on("view", () => this.showChips());
    desk.on("order", () => this.showChips());
    this.showChips();
  }

  private showChips(): void {
    const place = this.desk.root.querySelector<HTMLElement>("[data-chips]");
    if (!place) return;
    const chips = this.desk.view.filters.flatMap((filter) => {
      const column = this.desk.columns.get(filter.c);
      return column ? [this.chip(column, filter)] : [];
    });
    const add = make("button", { type: "button", class: "chip chip--add", "data-add-filter": true, onclick: () => this.choose(add) }, icon("filter"), word("filter"), make("kbd", { class: "d-only" }, "F"));
    place.replaceChildren(...chips, add);
  }

  private chip(column: Column, filter: Filter): HTMLElement {
    const words = filterWords(this.desk, column, filter);
    const off = make("button", { type: "button", class: "chip__x", "aria-label": fill(word("removeFilter"), { filter: `${column.label} ${words}` }), onclick: () => this.set(column.key, null) }, icon("x"));
    const text = make("button", { type: "button", class: "chip__t", onclick: () => this.open(column, () => chip.getBoundingClientRect()) }, `${column.label} `, make("b", {}, words));
    const chip = make("span", { class: "chip chip--on", "data-filter-chip": column.key }, text, off);
    return chip;
  }

  private set(key: string, filter: Filter | null): void {
    this.acts.apply({ filters: withFilter(this.desk.view.filters, key, filter) });
  }

  /** Which column to filter: a list of all, searched by typing. */
  choose(beside?: HTMLElement): void {
    const anchor = beside ?? this.desk.root.querySelector<HTMLElement>("[data-add-filter]");
    const search = make("input", { type: "search", class: "field", placeholder: word("searchColumn"), "aria-label": word("searchColumn"), autofocus: true });
    const list = make("div", { class: "pop__l" });
    const draw = (): void => {
      const wanted = folded(search.value.trim());
      const found = [...this.desk.columns.values()].filter((column) => folded(column.label).includes(wanted));
      list.replaceChildren(...found.map((column) => menuItem(column.label, () => this.open(column, () => anchor?.getBoundingClientRect() ?? null))));
    };
    search.addEventListener("input", draw);
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") list.querySelector<HTMLElement>("button")?.click();
      if (event.key === "ArrowDown") (event.preventDefault(), list.querySelector<HTMLElement>("button")?.focus());
    });
    draw();
    openMenu(word("filter"), () => anchor?.getBoundingClientRect() ?? null, [search, list], "pop--menu pop--filter");
    search.focus();
  }

  /** The menu of a column, from its title or from a key. */
  openColumn(column: Column): void {
    this.open(column, () => this.grid.titleOf(column.key)?.getBoundingClientRect() ?? null, true);
  }

  private open(column: Column, beside: () => DOMRect | null, whole = false): void {
    const sort = (desc: boolean): void => this.acts.apply({ sort: [{ c: column.key, desc }] });
    const now = this.desk.view.sort.find((each) => each.c === column.key);
    const names = ["date", "moment"].includes(column.kind) ? ["sortOld", "sortNew"] : ["integer", "number", "money", "case"].includes(column.kind) ? ["sortSmall", "sortLarge"] : ["sortAz", "sortZa"];
    const sorting = whole ? [
      menuItem(word(names[0] ?? ""), () => sort(false), { checked: now?.desc === false }),
      menuItem(word(names[1] ?? ""), () => sort(true), { checked: now?.desc === true }),
      make("hr"),
    ] : [];
    const place = whole ? [
      make("hr"),
      column.editable ? menuItem(word("changeAll"), () => this.acts.bulk(column)) : null,
      column.frozen ? null : menuItem(word("moveLeft"), () => this.acts.shift(column.key, -1)),
      column.frozen ? null : menuItem(word("moveRight"), () => this.acts.shift(column.key, 1)),
      column.frozen ? null : menuItem(word("hideColumn"), () => this.acts.hide(column.key)),
    ] : [];
    const form = new FilterForm(this.desk, column, (filter) => (closePopup(), this.set(column.key, filter), this.grid.host.focus({ preventScroll: true })));
    const box = openPopup({ label: column.label, beside, look: "pop--menu pop--filter", content: [...sorting, make("h2", {}, whole ? word("filter") : column.label), form.element, ...place].filter((part) => part !== null) });
    form.focus(box);
  }

  /** Only the rows that hold what the cursor's cell holds. */
  byValue(): void {
    const { row, column } = this.cursor;
    if (!row || !column) return;
    const value = row.values[column.key] ?? null;
    if (value === null) return this.set(column.key, { c: column.key, op: "blank" });
    const day = ["date", "moment"].includes(column.kind) ? this.dayOfCell(column, value) : null;
    const isNumber = ["integer", "number", "money", "case"].includes(column.kind);
    if (day) this.set(column.key, { c: column.key, op: "range", from: day, to: day });
    else if (isNumber) this.set(column.key, { c: column.key, op: "range", from: String(value), to: String(value) });
    else this.set(column.key, { c: column.key, op: "in", v: [value] });
  }

  private dayOfCell(column: Column, value: Value): string {
    const [date = "", month = "", year = ""] = this.desk.typed(column, value).slice(0, 10).split("/");
    return `${year}-${month}-${date}`;
  }
}

/** What may be asked of one column: words, values with counts, ends of a range, days in words, blanks. */
class FilterForm {
  readonly element = make("div", { class: "ff" });
  private readonly now: Filter | undefined;

  constructor(
    private readonly desk: Desk,
    private readonly column: Column,
    private readonly apply: (filter: Filter | null) => void,
  ) {
    this.now = desk.view.filters.find((filter) => filter.c === column.key);
    const { kind } = column;
    if (kind === "text") this.addText();
    if (["date", "moment"].includes(kind)) this.addDays();
    else if (["integer", "number", "money", "case"].includes(kind)) this.addNumbers();
    else this.addValues();
    this.addBlanks();
  }

  focus(box: HTMLElement): void {
    (this.element.querySelector<HTMLElement>("input") ?? box).focus();
  }

  private addText(): void {
    const held = this.now?.op === "contains" ? String(this.now.v ?? "") : "";
    const field = make("input", { type: "text", class: "field", value: held, "aria-label": word("contains"), placeholder: word("contains"), "data-contains": true });
    field.addEventListener("keydown", (event) => {
      const text = field.value.trim();
      if (event.key === "Enter") this.apply(text ? { c: this.column.key, op: "contains", v: text } : null);
    });
    const go = button(word("apply"), () => this.apply(field.value.trim() ? { c: this.column.key, op: "contains", v: field.value.trim() } : null));
    this.element.append(make("div", { class: "row-x" }, field, go));
  }

  private addNumbers(): void {
    const read = (text: string): string | null => text.trim().replace("−", "-").replace(/^TT-/i, "").replace(",", ".") || null;
    const show = (end: string | null | undefined): string => (end ?? "").replace(".", ",");
    this.addRange("text", show(this.now?.from), show(this.now?.to), read, word("from"), word("to"));
  }

  private addDays(): void {
    const day = (from: string | null, to: string | null): Filter => ({ c: this.column.key, op: "range", from, to });
    const quick: [string, Filter][] = [
      ["today", day("today", "today")], ["tomorrow", day("today+1", "today+1")], ["yesterday", day("today-1", "today-1")],
      ["thisWeek", day("monday", "monday+6")], ["lastSeven", day("today-6", "today")], ["untilToday", day(null, "today")],
    ];
    if (this.column.key === "due") quick.unshift(["isOverdue", { c: "due", op: "overdue" }]);
    const same = (filter: Filter): boolean => JSON.stringify(filter) === JSON.stringify(this.now);
    const chips = quick.map(([name, filter]) => make("button", { type: "button", class: `chip${same(filter) ? " chip--on" : ""}`, "aria-pressed": String(same(filter)), onclick: () => this.apply(filter) }, word(name)));
    this.element.append(make("div", { class: "ff__q" }, ...chips));
    const plain = (end: string | null | undefined): string => (end && /^\d{4}/.test(end) ? `${end.slice(8)}/${end.slice(5, 7)}/${end.slice(0, 4)}` : "");
    this.addRange("text", plain(this.now?.from), plain(this.now?.to), (text) => this.readDay(text), word("fromDay"), word("toDay"));
  }

  /** "25/11", "25/11/2026" or one of the words for days. */
  private readDay(text: string): string | null {
    const said = folded(text.trim());
    if (!said) return null;
    const names: Record<string, string> = { [folded(word("today"))]: "today", [folded(word("tomorrow"))]: "today+1", [folded(word("yesterday"))]: "today-1" };
    if (names[said]) return names[said];
    const match = /^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$/.exec(said);
    if (!match) return "?";
    const year = match[3] ? match[3].padStart(4, "20") : this.desk.today.slice(0, 4);
    const day = `${year}-${(match[2] ?? "").padStart(2, "0")}-${(match[1] ?? "").padStart(2, "0")}`;
    return new Date(`${day}T00:00Z`).toISOString().startsWith(day) ? day : "?";
  }

  private addRange(type: string, from: string, to: string, read: (text: string) => string | null, fromWord: string, toWord: string): void {
    const first = make("input", { type, class: "field", value: from, placeholder: fromWord, "aria-label": fromWord, inputmode: "decimal", "data-from": true });
    const last = make("input", { type, class: "field", value: to, placeholder: toWord, "aria-label": toWord, inputmode: "decimal", "data-to": true });
    const send = (): void => {
      const ends = [first, last].map((field) => {
        let end: string | null;
        try {
          end = read(field.value);
        } catch {
          end = "?";
        }
        const wrong = end === "?" || (end !== null && !["date", "moment"].includes(this.column.kind) && !/^-?\d+(\.\d+)?$/.test(end));
        field.setAttribute("aria-invalid", String(wrong));
        return wrong ? undefined : end;
      });
      if (ends.includes(undefined)) return toast("info", word("badRange"));
      const [start = null, end = null] = ends;
      this.apply(start === null && end === null ? null : { c: this.column.key, op: "range", from: start, to: end });
    };
    [first, last].forEach((field) => field.addEventListener("keydown", (event) => event.key === "Enter" && send()));
    this.element.append(make("div", { class: "row-x ff__r" }, first, last, button(word("apply"), send)));
  }

  /** The values that occur under the other filters, with their counts; ticks are applied together. */
  private addValues(): void {
    const ticked = new Set<string>(this.now?.op === "in" && Array.isArray(this.now.v) ? this.now.v.map((value) => JSON.stringify(value)) : []);
    const search = make("input", { type: "search", class: "field", placeholder: word("searchValue"), "aria-label": word("searchValue"), "data-values-search": true });
    const list = make("ul", { class: "ff__v", "data-values": true }, make("li", { class: "t3" }, word("reading")));
    let found: Found[] = [];
    let more = false;
    const draw = (): void => {
      const wanted = folded(search.value.trim());
      const held = found.filter((each) => folded(each.label).includes(wanted));
      list.replaceChildren(...held.map((each) => this.valueLine(each, ticked)), ...(more ? [make("li", { class: "t3" }, word("moreValues"))] : []));
      if (!held.length) list.replaceChildren(make("li", { class: "t3" }, word("noValues")));
    };
    const load = async (): Promise<void> => {
      const others = { ...this.desk.query, filters: this.desk.view.filters.filter((filter) => filter.c !== this.column.key) };
      const answer = await getJson<{ values: Found[]; more: boolean }>(this.desk.config.urls.values ?? "", { c: this.column.key, q: encodeQuery(others) });
      [found, more] = [answer.values, answer.more];
      draw();
    };
    search.addEventListener("input", draw);
    const send = (): void => this.apply(ticked.size ? { c: this.column.key, op: "in", v: [...ticked].map((value) => JSON.parse(value) as Value) } : null);
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      const wanted = folded(search.value.trim());
      if (!ticked.size && wanted) found.filter((each) => folded(each.label).includes(wanted)).forEach((each) => ticked.add(JSON.stringify(each.v)));
      send();
    });
    const clear = button(word("noFilter"), () => this.apply(null), "b b--s b--bare");
    this.element.append(search, list, make("div", { class: "row-x" }, button(word("apply"), send, "b b--s b--main"), clear));
    void load().catch(() => list.replaceChildren(make("li", { class: "t3" }, word("noAnswer"))));
  }

  private valueLine(each: Found, ticked: Set<string>): HTMLElement {
    const key = JSON.stringify(each.v);
    const box = make("input", { type: "checkbox", class: "cb", checked: ticked.has(key) });
    box.addEventListener("change", () => (box.checked ? ticked.add(key) : ticked.delete(key)));
    const label = each.v === null ? word("blank") : each.label || this.desk.text(this.column, each.v);
    return make("li", {}, make("label", {}, box, make("span", { class: "cut" }, label), make("span", { class: "t3 push" }, String(each.n))));
  }

  private addBlanks(): void {
    const chip = (op: "blank" | "filled", name: string): HTMLElement =>
      make("button", { type: "button", class: `chip${this.now?.op === op ? " chip--on" : ""}`, "aria-pressed": String(this.now?.op === op), onclick: () => this.apply({ c: this.column.key, op }) }, word(name));
    const off = this.now ? iconButton("x", word("noFilter"), () => this.apply(null)) : null;
    this.element.append(make("div", { class: "ff__q" }, chip("blank", "isBlank"), chip("filled", "isFilled"), off));
  }
}
