"""Dates of the old sheet: their order is judged over a whole column, and asked where it cannot be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo

import polars as pl

from reitera.intake.reading import judge_dates
from reitera.intake.reading.moments import parse_moments
from reitera.sheet.kinds import Unreadable, read_moments

ORDERS = ("dmy", "mdy")


@dataclass(frozen=True)
class Dated:
    """A column of dates: its order, the doubtful example that a person is asked about, each cell's moment or None."""

    order: str
    doubt: str
    moments: tuple[datetime | None, ...]


def read_dates(cells: Sequence[str], said: str, zone: tzinfo) -> Dated:
    """`said` is the order a person chose, "" for none. Without a time a moment is local midnight."""
    series = pl.Series("date", [cell or None for cell in cells], dtype=pl.String)
    order, doubt = said, ""
    if not order:
        judged = judge_dates(series.to_frame().lazy(), "date")
        order, doubt = judged.order or "dmy", judged.example if judged.ambiguous else ""
    seconds = parse_moments(series, order=order, timezone=str(zone)).to_list()
    return Dated(order, doubt, tuple(datetime.fromtimestamp(s, UTC) if s is not None else None for s in seconds))


def read_slot(
    day: str, moment: datetime | None, hours: str, *, order: str, today: datetime, zone: tzinfo
) -> tuple[datetime, datetime | None]:
    """When a visit starts and perhaps ends, of what its date and hour columns say. Raises Unreadable.

    The hours may stand with the date ("25/11 9:00 a 11:00") or in a column of their own.
    """
    if moment is None:
        if order != "dmy":
            raise Unreadable("no es una fecha: escríbala como 25/11/2026")
        return read_moments(f"{day} {hours}".strip(), today.astimezone(zone).date(), zone)
    local = moment.astimezone(zone)
    if hours:
        return read_moments(f"{local:%d/%m/%Y} {hours}", local.date(), zone)
    if local.time() == time(0):
        raise Unreadable("falta la hora: escríbala como 25/11/2026 09:00")
    return moment, None
