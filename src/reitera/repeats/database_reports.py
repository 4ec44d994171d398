"""The reports of a span of time out of the database, as arrays: no object per report.

The cost grows with the reports of the span only: they are read by the index on `reported_at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from reitera.faults.models import FaultReport
from reitera.faults.queries import reports_explained_by
from reitera.repeats.matching import IntArray

_BATCH = 50_000
_OPEN = 2**62
_NO_PRODUCT = -1

_EPOCH = {
    "postgresql": "CAST(FLOOR(EXTRACT(EPOCH FROM {column})) AS bigint)",
    "sqlite": "CAST(strftime('%%s', {column}) AS integer)",
}


@dataclass(frozen=True)
class SpanReports:
    """Reports of a span in no order. Seconds are UTC epoch; `closed` is 2**62 while open; `product` −1 for none."""

    pk: IntArray
    customer: IntArray
    product: IntArray
    second: IntArray
    closed: IntArray
    annulled: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.pk)


def reports_between(start: datetime | None, end: datetime | None) -> SpanReports:
    """The reports from `start` (inclusive) to `end` (exclusive); None is no bound."""
    epoch = _EPOCH[connection.vendor]
    bounds = [("reported_at >= %s", start), ("reported_at < %s", end)]
    where = " AND ".join(clause for clause, bound in bounds if bound) or "1 = 1"
    sql = (
        f"SELECT id, customer_id, COALESCE(product_id, {_NO_PRODUCT}), {epoch.format(column='reported_at')}, "  # noqa: S608
        f"COALESCE({epoch.format(column='closed_at')}, {_OPEN}), CASE WHEN annulled THEN 1 ELSE 0 END "
        f"FROM {FaultReport._meta.db_table} WHERE {where}"
    )
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(sql, [adapt(bound) for _clause, bound in bounds if bound])
        table = _fetch(cursor)
    pk, customer, product, second, closed = (np.ascontiguousarray(table[:, place]) for place in range(5))
    return SpanReports(pk, customer, product, second, closed, annulled=table[:, 5].astype(np.bool_))


def _fetch(cursor: Any) -> IntArray:
    parts = []
    while rows := cursor.fetchmany(_BATCH):
        parts.append(np.array(rows, dtype=np.int64))
    return np.concatenate(parts) if parts else np.empty((0, 6), dtype=np.int64)


def made_while_open(reports: SpanReports) -> NDArray[np.bool_]:
    """Which reports were made while an earlier one of the same product was open (annulled ones never are).

    A report without product is compared with those of its customer that have none either. Reports from before the
    span are not looked at.
    """
    order = np.lexsort((reports.pk, reports.second, reports.product, reports.customer))
    closed = np.where(reports.annulled, 0, reports.closed)[order]
    starts = _group_starts(reports.customer[order], reports.product[order])
    latest_before = _running_maximum_before(closed, starts)
    found = np.zeros(len(reports), dtype=np.bool_)
    found[order] = latest_before > reports.second[order]
    return found


def _group_starts(*columns: IntArray) -> NDArray[np.bool_]:
    starts = np.ones(len(columns[0]), dtype=np.bool_)
    if len(starts):
        starts[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return starts


def _running_maximum_before(values: IntArray, starts: NDArray[np.bool_]) -> IntArray:
    """Of each place the largest value before it in its group; 0 for the first of a group."""
    result = np.zeros(len(values), dtype=np.int64)
    largest = 0
    for place in range(1, len(values)):
        largest = 0 if starts[place] else max(largest, int(values[place - 1]))
        result[place] = largest
    return result


def explained_by_outage(reports: SpanReports, start: datetime, end: datetime) -> NDArray[np.bool_]:
    """Which reports a mass outage of their network element explains."""
    span = reports_explained_by().filter(reported_at__gte=start, reported_at__lt=end)
    explained = np.fromiter(span.values_list("pk", flat=True), dtype=np.int64)
    return np.isin(reports.pk, explained)
