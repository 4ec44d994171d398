"""What happened in a cell, in a row, and a row as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from reitera.cases.models import Case
from reitera.core.clock import local_zone
from reitera.core.visibility import viewer_of
from reitera.procedure.steps import State
from reitera.sheet.blocks import value_in
from reitera.sheet.columns import Column
from reitera.sheet.formats import said
from reitera.sheet.listing import sees_product
from reitera.sheet.models import CellChange, SheetRow

SHOWN = 60


@dataclass(frozen=True)
class Change:
    """One change in words: when, who (None is the product itself), in which column, from and to."""

    at: datetime
    who: Any
    column: Column
    before: str
    after: str


def changes_of_cell(case: Case, column: Column, person: Any) -> list[Change]:
    """The changes of one cell, the latest first."""
    return _changes(case, {column.key: column}, person)


def changes_of_row(case: Case, columns: Mapping[str, Column], person: Any) -> list[Change]:
    """The changes of a row in the columns that the person sees, the latest first."""
    return _changes(case, columns, person)


def _changes(case: Case, columns: Mapping[str, Column], person: Any) -> list[Change]:
    seen = columns_of_row(case, columns, person)
    rows = CellChange.objects.visible_to(person).filter(case=case, column__in=seen).select_related("event__actor")
    known: dict[Any, Mapping[str, str]] = {}
    return [_told(row, seen[row.column], known) for row in rows.order_by("-event", "-pk")[:SHOWN]]


def _told(row: CellChange, column: Column, known: dict[Any, Mapping[str, str]]) -> Change:
    labels: Mapping[str, str] = {}
    if column.choices is not None:
        labels = known.setdefault(column.choices, column.choices())
    before = row.told_before or said(row.before, column, labels) or gettext("vacío")
    after = row.told_after or said(row.after, column, labels) or gettext("vacío")
    return Change(row.event.at, row.event.actor, column, before, after)


def columns_of_row(case: Case, columns: Mapping[str, Column], person: Any) -> dict[str, Column]:
    """The columns of one row that the person sees: those of a product of another centre are not among them."""
    seen = sees_product(viewer_of(person))
    hides = seen is not None and not SheetRow.objects.filter(seen, pk=case.pk).exists()
    return {key: column for key, column in columns.items() if not (hides and column.of_product)}


def row_as_it_was(case: Case, moment: datetime, columns: Mapping[str, Column], person: Any) -> dict[str, str] | None:
    """What the row said at a moment, in words by column; None before the case was opened.

    Days open are counted to that moment, or to the conclusion before it.
    """
    if moment < case.opened_at:
        return None
    row = SheetRow.objects.filter(pk=case.pk).select_related("case").first()
    if row is None:
        return None
    columns = columns_of_row(case, columns, person)
    values, told = _cells_at(row, moment, columns)
    seen = {}
    for key, column in columns.items():
        labels = column.choices() if column.choices else {}
        seen[key] = told.get(key) or said(values.get(key), column, labels)
    return seen


def _cells_at(row: SheetRow, moment: datetime, columns: Mapping[str, Column]) -> tuple[dict[str, Any], dict[str, str]]:
    """Values by column, and the words of choices as they were: what is there now with every later change undone."""
    values, told = {key: value_in(row, column) for key, column in columns.items()}, dict(row.labels)
    for change in CellChange.objects.filter(case=row.pk, event__at__gt=moment).order_by("-event", "-pk"):
        values[change.column] = change.before
        told[change.column] = change.told_before
    is_over = values.get("state", State.CONCLUDED) == State.CONCLUDED
    values["days_open"] = (_day_of_conclusion(row, moment) if is_over else _ordinal(moment)) - row.opened_day
    return values, told


def _day_of_conclusion(row: SheetRow, moment: datetime) -> int:
    """The local day of the last conclusion before a moment; a case may have been reopened since."""
    changes = CellChange.objects.filter(case=row.pk, column="state", after=State.CONCLUDED, event__at__lte=moment)
    at = changes.order_by("-event", "-pk").values_list("event__at", flat=True).first()
    return _ordinal(at) if at is not None else row.closed_day or _ordinal(moment)


def _ordinal(moment: datetime) -> int:
    return moment.astimezone(local_zone()).date().toordinal()


def last_change(case_id: int, column: str) -> CellChange | None:
    """Who last changed a cell, for a refused edit."""
    rows = CellChange.objects.filter(case=case_id, column=column).select_related("event__actor")
    return rows.order_by("-event", "-pk").first()
