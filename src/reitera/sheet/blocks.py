"""Rows as the grid and the live stream get them: canonical values in the order of the columns, and what may be done.

{"columns": [key…], "rows": {"17": [value…]}, "meta": {"17": {"s", "since", "late", "j", "w", "u"}}, "labels": {…}}

`s` and `since` are the step that was seen, `j` judgements by column, `w` the columns this person may write on this
row now, `u` the unit of the measures, `ends` the end of the visit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, QuerySet, Value

from reitera.cases.models import Case
from reitera.core import clock
from reitera.core.visibility import Viewer, viewer_of
from reitera.procedure.steps import State
from reitera.sheet.columns import Column
from reitera.sheet.editing import writable_columns
from reitera.sheet.kinds import Kind, canonical
from reitera.sheet.listing import sees_product
from reitera.sheet.models import SheetRow

MOST_ROWS = 200


def block_of(person: Any, pks: Sequence[int], columns: Mapping[str, Column]) -> dict[str, Any]:
    """The rows of some cases that the person sees, as above, and under "gone" the ids of those they do not."""
    viewer = viewer_of(person)
    rows = with_product_seen(SheetRow.objects.visible_to(viewer).filter(pk__in=pks), viewer).select_related("case")
    # The centres of a customer decide who may comment on its case.
    rows = rows.prefetch_related("case__customer__operations_centres")
    found = {row.pk: row for row in rows}
    told = tell_rows(found.values(), viewer, columns)
    return {**told, "gone": [pk for pk in pks if pk not in found]}


def with_product_seen(rows: QuerySet[SheetRow], viewer: Viewer) -> QuerySet[SheetRow]:
    """Mark with `hides_product` the rows whose product the viewer does not see."""
    seen = sees_product(viewer)
    hidden: Any = Value(False) if seen is None else ExpressionWrapper(~seen, output_field=BooleanField())
    return rows.annotate(hides_product=hidden)


def tell_rows(rows: Iterable[SheetRow], viewer: Viewer, columns: Mapping[str, Column]) -> dict[str, Any]:
    """Rows that the viewer sees, without a query but those of the choices that occur."""
    rows, now = list(rows), clock.now()
    return {
        "columns": list(columns),
        "rows": {str(row.pk): values_of(row, columns) for row in rows},
        "meta": {str(row.pk): _meta(row, viewer, columns, now) for row in rows},
        "labels": labels_of(rows, columns),
    }


def values_of(row: SheetRow, columns: Mapping[str, Column]) -> list[Any]:
    """The canonical values of a row in the order of the columns; those of a hidden product are blank."""
    seen = columns_of(row, columns)
    return [value_in(row, column) if key in seen else None for key, column in columns.items()]


def columns_of(row: SheetRow, columns: Mapping[str, Column]) -> Mapping[str, Column]:
    """The columns whose values are shown of this row: without those of a hidden product."""
    if not getattr(row, "hides_product", False):
        return columns
    return {key: column for key, column in columns.items() if not column.of_product}


def value_in(row: SheetRow, column: Column) -> Any:
    """The canonical value of one cell."""
    if column.own is not None:
        return row.own.get(column.key)
    if column.key == "case":
        return int(row.case.number.removeprefix("TT-"))
    if column.key == "days_open":
        return (row.closed_day or clock.today().toordinal()) - row.opened_day
    return canonical(getattr(row, column.key))


def _meta(row: SheetRow, viewer: Viewer, columns: Mapping[str, Column], now: datetime) -> dict[str, Any]:
    case: Case = row.case
    meta: dict[str, Any] = {
        "s": case.state,
        "since": canonical(case.state_since),
        "w": writable_columns(viewer, case, columns),
    }
    if case.due_at is not None and case.due_at < now and case.state != State.CONCLUDED:
        meta["late"] = True
    judged = {key: getattr(row, column.judged) for key, column in columns.items() if column.judged}
    if judged := {key: judgement for key, judgement in judged.items() if judgement}:
        meta["j"], meta["u"] = judged, row.unit
    if row.visit_ends is not None:
        meta["ends"] = canonical(row.visit_ends)
    return meta


def labels_of(rows: Sequence[SheetRow], columns: Mapping[str, Column]) -> dict[str, dict[str, str]]:
    """The words of the choices that occur: as they were chosen, else as the list says now."""
    labels: dict[str, dict[str, str]] = {}
    known: dict[Any, Mapping[str, str]] = {}
    for key, column in columns.items():
        if column.kind is not Kind.CHOICE or column.choices is None:
            continue
        codes = {code for row in rows if (code := value_in(row, column))}
        if not codes:
            continue
        if column.choices not in known:
            known[column.choices] = column.choices()
        kept = {value_in(row, column): row.labels[key] for row in rows if key in row.labels}
        labels[key] = {code: known[column.choices].get(code) or kept.get(code) or code for code in sorted(codes)}
    return labels
