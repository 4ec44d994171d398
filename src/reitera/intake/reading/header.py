"""Finding the row of titles, and giving every column one name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reitera.intake.reading.table import Note

Row = Sequence[str]

# Titles, dates of issue and filters stand above; more than this is no longer a heading.
ROWS_LOOKED_AT = 60

_NUMBER = re.compile(r"^[-+(]?\s*(?:Bs\.?|\$)?\s*\d[\d.,\s]*%?\)?$", re.I)
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[T\s,].*)?$")


def find_header(rows: Sequence[Row]) -> int | None:
    """Index of the row of titles among the first rows, or None.

    It is the first row that fills three quarters of the table's usual width and holds words, not numbers or dates.
    """
    width = _usual_width(rows)
    for index, row in enumerate(rows):
        filled = [cell.strip() for cell in row if cell.strip()]
        if 4 * len(filled) >= 3 * max(width, 1):
            if _are_titles(filled):
                return index
            if len(filled) >= width:
                return None
    return None


def _usual_width(rows: Sequence[Row]) -> int:
    """The number of filled cells that half of the filled rows reach."""
    counts = sorted((sum(1 for cell in row if cell.strip()) for row in rows), reverse=True)
    counts = [count for count in counts if count]
    return counts[len(counts) // 2] if counts else 0


def _are_titles(cells: list[str]) -> bool:
    if any(_DATE.match(cell) for cell in cells):
        return False
    # A title may be a year or a month number; a row mostly of numbers is data.
    numbers = sum(1 for cell in cells if _NUMBER.match(cell))
    return 2 * numbers < len(cells)


def name_columns(titles: Iterable[str]) -> tuple[tuple[str, ...], tuple[Note, ...]]:
    """Unique names for the titles, and what the user should know about them.

    A blank title is named by its place («Columna 4»); a repeated one keeps its name and the next gets « (2)».
    """
    names: list[str] = []
    notes: list[Note] = []
    places: dict[str, list[int]] = {}
    for place, title in enumerate(titles, 1):
        name = title or f"Columna {place}"
        if not title:
            notes.append(Note("blank_title", {"position": str(place), "name": name}))
        else:
            places.setdefault(title, []).append(place)
        names.append(_unused(name, names))
    repeated = {title: found for title, found in places.items() if len(found) > 1}
    notes.extend(
        Note("repeated_title", {"title": title, "columns": ", ".join(map(str, found))})
        for title, found in repeated.items()
    )
    return tuple(names), tuple(notes)


def _unused(name: str, taken: list[str]) -> str:
    candidate, count = name, 1
    while candidate in taken:
        count += 1
        candidate = f"{name} ({count})"
    return candidate
