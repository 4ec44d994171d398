"""Which cases wait for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from reitera.cases.models import Case
from reitera.core.clock import today
from reitera.core.visibility import EVERY_CENTRE, Viewer
from reitera.procedure.roles import ROLES, Reach, Role
from reitera.procedure.steps import STATES, WAITING_STATES, State
from reitera.staff.models import RoleAssignment

Holders = Mapping[Role, frozenset[int] | None]
"""Centres in which each role is held (None = every centre); roles held by nobody are not in it."""


@dataclass(frozen=True)
class OwnWork:
    """The cases of a state that a person may not act on, whatever their role, because the work there is their own.

    `is_of` says which those are of a person, by id; `somebody_else` which somebody can act on all the same that day.
    """

    is_of: Callable[[int | None], Q]
    somebody_else: Callable[[date], Q]


_own_work: dict[State, OwnWork] = {}


def never_own_work(state: State, *, is_of: Callable[[int | None], Q], somebody_else: Callable[[date], Q]) -> None:
    """A package says that nobody acts on their own work in a state: it neither waits for them nor counts as attended
    by them."""
    _own_work[state] = OwnWork(is_of, somebody_else)


def waiting_for(viewer: Viewer) -> Q:
    """The open cases that the viewer can act on now: the queryset of `rules.waits_for`, without own work."""
    return _any(_waiting_for(viewer, state) for state in WAITING_STATES if viewer.holds(*STATES[state].roles))


def _waiting_for(viewer: Viewer, state: State) -> Q:
    waiting = _waiting(state, viewer.roles, Q(technician=viewer.user_id))
    if state not in _own_work or not viewer.holds(*STATES[state].roles):
        return waiting
    return waiting & ~_own_work[state].is_of(viewer.user_id)


def unattended(day: date | None = None) -> Q:
    """The open cases that no active person can act on: they show under «Sin responsable»."""
    day = day or today()
    holders = holders_on(day)
    technicians = Q(technician__in=_active_technicians(day))
    attended = _any(
        _waiting(state, holders, technicians) & (_own_work[state].somebody_else(day) if state in _own_work else Q())
        for state in WAITING_STATES
    )
    return ~Q(state=State.CONCLUDED) & ~attended


def holders_on(day: date) -> Holders:
    """Where each role is held by an active person on a day. One query."""
    held: dict[Role, frozenset[int] | None] = {}
    rows = RoleAssignment.objects.in_force_on(day).filter(user__is_active=True)
    for name, centre in rows.values_list("role", "operations_centre"):
        known = held.get(Role(name), frozenset())
        held[Role(name)] = EVERY_CENTRE if centre is None or known is EVERY_CENTRE else known | {centre}
    return held


def _active_technicians(day: date) -> QuerySet[RoleAssignment, int]:
    rows = RoleAssignment.objects.in_force_on(day).filter(user__is_active=True, role=Role.FIELD_TECHNICIAN)
    return rows.values_list("user", flat=True)


def _waiting(state: State, holders: Holders, own: Q) -> Q:
    """The cases of one state that holders can act on; `own` are those of a role that sees only its own."""
    found = [_held(role, holders[role], own) for role in STATES[state].roles if role in holders]
    return Q(state=state) & _any(found)


def _held(role: Role, centres: frozenset[int] | None, own: Q) -> Q:
    limited = ROLES[role].is_limited_to_centres and centres is not EVERY_CENTRE
    where = Q(operations_centre__in=sorted(centres or ())) if limited else Q()
    return where & own if ROLES[role].reach is Reach.OWN else where


def _any(conditions: object) -> Q:
    joined = Q(pk__in=())
    for condition in conditions:  # type: ignore[attr-defined]
        # An empty Q means "all", which `|` would lose.
        joined |= condition if condition else ~Q(pk__in=())
    return joined


def people_for(case: Case) -> list[int]:
    """The active people who hold a role of the case's state in its centre today."""
    rows = RoleAssignment.objects.in_force_on(today()).filter(user__is_active=True)
    found = Q(pk__in=())
    for role in STATES[State(case.state)].roles:
        centred = Q(operations_centre=None) | Q(operations_centre=case.operations_centre_id)
        found |= Q(role=role) & (centred if ROLES[role].is_limited_to_centres else ~Q(pk__in=()))
    return list(rows.filter(found).values_list("user", flat=True))
