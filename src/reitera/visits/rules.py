"""Who may go on a visit, and who may judge it. What a role may do at all is in `procedure`."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from reitera.cases import rules as case_rules
from reitera.cases.models import Case
from reitera.core.visibility import Viewer
from reitera.procedure.moves import move_for
from reitera.procedure.roles import Role
from reitera.procedure.steps import STATES, State
from reitera.staff.models import RoleAssignment, User


def technicians_of(centre_id: int | None, day: date) -> QuerySet[User]:
    """The active technicians of a centre on a day, those of every centre among them."""
    held = RoleAssignment.objects.in_force_on(day).filter(role=Role.FIELD_TECHNICIAN)
    held = held.filter(Q(operations_centre=centre_id) | Q(operations_centre=None))
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def is_on_the_job(viewer: Viewer, case: Case) -> bool:
    """Whether the case is in the hands of this technician."""
    return case.state == State.FIELD_WORK and case_rules.waits_for(viewer, case)


def can_judge(viewer: Viewer, case: Case, outcome: str) -> bool:
    """Acceptance (19.3): its roles, but never the technician who did the work."""
    move = move_for(State.WORK_ACCEPTANCE, outcome)
    return move is not None and case_rules.can_do(viewer, case, move) and case.technician_id != viewer.user_id


def is_own_work(person_id: int | None) -> Q:
    """The cases whose work the person did as their technician."""
    return Q(technician=person_id)


def somebody_else_can_judge(day: date) -> Q:
    """For a queryset of cases: those whose work an active person of their centre may judge who did not do it."""
    held = RoleAssignment.objects.in_force_on(day).filter(
        Q(operations_centre=None) | Q(operations_centre=OuterRef("operations_centre")),
        user__is_active=True, role__in=STATES[State.WORK_ACCEPTANCE].roles,
    )  # fmt: skip
    return Q(technician=None) | Q(Exists(held.exclude(user=OuterRef("technician"))))
