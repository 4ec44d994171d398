"""The repeated subjects of a file, ranked and explained: what `reitera report` prints and writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import polars as pl

from reitera.customers.segments import segment_of
from reitera.intake.reading import Table, decimal_amount, epoch_seconds, judge_amounts, reading_errors
from reitera.repeats.file_reports import Columns, Reading, read_reports, subject_text
from reitera.repeats.matching import DAY, Hits, hits_in, reports_of, sorted_keys
from reitera.repeats.ranking import Standing, ranking_key, reasons

_BITS = 32


@dataclass(frozen=True)
class Rule:
    """Window in days, threshold in reports, and the Monday of the week judged (None = the whole file)."""

    window_days: int
    threshold: int
    week: date | None = None


@dataclass(frozen=True)
class FileHit:
    """One repeated subject. Times are local; `reasons` are words in the order that decides the place."""

    rank: int
    subject: str
    reports_in_window: int
    first_reported_at: datetime
    last_reported_at: datetime
    centre: str
    billing: Decimal | None
    reasons: tuple[str, ...]


@dataclass
class FileHits:
    """Every hit in order, how many subjects and reports were judged, and the rows left out by reason."""

    hits: list[FileHit]
    subjects: int
    reports: int
    left_out: dict[str, int] = field(default_factory=dict)


def hits_of_file(table: Table, columns: Columns, reading: Reading, rule: Rule, *, now: datetime) -> FileHits:
    """Judge a file by the repeat rule and rank what it finds.

    Places are decided as in the weekly cycle; a file knows of no earlier cycles, and the segment is that of the billing
    beside the last report, by the default bands. Raises ReadingError for a file that breaks off.
    """
    reports = read_reports(table, columns, reading, now=int(now.timestamp()))
    keys = sorted_keys(reports.subjects, reports.seconds)
    zone, window = ZoneInfo(reading.timezone), rule.window_days * DAY
    start, end = _span(rule.week, zone)
    if start is not None and end is not None:
        seconds = keys & (2**_BITS - 1)
        keys = keys[(seconds >= start - window) & (seconds < end)]
    found = hits_in(keys, window_seconds=window, threshold=rule.threshold, ended_from=start, ended_before=end)
    names = [reports.name_of(int(code)) for code in found.subject]
    details = _details(table, columns, reading, names, found)

    def explained(place: int, standing: Standing) -> tuple[str, ...]:
        code, first, last = (int(part[place]) for part in (found.subject, found.first, found.last))
        moments = [datetime.fromtimestamp(int(second), zone) for second in reports_of(keys, code, first, last)]
        return tuple(reasons(moments, standing.segment, 1) if columns.billing else reasons(moments, "", 1)[:1])

    hits = _ranked(names, found, details, zone, explained)
    return FileHits(hits, found.subjects, found.reports, reports.left_out)


def _ranked(names, found: Hits, details, zone: ZoneInfo, explained) -> list[FileHit]:  # type: ignore[no-untyped-def]
    standings = [
        Standing(name, int(size), segment_of(details.get(name, ("", None))[1]), 1, int(last))
        for name, size, last in zip(names, found.reports_in_window, found.last, strict=True)
    ]
    order = sorted(range(len(standings)), key=lambda place: ranking_key(standings[place]))
    return [
        FileHit(
            rank=rank,
            subject=names[place],
            reports_in_window=standings[place].reports_in_window,
            first_reported_at=datetime.fromtimestamp(int(found.first[place]), zone),
            last_reported_at=datetime.fromtimestamp(standings[place].last_second, zone),
            centre=details.get(names[place], ("", None))[0],
            billing=details.get(names[place], ("", None))[1],
            reasons=explained(place, standings[place]),
        )
        for rank, place in enumerate(order, start=1)
    ]


def _span(week: date | None, zone: ZoneInfo) -> tuple[int | None, int | None]:
    if week is None:
        return None, None
    monday = week - timedelta(days=week.weekday())
    bounds = (datetime.combine(day, time.min, zone) for day in (monday, monday + timedelta(days=7)))
    start, end = (int(bound.astimezone(UTC).timestamp()) for bound in bounds)
    return start, end


def _details(
    table: Table, columns: Columns, reading: Reading, names: Sequence[str], found: Hits
) -> dict[str, tuple[str, Decimal | None]]:
    """Centre and billing of each hit's last report, by a second pass that keeps only the rows of hits."""
    wanted = [column for column in (columns.centre, columns.billing) if column]
    if not wanted or not names:
        return {}
    sought = pl.DataFrame({"subject": list(names), "second": pl.Series(found.last, dtype=pl.Int64)})
    needed = dict.fromkeys([columns.customer, columns.product or columns.customer, columns.reported_at, *wanted])
    with reading_errors(table.path):
        decimal = _decimal_sign(table, columns.billing)
        rows = (
            table.scan(list(needed))
            .with_columns(subject_text(columns, reading).alias("subject"))
            .join(sought.lazy(), on="subject", how="inner")
            .filter(epoch_seconds(columns.reported_at, reading.date_order, reading.timezone) == pl.col("second"))
            .select(
                "subject",
                (pl.col(columns.centre).str.strip_chars() if columns.centre else pl.lit(None, pl.String)).alias(
                    "centre"
                ),
                (decimal_amount(columns.billing, decimal) if columns.billing else pl.lit(None)).alias("billing"),
            )
            .collect(engine="streaming")
        )
    return {name: (centre or "", billing) for name, centre, billing in rows.iter_rows()}


def _text(column: str | None) -> pl.Expr:
    return pl.col(column).str.strip_chars() if column else pl.lit(None, pl.String)


def _decimal_sign(table: Table, column: str | None) -> str:
    return (judge_amounts(table.scan([column]), column).decimal or ",") if column else ","
