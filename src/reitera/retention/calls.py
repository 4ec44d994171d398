"""How many telephone calls to a customer may be made, and when the next one is (pure).

Three attempts and two a day follow the limits that dialling products ship with, and an attempt is not repeated within
two hours of one that failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from reitera.procedure.calendar import WorkingCalendar

HOURS_BETWEEN = 2


class Called(Protocol):
    """One call as it is kept. One that did not reach the customer is an attempt that failed."""

    at: datetime

    @property
    def has_reached(self) -> bool: ...


@dataclass(frozen=True)
class Tally:
    """The calls of one stay in a step, against what is allowed."""

    made: int
    failed: int
    failed_today: int
    allowed: int
    allowed_a_day: int

    @property
    def is_spent(self) -> bool:
        return self.failed >= self.allowed

    @property
    def is_day_spent(self) -> bool:
        return self.failed_today >= self.allowed_a_day

    @property
    def is_last(self) -> bool:
        """Whether the next attempt that fails is the last one."""
        return self.failed + 1 >= self.allowed

    @property
    def number(self) -> int:
        """The number of the attempt to be made now."""
        return self.failed + 1

    @property
    def dots(self) -> list[bool]:
        """One for each attempt allowed: whether it was made."""
        return [place < self.failed for place in range(max(self.allowed, self.failed))]


def tally_of(calls: Iterable[Called], *, day: date, zone: ZoneInfo, allowed: int, allowed_a_day: int) -> Tally:
    made = list(calls)
    failed = [call for call in made if not call.has_reached]
    today = [call for call in failed if call.at.astimezone(zone).date() == day]
    return Tally(len(made), len(failed), len(today), allowed, allowed_a_day)


def next_call_after(at: datetime, tally: Tally, calendar: WorkingCalendar) -> datetime:
    """When to try again after a failed attempt: two working hours later, the next day once the day's are spent.

    `tally` counts the attempt that failed.
    """
    if not tally.is_day_spent:
        return calendar.add_hours(at, HOURS_BETWEEN)
    tomorrow = at.astimezone(calendar.zone).date() + timedelta(days=1)
    return calendar.add_hours(datetime.combine(tomorrow, datetime.min.time(), tzinfo=calendar.zone), HOURS_BETWEEN)
