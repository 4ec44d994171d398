"""The office of the stress test: people of both centres and all roles, their sessions, and the cases they share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from reitera.cases.models import Case
from reitera.core.clock import now
from reitera.core.testing import arranging
from reitera.procedure.roles import ROLES, Reach, Role
from reitera.procedure.steps import State
from reitera.sheet.columns import own_key
from reitera.sheet.models import OwnColumn, SheetRow
from reitera.sheet.projection import EVERY, renew
from reitera.sheet.tests.rows import options_of
from reitera.staff.models import OperationsCentre, RoleAssignment, User
from tests.cast import Cast, make_customer, make_product, make_user

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Held = tuple[Role, str]
"""A role and where: "north", "south" or "" (every centre)."""

ANALYST, SUPERVISOR, MANAGER = Role.USM_ANALYST, Role.CENTRE_SUPERVISOR, Role.MANAGER_ANALYST
WRITERS: tuple[tuple[Held, ...], ...] = (
    ((ANALYST, "north"),),
    ((ANALYST, "south"),),
    ((SUPERVISOR, "north"),),
    ((SUPERVISOR, "south"),),
    ((ANALYST, "north"), (ANALYST, "south")),
    ((MANAGER, ""),),
    ((Role.CENTRE_OPERATOR, "north"),),
    ((Role.QUALITY_COORDINATOR, ""),),
    ((SUPERVISOR, "north"), (ANALYST, "south")),
    ((Role.CENTRE_OPERATOR, "south"),),
)
VIEWERS: tuple[tuple[Held, ...], ...] = (
    *WRITERS,
    ((Role.DIVISION_HEAD, ""),),
    ((Role.RETENTION_AGENT, ""),),
    ((Role.ADMINISTRATOR, ""),),
    ((Role.FIELD_TECHNICIAN, "north"),),
    ((Role.FIELD_TECHNICIAN, "south"),),
)
TECHNICIANS = 3
"""In each centre; a viewer who is one is one of these, so that visits are given to people who look."""

STATES = (State.TECHNICAL_REVIEW, State.TECHNICAL_REVIEW, State.SCHEDULE_VISIT, State.RECEPTION, State.SCHEDULE_VISIT)
CASES = 40


@dataclass(frozen=True)
class Person:
    """Somebody with an open session, and what the procedure lets them see, said here a second time."""

    user: User
    session: str
    centres: frozenset[int]
    everything: bool
    visits_only: bool

    def sees(self, place: Place) -> bool:
        own = self.visits_only and place.technician == self.user.pk
        return self.everything or own or not self.centres.isdisjoint({place.centre, *place.customer_centres})


@dataclass(frozen=True)
class Place:
    """What decides who sees a row."""

    centre: int | None
    technician: int | None
    customer_centres: frozenset[int]


@dataclass
class Office:
    cast: Cast
    writers: list[Person]
    viewers: list[Person]
    leaver: Person
    technicians: dict[int, list[User]]
    cases: list[int]
    fences: list[int]
    """Cases that nobody writes on, one for everybody's eyes: told last, they say that all before was told."""

    customer_centres: dict[int, frozenset[int]]
    own_columns: dict[str, str]
    """Their kinds, by key."""

    @classmethod
    def arrange(cls, cast: Cast, writers: int, viewers: int) -> Office:
        centres = {"north": cast.north, "south": cast.south}
        with arranging():
            technicians = {
                centre.pk: [
                    make_user(f"tecnico_{name}_{n}", (Role.FIELD_TECHNICIAN, centre)) for n in range(TECHNICIANS)
                ]
                for name, centre in centres.items()
            }
            writing = [_hire(f"escribe{n}", held, centres) for n, held in enumerate(islice(cycle(WRITERS), writers))]
            watching = _hire_viewers(viewers, centres, technicians)
            # The one who loses the role watches, too, at two screens: a restless one and a quiet one.
            watching[:2] = [_person(writing[0].user, WRITERS[0], centres) for _ in range(2)]
            own_columns = _add_own_columns()
        cases = [_lay_case(cast, n) for n in range(CASES)]
        fences = [_lay_fence(cast, centre, who) for pk, centre in _by_pk(cast) for who in technicians[pk]]
        with arranging():
            SheetRow.objects.bulk_create(renew([*cases, *fences], EVERY).rows)
        return cls(
            cast, writing, watching, writing[0], technicians, cases, fences, _centres_of_customers([*cases, *fences]),
            own_columns,
        )  # fmt: skip


def _by_pk(cast: Cast) -> list[tuple[int, OperationsCentre]]:
    return [(centre.pk, centre) for centre in (cast.north, cast.south)]


def _hire(username: str, held: Sequence[Held], centres: dict[str, OperationsCentre]) -> Person:
    user = User.objects.create(username=username, full_name=username.title(), password="!")
    for role, where in held:
        RoleAssignment.objects.create(user=user, role=role, operations_centre=centres.get(where))
    return _person(user, held, centres)


def _hire_viewers(count: int, centres: dict[str, OperationsCentre], technicians: dict[int, list[User]]) -> list[Person]:
    found, turns = [], {pk: cycle(users) for pk, users in technicians.items()}
    for number, held in enumerate(islice(cycle(VIEWERS), count)):
        role, where = held[0]
        if role is Role.FIELD_TECHNICIAN:
            found.append(_person(next(turns[centres[where].pk]), held, centres))
        else:
            found.append(_hire(f"mira{number}", held, centres))
    return found


def _person(user: User, held: Sequence[Held], centres: dict[str, OperationsCentre]) -> Person:
    reaches = {ROLES[role].reach for role, _where in held}
    seen = {centres[where].pk for role, where in held if where and ROLES[role].reach is Reach.CENTRES}
    return Person(user, _session_of(user), frozenset(seen), Reach.ALL in reaches, Reach.OWN in reaches)


def _session_of(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _add_own_columns() -> dict[str, str]:
    choice = options_of("Sí, ya", "Pendiente", "No corresponde")
    kinds = [("text", []), ("number", []), ("date", []), ("choice", choice), ("yes_no", [])]
    made = [OwnColumn.objects.create(label=f"Propia {kind}", kind=kind, options=options) for kind, options in kinds]
    return {own_key(column.pk): column.kind for column in made}


def _lay_case(cast: Cast, number: int) -> int:
    """By turns of the north and the south; customers of no centre, the own, the other or both; products likewise."""
    own, other = (cast.north, cast.south) if number % 2 == 0 else (cast.south, cast.north)
    customer = make_customer(None, phone="70000000")
    with arranging():
        customer.operations_centres.set([[], [own], [], [own, other], [other]][number // 2 % 5])
    if number % 3:
        make_product(customer, own if number % 3 == 1 else other)
    return _open_case(customer, own, STATES[number // 2 % len(STATES)])


def _lay_fence(cast: Cast, centre: OperationsCentre, technician: User) -> int:
    return _open_case(make_customer(None), centre, State.FIELD_WORK, technician=technician)


def _open_case(customer: object, centre: OperationsCentre, state: State, technician: User | None = None) -> int:
    began = now() - timedelta(hours=2)
    with arranging():
        case = Case.objects.create(
            customer=customer, operations_centre=centre, state=state, state_since=began, opened_at=began,
            origin=Case.Origin.CYCLE, technician=technician,
        )  # fmt: skip
    return int(case.pk)


def _centres_of_customers(cases: Sequence[int]) -> dict[int, frozenset[int]]:
    found = (
        Case.objects.filter(pk__in=cases).prefetch_related("customer__operations_centres").select_related("customer")
    )
    return {case.pk: frozenset(centre.pk for centre in case.customer.operations_centres.all()) for case in found}
