// Who changed which cells of a row that the stream told: several acts in quick succession come as one row.
export interface Author {
  id: number;
  name: string;
}

/** What one act changed; `by` is null for what the product did itself. */
export interface Act {
  event: number;
  changed: string[];
  by: Author | null;
}

/** The cells by who changed each last, without those of `me`; what no act speaks of is of the latest one. */
export function authorsOf(columns: string[], acts: Act[], me: number): { by: Author | null; columns: string[] }[] {
  const found = new Map<number | null, { by: Author | null; columns: string[] }>();
  for (const column of columns) {
    const act = acts.filter((each) => each.changed.includes(column)).at(-1) ?? acts.at(-1);
    const by = act?.by ?? null;
    if (by?.id === me) continue;
    const known = found.get(by?.id ?? null);
    if (known) known.columns.push(column);
    else found.set(by?.id ?? null, { by, columns: [column] });
  }
  return [...found.values()];
}
