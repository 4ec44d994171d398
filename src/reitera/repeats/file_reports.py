"""The reports of a file: subject and second of each, with centre and billing as written; what is left out and why.

One streaming pass in blocks over the columns in use. Of a block only a few bytes a row are kept, so that memory grows
with the number of reports and not with the size of the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from reitera.core.text import fold
from reitera.intake.reading import Table, epoch_seconds, finish_moments, form_of, local_seconds, reading_errors
from reitera.repeats.codes import Coded, Coder, Codes, Flags, NotWholeNumbers, NumberCoder, PairCoder, TextCoder
from reitera.repeats.columns import ANNULLED
from reitera.repeats.file_columns import Columns, Reading, judged_order
from reitera.repeats.file_details import (
    Amounts,
    Detail,
    NotPlainAmounts,
    PlainAmounts,
    Written,
    chosen,
    together,
)
from reitera.repeats.matching import LIMIT

_BLOCK = 100_000


@dataclass
class FileReports:
    """The reports that can be judged, in file order: subjects and UTC seconds; and the rows left out by reason."""

    subjects: Coded
    seconds: Codes
    numbers: Codes | None = None
    centre: Written | None = None
    billing: Amounts | None = None
    state: Written | None = None
    left_out: dict[str, int] = field(default_factory=dict)
    contradicting: tuple[str, ...] = ()
    """Numbers that rows of different content share."""

    def annulled(self) -> Flags:
        """Which reports do not count because of their state."""
        if self.state is None:
            return np.zeros(len(self.seconds), dtype=np.bool_)
        places = np.unique(self.state.codes, return_index=True)[1]
        states = zip(self.state.codes[places], self.state.texts(places), strict=True)
        return np.isin(self.state.codes, [code for code, text in states if text and fold(text) in ANNULLED])


def read_reports(table: Table, columns: Columns, reading: Reading, *, before: int) -> FileReports:
    """Read what the rule needs; reports from `before` (UTC seconds, at most 2**31) on are left out as future.

    Raises ReadingError for a file that breaks off, AmbiguousDates for dates that can be read both ways.
    """
    with reading_errors(table.path):
        reports = _read_in_cheapest_form(table, columns, reading, before)
    if reading.presumed and reports.left_out.get("unreadable_date"):
        order = judged_order(table, columns.reported_at, reading.missing)
        return read_reports(table, columns, replace(reading, date_order=order, presumed=False), before=before)
    return reports


def _read_in_cheapest_form(table: Table, columns: Columns, reading: Reading, before: int) -> FileReports:
    """Subjects and billing as numbers while every cell is one; the first other cell begins again with texts."""
    coder: type[NumberCoder | TextCoder | PairCoder] = PairCoder if reading.subject == "product" else NumberCoder
    billing: type[PlainAmounts | Written] = PlainAmounts
    while True:
        try:
            return _read(table, columns, reading, before, coder(reading.missing), billing)
        except NotWholeNumbers:
            coder = TextCoder
        except NotPlainAmounts:
            billing = Written


def _read(
    table: Table, columns: Columns, reading: Reading, before: int, coder: Coder, amounts: type[PlainAmounts | Written]
) -> FileReports:
    centre = Written("centre", _present(columns.centre, reading)) if columns.centre else None
    billing = amounts("billing", _present(columns.billing, reading)) if columns.billing else None
    state = Written("state", _present(columns.state, reading)) if columns.state else None
    details: list[Detail] = [detail for detail in (centre, billing, state) if detail is not None]
    extra = [column for detail in details for column in detail.columns()]
    if columns.number:
        number = pl.col(columns.number).str.strip_chars()
        extra += [number.alias("number"), number.cast(pl.Int64, strict=False).alias("number_value")]
    left_out: dict[str, int] = {}
    seconds: list[Codes] = []
    numbers: list[Codes] = []
    for block, rows in blocks(table, columns, reading, coder, before, extra, left_out):
        for detail in details:
            detail.keep(block, rows)
        seconds.append(chosen(block["second"].fill_null(0), rows).astype(np.int32))
        if columns.number:
            numbers.append(chosen(_values_of_numbers(block), rows))
    for detail in details:
        detail.finish()
    return FileReports(
        subjects=coder.finish(),
        seconds=together(seconds),
        numbers=together(numbers) if columns.number else None,
        centre=centre,
        billing=billing,
        state=state,
        left_out=left_out,
    )


def blocks(
    table: Table,
    columns: Columns,
    reading: Reading,
    coder: Coder,
    before: int,
    extra: list[pl.Expr],
    left_out: dict[str, int],
) -> Iterator[tuple[pl.DataFrame, Flags | None]]:
    """The file's rows in blocks, in order, and which of them are reports that can be judged (None = all).

    The coder has kept the subjects of those; the others are counted. A block has `second` and the `extra` columns.
    """
    subject = [columns.customer, columns.product or ""] if reading.subject == "product" else [columns.customer]
    used = [*subject, columns.reported_at, columns.number, columns.centre, columns.billing, columns.state]
    form = _first_form(table, columns.reported_at, reading)
    second = local_seconds(columns.reported_at, form) if form else _second(columns.reported_at, reading)
    scan = table.scan(list(dict.fromkeys(column for column in used if column))).select(
        *coder.columns(*subject),
        second.alias("second"),
        pl.col(columns.reported_at).alias("moment"),
        *extra,
    )
    for block in scan.collect_batches(chunk_size=_BLOCK, maintain_order=True):
        if form:
            block = _finished(block, reading)
        kept = _judgeable(block, coder.add(block), before, reading, left_out)
        rows = None if kept.all() else kept
        coder.keep(rows)
        yield block, rows


def _first_form(table: Table, column: str, reading: Reading) -> str | None:
    """The form of the first date, None when it has none or when some dates stand for missing."""
    first = table.scan([column]).drop_nulls().head(1).collect()
    return form_of(first.item(), reading.date_order) if len(first) and not reading.missing else None


def _finished(block: pl.DataFrame, reading: Reading) -> pl.DataFrame:
    read = finish_moments(block["moment"], block["second"], order=reading.date_order, timezone=reading.timezone)
    return block.with_columns(read.alias("second"))


def _second(column: str, reading: Reading) -> pl.Expr:
    seconds = epoch_seconds(column, reading.date_order, reading.timezone)
    # A text that stands for missing may well be a date, as 1900-01-01.
    return pl.when(_present(column, reading).is_not_null()).then(seconds) if reading.missing else seconds


def _present(column: str, reading: Reading) -> pl.Expr:
    text = pl.col(column)
    return pl.when(~text.str.strip_chars().is_in(list(reading.missing))).then(text) if reading.missing else text


def _judgeable(
    block: pl.DataFrame, subject_there: Flags, before: int, reading: Reading, left_out: dict[str, int]
) -> Flags:
    kept: Flags = subject_there.copy()
    if not kept.all():
        _count(left_out, "no_subject", ~kept)
    if block["second"].null_count():
        kept = _with_date(block, kept, reading, left_out)
    lowest, highest = block["second"].min(), block["second"].max()
    if isinstance(lowest, int) and isinstance(highest, int) and (lowest < 0 or highest >= before):
        seconds = block["second"].fill_null(0).to_numpy()
        for reason, outside in (("before_1970", seconds < 0), ("in_the_future", seconds >= before)):
            _count(left_out, reason, kept & outside)
            kept &= ~outside
    return kept


def _with_date(block: pl.DataFrame, kept: Flags, reading: Reading, left_out: dict[str, int]) -> Flags:
    moment = block["moment"].str.strip_chars()
    blank = (moment.is_null() | moment.is_in(["", *reading.missing]).fill_null(value=True)).to_numpy()
    unread = block["second"].is_null().to_numpy()
    _count(left_out, "no_date", kept & unread & blank)
    _count(left_out, "unreadable_date", kept & unread & ~blank)
    readable: Flags = kept & ~unread
    return readable


def _count(left_out: dict[str, int], reason: str, rows: Flags) -> None:
    if found := int(np.count_nonzero(rows)):
        left_out[reason] = left_out.get(reason, 0) + found


def _values_of_numbers(block: pl.DataFrame) -> pl.Series:
    """One integer per report number: equal numbers always have equal ones, different numbers nearly never.

    A number of digits is itself, any other text its hash, a blank 0: what is found equal is compared again as text.
    """
    values, text = block["number_value"], block["number"]
    if values.null_count():
        hashed = (text.hash(1) // 2).cast(pl.Int64)
        values = values.fill_null(hashed.set(text.is_null(), 0))
    lowest, highest = values.min(), values.max()
    small = isinstance(lowest, int) and isinstance(highest, int) and lowest >= -LIMIT and highest < LIMIT
    return values.cast(pl.Int32) if small else values
