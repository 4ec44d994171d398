"""A plain statement of the repeat rule over invented reports, to count with in the tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from reitera.site.demo.reports import Report

WINDOW = timedelta(days=10)


def repeated_in_week(reports: Iterable[Report], sunday: date) -> dict[str, list[Report]]:
    """Reports in the fullest 10-day window of each customer repeated in the week that ends on the Sunday."""
    by_customer = defaultdict[str, list[Report]](list)
    for report in reports:
        if not report.annulled and report.reported_at.date() <= sunday:
            by_customer[report.product.customer.code].append(report)
    fullest = {code: _fullest_window(made) for code, made in by_customer.items()}
    return {
        code: window
        for code, window in fullest.items()
        if len(window) > 1 and by_customer[code][-1].reported_at.date() > sunday - timedelta(days=7)
    }


def _fullest_window(made: list[Report]) -> list[Report]:
    windows = [
        [other for other in made if timedelta(0) <= report.reported_at - other.reported_at <= WINDOW] for report in made
    ]
    return max(windows, key=len)
