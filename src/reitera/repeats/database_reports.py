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
from reitera.repeats.matching import LIMIT, IntArray

_BATCH = 50_000
_OPEN = 2**62
_NO_PRODUCT = -1
# Seconds and LIMIT itself, for "still open", need 32 bits.
_BITS = 33

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

    Closed in the same second is closed, made in the same second is not earlier. A report without product is compared
    with those of its customer that have none either. Reports from before the span are not looked at.
    """
    order = np.lexsort((reports.second, reports.product, reports.customer))
    customer, product, second = reports.customer[order], reports.product[order], reports.second[order]
    closed = np.where(reports.annulled, 0, np.minimum(reports.closed, LIMIT))[order]
    group = np.cumsum(_changes(customer, product)) << _BITS
    open_until = np.maximum.accumulate(group | closed)
    # Of each report the last one of its group that is strictly earlier; group 0 is never used, so it means none.
    starts = np.flatnonzero(_changes(group, second))
    lengths = np.diff(np.append(starts, len(order)))
    earlier = np.repeat(np.concatenate(([0], open_until))[starts], lengths)
    found = np.zeros(len(reports), dtype=np.bool_)
    found[order] = earlier > (group | second)
    return found


def _changes(*columns: IntArray) -> NDArray[np.bool_]:
    """Where a row differs from the one before it; the first always does."""
    changes = np.ones(len(columns[0]), dtype=np.bool_)
    changes[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    return changes


def explained_by_outage(reports: SpanReports, start: datetime, end: datetime) -> NDArray[np.bool_]:
    """Which reports a mass outage of their network element explains."""
    span = reports_explained_by().filter(reported_at__gte=start, reported_at__lt=end)
    explained = np.fromiter(span.values_list("pk", flat=True), dtype=np.int64)
    return np.isin(reports.pk, explained)
