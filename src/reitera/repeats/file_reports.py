"""The reports of a file as sorted keys of the repeat rule: columns, dates, subjects, what is left out and why.

One streaming pass over the columns that the rule needs; a subject that is a whole number is its own code, any other
becomes a dense code. Neither changes the text: "007" and "7" stay two customers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from reitera.intake.reading import Table, epoch_seconds, judge_dates, reading_errors
from reitera.repeats.matching import LIMIT, IntArray
from reitera.repeats.refusals import AmbiguousDates, NoReadableDates

_PAIR = " / "
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


@dataclass(frozen=True)
class Reading:
    """How the cells are read: subject "customer" or "product" (the pair), texts that count as blank, and dates."""

    subject: str
    missing: tuple[str, ...]
    date_order: str
    timezone: str


@dataclass
class FileReports:
    """Reports of a file: codes and UTC seconds in file order, the subjects' texts, and rows left out by reason."""

    subjects: IntArray
    seconds: IntArray
    left_out: dict[str, int] = field(default_factory=dict)
    _names: pl.Series | None = None

    def name_of(self, code: int) -> str:
        return str(code) if self._names is None else str(self._names[code])


def date_order_of(table: Table, column: str, missing: Sequence[str]) -> str:
    """The order of a column's dates, found over the whole column. Raises AmbiguousDates, NoReadableDates."""
    head = [row[column] for row in table.head(_HEAD) if row[column] and row[column] not in missing]
    if head and all(text and text[:4].isdigit() for text in head):
        return "ymd"
    with reading_errors(table.path):
        reading = judge_dates(table.scan([column]), column, missing=missing)
    if reading.order is not None:
        return reading.order
    if not reading.readable:
        raise NoReadableDates(column=column, example=head[0] if head else "")
    raise _ambiguous(column, reading.example)


def _ambiguous(column: str, example: str) -> AmbiguousDates:
    date = example.split()[0].replace("-", "/").replace(".", "/")
    readings = []
    for pattern in _BOTH_READINGS:
        pattern = pattern if len(date.split("/")[-1]) == 4 else pattern.replace("%Y", "%y")
        readings.append(datetime.strptime(date, pattern).strftime("%d/%m/%Y"))  # noqa: DTZ007
    return AmbiguousDates(column=column, example=example, dmy=readings[0], mdy=readings[1])


def subject_text(columns: Columns, reading: Reading) -> pl.Expr:
    """The subject's text, null where a part is blank or stands for missing."""
    customer = _present(columns.customer, reading.missing)
    if reading.subject == "customer":
        return customer
    return pl.concat_str([customer, _present(columns.product or "", reading.missing)], separator=_PAIR)


def _present(column: str, missing: Sequence[str]) -> pl.Expr:
    text = pl.col(column).str.strip_chars()
    blank = text == ""
    return (
        pl.when(blank | text.is_in(list(missing))).then(None).otherwise(text)
        if missing
        else (pl.when(blank).then(None).otherwise(text))
    )


def read_reports(table: Table, columns: Columns, reading: Reading, *, now: int) -> FileReports:
    """Read what the rule needs. `now` (UTC seconds) bounds dates: a report later than a day after it is left out.

    Raises ReadingError for a file that breaks off.
    """
    with reading_errors(table.path):
        collected = _whole_numbers(table, columns, reading)
        if collected is None:
            collected = _texts(table, columns, reading)
    frame, names = collected
    reports = FileReports(
        np.asarray(frame["subject"].to_numpy(), dtype=np.int64), frame["second"].fill_null(-1).to_numpy(), {}, names
    )
    return _leave_out(reports, frame, columns, now)


def _source(table: Table, columns: Columns, reading: Reading) -> pl.LazyFrame:
    names = [columns.customer, columns.reported_at]
    names += [columns.product] if reading.subject == "product" and columns.product else []
    names += [columns.number] if columns.number else []
    return table.scan(list(dict.fromkeys(names)))


def _parsed(columns: Columns, reading: Reading) -> list[pl.Expr]:
    parsed = [
        epoch_seconds(columns.reported_at, reading.date_order, reading.timezone).alias("second"),
    ]
    if columns.number:
        parsed.append(pl.col(columns.number).hash(seed=1).alias("number"))
    return parsed


def _whole_numbers(table: Table, columns: Columns, reading: Reading) -> tuple[pl.DataFrame, pl.Series | None] | None:
    """Subjects that are whole numbers below 2**31 as written are their own codes; None when some are not."""
    if reading.subject != "customer" or not _head_is_numeric(table, columns.customer, reading.missing):
        return None
    text = pl.col(columns.customer)
    number = text.cast(pl.Int64, strict=False)
    blank = text.is_null() | text.is_in(["", *reading.missing])
    own_code = (number < LIMIT) & (number >= 0) & ~(text.str.starts_with("0") & (text.str.len_bytes() > 1))
    own_code = own_code & ~text.str.starts_with("+")
    frame = (
        _source(table, columns, reading)
        .select(
            pl.when(blank).then(-1).otherwise(pl.when(own_code.fill_null(value=False)).then(number).otherwise(-2))
            .alias("subject"),
            *_parsed(columns, reading),
        )
        .collect(engine="streaming")
    )  # fmt: skip
    return None if frame["subject"].min() == -2 else (frame, None)


def _head_is_numeric(table: Table, column: str, missing: Sequence[str]) -> bool:
    head = [row[column] or "" for row in table.head(_HEAD)]
    return all(text.isascii() and text.isdigit() for text in head if text and text not in missing)


def _texts(table: Table, columns: Columns, reading: Reading) -> tuple[pl.DataFrame, pl.Series]:
    """Any other subject becomes a dense code in order of appearance; its text is kept once."""
    frame = (
        _source(table, columns, reading)
        .select(subject_text(columns, reading).alias("text"), *_parsed(columns, reading))
        .collect(engine="streaming")
    )
    names = frame["text"].unique(maintain_order=True).drop_nulls()
    codes = pl.DataFrame({"text": names, "subject": pl.Series(range(len(names)), dtype=pl.Int64)})
    coded = frame.join(codes, on="text", how="left", maintain_order="left").with_columns(
        pl.col("subject").fill_null(-1)
    )
    return coded.drop("text"), names


def _leave_out(reports: FileReports, frame: pl.DataFrame, columns: Columns, now: int) -> FileReports:
    """Take out rows without subject, with dates that cannot be read or lie outside, and repeated numbers."""
    subject, second = reports.subjects, reports.seconds
    unreadable = frame["second"].is_null().to_numpy()
    reasons: list[tuple[str, Any]] = [
        ("no_subject", subject < 0),
        ("unreadable_date", unreadable),
        ("before_1970", (second < 0) & ~unreadable),
        ("in_the_future", second > now + 86_400),
    ]
    kept = np.ones(len(subject), dtype=np.bool_)
    for reason, mask in reasons:
        _count(reports.left_out, reason, kept & mask)
        kept &= ~mask
    if columns.number:
        kept = _without_repeated_numbers(reports, frame["number"], kept)
    if not kept.all():
        reports.subjects, reports.seconds = subject[kept], second[kept]
    return reports


def _count(left_out: dict[str, int], reason: str, mask: NDArray[np.bool_]) -> None:
    if count := int(np.count_nonzero(mask)):
        left_out[reason] = left_out.get(reason, 0) + count


def _without_repeated_numbers(reports: FileReports, hashes: pl.Series, kept: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Of rows with one number only the first stays; the others are copies, or contradict it."""
    numbers = hashes.to_numpy()
    if len(np.unique(numbers[kept])) == int(np.count_nonzero(kept)):
        return kept
    places = np.flatnonzero(kept)
    order = places[np.argsort(numbers[places], kind="stable")]
    repeated = np.flatnonzero(numbers[order][1:] == numbers[order][:-1]) + 1
    group = np.maximum.accumulate(np.where(np.isin(np.arange(len(order)), repeated), 0, np.arange(len(order))))
    first, later = order[group[repeated]], order[repeated]
    same = (reports.subjects[first] == reports.subjects[later]) & (reports.seconds[first] == reports.seconds[later])
    reports.left_out |= {
        reason: count for reason, count in (("copy", int(same.sum())), ("number_twice", int((~same).sum()))) if count
    }
    kept = kept.copy()
    kept[later] = False
    return kept
