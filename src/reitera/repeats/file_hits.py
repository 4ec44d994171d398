"""The repeated subjects of a file, ranked and explained: what `reitera report` prints and writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from reitera.customers.segments import NO_DATA, segment_of
from reitera.intake.reading import Table, first_second_too_late
from reitera.repeats.codes import Codes, Flags
from reitera.repeats.file_columns import Columns, Reading
from reitera.repeats.file_numbers import repeated_numbers, take_out
from reitera.repeats.file_reports import FileReports, read_reports
from reitera.repeats.matching import DAY, Hits, IntArray, hits_in, reports_of, seconds_of, sorted_keys
from reitera.repeats.ranking import LAST_SEGMENT, reasons

_ROWS_AT_A_TIME = 1 << 20


@dataclass(frozen=True)
class Rule:
    """Window in days, threshold in reports, and a day of the week judged (None = the whole file)."""

    window_days: int
    threshold: int
    week: date | None = None


@dataclass(frozen=True)
class FileHits:
    """Every hit in order, how many subjects and reports were judged, and the rows left out by reason.

    `hits` has rank, subject, reports_in_window, first and last (UTC seconds), centre ("" unknown), billing
    (Decimal, Bs a month), segment and code. `contradicting` are numbers that rows of different content share.
    """

    hits: pl.DataFrame
    keys: IntArray
    zone: ZoneInfo
    knows_billing: bool
    subjects: int
    reports: int
    left_out: dict[str, int]
    contradicting: tuple[str, ...]

    def reasons_at(self, place: int) -> list[str]:
        """Why the hit has its place, in words, in the order that decides it."""
        hit = self.hits.row(place, named=True)
        seconds = reports_of(self.keys, hit["code"], hit["first"], hit["last"])
        words = reasons([datetime.fromtimestamp(int(second), self.zone) for second in seconds], hit["segment"], 1)
        return words if self.knows_billing else words[:1]


def hits_of_file(table: Table, columns: Columns, reading: Reading, rule: Rule, *, now: datetime) -> FileHits:
    """Judge a file by the repeat rule and rank what it finds.

    Places are decided as in the weekly cycle; a file knows of no earlier cycles, and the segment is that of the billing
    beside the last report, by the default bands. Raises ReadingError for a file that breaks off.
    """
    zone = ZoneInfo(reading.timezone)
    before = first_second_too_late(now, reading.timezone)
    reports = read_reports(table, columns, reading, before=before)
    repeated = repeated_numbers(reports, table, columns, reading, before=before) if columns.number else None
    stays = take_out(reports, repeated)
    keys = _keys(reports, stays)
    start, end = _span(rule.week, zone)
    if start is not None and end is not None:
        seconds = seconds_of(keys)
        keys = keys[(seconds >= start - rule.window_days * DAY) & (seconds < end)]
    found = hits_in(
        keys, window_seconds=rule.window_days * DAY, threshold=rule.threshold, ended_from=start, ended_before=end
    )
    return FileHits(
        hits=_ranked(found, reports, stays),
        keys=keys,
        zone=zone,
        knows_billing=reports.billing is not None,
        subjects=found.subjects,
        reports=found.reports,
        left_out=reports.left_out,
        contradicting=reports.contradicting,
    )


def _keys(reports: FileReports, stays: Flags | None) -> IntArray:
    if stays is None:
        return sorted_keys(reports.subjects.codes, reports.seconds)
    return sorted_keys(reports.subjects.codes[stays], reports.seconds[stays])


def _span(day: date | None, zone: ZoneInfo) -> tuple[int | None, int | None]:
    """The first second of the Monday before (or on) the day, and that of the next Monday."""
    if day is None:
        return None, None
    monday = day - timedelta(days=day.weekday())
    return _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone)


def _midnight(day: date, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time.min, zone).timestamp())


def _ranked(found: Hits, reports: FileReports, stays: Flags | None) -> pl.DataFrame:
    """The hits in the order of `ranking.ranking_key`."""
    frame = pl.DataFrame(
        {
            "subject": reports.subjects.names(found.subject),
            "reports_in_window": found.reports_in_window,
            "first": found.first,
            "last": found.last,
            **_details(found, reports, stays),
            "code": found.subject,
        }
    ).with_columns(segment=_segments())
    order = [
        pl.col("reports_in_window").neg(),
        pl.col("segment").replace(NO_DATA, LAST_SEGMENT),
        pl.col("last").neg(),
        pl.col("subject"),
    ]
    return frame.sort(order).with_row_index("rank", offset=1)


def _details(found: Hits, reports: FileReports, stays: Flags | None) -> dict[str, pl.Series]:
    """Centre and billing as written in each hit's last report."""
    rows = _last_rows(found, reports, stays) if reports.centre or reports.billing else found.last
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, len(found))
    centre = reports.centre.texts(rows).str.strip_chars() if reports.centre else blank
    billing = reports.billing.amounts(rows) if reports.billing else blank.cast(pl.Decimal(14, 2))
    return {"centre": centre.fill_null(""), "billing": billing}


def _last_rows(found: Hits, reports: FileReports, stays: Flags | None) -> Codes:
    """The row of each hit's last report; the last in the file where several have its second."""
    codes, seconds = reports.subjects.codes, reports.seconds
    size = int(codes.max()) + 1 if len(codes) else 0
    last, row = np.full(size, -1, dtype=np.int32), np.zeros(size, dtype=np.int64)
    last[found.subject] = found.last
    for start in range(0, len(codes), _ROWS_AT_A_TIME):
        part = slice(start, start + _ROWS_AT_A_TIME)
        is_last = last[codes[part]] == seconds[part]
        if stays is not None:
            is_last &= stays[part]
        here = np.flatnonzero(is_last) + start
        row[codes[here]] = here
    return row[found.subject]


def _segments() -> pl.Expr:
    """The segment of each billing, by asking the rule once for every different amount."""
    return pl.col("billing").map_batches(_segments_of, return_dtype=pl.String)


def _segments_of(billing: pl.Series) -> pl.Series:
    known = billing.unique().drop_nulls()
    if not len(known):
        return pl.Series([NO_DATA]).new_from_index(0, len(billing))
    segments = pl.Series([segment_of(amount) for amount in known.to_list()], dtype=pl.String)
    return billing.replace_strict(known, segments, default=NO_DATA)
