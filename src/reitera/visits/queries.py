"""Visits of cases, what they spent, and the cases of one plant incident."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from reitera.cases.catalogue import letter_of
from reitera.cases.models import Case
from reitera.cases.queries import waiting_for
from reitera.core.clock import midnight
from reitera.core.visibility import viewer_of
from reitera.customers.models import Product
from reitera.diagnosis.models import Reading
from reitera.procedure.steps import State
from reitera.visits.models import FieldReport, MaterialUsed, Visit, hours_between


def live_visits(cases: Sequence[Case], *, lock: bool = False) -> dict[int, Visit]:
    """The live visit of each case that has one, by case id. One query."""
    rows = Visit.objects.live().filter(case__in=[case.pk for case in cases]).select_related("technician").order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",))
    return {visit.case_id: visit for visit in rows}


def latest_report(case: Case) -> FieldReport | None:
    """The report that counts: the technician's last one, with the visit it is of."""
    rows = FieldReport.objects.filter(visit__case=case).select_related(
        "visit", "visit__technician", "cause", "solution"
    )
    return rows.order_by("-at", "-pk").first()


def readings_before(case: Case, factors: Iterable[str], person: Any) -> dict[str, Reading]:
    """The latest value of each factor noted before the solution that is looked for now, by the factor's code.

    What was measured before an earlier solution says nothing of the line as it is; but work that was not accepted is
    no solution. Two queries.
    """
    rows = Reading.objects.visible_to(person).filter(case=case, moment=Reading.Moment.BEFORE, value__isnull=False)
    if case.solved_at is not None:
        refused = FieldReport.objects.filter(visit__case=case, at=case.solved_at, verdict="refused").exists()
        rows = rows if refused else rows.filter(at__gt=case.solved_at)
    rows = rows.filter(factor__code__in=factors).select_related("factor", "by").order_by("at", "pk")
    return {reading.factor.code: reading for reading in rows}


def taken(technicians: Iterable[int], starts_at: datetime, ends_at: datetime) -> QuerySet[Visit]:
    """The live visits of technicians that share a moment with a slot."""
    return Visit.objects.live().overlapping(starts_at, ends_at).filter(technician__in=technicians)


def visits_of_day(technicians: Iterable[int], days: Iterable[date]) -> QuerySet[Visit]:
    """The visits of technicians between the first and the last of some local days that were not cancelled."""
    held = sorted(days)
    if not held:
        return Visit.objects.none()
    rows = Visit.objects.exclude(status="cancelled").filter(technician__in=technicians)
    return rows.filter(starts_at__gte=midnight(held[0]), starts_at__lt=midnight(held[-1] + timedelta(days=1)))


def technology_letter(case: Case) -> str:
    """The technology of the product that the latest report is about, else of the customer's first active one."""
    products = Product.objects.filter(customer=case.customer_id)
    reported = products.filter(fault_reports__isnull=False).order_by("-fault_reports__reported_at")
    product = reported.first() or products.exclude(status=Product.Status.CANCELLED).order_by("pk").first()
    return letter_of(product.technology) if product else ""


def same_incident(cases: Sequence[Case], person: Any) -> QuerySet[Case]:
    """The other cases that wait for the same plant incidents and that the person sees and may act on."""
    numbers = {case.incident for case in cases if case.incident}
    rows = Case.objects.visible_to(person).filter(waiting_for(viewer_of(person)), state=State.PLANT_INCIDENT)
    rows = rows.filter(incident__in=numbers).exclude(pk__in=[case.pk for case in cases])
    return rows.select_related("customer", "operations_centre").order_by("pk")


def hours_spent(visits: Iterable[Visit], reports: Iterable[FieldReport]) -> Decimal:
    """Hours of the reports, and for visits without one the time between arriving and leaving."""
    listed = list(reports)
    reported = {report.visit_id for report in listed}
    others = (v for v in visits if v.pk not in reported and v.on_site_at and v.ended_at)
    waited = sum((hours_between(v.on_site_at, v.ended_at) for v in others if v.on_site_at and v.ended_at), Decimal(0))
    return sum((report.hours for report in listed), Decimal(0)) + waited


def material_totals(lines: Iterable[MaterialUsed]) -> list[tuple[str, str, Decimal]]:
    """Code, name and quantity of each material, added up, by name."""
    totals: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        key = (line.code, line.name)
        totals[key] = totals.get(key, Decimal(0)) + line.quantity
    return sorted(((code, name, amount) for (code, name), amount in totals.items()), key=lambda row: row[1].lower())
