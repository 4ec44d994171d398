"""Whether imported reports cover a week, so that its cycle may run."""

from __future__ import annotations

from datetime import date, timedelta

from reitera.intake.queries import uncovered_days


def missing_days(week_start: date) -> list[date]:
    """The days of the week that no applied import of fault reports declares to cover."""
    return uncovered_days("fault_reports", week_start, week_start + timedelta(days=6))
