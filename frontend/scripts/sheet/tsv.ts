// Blocks of cells as spreadsheets put them on the clipboard: tabs, line ends, and quotes around what holds either.

/** The cells of a pasted text. A quoted cell may hold tabs, line ends and doubled quotes. */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = [[]];
  let cell = "";
  let quoted = false;
  let at = 0;
  const endCell = (): void => {
    rows[rows.length - 1]?.push(cell);
    cell = "";
  };
  while (at < text.length) {
    const sign = text.charAt(at);
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text.charAt(at + 1) === '"') (cell += '"'), at++;
      else quoted = false;
    } else if (sign === '"' && cell === "" && closesLater(text, at)) quoted = true;
    else if (sign === "\t") endCell();
    else if (sign === "\n" || sign === "\r") {
      if (sign === "\r" && text.charAt(at + 1) === "\n") at++;
      endCell();
      rows.push([]);
    } else cell += sign;
    at++;
  }
  if (cell !== "" || rows[rows.length - 1]?.length) endCell();
  if (!rows[rows.length - 1]?.length) rows.pop();
  return rows;
}

/** A quote opens a cell only if another one closes it right before a tab, a line end or the end: 3" of pipe stays text. */
function closesLater(text: string, from: number): boolean {
  for (let at = from + 1; at < text.length; at++) {
    if (text.charAt(at) !== '"') continue;
    if (text.charAt(at + 1) === '"') at++;
    else return at + 1 === text.length || /[\t\r\n]/.test(text.charAt(at + 1));
  }
  return false;
}

export function formatTsv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(quote).join("\t")).join("\n");
}

function quote(cell: string): string {
  return /["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** The block that is pasted: a single cell fills the selection, and so does a block that fits into it a whole number of times. */
export function blockFor(cells: string[][], height: number, width: number): string[][] {
  const tall = cells.length;
  const wide = Math.max(...cells.map((row) => row.length));
  const repeats = height % tall === 0 && width % wide === 0 && (height > tall || width > wide);
  if (!repeats) return cells.map((row) => [...row, ...Array<string>(wide - row.length).fill("")]);
  return Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => cells[y % tall]?.[x % wide] ?? ""));
}
