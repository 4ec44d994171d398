"""A table found in a file: how it is written, its columns, and a lazy scan of its rows as text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.intake.reading.errors import ReadingError, reading_errors

Format = Literal["csv", "xlsx", "xlsb", "xls", "ods"]

ROW = "__row"
"""Name of the row number column: the row as the user sees it when the file is open in a spreadsheet."""

OVERFLOW = "__overflow"
"""Name of the column with what a row has beyond the last title; null in a sound row."""

# A separator inside an unquoted text makes one or two cells too many; what is beyond is only counted as too many.
_EXTRA_CELLS = 4

NOTES: dict[str, str | Promise] = {
    "repeated_title": _("El título «{title}» está en las columnas {columns}. Elija cuál se usa."),
    "blank_title": _("La columna {position} no tiene título; aquí se llama «{name}»."),
}


@dataclass(frozen=True)
class Note:
    """Something about the titles that the user should know; `code` and `data` fill a sentence of `NOTES`."""

    code: str
    data: dict[str, str]

    @property
    def message(self) -> str:
        return str(NOTES[self.code]).format(**self.data)


@dataclass(frozen=True)
class Table:
    """A readable table. `path` is the user's file; `text_path` the UTF-8 text that polars scans (often the same)."""

    path: Path
    format: Format
    text_path: Path
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    sheets: tuple[str, ...]
    header_row: int
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    notes: tuple[Note, ...]
    skip_lines: int
    separator: str = ","
    quoting: bool = True
    numbered: bool = False
    renamed: dict[str, str] = field(default_factory=dict)

    def scan(
        self, columns: Sequence[str] | None = None, *, row_numbers: bool = False, overflow: bool = False
    ) -> pl.LazyFrame:
        """The rows below the titles, every column pl.String as written, a blank cell null, in file order.

        `row_numbers` adds `ROW` (Int64), `overflow` adds `OVERFLOW`. Rows whose asked-for cells are all blank are left
        out. Raises ReadingError for a column the table does not have; a collect can raise what `reading_errors` turns
        into one.
        """
        wanted = list(self.columns if columns is None else columns)
        self._require(wanted)
        frame = self._scan_text().filter(self._has_content(wanted, overflow=overflow))
        extra = [self._row_number()] if row_numbers else []
        if overflow:
            extra.append(self._overflow())
        return frame.select([pl.col(name) for name in wanted] + extra)

    def head(self, count: int) -> list[dict[str, str | None]]:
        """The first rows that are not blank, as written."""
        with reading_errors(self.text_path):
            return self.scan().head(count).collect().to_dicts()

    def _scan_text(self) -> pl.LazyFrame:
        names = [*([ROW] if self.numbered else []), *self.columns, *self._extra_names()]
        return pl.scan_csv(
            self.text_path,
            has_header=False,
            skip_lines=self.skip_lines,
            separator=self.separator,
            quote_char='"' if self.quoting else None,
            schema=dict.fromkeys(names, pl.String),
            truncate_ragged_lines=True,
            missing_columns="insert",
            row_index_name=None if self.numbered else ROW,
            row_index_offset=self.header_row + 1,
            glob=False,
        )

    def _extra_names(self) -> list[str]:
        return [] if self.numbered else [f"{OVERFLOW}{place}" for place in range(_EXTRA_CELLS)]

    def _has_content(self, wanted: Iterable[str], *, overflow: bool) -> pl.Expr:
        names = [*wanted, *(self._extra_names() if overflow else [])]
        return pl.any_horizontal(pl.col(name).is_not_null() for name in names)

    def _row_number(self) -> pl.Expr:
        return pl.col(ROW).cast(pl.Int64)

    def _overflow(self) -> pl.Expr:
        names = self._extra_names()
        if not names:
            return pl.lit(None, dtype=pl.String).alias(OVERFLOW)
        return pl.concat_str(names, separator=self.separator, ignore_nulls=True).replace("", None).alias(OVERFLOW)

    def _require(self, wanted: Iterable[str]) -> None:
        for name in wanted:
            if name not in self.columns:
                raise ReadingError("no_such_column", file=self.path.name, column=name, columns=", ".join(self.columns))
