"""Who is told of an event, and under which kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.models import Q, QuerySet

from reitera.cases.models import Case
from reitera.core.clock import today
from reitera.core.models import Event
from reitera.notices.models import Notice
from reitera.procedure.roles import ROLES, Reach, Role
from reitera.procedure.steps import STATES, State
from reitera.staff.models import RoleAssignment, User

MENTION = re.compile(r"@([\w.+-]+)")

TELLS = {
    "case.opened": Notice.Kind.ARRIVED,
    "case.moved": Notice.Kind.ARRIVED,
    "case.returned": Notice.Kind.ARRIVED,
    "case.transferred": Notice.Kind.ARRIVED,
    "case.reopened": Notice.Kind.ARRIVED,
    "case.report_joined": Notice.Kind.REINCIDENT,
    "case.reincident": Notice.Kind.REINCIDENT,
    "case.reopened_by_report": Notice.Kind.REINCIDENT,
}
"""Events that tell whoever the case waits for, and how."""


def told_of(event: Event, case: Case) -> Iterator[tuple[Notice.Kind, QuerySet[User]]]:
    """The kinds of notice that an event makes, each with its people; whoever did the act is not told of it."""
    state = State((event.after or {}).get("state", case.state))
    # What was brought from the old sheet is no news: on that day everybody's inbox is it.
    is_news = (event.after or {}).get("origin") != Case.Origin.SHEET
    if event.kind in TELLS and state is not State.CONCLUDED and is_news:
        yield TELLS[event.kind], holders(case, *STATES[state].roles)
    if event.kind == "case.opened" and (event.after or {}).get("origin") == Case.Origin.ALERT:
        yield Notice.Kind.ALERT, holders(case, Role.MANAGER_ANALYST)
    if _became_critical(event):
        yield Notice.Kind.CRITICAL, holders(case, Role.CENTRE_SUPERVISOR, Role.MANAGER_ANALYST)
    if event.kind == "case.commented":
        yield Notice.Kind.MENTIONED, mentioned(event, case)
    if event.kind == "visit.rescheduled":
        yield from _technicians_of(event)


def _technicians_of(event: Event) -> Iterator[tuple[Notice.Kind, QuerySet[User]]]:
    """Who goes on a visit that was changed, and who went before."""
    after = event.after or {}
    goes, went = after["technician"], after["visit_before"]["technician"]
    yield Notice.Kind.RESCHEDULED, User.objects.filter(pk=goes, is_active=True)
    if went != goes:
        yield Notice.Kind.VISIT_GONE, User.objects.filter(pk=went, is_active=True)


def holders(case: Case, *roles: Role) -> QuerySet[User]:
    """The active people who hold one of the roles for the case today."""
    found = Q(pk__in=())
    for role in roles:
        found |= Q(pk__in=_holders_of(case, role).values("user"))
    return User.objects.filter(found, is_active=True)


def _holders_of(case: Case, role: Role) -> QuerySet[RoleAssignment]:
    rows = RoleAssignment.objects.in_force_on(today()).filter(role=role)
    if ROLES[role].is_limited_to_centres:
        rows = rows.filter(Q(operations_centre=None) | Q(operations_centre=case.operations_centre_id))
    return rows.filter(user=case.technician_id) if ROLES[role].reach is Reach.OWN else rows


def mentioned(event: Event, case: Case) -> QuerySet[User]:
    """The people named with @ in a comment, those only who may see the case."""
    personal = getattr(event, "personal", None)
    text = ((personal.after if personal else None) or {}).get("remark", "")
    names = {name.rstrip(".") for name in MENTION.findall(text)}
    people = User.objects.filter(username__in=names, is_active=True)
    seeing = [person.pk for person in people if Case.scope.includes(person.viewer, case)]
    return User.objects.filter(pk__in=seeing)


def _became_critical(event: Event) -> bool:
    before, after = event.before or {}, event.after or {}
    return bool(after.get("is_critical")) and not before.get("is_critical")
