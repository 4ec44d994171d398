"""The rows of a view as a file: what the person sees, in their order, with types that a spreadsheet reckons with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext

from reitera.cases.models import FIRST_NUMBER
from reitera.core.clock import local_zone
from reitera.core.exports import csv_lines
from reitera.core.recording import recording
from reitera.core.visibility import Viewer
from reitera.documents.workbook import MOST_ROWS, Type, write_list
from reitera.documents.workbook import Column as Title
from reitera.sheet.blocks import value_in, with_product_seen
from reitera.sheet.columns import Column
from reitera.sheet.kinds import Kind, plain_number
from reitera.sheet.models import SheetRow
from reitera.sheet.query import Query
from reitera.sheet.refusals import TooManyForWorkbook
from reitera.staff.models import User

BLOCK = 1000
"""Rows read at a time."""
IN_MEMORY = 4 * 2**20
"""Bytes of a file that are kept in memory; a larger one is written to the disk."""

FORMATS = ("xlsx", "csv")
_TYPES: dict[Kind, Type] = {
    Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.MONEY: "amount", Kind.DATE: "day", Kind.MOMENT: "moment",
}  # fmt: skip
_PIXELS_OF_A_LETTER = 7


def exported_columns(keys: Sequence[str], columns: Mapping[str, Column], group: str) -> dict[str, Column]:
    """The columns asked for, of those that the person sees (all for none), the one of the groups before the others."""
    shown = [key for key in dict.fromkeys(keys) if key in columns] if keys else list(columns)
    first = [group] if group else []
    return {key: columns[key] for key in [*first, *(key for key in shown if key != group)]}


def export_file(
    ids: Sequence[int], columns: Mapping[str, Column], query: Query, *, file_format: str, actor: User, at: datetime
) -> IO[bytes]:
    """The file, open at its beginning. That it was asked for is noted before anything leaves.

    Raises TooManyForWorkbook.
    """
    if file_format == "xlsx" and len(ids) > MOST_ROWS:
        raise TooManyForWorkbook(n=len(ids), most=MOST_ROWS)
    _note(len(ids), columns, query, file_format, actor, at)
    file = cast("IO[bytes]", SpooledTemporaryFile(IN_MEMORY))  # noqa: SIM115 (the answer closes it)
    lines = exported_rows(ids, columns, actor.viewer)
    if file_format == "xlsx":
        pinned = sum(column.pinned for column in columns.values()) if _begins_pinned(columns) else 0
        write_list(file, gettext("Planilla"), [_title(column) for column in columns.values()], lines, pinned=pinned)
    else:
        for line in csv_lines([column.name for column in columns.values()], lines):
            file.write(line.encode())
    file.seek(0)
    return file


def exported_rows(ids: Sequence[int], columns: Mapping[str, Column], viewer: Viewer) -> Iterator[list[Any]]:
    """Values as Python has them, the words of choices, local times; rows that left the person's sight are left out."""
    words = {key: column.choices() for key, column in columns.items() if column.choices is not None}
    rows = _rows(columns, viewer)
    for start in range(0, len(ids), BLOCK):
        block = ids[start : start + BLOCK]
        found = rows.filter(pk__in=block).in_bulk()
        for pk in block:
            if pk in found:
                yield [_exported(found[pk], column, words.get(key, {})) for key, column in columns.items()]


def _rows(columns: Mapping[str, Column], viewer: Viewer) -> QuerySet[SheetRow]:
    """Only the fields that are told: a row has a hundred."""
    fields = {key for key, column in columns.items() if column.own is None and column.value is None}
    fields |= {"labels", "own", "opened_day", "closed_day"}
    return with_product_seen(SheetRow.objects.visible_to(viewer), viewer).only(*fields)


def _exported(row: SheetRow, column: Column, words: Mapping[str, str]) -> Any:
    if column.of_product and getattr(row, "hides_product", False):
        return None
    if column.key == "case":
        return f"TT-{FIRST_NUMBER + row.pk}"
    computed = column.own is not None or column.value is not None
    value = value_in(row, column) if computed else getattr(row, column.key)
    if value is None or value == "":
        return None
    match column.kind:
        case Kind.CHOICE:
            return words.get(value) or row.labels.get(column.key) or value
        case Kind.YES_NO:
            return gettext("sí") if value else gettext("no")
        case Kind.NUMBER | Kind.MONEY:
            return Decimal(value if isinstance(value, str) else plain_number(value))
        case Kind.DATE:
            return date.fromisoformat(value) if isinstance(value, str) else value
        case Kind.MOMENT:
            return value.astimezone(local_zone())
    return value


def _title(column: Column) -> Title:
    kind: Type = "text" if column.key == "case" else _TYPES.get(column.kind, "text")
    # A date and its time need more room than on the screen, where they are said shorter.
    least = 17 if kind == "moment" else 11 if kind == "day" else 6
    return Title(column.name, kind, max(least, round(column.width / _PIXELS_OF_A_LETTER)))


def _begins_pinned(columns: Mapping[str, Column]) -> bool:
    """Whether the columns that stay in sight are the first ones."""
    pinned = [column.pinned for column in columns.values()]
    return pinned == sorted(pinned, reverse=True)


def _note(rows: int, columns: Mapping[str, Column], query: Query, file_format: str, actor: User, at: datetime) -> None:
    """Who took how many rows away, with which columns. Of a filter only its column: its value may be a name."""
    with recording(actor, at) as record:
        record.event(
            "sheet.exported", subject=("sheet", "rows"),
            after={
                "rows": rows, "columns": list(columns), "format": file_format, "group": query.group,
                "filters": [asked.column for asked in query.filters],
            },
        )  # fmt: skip
