"""What `reitera report` was told of a file: which columns it uses and how their cells are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from reitera.intake.reading import Table, judge_dates, reading_errors
from reitera.repeats.refusals import AmbiguousDates, NoReadableDates

_HEAD = 200
_BOTH_READINGS = ("%d/%m/%Y", "%m/%d/%Y")


@dataclass(frozen=True)
class Columns:
    """The file's columns by role; None where the file has none."""

    customer: str
    reported_at: str
    product: str | None = None
    number: str | None = None
    centre: str | None = None
    billing: str | None = None
    state: str | None = None


@dataclass(frozen=True)
class Reading:
    """How cells are read: subject "customer" or "product" (the pair), texts that count as blank, dates.

    `presumed` says that the date order comes from the first rows only and must be looked at again when some date of
    the file cannot be read by it.
    """

    subject: str
    missing: tuple[str, ...]
    date_order: str
    timezone: str
    presumed: bool = False


def with_date_order(reading: Reading, table: Table, column: str) -> Reading:
    """The reading with the column's own date order when none was given. Raises AmbiguousDates, NoReadableDates."""
    if reading.date_order:
        return reading
    with reading_errors(table.path):
        head = table.scan([column]).head(_HEAD).collect()[column].to_list()
    dates = [text for text in head if text and text not in reading.missing]
    if dates and all(text[:4].isdigit() for text in dates):
        return replace(reading, date_order="ymd", presumed=True)
    return replace(reading, date_order=judged_order(table, column, reading.missing))


def judged_order(table: Table, column: str, missing: Sequence[str]) -> str:
    """The order of a column's dates, found over the whole column. Raises AmbiguousDates, NoReadableDates."""
    with reading_errors(table.path):
        judged = judge_dates(table.scan([column]), column, missing=missing)
        if judged.order is not None:
            return judged.order
        if judged.readable:
            raise _ambiguous(column, judged.example)
        first = table.scan([column]).drop_nulls().head(1).collect()
    raise NoReadableDates(column=column, example=first.item() if len(first) else "")


def _ambiguous(column: str, example: str) -> AmbiguousDates:
    date = example.split()[0].replace("-", "/").replace(".", "/")
    readings = []
    for pattern in _BOTH_READINGS:
        pattern = pattern if len(date.split("/")[-1]) == 4 else pattern.replace("%Y", "%y")
        readings.append(datetime.strptime(date, pattern).strftime("%d/%m/%Y"))  # noqa: DTZ007
    return AmbiguousDates(column=column, example=example, dmy=readings[0], mdy=readings[1])
