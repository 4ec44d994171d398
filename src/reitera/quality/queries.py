"""What waits for a call, the calls made, and the orders that a draw chooses from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.db import models
from django.db.models import Count, DateTimeField, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from reitera.cases.models import Case
from reitera.core.clock import midnight
from reitera.customers.billing import segments_of
from reitera.faults.models import FaultReport, WorkOrder
from reitera.procedure.steps import State
from reitera.quality.models import CheckCall, CrossedCheck, QualityParameters, Survey
from reitera.quality.rules import is_own_work
from reitera.quality.sampling import Candidate
from reitera.repeats.models import CycleEntry, CycleRun
from reitera.staff.models import User

NOW, LATER = 0, 1
"""Whether a call is due, or waits for a time that was set."""


def calls_of_case(case: Case) -> QuerySet[CheckCall]:
    """The calls since the case came to step 11, the earliest first."""
    return (
        CheckCall.objects.filter(case=case, at__gte=case.state_since)
        .select_related("by", "result")
        .order_by("at", "pk")
    )


def calls_of_check(check: CrossedCheck) -> QuerySet[CheckCall]:
    return CheckCall.objects.filter(crossed_check=check).select_related("by", "result").order_by("at", "pk")


def locked_check(check: CrossedCheck) -> QuerySet[CrossedCheck]:
    """The row that an act on a crossed check locks, with what it reads."""
    rows = CrossedCheck.objects.filter(pk=check.pk)
    return rows.select_related("work_order", "work_order__customer", "operations_centre")


def calls_of_stays(cases: Sequence[Case]) -> dict[int | None, list[CheckCall]]:
    """The calls of many cases since each came to step 11. One query."""
    since = {case.pk: case.state_since for case in cases}
    found: dict[int | None, list[CheckCall]] = defaultdict(list)
    for call in CheckCall.objects.filter(case__in=since).select_related("result").order_by("at", "pk"):
        if call.case_id is not None and call.at >= since[call.case_id]:
            found[call.case_id].append(call)
    return found


def calls_of_checks(checks: Sequence[CrossedCheck]) -> dict[int | None, list[CheckCall]]:
    found: dict[int | None, list[CheckCall]] = defaultdict(list)
    for call in CheckCall.objects.filter(crossed_check__in=checks).select_related("result").order_by("at", "pk"):
        found[call.crossed_check_id].append(call)
    return found


def cases_to_check(person: User, now: datetime) -> QuerySet[Case]:
    """The cases at 11 that the person sees, each with `is_own`, `next_call_at` and `turn`.

    Overdue ones come first, then those due by their time, then those to be called later.
    """
    latest = CheckCall.objects.filter(case=OuterRef("pk"), at__gte=OuterRef("state_since")).order_by("-at", "-pk")
    # Annotations are no fields to the type checker.
    rows: Any = Case.objects.visible_to(person).filter(state=State.QUALITY_CHECK).select_related("customer")
    rows = rows.annotate(is_own=is_own_work(person.pk), next_call_at=Subquery(latest.values("next_call_at")[:1]))
    rows = rows.annotate(turn=_turn(now))
    late = models.Case(When(due_at__lt=now, then=Value(0)), default=Value(1), output_field=IntegerField())
    return cast("QuerySet[Case]", rows.order_by("turn", _later(), late, "due_at", "pk"))


def checks_to_make(person: User, now: datetime) -> QuerySet[CrossedCheck]:
    """The crossed checks that wait, each with `next_call_at` and `turn`; a customer whose case is open has the case."""
    latest = CheckCall.objects.filter(crossed_check=OuterRef("pk")).order_by("-at", "-pk")
    followed = Case.objects.open().filter(customer=OuterRef("work_order__customer"))
    rows: Any = CrossedCheck.objects.visible_to(person).filter(~Exists(followed), end="")
    rows = rows.select_related("work_order", "work_order__customer", "operations_centre", "draw")
    rows = rows.annotate(next_call_at=Subquery(latest.values("next_call_at")[:1])).annotate(turn=_turn(now))
    return cast("QuerySet[CrossedCheck]", rows.order_by("turn", _later(), "draw__day", "-by_risk", "pk"))


def _turn(now: datetime) -> models.Case:
    return models.Case(When(next_call_at__gt=now, then=Value(LATER)), default=Value(NOW), output_field=IntegerField())


def _later() -> models.Case:
    """When a call that is not due will be."""
    return models.Case(When(turn=LATER, then=F("next_call_at")), default=Value(None), output_field=DateTimeField())


def dissatisfied_cases(person: User) -> QuerySet[Case]:
    rows = Case.objects.visible_to(person).filter(state__in=(State.DISSATISFACTION, State.INFORM_CUSTOMER))
    return rows.select_related("customer").order_by("due_at", "pk")


def figures_since(moment: datetime) -> dict[str, int]:
    """Calls, those that reached the customer, surveys and the satisfied ones. Two queries."""
    reached = Q(result__facts__is_contact=True)
    calls = CheckCall.objects.filter(at__gte=moment).aggregate(calls=Count("pk"), reached=Count("pk", filter=reached))
    surveys = Survey.objects.filter(at__gte=moment).aggregate(
        surveys=Count("pk"), satisfied=Count("pk", filter=Q(verdict="satisfied"))
    )
    return {**calls, **surveys}


def candidates_of(day: date, parameters: QualityParameters) -> list[Candidate]:
    """The orders closed on a day whose customers have no open case and were not TOP 10 in the last cycle.

    One order a customer, the last one closed. Four queries, and those of the segments.
    """
    start, end = midnight(day), midnight(day + timedelta(days=1))
    run = CycleRun.objects.order_by("-cycle__week_start", "-revision").first()
    listed = CycleEntry.objects.filter(run=run, rule=CycleEntry.Rule.TOP10) if run else CycleEntry.objects.none()
    orders = WorkOrder.objects.filter(closed_at__gte=start, closed_at__lt=end)
    orders = orders.exclude(customer__in=Case.objects.open().values("customer"))
    orders = orders.exclude(customer__in=listed.values("customer")).filter(crossed_check__isnull=True)
    last = {order.customer_id: order for order in orders.order_by("closed_at", "pk")}
    since = end - timedelta(days=parameters.risk_days)
    reports = FaultReport.objects.filter(customer__in=last, annulled=False, reported_at__gte=since, reported_at__lt=end)
    counts = dict(reports.order_by().values_list("customer").annotate(Count("pk")))
    segments = segments_of(last)
    return [
        Candidate(order.number, order.operations_centre_id, segments[customer][1], counts.get(customer, 0))
        for customer, order in sorted(last.items(), key=lambda pair: pair[1].number)
    ]
