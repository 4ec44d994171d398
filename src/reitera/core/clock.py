"""The one place that says what time it is, so that tests and the demo can set it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

_fixed: ContextVar[datetime | None] = ContextVar("fixed_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _fixed.get() or datetime.now(UTC)


def local_zone() -> ZoneInfo:
    """The provider's time zone (America/La_Paz unless a setting says otherwise)."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> date:
    """The present day in the provider's time zone."""
    return now().astimezone(local_zone()).date()


def midnight(day: date) -> datetime:
    """The moment a local day begins, aware."""
    return datetime.combine(day, time.min, tzinfo=local_zone())


def monday_of(day: date) -> date:
    """The Monday of the week that holds the day."""
    return day - timedelta(days=day.weekday())


@contextmanager
def fixed(at: datetime) -> Iterator[None]:
    """Stop the clock at an aware moment, in this thread only. Raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError("the fixed clock needs an aware datetime")
    token = _fixed.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
