"""The file as downloaded, read into rows of text by the reader of the imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reitera.core.text import cleaned
from reitera.intake.reading import OVERFLOW, ROW, ReadingError, Table, open_table, reading_errors
from reitera.sheet.golive.refusals import TooManyOldColumns, TooManyOldRows

MOST_ROWS, MOST_COLUMNS = 20_000, 80

_FORMULA_SIGNS = ("=", "+", "-", "@")


@dataclass(frozen=True)
class ReadSheet:
    """The columns that hold something, the rows by number with their cells beside the columns, and how it was read.

    A row with more cells than there are titles keeps the rest as one cell more.
    """

    columns: list[str]
    rows: list[tuple[int, list[str]]]
    described: dict[str, Any]


def read_old_sheet(path: Path, file_name: str, *, workdir: Path) -> ReadSheet:
    """Raises ReadingError for what is no table, TooManyOldRows, TooManyOldColumns."""
    try:
        table = open_table(path, workdir=workdir)
        with reading_errors(table.path):
            frame = table.scan(row_numbers=True, overflow=True).head(MOST_ROWS + 1).collect()
    except ReadingError as error:
        if "file" in error.data:
            error.data["file"] = file_name
        raise
    if frame.height > MOST_ROWS:
        raise TooManyOldRows(file=file_name, count=f"> {MOST_ROWS}", most=MOST_ROWS)
    read = [
        (row[ROW], [_cell(row[column]) for column in table.columns], _cell(row[OVERFLOW]))
        for row in frame.iter_rows(named=True)
    ]
    used = [place for place in range(len(table.columns)) if any(cells[place] for _number, cells, _more in read)]
    if len(used) > MOST_COLUMNS:
        raise TooManyOldColumns(file=file_name, count=len(used), most=MOST_COLUMNS)
    rows = [(number, [cells[place] for place in used] + ([more] if more else [])) for number, cells, more in read]
    return ReadSheet([table.columns[place] for place in used], rows, _described(table, used))


def _cell(value: str | None) -> str:
    """A cell as its writer meant it. Our own files put «'» before what a spreadsheet would run as a formula."""
    text = cleaned(value or "")
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA_SIGNS) else text


def _described(table: Table, used: Sequence[int]) -> dict[str, Any]:
    empty = [title for place, title in enumerate(table.titles) if title and place not in used]
    return {
        "format": table.format, "encoding": table.encoding, "delimiter": table.delimiter, "sheet": table.sheet,
        "sheets": list(table.sheets), "header_row": table.header_row, "empty": empty,
        "notes": [note.message for note in table.notes if note.code != "blank_title"],
    }  # fmt: skip
