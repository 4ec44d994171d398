"""How a column writes its dates, judged over the whole column: day first, month first, or year first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from reitera.intake.reading.moments import Order

_DATE = r"^\s*(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})(?:$|[\sT,])"
_DAYS_IN_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# A few typing errors do not overturn a column, and a column that is written both ways must be asked about [ours].
_OUTLIERS = 0.02


@dataclass(frozen=True)
class DateReading:
    """What a column's dates say. Counts are rows.

    `order` is None when every date can be read both ways, when dates contradict each other, or when there are none.
    `only_dmy` and `only_mdy` can be read in that order alone; `year_first` need no order. `example` is a date that
    shows the doubt or, where there is none, the first one.
    """

    order: Order | None
    readable: int
    unreadable: int
    only_dmy: int
    only_mdy: int
    year_first: int
    example: str

    @property
    def ambiguous(self) -> bool:
        """Whether the user must say the order before the column can be read."""
        return self.order is None and self.readable > 0


def judge_dates(frame: pl.LazyFrame, column: str, *, missing: Sequence[str] = ()) -> DateReading:
    """Judge a text column in one streaming pass. Texts in `missing` (after trimming) count as blank.

    Only the date part is judged; whether the time beside it can be read shows when it is parsed. A column whose head is
    year first throughout can be parsed as "ymd" without this pass: what is not year first then comes out null.
    """
    counted = (
        frame.select(pl.col(column).str.strip_chars().alias("text"))
        .filter(_present("text", missing))
        .select(pl.col("text").str.extract(_DATE).alias("date"))
        .group_by("date")
        .len()
        .collect(engine="streaming")
    )
    return weigh(counted.rows())


def _present(column: str, missing: Sequence[str]) -> pl.Expr:
    text = pl.col(column)
    return text.is_not_null() & (text != "") & ~text.is_in(list(missing))


def weigh(counted: Sequence[tuple[str | None, int]]) -> DateReading:
    """The verdict over distinct dates and how many rows have each; None stands for texts that are no date at all."""
    sums = dict.fromkeys(("ymd", "dmy", "mdy", "both", "none"), 0)
    examples: dict[str, str] = {}
    for date, count in sorted(counted, key=lambda item: item[0] or ""):
        way = readable_as(date) if date else "none"
        sums[way] += count
        examples.setdefault(way, date or "")
    order = _order(sums)
    unreadable = sums["none"] + (sums["mdy"] if order == "dmy" else sums["dmy"] if order == "mdy" else 0)
    return DateReading(
        order=order,
        readable=sum(sums.values()) - unreadable,
        unreadable=unreadable,
        only_dmy=sums["dmy"],
        only_mdy=sums["mdy"],
        year_first=sums["ymd"],
        example=next((examples[way] for way in _shown_first(order) if way in examples), ""),
    )


def _shown_first(order: Order | None) -> tuple[str, ...]:
    return ("both", "dmy", "mdy", "ymd") if order is None else (order, "both", "ymd")


def _order(sums: dict[str, int]) -> Order | None:
    decisive = sums["dmy"] + sums["mdy"]
    if not decisive:
        return "ymd" if sums["ymd"] and not sums["both"] else None
    if min(sums["dmy"], sums["mdy"]) > _OUTLIERS * decisive:
        return None
    return "dmy" if sums["dmy"] > sums["mdy"] else "mdy"


def readable_as(date: str) -> str:
    """ "ymd", "dmy", "mdy", "both" (of the last two), or "none"."""
    parts = date.replace("/", "-").replace(".", "-").split("-")
    if len({sign for sign in date if not sign.isdigit()}) != 1 or len(parts) != 3:
        return "none"
    first, second, third = map(int, parts)
    if len(parts[0]) == 4:
        return "ymd" if len(parts[2]) <= 2 and _is_day(first, second, third) else "none"
    if len(parts[0]) > 2 or len(parts[2]) not in (2, 4):
        return "none"
    year = third if len(parts[2]) == 4 else 2000 + third
    dmy, mdy = _is_day(year, second, first), _is_day(year, first, second)
    return {(True, True): "both", (True, False): "dmy", (False, True): "mdy", (False, False): "none"}[dmy, mdy]


def _is_day(year: int, month: int, day: int) -> bool:
    if not (1 <= month <= 12 and 1 <= day <= _DAYS_IN_MONTH[month]):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return (month, day) != (2, 29) or leap
