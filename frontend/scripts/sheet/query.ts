// The state of a view as the server and the address carry it.
import type { Filter, Query, Sort, View } from "./types";

export function queryOf(view: View, find = ""): Query {
  return { filters: view.filters, sort: view.sort, group: view.group, find };
}

export function encodeQuery(query: Query): string {
  return JSON.stringify({
    filters: query.filters,
    sort: query.sort,
    group: query.group,
    ...(query.find ? { find: query.find } : {}),
  });
}

/** The query of an address; null for none or for something that is not one. */
export function decodeQuery(text: string | null): Query | null {
  if (!text) return null;
  try {
    const given = JSON.parse(text) as Partial<Query>;
    const filters = Array.isArray(given.filters) ? given.filters.filter((each) => each && typeof each.c === "string") : [];
    const sort = Array.isArray(given.sort) ? given.sort.filter((each) => each && typeof each.c === "string") : [];
    return { filters, sort, group: typeof given.group === "string" ? given.group : "", find: "" };
  } catch {
    return null;
  }
}

const LAYOUT = ["columns", "widths", "filters", "sort", "group", "density"] as const;

/** Whether the view differs from how it was saved. */
export function isChanged(view: View, saved: View): boolean {
  return LAYOUT.some((part) => JSON.stringify(view[part]) !== JSON.stringify(saved[part]));
}

/** The address of a view with its unsaved changes; without changes, the view's own. */
export function addressOf(view: View, saved: View, rest: URLSearchParams): string {
  const search = new URLSearchParams(rest);
  search.delete("q");
  search.delete("columns");
  const query = encodeQuery(queryOf(view));
  if (query !== encodeQuery(queryOf(saved))) search.set("q", query);
  if (view.columns.join() !== saved.columns.join()) search.set("columns", view.columns.join());
  const text = search.toString();
  return text ? `?${text}` : "";
}

export function withFilter(filters: Filter[], column: string, filter: Filter | null): Filter[] {
  const at = filters.findIndex((each) => each.c === column);
  if (filter && at >= 0) return filters.map((each, place) => (place === at ? filter : each));
  const others = filters.filter((each) => each.c !== column);
  return filter ? [...others, filter] : others;
}

/** A click on a title sorts by it, again turns it, a third time takes it off; with `more` beside the others. */
export function nextSort(sort: Sort[], column: string, more: boolean): Sort[] {
  const now = sort.find((each) => each.c === column);
  const next: Sort[] = !now ? [{ c: column, desc: false }] : now.desc ? [] : [{ c: column, desc: true }];
  if (!more) return next;
  return now ? sort.flatMap((each) => (each.c === column ? next : [each])) : [...sort, ...next];
}
