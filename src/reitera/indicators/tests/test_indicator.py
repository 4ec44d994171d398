from __future__ import annotations

from datetime import date

import pytest

from reitera.indicators.indicator import Indicator, Verdict, last_day, month_after, month_before, months_up_to

OCTOBER = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("previous", "current", "value", "verdict"),
    [
        (12, 11, 1, Verdict.ACCEPTED),
        (11, 11, 0, Verdict.OBSERVED),
        (11, 12, -1, Verdict.OBSERVED),
        (208, 219, -11, Verdict.OBSERVED),
        (5, 0, 5, Verdict.ACCEPTED),
        (0, 0, 0, Verdict.OBSERVED),
        (None, 12, None, Verdict.NONE),
        (12, None, None, Verdict.NONE),
        (None, None, None, Verdict.NONE),
        (0, None, None, Verdict.NONE),
    ],
)
def test_the_verdict_table(previous: int | None, current: int | None, value: int | None, verdict: Verdict) -> None:
    indicator = Indicator(OCTOBER, previous, current)

    assert (indicator.value, indicator.verdict) == (value, verdict)


def test_months_go_round_the_year() -> None:
    assert month_before(date(2026, 1, 1)) == date(2025, 12, 1)
    assert month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert [last_day(date(2028, month, 1)).day for month in (1, 2, 4, 12)] == [31, 29, 30, 31]


def test_twelve_months_end_with_the_asked_one() -> None:
    months = months_up_to(date(2026, 3, 1), 12)

    assert (months[0], months[-1], len(set(months))) == (date(2025, 4, 1), date(2026, 3, 1), 12)
