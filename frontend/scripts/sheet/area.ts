// A rectangle of cells, by line and column places: where the cursor stands and what is selected.
export interface Spot {
  line: number;
  column: number;
}

export interface Area {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export function areaOf(one: Spot, other: Spot): Area {
  return {
    top: Math.min(one.line, other.line),
    bottom: Math.max(one.line, other.line),
    left: Math.min(one.column, other.column),
    right: Math.max(one.column, other.column),
  };
}

export function holds(area: Area, line: number, column: number): boolean {
  return line >= area.top && line <= area.bottom && column >= area.left && column <= area.right;
}

export function sizeOf(area: Area): { height: number; width: number } {
  return { height: area.bottom - area.top + 1, width: area.right - area.left + 1 };
}

/** The spot moved, kept inside a grid of so many lines and columns. */
export function moved(spot: Spot, lines: number, columns: number, down: number, right: number): Spot {
  const keep = (place: number, end: number): number => Math.max(0, Math.min(end - 1, place));
  return { line: keep(spot.line + down, lines), column: keep(spot.column + right, columns) };
}

/** The cells that a drag of the fill handle adds: below or above first, else beside. Null when it adds none. */
export function filled(from: Area, to: Spot): Area | null {
  if (to.line > from.bottom) return { ...from, top: from.bottom + 1, bottom: to.line };
  if (to.line < from.top) return { ...from, top: to.line, bottom: from.top - 1 };
  if (to.column > from.right) return { ...from, left: from.right + 1, right: to.column };
  if (to.column < from.left) return { ...from, left: to.column, right: from.left - 1 };
  return null;
}
