"""Who may check quality: never who did, accepted or closed the work."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Coalesce

from reitera.cases.models import Case
from reitera.core.models import Event
from reitera.core.text import fold
from reitera.faults.models import WorkOrder
from reitera.procedure.roles import Role
from reitera.staff.models import RoleAssignment, User

SURVEYORS = (Role.QUALITY_COORDINATOR,)
QUALITY_READERS = (Role.QUALITY_COORDINATOR, Role.MANAGER_ANALYST, Role.DIVISION_HEAD)

WORK_OUTCOMES = ("remote_fix", "solved", "accepted", "closed", "incident_solved", "agreement_executed")
"""The outcomes of those who did, accepted or closed work."""

_LONG_AGO = Value(datetime(1970, 1, 1, tzinfo=UTC))


def has_done_work(case: Case, person_id: int | None) -> bool:
    """Whether the person did, accepted or closed the work of the case since it was last solved. One query."""
    return bool(work_of(case.pk, person_id, case.solved_at).exists())


def work_of(case: Any, actor: Any, solved_at: Any) -> Any:
    """The acts of work of a person on a case since a moment (None: all); each may be a reference of a subquery."""
    events = Event.objects.filter(case_id=case, actor=actor, kind="case.moved", after__outcome__in=WORK_OUTCOMES)
    return events if solved_at is None else events.filter(at__gte=solved_at)


def is_own_work(person_id: int | None) -> Exists:
    """For a queryset of cases: whether each holds work of the person."""
    return Exists(work_of(OuterRef("pk"), person_id, Coalesce(OuterRef("solved_at"), _LONG_AGO)))


def somebody_else_can_check(day: date) -> Q:
    """For a queryset of cases: those that an active coordinator may check who did none of their work."""
    case, solved_at = OuterRef(OuterRef("pk")), Coalesce(OuterRef(OuterRef("solved_at")), _LONG_AGO)
    free = RoleAssignment.objects.in_force_on(day).filter(user__is_active=True, role__in=SURVEYORS)
    return Q(Exists(free.exclude(Exists(work_of(case, OuterRef("user"), solved_at)))))


def is_named_in(order: WorkOrder, person: User) -> bool:
    """Whether the commercial system names the person as technician of an order, or as who closed it."""
    named = {fold(order.technician), fold(order.closed_by)} - {""}
    return bool(named & {fold(person.full_name), fold(person.username)})
