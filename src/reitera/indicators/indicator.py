"""The indicator of a month (pure): product cancellations of the month before minus those of the month.

Source: "Seguimiento TOP 10", version 1, table of the indicator: 1 or more is accepted, less than 1 observed. That a
month without data has no verdict is ours. A month is given by its first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LEAST_ACCEPTED = 1
A_YEAR = 12
"""Months of the chart and of the file."""


class Verdict(StrEnum):
    ACCEPTED = "accepted"
    OBSERVED = "observed"
    NONE = "none"


@dataclass(frozen=True)
class Indicator:
    """Cancellations of the month before and of the month; None where a month is without data, which is not 0."""

    month: date
    previous: int | None
    current: int | None

    @property
    def value(self) -> int | None:
        if self.previous is None or self.current is None:
            return None
        return self.previous - self.current

    @property
    def verdict(self) -> Verdict:
        if self.value is None:
            return Verdict.NONE
        return Verdict.ACCEPTED if self.value >= LEAST_ACCEPTED else Verdict.OBSERVED

    @property
    def previous_month(self) -> date:
        return month_before(self.month)


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_before(month: date) -> date:
    return month_of(month - timedelta(days=1))


def month_after(month: date) -> date:
    return month_of(month + timedelta(days=31))


def last_day(month: date) -> date:
    return month_after(month) - timedelta(days=1)


def months_up_to(month: date, count: int) -> list[date]:
    """`count` months that end with this one, earliest first."""
    months = [month]
    while len(months) < count:
        months.append(month_before(months[-1]))
    return months[::-1]
