"""Moments out of text, vectorised.

Nearly every column writes all its dates in one form: the first text of a batch names the form and polars' own parser
reads the batch by it. What it leaves (one-off forms, AM/PM, offsets, parts of a second) is rewritten to one of few
layouts and read by those.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import lru_cache, partial
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
from numpy.typing import NDArray

Order = Literal["dmy", "mdy", "ymd"]
Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

DAY = 86_400
# The repeat rule keeps the seconds of a report in 31 bits.
_END_OF_TIME = 2**31
# Days since 1970 whose offset from UTC is kept: 1900-01-01 to 2150-01-01.
_FIRST_DAY, _LAST_DAY = -25_567, 65_745
# The parser takes "16" for the year 16: a year of fewer than four digits is for the two-digit layouts.
_YEAR_1000 = -354_285 * DAY

_FORM = re.compile(
    r"(?P<first>\d{1,4})(?P<sign>[-/.])\d{1,2}(?P=sign)(?P<last>\d{1,4})"
    r"(?:(?P<between>[ T])\d{1,2}:\d\d(?P<second>:\d\d(?P<part>\.\d{1,9})?)?)?"
)
_AM_PM = r"(?i)\s*\b([ap])\.?\s?m\.?$"
_OFFSET = r"(?i):\d\d(?:[.,]\d+)?\s*(Z|[+-]\d\d:?\d\d)$"
# What stands between date and time: a T, a comma, several blanks.
_BETWEEN = r"^(\d+\D\d+\D\d+)(?:\s*[T,]\s*|\s+)(\d)"
_ONE_SEPARATOR = r"^(?:\d+-\d+-\d+|\d+/\d+/\d+|\d+\.\d+\.\d+)(?: \d\d:\d\d(?::\d\d)?)?$"


def first_second_too_late(received: datetime, timezone: str) -> int:
    """The UTC second from which on a date is in the future, for what is received then: the end of the next local day.

    The next day is let through for systems whose clock or zone is ahead.
    """
    zone = ZoneInfo(timezone)
    day = received.astimezone(zone).date() + timedelta(days=2)
    return min(int(datetime.combine(day, time.min, zone).timestamp()), _END_OF_TIME)


def epoch_seconds(column: str, order: Order | str, timezone: str) -> pl.Expr:
    """Int64 seconds since 1970 UTC of a column of text; null where it cannot be read.

    `order` says how a date that does not begin with its year is read; one that does needs none. Without a time it is
    local midnight; parts of a second are dropped; an offset or Z in the text wins over `timezone`. A local time that
    the clock skipped is null; one that it passed twice is the first. Two-digit years: 69 to 99 are 19xx (POSIX).
    """
    parse = partial(parse_moments, order=order, timezone=timezone)
    return pl.col(column).map_batches(parse, return_dtype=pl.Int64, is_elementwise=True)


def parse_moments(text: pl.Series, *, order: str, timezone: str) -> pl.Series:
    """`epoch_seconds` of one Series."""
    return _finished(text, _read_first_form(text, order), order, timezone)


def local_seconds(column: str, form: str) -> pl.Expr:
    """Int64 local seconds of the texts of one form, null for any other: polars reads them without calling Python.

    `form` is that of `form_of`; `finish_moments` makes of it what `epoch_seconds` gives.
    """
    text = pl.col(column)
    if "%H" in form:
        # Nearly every moment differs: a cache of them costs more than it saves.
        return text.str.to_datetime(form, strict=False, time_unit="ms", cache=False).dt.timestamp("ms") // 1000
    return text.str.to_date(form, strict=False).cast(pl.Int64) * DAY


def finish_moments(text: pl.Series, local: pl.Series, *, order: str, timezone: str) -> pl.Series:
    """`epoch_seconds` of texts whose `local_seconds` are there, or wholly anew where most have another form."""
    if 2 * (local.null_count() - text.null_count()) > len(text):
        return parse_moments(text, order=order, timezone=timezone)
    return _finished(text, _without_short_years(local), order, timezone)


def _finished(text: pl.Series, local: pl.Series, order: str, timezone: str) -> pl.Series:
    utc = _to_utc(local, timezone)
    if utc.null_count() > text.null_count():
        places = (text.is_not_null() & utc.is_null()).arg_true()
        utc = utc.scatter(places, _read_rest(text.gather(places), order, timezone))
    return utc.alias(text.name)


def _read_first_form(text: pl.Series, order: str) -> pl.Series:
    """Local seconds of the texts that have the form of the first one."""
    place = text.is_not_null().arg_max()
    first = text[place] if place is not None and len(text) else None
    form = form_of(first, order) if first else None
    if form is None:
        return pl.repeat(None, len(text), dtype=pl.Int64, eager=True)
    return _read(text, form)


def form_of(text: str, order: str) -> str | None:
    """The parser's pattern for a date's form, or None when it has none of the plain forms."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    if len(match["first"]) == 4:
        parts = ["%Y", "%m", "%d"]
    elif len(match["last"]) == 4 and order in ("dmy", "mdy"):
        parts = [f"%{order[0]}", f"%{order[1]}", "%Y"]
    else:
        return None
    form = match["sign"].join(parts)
    if match["between"]:
        form += match["between"] + "%H:%M" + (":%S" if match["second"] else "") + ("%.f" if match["part"] else "")
    return form


def _read(text: pl.Series, form: str) -> pl.Series:
    seconds = text.alias("text").to_frame().select(local_seconds("text", form)).to_series()
    return _without_short_years(seconds) if "%Y" in form else seconds


def _without_short_years(seconds: pl.Series) -> pl.Series:
    lowest = seconds.min()
    if isinstance(lowest, int) and lowest < _YEAR_1000:
        return seconds.set(seconds < _YEAR_1000, None)
    return seconds


def _read_rest(text: pl.Series, order: str, timezone: str) -> pl.Series:
    plain, halves, offsets = _normalise(text)
    local = pl.repeat(None, len(plain), dtype=pl.Int64, eager=True)
    for width, form in _layouts(order):
        places = (local.is_null() & (plain.str.len_bytes() == width)).arg_true()
        if len(places):
            local = local.scatter(places, _read(plain.gather(places), form))
    local = _in_half(local, halves)
    return _to_utc(local, timezone).zip_with(offsets.is_null(), local - offsets)


def _layouts(order: str) -> list[tuple[int, str]]:
    """Width and pattern of the layouts that `_normalise` leaves."""
    dates = [(10, "%Y/%m/%d")]
    if order in ("dmy", "mdy"):
        days = f"%{order[0]}/%{order[1]}"
        dates += [(10, f"{days}/%Y"), (8, f"{days}/%y")]
    clocks = [(0, ""), (6, " %H:%M"), (9, " %H:%M:%S")]
    return [(width + more, date + clock) for width, date in dates for more, clock in clocks]


def _normalise(text: pl.Series) -> tuple[pl.Series, pl.Series, pl.Series]:
    """The text as dd/dd/dddd hh:mm:ss (or shorter), the half of the day it names, and its offset in seconds."""
    plain = text.str.strip_chars()
    halves = plain.str.extract(_AM_PM).str.to_lowercase()
    if halves.null_count() < len(halves):
        plain = plain.str.replace(_AM_PM, "")
    plain, offsets = _cut_offsets(plain)
    plain = plain.str.replace(r"(:\d\d)[.,]\d+$", "$1").str.replace(_BETWEEN, "$1 $2")
    plain = plain.str.replace_all(r"\b(\d)\b", "0$1")
    sound = plain.str.contains(_ONE_SEPARATOR)
    return plain.str.replace_all("[-.]", "/").zip_with(sound, pl.Series([None], dtype=pl.String)), halves, offsets


def _cut_offsets(plain: pl.Series) -> tuple[pl.Series, pl.Series]:
    signs = plain.str.extract(_OFFSET)
    if signs.null_count() == len(signs):
        return plain, signs.cast(pl.Int64)
    known = {sign: _offset(sign) for sign in signs.drop_nulls().unique()}
    bare = plain.str.replace(r"(?i)\s*(?:Z|[+-]\d\d:?\d\d)$", "")
    return bare.zip_with(signs.is_not_null(), plain), signs.replace_strict(known, return_dtype=pl.Int64)


def _offset(sign: str) -> int:
    if sign in "Zz":
        return 0
    size = int(sign[1:3]) * 3600 + int(sign[-2:]) * 60
    return -size if sign[0] == "-" else size


def _in_half(local: pl.Series, halves: pl.Series) -> pl.Series:
    """Move 12-hour times: 12 AM is midnight, 1 PM is 13; an hour outside 1 to 12 beside AM or PM is unreadable."""
    if halves.null_count() == len(halves):
        return local
    hours = pl.col("local") % DAY // 3600
    shift = pl.when(pl.col("half") == "a").then(0).otherwise(12) - pl.when(hours == 12).then(12).otherwise(0)
    moved = pl.when(hours.is_between(1, 12)).then(pl.col("local") + 3600 * shift)
    frame = pl.DataFrame({"local": local, "half": halves})
    return frame.select(pl.when(pl.col("half").is_null()).then(pl.col("local")).otherwise(moved)).to_series()


def _to_utc(local: pl.Series, timezone: str) -> pl.Series:
    """UTC of local seconds; null where the clock skipped that local time."""
    lowest, highest = local.min(), local.max()
    if not isinstance(lowest, int) or not isinstance(highest, int):
        return local
    first, last = lowest // DAY, highest // DAY
    if first >= _FIRST_DAY and last < _LAST_DAY:
        days = _offsets(timezone)[first - _FIRST_DAY : last - _FIRST_DAY + 4]
        if (days == days[0]).all():
            return local - int(days[0])
    moments = (local * 1000).cast(pl.Datetime("ms"))
    return moments.dt.replace_time_zone(timezone, non_existent="null", ambiguous="earliest").dt.epoch("s")


@lru_cache(maxsize=8)
def _offsets(timezone: str) -> Numbers:
    """Offset from UTC in seconds at each midnight from `_FIRST_DAY` - 1 on."""
    days = pl.Series(np.arange(_FIRST_DAY - 1, _LAST_DAY + 4) * DAY * 1000).cast(pl.Datetime("ms"))
    zoned = days.dt.replace_time_zone("UTC").dt.convert_time_zone(ZoneInfo(timezone).key)
    local = zoned.dt.replace_time_zone(None).dt.epoch("s")
    return np.asarray(local - days.dt.epoch("s"), dtype=np.int64)
