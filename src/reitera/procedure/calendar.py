"""Working hours and holidays: due times count in them (pure).

The hours are ours; holidays are those of Bolivia and of Cochabamba. Both are only defaults of an editable calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Span = tuple[time, time]

_WEEKDAY: tuple[Span, ...] = ((time(8, 0), time(12, 0)), (time(14, 30), time(18, 30)))
DEFAULT_HOURS: Mapping[int, tuple[Span, ...]] = {
    **dict.fromkeys(range(5), _WEEKDAY),
    5: ((time(8, 30), time(12, 30)),),
}
"""Spans of work by weekday, Monday = 0; a weekday that is not listed has none."""

# A year without a working minute is a calendar that was emptied by mistake.
_LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True)
class WorkingCalendar:
    """When the provider works: spans by weekday (local time) and the days without work."""

    zone: ZoneInfo
    hours: Mapping[int, tuple[Span, ...]]
    holidays: frozenset[date] = frozenset()

    def add_hours(self, start: datetime, hours: float) -> datetime:
        """The moment `hours` working hours after an aware moment. Raises ValueError for a calendar without work."""
        left = timedelta(hours=hours)
        for begins, ends in self._spans_from(start):
            begins = max(begins, start)
            if begins + left <= ends:
                return begins + left
            left -= ends - begins
        raise ValueError("the working calendar has no working hours in a year")

    def hours_between(self, start: datetime, end: datetime) -> float:
        """Working hours from one aware moment to a later one; 0 when it is not later."""
        total = timedelta()
        for begins, ends in self._spans_from(start):
            if begins >= end:
                break
            total += max(timedelta(), min(ends, end) - max(begins, start))
        return total.total_seconds() / 3600

    def _spans_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        day = start.astimezone(self.zone).date()
        last = day + _LONGEST_WAIT
        while day <= last:
            if day not in self.holidays:
                for opens, closes in self.hours.get(day.weekday(), ()):
                    begins = datetime.combine(day, opens, tzinfo=self.zone)
                    ends = datetime.combine(day, closes, tzinfo=self.zone)
                    if ends > start:
                        yield begins, ends
            day += timedelta(days=1)


def easter(year: int) -> date:
    """Easter Sunday (Gregorian), by the anonymous algorithm printed in Nature, 20 April 1876."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (b - (b + 8) // 25 + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def default_holidays(year: int) -> dict[date, str]:
    """Holidays of Bolivia and of the department of Cochabamba; one that falls on a Sunday moves to the Monday."""
    sunday = easter(year)
    fixed = {
        date(year, 1, 1): "Año Nuevo",
        date(year, 1, 22): "Estado Plurinacional",
        date(year, 5, 1): "Día del Trabajo",
        date(year, 6, 21): "Año Nuevo Andino",
        date(year, 8, 6): "Independencia",
        date(year, 9, 14): "Aniversario de Cochabamba",
        date(year, 11, 2): "Todos los Difuntos",
        date(year, 12, 25): "Navidad",
    }
    moved = {day + timedelta(days=day.weekday() == 6): name for day, name in fixed.items()}
    return moved | {
        sunday - timedelta(days=48): "Carnaval",
        sunday - timedelta(days=47): "Carnaval",
        sunday - timedelta(days=2): "Viernes Santo",
        sunday + timedelta(days=60): "Corpus Christi",
    }
