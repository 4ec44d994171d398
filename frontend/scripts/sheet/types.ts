// What the server says of the sheet, and what the view of one person is. Values are canonical, never rendered.
export type Value = string | number | boolean | null;
export type Kind = "text" | "integer" | "number" | "money" | "date" | "moment" | "choice" | "yes_no" | "case";

export interface Column {
  key: string;
  label: string;
  help: string;
  kind: Kind;
  unit: string;
  width: number;
  frozen: boolean;
  source: string;
  writes: string;
  editable: boolean;
  undoes: boolean;
  act: string;
  own: boolean;
  places: number;
  judged: string;
}

export interface Choice {
  v: string;
  label: string;
}

export interface Filter {
  c: string;
  op: "contains" | "in" | "range" | "blank" | "filled" | "overdue";
  v?: string | Value[];
  from?: string | null;
  to?: string | null;
}

export interface Sort {
  c: string;
  desc: boolean;
}

export interface Query {
  filters: Filter[];
  sort: Sort[];
  group: string;
  find: string;
}

export type Density = "compact" | "cosy";

export interface View extends Omit<Query, "find"> {
  id: number | null;
  slug: string;
  name: string;
  columns: string[];
  widths: Record<string, number>;
  density: Density;
}

export interface SavedView {
  id: number | null;
  slug: string;
  name: string;
  url: string;
  shared: boolean;
  mine: boolean;
  is_default?: boolean;
  total?: number;
}

export interface Config {
  columns: Column[];
  choices: Record<string, Choice[]>;
  view: View;
  views: SavedView[];
  me: { id: number; name: string };
  zone: string;
  now?: string;
  version: string;
  as_of: number;
  urls: Record<string, string>;
}

export interface Group {
  key: string | null;
  label: string;
  count: number;
  overdue: number;
}

export interface Total {
  kind: string;
  value: Value;
}

export interface Order {
  ids: number[];
  total: number;
  overdue: number;
  groups: Group[];
  totals: Record<string, Total>;
  as_of: number;
}

/** `s` the state of the case, `since` when it got there, `j` judgements of readings, `w` what the viewer may write now. */
export interface Meta {
  s: string;
  since?: string;
  late?: boolean;
  j?: Record<string, string>;
  w?: string[];
}

export interface Row {
  id: number;
  values: Record<string, Value>;
  meta: Meta;
}

export interface RowsAnswer {
  columns: string[];
  rows: Record<string, Value[]>;
  meta: Record<string, Meta>;
  labels: Record<string, Record<string, string>>;
  gone: number[];
}

/** A text for a cell. `seen` and `state` are what was on the screen when it was begun, where that was some time ago. */
export interface Wanted {
  id: number;
  c: string;
  wanted: string;
  seen?: Value;
  state?: string;
}

export interface Edit {
  id: number;
  c: string;
  wanted: string;
  seen: Value;
  state: string;
}

export type What = "edit" | "paste" | "fill" | "undo" | "redo" | "clear" | "bulk";

export interface Refused {
  id: number;
  c: string;
  code: string;
  message: string;
  now?: Value;
  now_text?: string;
  by?: string;
  by_feminine?: boolean;
  at?: string;
  seen_text?: string;
  wanted?: string;
}

export interface Person {
  id: number;
  name: string;
  initials: string;
  column: string;
  editing: boolean;
}

/** A line of the grid: a row of the sheet or the title of a group. */
export interface Line {
  id?: number;
  /** Its number at the left. */
  n?: number;
  group?: Group;
  closed?: boolean;
}
