"""Who may go on a visit, and who may judge it. What a role may do at all is in `procedure`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Rota:
    """The same question in memory, for many technicians, centres and days."""

    assignments: Mapping[int, Sequence[RoleAssignment]]

    @classmethod
    def of(cls, people: Iterable[User]) -> Rota:
        """What some people hold as technicians. One query."""
        held = defaultdict[int, list[RoleAssignment]](list)
        rows = RoleAssignment.objects.filter(role=Role.FIELD_TECHNICIAN, user__is_active=True)
        for row in rows.filter(user__in={person.pk for person in people}):
            held[row.user_id].append(row)
        return cls(held)

    def holds(self, technician: User, centre_id: int | None, day: date) -> bool:
        return any(
            row.operations_centre_id in (None, centre_id) and (row.starts_on or day) <= day <= (row.ends_on or day)
            for row in self.assignments.get(technician.pk, ())
        )


PLANNED_IN = (State.PRIORITISE, State.FIELD_WORK)
"""States in which a case has a visit that is to come."""


def can_schedule(viewer: Viewer, case: Case) -> bool:
    """Whoever has a case that waits for a date."""
    return case.state == State.SCHEDULE_VISIT and case_rules.waits_for(viewer, case)


def can_reschedule(viewer: Viewer, case: Case) -> bool:
    """The analyst who agreed the date, and the supervisor who puts the day in order, both of the centre."""
    return case.state in PLANNED_IN and viewer.holds_in(case.operations_centre_id, *PLANNERS)


def can_plan(viewer: Viewer, case: Case) -> bool:
    return can_schedule(viewer, case) or can_reschedule(viewer, case)


PLANNERS = (Role.USM_ANALYST, Role.CENTRE_SUPERVISOR)


def planners_of(case: Case) -> tuple[Role, ...]:
    """The roles that plan the visit of a case at its step."""
    return case.info.roles if case.state == State.SCHEDULE_VISIT else PLANNERS


def can_prioritise(viewer: Viewer, case: Case) -> bool:
    """The supervisor of the centre says which visit comes first, once there is one."""
    return case.state in PLANNED_IN and supervises(viewer, case)


def supervises(viewer: Viewer, case: Case) -> bool:
    """The supervisor of the centre, also of a visit that is only being planned."""
    in_time = case.state in (State.SCHEDULE_VISIT, *PLANNED_IN)
    return in_time and viewer.holds_in(case.operations_centre_id, Role.CENTRE_SUPERVISOR)


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
