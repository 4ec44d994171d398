"""Calls and agreements of cases, and the list of whom to call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, cast

from django.db import models
from django.db.models import DateTimeField, Exists, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from reitera.cases.catalogue import CALL_RESULT, RETENTION
from reitera.cases.models import Case, CaseParameters, CatalogueItem
from reitera.core.clock import local_zone
from reitera.procedure.steps import State
from reitera.retention.calls import Called, Tally, tally_of
from reitera.retention.models import Agreement, CallAttempt

NOW, LATER, AGREED = 0, 1, 2
"""When a case of the list is called: now, at a time that was set, or it has an agreement that waits for its day."""


def calls_of_stay(case: Case) -> QuerySet[CallAttempt]:
    """The calls since the case came to its step, the earliest first."""
    return (
        CallAttempt.objects.filter(case=case, at__gte=case.state_since)
        .select_related("by", "result")
        .order_by("at", "pk")
    )


def calls_of_stays(cases: Sequence[Case]) -> dict[int | None, list[CallAttempt]]:
    """The same for many cases. One query."""
    since = {case.pk: case.state_since for case in cases}
    found: dict[int | None, list[CallAttempt]] = defaultdict(list)
    for call in CallAttempt.objects.filter(case__in=since).select_related("by", "result").order_by("at", "pk"):
        if call.at >= since[call.case_id]:
            found[call.case_id].append(call)
    return found


def tally_at(calls: Iterable[Called], at: datetime, parameters: CaseParameters) -> Tally:
    zone = local_zone()
    return tally_of(
        calls, day=at.astimezone(zone).date(), zone=zone, allowed=parameters.attempts,
        allowed_a_day=parameters.attempts_a_day,
    )  # fmt: skip


def call_list(person: Any, now: datetime) -> QuerySet[Case]:
    """The cases at step 9 that the person sees, with `turn` (NOW, LATER, AGREED) and `next_call_at`.

    Due calls come first, by rank: reports, segment, cycles in a row, latest report; then those with a later time, by
    it; then the agreements that wait for their day.
    """
    latest = CallAttempt.objects.filter(case=OuterRef("pk"), at__gte=OuterRef("state_since")).order_by("-at", "-pk")
    waiting = Agreement.objects.open().filter(case=OuterRef("pk"))
    turn = models.Case(
        When(Exists(waiting) & models.Q(due_at__gt=now), then=Value(AGREED)),
        When(next_call_at__gt=now, then=Value(LATER)),
        default=Value(NOW),
        output_field=IntegerField(),
    )
    # Annotations are no fields to the type checker.
    rows: Any = Case.objects.visible_to(person).filter(state=State.RETENTION_CONTACT)
    rows = rows.annotate(next_call_at=Subquery(latest.values("next_call_at")[:1])).annotate(turn=turn)
    rows = rows.select_related("customer", "operations_centre")
    return cast("QuerySet[Case]", rows.order_by("turn", _time_of_turn(), *by_rank()))


def by_rank() -> list[Any]:
    """The order of the weekly list, for the database."""
    unknown_last = models.Case(When(segment="", then=Value(1)), default=Value(0), output_field=IntegerField())
    return ["-reports_in_window", unknown_last, "segment", "-cycles_in_a_row", "-latest_report_at", "pk"]


def _time_of_turn() -> models.Case:
    """When a case that is not due now will be; nothing for those that are, so that only their rank counts."""
    return models.Case(
        When(turn=LATER, then=F("next_call_at")),
        When(turn=AGREED, then=F("due_at")),
        default=Value(None),
        output_field=DateTimeField(),
    )


def call_results(*, for_surveys: bool) -> list[CatalogueItem]:
    """What may be noted of a call today, when it is made to ask how it went or for anything else. One query."""
    return [
        item for item in CatalogueItem.objects.offered(CALL_RESULT) if for_surveys or not item.has("only_for_surveys")
    ]


def retention_reasons(*, leaving: bool) -> list[CatalogueItem]:
    """Why a customer leaves, or how one was kept, as may be chosen today. One query."""
    return [item for item in CatalogueItem.objects.offered(RETENTION) if item.has("is_leaving") is leaving]


def open_agreements(cases: Sequence[Case]) -> dict[int, Agreement]:
    """The open agreement of each case that has one. One query."""
    return {agreement.case_id: agreement for agreement in Agreement.objects.open().filter(case__in=cases)}
