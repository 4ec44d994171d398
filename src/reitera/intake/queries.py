"""Questions about imports that other packages ask."""

from __future__ import annotations

from datetime import date, timedelta

from reitera.intake.models import Import


def uncovered_days(kind: str, start: date, end: date) -> list[date]:
    """The days from `start` to `end`, both included, that no applied import of the kind declares to cover."""
    periods = Import.objects.filter(
        kind=kind, status=Import.Status.APPLIED, covers_from__lte=end, covers_to__gte=start
    ).values_list("covers_from", "covers_to")
    days = (start + timedelta(days=offset) for offset in range((end - start).days + 1))
    return [day for day in days if not any(first and last and first <= day <= last for first, last in periods)]
