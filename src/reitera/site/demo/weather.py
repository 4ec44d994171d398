"""Days and hours: when customers report. Rain by month in Cochabamba, busier Mondays, a morning and an evening peak."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

# Chance of a rainy day, January first: wet from December to March, dry from May to August.
RAIN_BY_MONTH = (0.5, 0.45, 0.35, 0.12, 0.03, 0.02, 0.02, 0.05, 0.1, 0.18, 0.25, 0.42)
WEEKDAYS = (1.3, 1.1, 1.05, 1.0, 1.05, 0.85, 0.65)
HOURS = (3, 2, 1, 1, 1, 3, 10, 26, 48, 62, 60, 50, 36, 34, 44, 46, 44, 46, 54, 60, 58, 44, 24, 9)
RAIN_FACTOR = 1.8


def days_before(today: date, count: int) -> Iterator[date]:
    """The ``count`` days before ``today``, earliest first."""
    return (today - timedelta(days=back) for back in range(count, 0, -1))


def rainy_days(rng: Random, days: Iterator[date]) -> frozenset[date]:
    """Which of the days it rained."""
    return frozenset(day for day in days if rng.random() < RAIN_BY_MONTH[day.month - 1])


def reports_on(rng: Random, day: date, *, mean: float, rain: bool) -> int:
    """How many reports come in on a day whose plain mean is ``mean`` (Poisson)."""
    return _poisson(rng, mean * WEEKDAYS[day.weekday()] * (RAIN_FACTOR if rain else 1))


def _poisson(rng: Random, mean: float) -> int:
    limit, product, count = math.exp(-mean), rng.random(), 0
    while product > limit:
        product *= rng.random()
        count += 1
    return count


def moment_on(rng: Random, day: date) -> datetime:
    """A minute of the day when somebody calls (local time, without zone)."""
    hour = rng.choices(range(24), HOURS)[0]
    return datetime.combine(day, time(hour, rng.randrange(60)))
