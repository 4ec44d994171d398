"""One look for every document as a workbook: heading block, then typed columns with a frozen title row.

The heading block is the source procedure's: title, version, prepared by, approved by, date.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any, Literal

import xlsxwriter
from django.utils.translation import gettext

Type = Literal["text", "integer", "number", "amount", "moment", "day"]
_FORMATS: dict[str, dict[str, Any]] = {
    "text": {"valign": "top", "text_wrap": True},
    "integer": {"valign": "top", "num_format": "0"},
    "number": {"valign": "top"},
    "amount": {"valign": "top", "num_format": "#,##0.00"},
    "moment": {"valign": "top", "num_format": "dd/mm/yyyy hh:mm"},
    "day": {"valign": "top", "num_format": "dd/mm/yyyy"},
}
_HEADING_ROWS = 7
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_LONGEST_TEXT, _FIRST_YEAR = 32_767, 1900
"""What a cell can hold."""
MOST_ROWS = 1_048_575
"""What a worksheet can hold below its titles."""


@dataclass(frozen=True)
class Heading:
    """The block above a document's table. `lines` are more pairs of label and text (filter, remark…)."""

    title: str
    version: str
    prepared_by: str
    approved_by: str
    issued_on: date
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Column:
    """A column's title, type and width in characters."""

    title: str
    type: Type = "text"
    width: int = 14


def write_workbook(heading: Heading, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """The document as XLSX. Times must be local and naive or aware (the zone is dropped); text is never a formula."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**_OPTIONS, "in_memory": True}) as workbook:
        sheet = workbook.add_worksheet(heading.title[:31].replace("/", "-"))
        start = _write_heading(workbook, sheet, heading)
        count = _write_table(workbook, sheet, start, columns, rows)
        sheet.freeze_panes(start + 1, 0)
        sheet.autofilter(start, 0, start + max(count, 1), len(columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(start)
    return buffer.getvalue()


def write_list(
    file: IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]], *, pinned: int = 0
) -> None:
    """A list without a heading block, as XLSX, row after row: memory does not grow with them.

    The titles and the first `pinned` columns stay in sight, with a filter on each title. Values as `write_workbook`.
    """
    with xlsxwriter.Workbook(file, {**_OPTIONS, "constant_memory": True}) as workbook:
        sheet = workbook.add_worksheet(title[:31])
        sheet.freeze_panes(1, pinned)
        count = _write_table(workbook, sheet, 0, columns, rows, wraps=False)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)


def _write_heading(workbook: Any, sheet: Any, heading: Heading) -> int:
    bold = workbook.add_format({"bold": True, "font_size": 14})
    label = workbook.add_format({"font_color": "#646974"})
    sheet.write_string(0, 0, heading.title, bold)
    pairs = [
        (gettext("Versión"), heading.version),
        (gettext("Elaborado por"), heading.prepared_by),
        (gettext("Aprobado por"), heading.approved_by),
        (gettext("Fecha"), f"{heading.issued_on:%d/%m/%Y}"),
        *heading.lines,
    ]
    for row, (name, text) in enumerate(pairs, start=1):
        sheet.write_string(row, 0, name, label)
        sheet.write_string(row, 2, text)
    return max(_HEADING_ROWS, len(pairs) + 2)


def _write_table(
    workbook: Any, sheet: Any, start: int, columns: Sequence[Column], rows: Iterable[Sequence[Any]], wraps: bool = True
) -> int:
    title = workbook.add_format({"bold": True, "bottom": 1, "bg_color": "#F1F1F3", "text_wrap": True, "valign": "top"})
    formats = {name: workbook.add_format(options) for name, options in _FORMATS.items()}
    formats["text"].set_text_wrap(wraps)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(start, place, column.title, title)
    count = 0
    for count, values in enumerate(rows, start=1):
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            _write_cell(sheet, start + count, place, column.type, value, formats[column.type])
    return count


def _write_cell(sheet: Any, row: int, place: int, type_: str, value: Any, style: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, style)
    elif isinstance(value, date) and value.year < _FIRST_YEAR:
        sheet.write_string(row, place, f"{value:%d/%m/%Y}", style)
    elif type_ in ("integer", "number", "amount") and isinstance(value, (int, Decimal)):
        sheet.write_number(row, place, value, style)
    elif type_ == "moment" and isinstance(value, datetime):
        sheet.write_datetime(row, place, value.replace(tzinfo=None), style)
    elif type_ == "day" and isinstance(value, date):
        sheet.write_datetime(row, place, value, style)
    else:
        # write_string, never write: a name such as "=1+1" stays a name.
        sheet.write_string(row, place, str(value)[:_LONGEST_TEXT], style)
