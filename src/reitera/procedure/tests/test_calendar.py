from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reitera.procedure.calendar import DEFAULT_HOURS, WorkingCalendar, default_holidays, easter

LA_PAZ = ZoneInfo("America/La_Paz")
CALENDAR = WorkingCalendar(LA_PAZ, DEFAULT_HOURS, frozenset(default_holidays(2026)))


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=LA_PAZ)


def minutes_at_work(start: datetime, end: datetime) -> int:
    """The plain oracle: look at every minute."""
    count, moment = 0, start
    while moment < end:
        spans = () if moment.date() in CALENDAR.holidays else DEFAULT_HOURS.get(moment.weekday(), ())
        count += any(opens <= moment.time() < closes for opens, closes in spans)
        moment += timedelta(minutes=1)
    return count


def test_hours_pass_over_lunch_the_night_and_sunday() -> None:
    assert CALENDAR.add_hours(at(25, 11), 2) == at(25, 15, 30)
    assert CALENDAR.add_hours(at(27, 18), 1) == at(28, 9)
    assert CALENDAR.add_hours(at(28, 12), 1) == at(30, 8, 30)


def test_a_holiday_has_no_hours() -> None:
    # 14/09/2026, a Monday, is Cochabamba's day.
    assert CALENDAR.add_hours(at(12, 12, month=9), 1) == at(15, 8, 30, month=9)


def test_an_emptied_calendar_says_so() -> None:
    with pytest.raises(ValueError, match="no working hours"):
        WorkingCalendar(LA_PAZ, {}).add_hours(at(25, 11), 1)


@pytest.mark.parametrize(
    ("year", "day"), [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5))]
)
def test_easter_falls_where_the_almanac_says(year: int, day: date) -> None:
    assert easter(year) == day


def test_a_fixed_holiday_on_a_sunday_moves_to_monday() -> None:
    # 21/06/2026 is a Sunday.
    assert date(2026, 6, 22) in default_holidays(2026)
    assert date(2026, 6, 21) not in default_holidays(2026)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60 * 24 * 5), st.integers(1, 60 * 20))
def test_adding_hours_counts_the_same_minutes_as_looking_at_each(offset: int, minutes: int) -> None:
    start = at(20, 0) + timedelta(minutes=offset)
    end = CALENDAR.add_hours(start, minutes / 60)

    assert minutes_at_work(start, end) == minutes
    assert round(CALENDAR.hours_between(start, end) * 60) == minutes
