"""The part «Visitas» of the case page: every visit with its report, and what the case has spent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reitera.cases.models import Case
from reitera.cases.page import Section
from reitera.visits.models import FieldReport, MaterialUsed, OrderClosing, Status, Visit
from reitera.visits.queries import hours_spent, material_totals


@dataclass(frozen=True)
class Spent:
    """Gastado en el caso: visits that were made, hours, and material by name."""

    visits: int
    hours: Decimal
    material: list[tuple[str, str, Decimal]]


def visits_of_case(case: Case, person: Any) -> Section | None:
    """Five queries for any number of visits; nothing when the case never had one."""
    rows = Visit.objects.visible_to(person).filter(case=case)
    visits = list(rows.select_related("technician", "confirmed_by", "result").order_by("-starts_at", "-pk"))
    closings = list(OrderClosing.objects.visible_to(person).filter(case=case).select_related("closed_by"))
    if not visits and not closings:
        return None
    reports = list(
        FieldReport.objects.visible_to(person)
        .filter(visit__case=case)
        .select_related("cause", "solution", "author", "judged_by")
    )
    lines = list(MaterialUsed.objects.visible_to(person).filter(report__in=reports))
    context = {
        "visits": [(visit, _reports_of(visit, reports, lines)) for visit in visits],
        "closings": closings,
        "spent": _spent(visits, reports, lines),
    }
    return Section("visits/section.html", context)


def _reports_of(
    visit: Visit, reports: list[FieldReport], lines: list[MaterialUsed]
) -> list[tuple[FieldReport, list[MaterialUsed]]]:
    return [
        (report, [line for line in lines if line.report_id == report.pk])
        for report in reports
        if report.visit_id == visit.pk
    ]


def _spent(visits: list[Visit], reports: list[FieldReport], lines: list[MaterialUsed]) -> Spent:
    made = [visit for visit in visits if visit.status in (Status.DONE, Status.FAILED)]
    return Spent(len(made), hours_spent(visits, reports), material_totals(lines))
