"""Roles given and ended; substitutes named."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from reitera.core import clock
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.roles import ROLES, Role
from reitera.staff.actions import deactivate_user, end_role, give_role, name_substitute
from reitera.staff.models import RoleAssignment, User
from reitera.staff.refusals import (
    CentreIsInactive,
    DatesReversed,
    NothingToSubstitute,
    PersonIsInactive,
    RoleAlreadyHeld,
    RoleHasNoCentre,
    SubstituteOfOneself,
)
from tests.cast import NOON, Cast, make_centre, make_user

pytestmark = pytest.mark.django_db

MONDAY, FRIDAY = date(2026, 11, 23), date(2026, 11, 27)


def viewer_on(user: User, day: date) -> dict[Role, frozenset[int] | None]:
    with clock.fixed(clock.midnight(day)):
        return dict(User.objects.get(pk=user.pk).viewer.roles)


def test_a_role_in_one_centre_sees_that_centre(cast: Cast) -> None:
    given = give_role(user=cast.nobody, role=Role.USM_ANALYST, centre=cast.north, actor=cast.administrator, at=NOON)

    assert viewer_on(cast.nobody, MONDAY) == {Role.USM_ANALYST: frozenset({cast.north.pk})}
    event = Event.objects.about("user", cast.nobody.pk).get()
    assert (event.kind, event.before, event.centres_after) == ("role.given", None, [cast.north.pk])
    assert event.after == {
        "role": "usm_analyst", "centre": cast.north.pk, "starts_on": None, "ends_on": None, "substitute_for": None,
    }  # fmt: skip
    assert given.user == cast.nobody


def test_a_role_without_centre_is_for_every_centre(cast: Cast) -> None:
    give_role(user=cast.nobody, role=Role.USM_ANALYST, actor=cast.administrator, at=NOON)

    assert viewer_on(cast.nobody, MONDAY) == {Role.USM_ANALYST: None}


def test_a_role_counts_on_its_first_and_last_day_only(cast: Cast) -> None:
    give_role(
        user=cast.nobody, role=Role.USM_ANALYST, starts_on=MONDAY, ends_on=FRIDAY, actor=cast.administrator, at=NOON
    )

    days = [date(2026, 11, 22), MONDAY, FRIDAY, date(2026, 11, 28)]
    assert [bool(viewer_on(cast.nobody, day)) for day in days] == [False, True, True, False]


def test_giving_the_same_role_twice_changes_nothing(cast: Cast) -> None:
    given = [
        give_role(user=cast.nobody, role=Role.USM_ANALYST, centre=cast.north, actor=cast.administrator, at=NOON)
        for _ in range(2)
    ]

    assert given[0] == given[1]
    assert (RoleAssignment.objects.filter(user=cast.nobody).count(), Event.objects.count()) == (1, 1)


def test_dates_that_touch_a_role_already_held_are_refused(cast: Cast) -> None:
    give_role(
        user=cast.nobody, role=Role.USM_ANALYST, centre=cast.north, starts_on=MONDAY, ends_on=FRIDAY,
        actor=cast.administrator, at=NOON,
    )  # fmt: skip

    with pytest.raises(RoleAlreadyHeld) as refusal:
        give_role(
            user=cast.nobody, role=Role.USM_ANALYST, centre=cast.north, starts_on=FRIDAY, actor=cast.administrator,
            at=NOON,
        )  # fmt: skip

    assert refusal.value.message == (
        "Nobody ya tiene el rol Analista USM en Centro Norte (del 23/11/2026 al 27/11/2026). "
        "Termine ese primero o elija otras fechas."
    )
    assert Event.objects.count() == 1


def test_a_role_that_sees_everything_is_not_limited_to_a_centre(cast: Cast) -> None:
    with pytest.raises(RoleHasNoCentre):
        give_role(user=cast.nobody, role=Role.DIVISION_HEAD, centre=cast.north, actor=cast.administrator, at=NOON)


def test_dates_the_wrong_way_round_are_refused(cast: Cast) -> None:
    with pytest.raises(DatesReversed) as refusal:
        give_role(
            user=cast.nobody, role=Role.USM_ANALYST, starts_on=FRIDAY, ends_on=MONDAY, actor=cast.administrator,
            at=NOON,
        )  # fmt: skip
    assert refusal.value.message == (
        "El último día (23/11/2026) es anterior al primero (27/11/2026). Cambie una de las fechas."
    )


def test_an_inactive_person_gets_no_role(cast: Cast) -> None:
    deactivate_user(user=cast.nobody, actor=cast.administrator, at=NOON)

    with pytest.raises(PersonIsInactive):
        give_role(user=cast.nobody, role=Role.USM_ANALYST, actor=cast.administrator, at=NOON)


def test_no_role_is_given_in_an_inactive_centre(cast: Cast) -> None:
    with arranging():
        closed = make_centre("VIEJO", "Centro Viejo")
        closed.is_active = False
        closed.save()

    with pytest.raises(CentreIsInactive):
        give_role(user=cast.nobody, role=Role.USM_ANALYST, centre=closed, actor=cast.administrator, at=NOON)


def test_a_role_ended_without_a_day_is_over_at_once(cast: Cast) -> None:
    role = cast.usm_analyst.role_assignments.get()

    for _ in range(2):
        end_role(assignment=role, actor=cast.administrator, at=NOON)

    role.refresh_from_db()
    assert (role.ends_on, viewer_on(cast.usm_analyst, NOON.date())) == (date(2026, 11, 24), {})
    assert [event.kind for event in Event.objects.about("user", cast.usm_analyst.pk)] == ["role.ended"]


def test_a_role_can_be_ended_on_a_later_day(cast: Cast) -> None:
    role = cast.usm_analyst.role_assignments.get()

    end_role(assignment=role, last_day=FRIDAY, actor=cast.administrator, at=NOON)

    event = Event.objects.about("user", cast.usm_analyst.pk).get()
    assert (event.before["ends_on"], event.after["ends_on"]) == (None, "2026-11-27")


def test_a_role_that_has_not_begun_is_taken_away(cast: Cast) -> None:
    role = give_role(
        user=cast.nobody, role=Role.USM_ANALYST, starts_on=date(2026, 12, 1), actor=cast.administrator, at=NOON
    )

    for _ in range(2):
        end_role(assignment=role, actor=cast.administrator, at=NOON)

    assert not RoleAssignment.objects.filter(pk=role.pk).exists()
    kinds = [event.kind for event in Event.objects.about("user", cast.nobody.pk)]
    assert kinds == ["role.given", "role.withdrawn"]


def test_a_substitute_has_the_roles_of_the_absent_person_on_those_days(cast: Cast) -> None:
    made = name_substitute(
        substitute=cast.nobody, absent=cast.usm_analyst, starts_on=MONDAY, ends_on=FRIDAY, actor=cast.administrator,
        at=NOON,
    )  # fmt: skip

    assert [(role.role, role.operations_centre, role.substitute_for) for role in made] == [
        ("usm_analyst", cast.north, cast.usm_analyst)
    ]
    assert viewer_on(cast.nobody, FRIDAY) == {Role.USM_ANALYST: frozenset({cast.north.pk})}
    assert viewer_on(cast.nobody, date(2026, 11, 28)) == {}
    assert [event.kind for event in Event.objects.about("user", cast.nobody.pk)] == ["role.substituted"]


def test_a_copied_role_stays_within_its_own_dates(cast: Cast) -> None:
    give_role(
        user=cast.nobody, role=Role.RETENTION_AGENT, ends_on=date(2026, 11, 25), actor=cast.administrator, at=NOON
    )
    stand_in = make_user("stand_in")

    made = name_substitute(
        substitute=stand_in, absent=cast.nobody, starts_on=MONDAY, ends_on=FRIDAY, actor=cast.administrator, at=NOON
    )

    assert [(role.starts_on, role.ends_on) for role in made] == [(MONDAY, date(2026, 11, 25))]


def test_naming_the_same_substitute_twice_changes_nothing(cast: Cast) -> None:
    named = [
        name_substitute(
            substitute=cast.nobody,
            absent=cast.usm_analyst,
            starts_on=MONDAY,
            ends_on=FRIDAY,
            actor=cast.administrator,
            at=NOON,
        )
        for _ in range(2)
    ]

    assert named[0] == named[1]
    assert Event.objects.count() == 1


def test_nobody_stands_in_for_themselves(cast: Cast) -> None:
    with pytest.raises(SubstituteOfOneself):
        name_substitute(
            substitute=cast.nobody, absent=cast.nobody, starts_on=MONDAY, ends_on=FRIDAY, actor=cast.administrator,
            at=NOON,
        )  # fmt: skip


def test_a_person_without_roles_has_nothing_to_stand_in_for(cast: Cast) -> None:
    with pytest.raises(NothingToSubstitute):
        name_substitute(
            substitute=cast.usm_analyst, absent=cast.nobody, starts_on=MONDAY, ends_on=FRIDAY,
            actor=cast.administrator, at=NOON,
        )  # fmt: skip
    assert Event.objects.count() == 0


def test_a_failure_half_way_leaves_neither_role_nor_event(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with arranging():
        two = make_user("two", (Role.USM_ANALYST, None), (Role.CENTRE_OPERATOR, None))
    create, calls = RoleAssignment.objects.create, []

    def failing(**fields: object) -> RoleAssignment:
        calls.append(fields)
        if len(calls) == 2:
            raise RuntimeError("the disk is full")
        return create(**fields)

    monkeypatch.setattr(RoleAssignment.objects, "create", failing)
    with pytest.raises(RuntimeError):
        name_substitute(
            substitute=cast.nobody, absent=two, starts_on=MONDAY, ends_on=FRIDAY, actor=cast.administrator, at=NOON
        )

    assert (RoleAssignment.objects.filter(user=cast.nobody).count(), Event.objects.count()) == (0, 0)


ACTS: dict[str, Callable[[Cast, User], object]] = {
    "give": lambda cast, actor: give_role(user=cast.nobody, role=Role.USM_ANALYST, actor=actor, at=NOON),
    "end": lambda cast, actor: end_role(assignment=cast.usm_analyst.role_assignments.get(), actor=actor, at=NOON),
    "substitute": lambda cast, actor: name_substitute(
        substitute=cast.nobody, absent=cast.usm_analyst, starts_on=MONDAY, ends_on=FRIDAY, actor=actor, at=NOON
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_an_administrator_may(cast: Cast, act: str) -> None:
    for role in set(ROLES) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            ACTS[act](cast, cast.people[role.value])

    assert Event.objects.count() == 0
