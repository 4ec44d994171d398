"""The inbox asks the database what `rules` asks of one case; no case is in no inbox."""

from __future__ import annotations

import pytest

from reitera.cases import rules
from reitera.cases.models import Case
from reitera.cases.queries import unattended, waiting_for
from reitera.cases.tests.test_acts import make_case
from reitera.core.testing import arranging
from reitera.procedure.roles import ROLES, Role
from reitera.procedure.steps import STATES, WAITING_STATES, State
from reitera.staff.models import RoleAssignment
from tests.cast import NOON, Cast


@pytest.fixture
def cases(cast: Cast) -> list[Case]:
    """One of every state in both centres and in none; the field work is one technician's."""
    made = []
    for state in State:
        ended = {"result": "satisfied", "concluded_at": NOON} if state is State.CONCLUDED else {}
        for centre, technician in ((cast.north, "field_technician"), (cast.south, "field_technician_south")):
            visit = {"technician": cast.people[technician]} if state is State.FIELD_WORK else {}
            made.append(make_case(cast, state, operations_centre=centre, **ended, **visit))
        made.append(make_case(cast, state, operations_centre=None, **ended))
    return made


def test_the_query_finds_what_the_rule_says_for_every_person(cast: Cast, cases: list[Case]) -> None:
    for name, person in cast.people.items():
        found = set(Case.objects.filter(waiting_for(person.viewer)).values_list("pk", flat=True))
        visible = {case.pk for case in cases if Case.scope.includes(person.viewer, case)}
        expected = {case.pk for case in cases if case.pk in visible and rules.waits_for(person.viewer, case)}
        assert found == expected, name


def test_what_waits_for_somebody_is_not_unattended_and_the_other_way_round(cast: Cast, cases: list[Case]) -> None:
    waiting: set[int] = set()
    for person in cast.people.values():
        waiting |= set(Case.objects.filter(waiting_for(person.viewer)).values_list("pk", flat=True))
    nobodys = set(Case.objects.filter(unattended()).values_list("pk", flat=True))

    assert waiting | nobodys == {case.pk for case in cases if case.state != State.CONCLUDED}
    assert waiting & nobodys == set()


@pytest.mark.parametrize("state", WAITING_STATES)
def test_a_case_is_unattended_when_the_only_person_of_its_role_leaves(cast: Cast, state: State) -> None:
    visit = {"technician": cast.field_technician} if state is State.FIELD_WORK else {}
    case = make_case(cast, state, **visit)
    assert not Case.objects.filter(unattended()).exists()

    with arranging():
        RoleAssignment.objects.filter(role__in=STATES[state].roles).delete()

    assert list(Case.objects.filter(unattended())) == [case]


@pytest.mark.parametrize("state", WAITING_STATES)
def test_every_waiting_state_has_an_actor_where_each_role_is_held_by_one(cast: Cast, state: State) -> None:
    with arranging():
        RoleAssignment.objects.exclude(user__username__in=[role.value for role in Role]).delete()
    visit = {"technician": cast.field_technician} if state is State.FIELD_WORK else {}
    case = make_case(cast, state, **visit)

    assert any(rules.waits_for(cast.people[role.value].viewer, case) for role in ROLES)
