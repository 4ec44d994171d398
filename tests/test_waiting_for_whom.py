"""What a person's inbox says waits for them is what the acts would take from them: never their own work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from reitera.cases import actions, gate
from reitera.cases.inbox import InboxFilter, count_waiting, inbox_of
from reitera.cases.models import Case
from reitera.cases.queries import unattended
from reitera.cases.tests.test_acts import make_case
from reitera.core.errors import NotAllowed
from reitera.core.testing import arranging
from reitera.procedure.moves import moves_from
from reitera.procedure.roles import Role
from reitera.procedure.steps import WAITING_STATES, State
from reitera.quality.actions import record_survey
from reitera.quality.tests.conftest import said, solved_by
from reitera.staff.models import RoleAssignment, User
from reitera.visits.actions.closing import accept_work
from reitera.visits.actions.field_work import set_out
from reitera.visits.models import Status
from reitera.visits.tests.arrange import case_in_field, case_to_accept
from tests.cast import NOON, Cast, make_user
from tests.journeys.hands import People

WORKERS = ("field_technician", "centre_supervisor", "centre_operator", "usm_analyst")
"""Those who did, accepted, closed or watched the work of the case; here each holds the roles that judge it too."""


class _Undone(Exception):
    """The act was taken; it is not kept."""


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    """The cast, whose workers may also check quality, and a technician who is a supervisor as well."""
    with arranging():
        for name in WORKERS:
            RoleAssignment.objects.create(user=cast.people[name], role=Role.QUALITY_COORDINATOR)
        RoleAssignment.objects.create(
            user=cast.field_technician, role=Role.CENTRE_SUPERVISOR, operations_centre=cast.north
        )
        cast.people["free"] = make_user("free", (Role.QUALITY_COORDINATOR, None))
    return cast.people


def case_at(cast: Cast, state: State) -> Case:
    """A case of the north in a state, with the work behind it that the state judges."""
    if state is State.FIELD_WORK:
        return case_in_field(cast, Status.CONFIRMED)[0]
    if state is State.WORK_ACCEPTANCE:
        return case_to_accept(cast)[0]
    if state is State.QUALITY_CHECK:
        return worked_case(cast)
    return make_case(cast, state)


def worked_case(cast: Cast) -> Case:
    """A case that its technician solved, its supervisor accepted and its operator closed; the analyst watched it."""
    acts = zip(("solved", "accepted", "closed", "stable"), WORKERS, strict=True)
    return solved_by(cast, *((outcome, cast.people[name]) for outcome, name in acts), state=State.FIELD_WORK)


def by_the_gate(case: Case, actor: User) -> None:
    """The first move of the state that a person may make."""
    step = next(move for move in moves_from(State(case.state)) if not move.by_product)
    given = dict.fromkeys(gate.NEEDS, "x")
    actions.act(cases=[case], outcome=step.outcome, actor=actor, at=NOON, given=given)


ACTS: dict[State, Callable[[Case, User], Any]] = {
    State.FIELD_WORK: lambda case, actor: set_out(case=case, actor=actor, at=NOON),
    State.WORK_ACCEPTANCE: lambda case, actor: accept_work(case=case, actor=actor, at=NOON),
    State.QUALITY_CHECK: lambda case, actor: record_survey(case=case, answers=said(), actor=actor, at=NOON),
}
"""How the work of a state is done where it is more than a move."""


def is_taken_from(person: User, case: Case) -> bool:
    """Whether the act of the case's state is taken from a person; nothing of it is kept."""
    seen = Case.objects.visible_to(person).filter(pk=case.pk).first()
    if seen is None:
        return False
    try:
        with transaction.atomic():
            ACTS.get(State(case.state), by_the_gate)(seen, person)
            raise _Undone
    except NotAllowed:
        return False
    except _Undone:
        return True


def is_listed_for(person: User, case: Case) -> bool:
    """Whether «Me toca» lists the case; its count, the home page's and the badge's say the same."""
    made = inbox_of(person, InboxFilter())
    listed = [row.case for group in made.groups for row in group.rows]
    assert listed == [case][: made.counts["mias"]]
    assert count_waiting(person).every == made.counts["mias"]
    return bool(listed)


@pytest.mark.parametrize("state", WAITING_STATES)
def test_the_inbox_lists_what_the_act_takes_from_everybody(cast: Cast, people: dict[str, User], state: State) -> None:
    case = case_at(cast, state)
    takers = {name for name, person in people.items() if is_taken_from(person, case)}

    assert takers != set()
    assert {name for name, person in people.items() if is_listed_for(person, case)} == takers
    assert list(Case.objects.filter(unattended())) == []

    with arranging():
        RoleAssignment.objects.filter(user__in=[people[name].pk for name in takers]).delete()
    assert list(Case.objects.filter(unattended())) == [case]


@pytest.mark.parametrize("name", WORKERS[:3])
def test_ones_own_work_is_among_all_cases_and_waits_for_another(cast: Cast, people: dict[str, User], name: str) -> None:
    case, worker = worked_case(cast), people[name]

    assert not is_listed_for(worker, case)
    for view in ("otros", "todos"):
        made = inbox_of(worker, InboxFilter(view=view))
        assert [row.case for group in made.groups for row in group.rows] == [case]
    assert inbox_of(worker, InboxFilter()).counts == {"mias": 0, "otros": 1, "todos": 1, "nadie": 0}


def test_who_did_the_work_is_offered_no_survey_on_its_page(cast: Cast, people: dict[str, User]) -> None:
    case = worked_case(cast)
    at_work = People(cast, NOON)
    address = f"/casos/{case.number}/"

    assert "Hacer encuesta" in at_work.open("free", address).acts()
    assert "Hacer encuesta" not in at_work.open("centre_supervisor", address).acts()
