"""Every (state × role × outcome) of the table, allowed and refused; and the acts that no line of the table holds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from reitera.cases import actions
from reitera.cases.acts import acts_allowed
from reitera.cases.models import Case
from reitera.cases.refusals import (
    AlreadyOpen,
    CannotOwn,
    CannotReturn,
    CannotTakeBack,
    CentreMissing,
    NoSuchMove,
    NotYourCase,
    ReasonMissing,
    SomeoneWasFirst,
)
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.moves import MOVES, Move
from reitera.procedure.roles import ROLES, Role
from reitera.procedure.steps import STATES, WAITING_STATES, State
from tests.cast import NOON, Cast, make_customer

GIVEN = {"reason": "porque sí", "incident": "GIR-77", "order": "OT-88213"}
PEOPLE_MOVES = [move for move in MOVES if not move.by_product]
MOVE_IDS = [f"{move.origin}-{move.outcome}" for move in PEOPLE_MOVES]


def make_case(cast: Cast, state: State = State.DISPATCH, **fields) -> Case:
    with arranging():
        return Case.objects.create(
            customer=make_customer(cast.north),
            operations_centre=fields.pop("operations_centre", cast.north),
            state=state,
            state_since=NOON,
            opened_at=NOON,
            origin=Case.Origin.CYCLE,
            **fields,
        )


ALLOWED = [(move, role) for move in PEOPLE_MOVES for role in move.roles]


@pytest.mark.parametrize(("move", "role"), ALLOWED, ids=[f"{m.origin}-{m.outcome}-{r}" for m, r in ALLOWED])
def test_a_role_of_the_state_moves_the_case_and_the_act_is_in_the_log(cast: Cast, move: Move, role: Role) -> None:
    case = make_case(cast, move.origin)
    actor = cast.people[role.value]

    actions.act(cases=[case], outcome=move.outcome, actor=actor, at=NOON, given=GIVEN)

    case.refresh_from_db()
    event = Event.objects.get(case_id=case.pk)
    assert case.state == move.target
    assert (event.kind, event.actor, event.step) == ("case.moved", actor, STATES[move.origin].number)
    assert (event.before["state"], event.after["state"]) == (move.origin, move.target)
    assert event.after["logged"] == [str(handover) for handover in move.logged]
    assert case.result == (move.result or "")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("state", WAITING_STATES)
def test_a_role_without_that_state_can_do_none_of_its_outcomes(cast: Cast, state: State, role: Role) -> None:
    if role in STATES[state].roles:
        return
    case = make_case(cast, state)

    for move in (m for m in PEOPLE_MOVES if m.origin is state):
        with pytest.raises(NotYourCase):
            actions.act(cases=[case], outcome=move.outcome, actor=cast.people[role.value], at=NOON, given=GIVEN)

    case.refresh_from_db()
    assert (case.state, Event.objects.count()) == (state, 0)


@pytest.mark.parametrize("move", PEOPLE_MOVES, ids=MOVE_IDS)
def test_the_same_role_of_the_other_centre_is_refused(cast: Cast, move: Move) -> None:
    role = move.roles[0]
    if not ROLES[role].is_limited_to_centres:
        return
    case = make_case(cast, move.origin)

    with pytest.raises(NotYourCase):
        actions.act(cases=[case], outcome=move.outcome, actor=cast.people[f"{role}_south"], at=NOON, given=GIVEN)


@pytest.mark.parametrize("state", list(State))
def test_an_outcome_of_another_state_is_refused(cast: Cast, state: State) -> None:
    fields = {"result": "satisfied", "concluded_at": NOON} if state is State.CONCLUDED else {}
    case = make_case(cast, state, **fields)
    own = {move.outcome for move in MOVES if move.origin is state}

    for outcome in {move.outcome for move in MOVES} - own:
        with pytest.raises((NoSuchMove, CentreMissing)):
            actions.act(cases=[case], outcome=outcome, actor=cast.manager_analyst, at=NOON, given=GIVEN)


def test_nobody_can_do_what_only_the_product_does(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK)

    with pytest.raises(NoSuchMove):
        actions.act(cases=[case], outcome="unreachable", actor=cast.quality_coordinator, at=NOON)


def test_an_outcome_that_needs_a_reason_is_refused_without_one(cast: Cast) -> None:
    case = make_case(cast, State.DISTRIBUTION)

    with pytest.raises(ReasonMissing) as refusal:
        actions.act(cases=[case], outcome="retain", actor=cast.manager_analyst, at=NOON, given={"reason": "  "})

    assert "«Enviar a fidelización»" in refusal.value.message
    assert Event.objects.count() == 0


def test_a_case_without_a_centre_stays_at_step_two(cast: Cast) -> None:
    case = make_case(cast, State.DISPATCH, operations_centre=None)

    with pytest.raises(CentreMissing):
        actions.act(cases=[case], outcome="sent", actor=cast.manager_analyst, at=NOON)


def test_two_people_act_at_once_one_wins_and_the_other_is_told_who(cast: Cast) -> None:
    case = make_case(cast, State.DISTRIBUTION)
    seen_by_both = Case.objects.get(pk=case.pk)
    later = NOON + timedelta(minutes=12)
    actions.act(cases=[case], outcome="retain", actor=cast.manager_analyst, at=later, given=GIVEN)

    with pytest.raises(SomeoneWasFirst) as refusal:
        actions.act(cases=[seen_by_both], outcome="retain", actor=cast.manager_analyst, at=later, given=GIVEN)

    assert refusal.value.message == (
        f"{case.number} ya está en 9 · Contactar y fidelizar: lo pasó Manager Analyst a las 12:12. "
        "Recargue para ver sus actos de ahora."
    )
    assert Event.objects.count() == 1


def test_many_cases_move_all_or_none(cast: Cast) -> None:
    good, gone = make_case(cast, State.RECEPTION), make_case(cast, State.TECHNICAL_REVIEW)

    with pytest.raises(NoSuchMove):
        actions.act(cases=[good, gone], outcome="received", actor=cast.usm_analyst, at=NOON)

    good.refresh_from_db()
    assert (good.state, Event.objects.count()) == (State.RECEPTION, 0)


def test_thirty_cases_take_as_many_queries_as_one(cast: Cast, django_assert_num_queries) -> None:
    one, thirty = [make_case(cast, State.RECEPTION)], [make_case(cast, State.RECEPTION) for _ in range(30)]
    assert cast.usm_analyst.viewer
    # PostgreSQL takes one more: the lock that keeps events in the order of the commits.
    queries = QUERIES_OF_AN_ACT + (connection.vendor == "postgresql")
    for cases in (one, thirty):
        with django_assert_num_queries(queries):
            actions.act(cases=cases, outcome="received", actor=cast.usm_analyst, at=NOON)


def test_due_times_count_in_working_hours(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)

    actions.act(cases=[case], outcome="received", actor=cast.usm_analyst, at=NOON)

    # Step 4 has 8 working hours: four in the afternoon and four of the next morning.
    case.refresh_from_db()
    assert case.due_at == NOON + timedelta(hours=24)


def test_a_case_is_returned_once_with_a_reason_and_is_answered_forward(cast: Cast) -> None:
    case = make_case(cast, State.DISTRIBUTION)
    [case] = actions.act(cases=[case], outcome="retain", actor=cast.manager_analyst, at=NOON, given=GIVEN)
    later = NOON + timedelta(hours=1)

    [case] = actions.send_back(cases=[case], actor=cast.retention_agent, at=later, reason="ya tiene visita")

    assert (case.state, case.was_returned) == (State.DISTRIBUTION, True)
    with pytest.raises(CannotReturn):
        actions.send_back(cases=[case], actor=cast.manager_analyst, at=later, reason="no")
    [case] = actions.act(cases=[case], outcome="check_quality", actor=cast.manager_analyst, at=later, given=GIVEN)
    assert (case.state, case.was_returned) == (State.QUALITY_CHECK, False)


def test_step_two_is_not_returned(cast: Cast) -> None:
    with pytest.raises(CannotReturn):
        actions.send_back(cases=[make_case(cast)], actor=cast.manager_analyst, at=NOON, reason="no")


def test_a_transfer_gives_the_case_to_the_other_centre_at_the_same_step(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)

    [case] = actions.transfer(cases=[case], centre=cast.south, actor=cast.usm_analyst, at=NOON, reason="es del sur")

    event = Event.objects.get()
    assert (case.state, case.operations_centre) == (State.TECHNICAL_REVIEW, cast.south)
    assert (event.centres_before, event.centres_after) == ([cast.north.pk], [cast.south.pk])


def test_only_the_manager_analyst_concludes_without_effect(cast: Cast) -> None:
    case = make_case(cast, State.FIELD_WORK)
    with pytest.raises(NotAllowed):
        actions.conclude_without_effect(cases=[case], actor=cast.usm_analyst, at=NOON, reason="duplicado")

    [case] = actions.conclude_without_effect(cases=[case], actor=cast.manager_analyst, at=NOON, reason="duplicado")

    assert (case.state, case.result, case.concluded_at) == (State.CONCLUDED, "without_effect", NOON)


def test_a_mistaken_conclusion_is_reopened_at_step_four_but_never_a_churned_one(cast: Cast) -> None:
    case = make_case(cast, State.CONCLUDED, result="satisfied", concluded_at=NOON)
    churned = make_case(cast, State.CONCLUDED, result="churned", concluded_at=NOON)

    case = actions.reopen(case=case, actor=cast.manager_analyst, at=NOON, reason="fue otro cliente")

    assert (case.state, case.result, case.concluded_at) == (State.TECHNICAL_REVIEW, "", None)
    with pytest.raises(NoSuchMove):
        actions.reopen(case=churned, actor=cast.manager_analyst, at=NOON, reason="volvió")


def test_a_customer_has_one_open_case(cast: Cast) -> None:
    customer = make_customer(cast.north)
    case = actions.open_by_hand(customer=customer, actor=cast.manager_analyst, at=NOON, reason="llamó el gerente")

    with pytest.raises(AlreadyOpen) as refusal:
        actions.open_by_hand(customer=customer, actor=cast.manager_analyst, at=NOON, reason="otra vez")

    assert case.number in refusal.value.message
    assert Case.objects.count() == 1


def test_ones_own_act_is_taken_back_within_five_minutes(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)
    [moved] = actions.act(cases=[case], outcome="received", actor=cast.usm_analyst, at=NOON)

    [restored] = actions.take_back(cases=[moved], actor=cast.usm_analyst, at=NOON + timedelta(minutes=5))

    assert (restored.state, restored.state_since, restored.due_at) == (State.RECEPTION, NOON, None)
    assert [event.kind for event in Event.objects.order_by("pk")] == ["case.moved", "case.taken_back"]


@pytest.mark.parametrize(
    ("person", "minutes"), [("usm_analyst", 6), ("centre_supervisor", 1)], ids=["too late", "another person"]
)
def test_an_act_is_not_taken_back_late_or_by_others(cast: Cast, person: str, minutes: int) -> None:
    [case] = actions.act(cases=[make_case(cast, State.RECEPTION)], outcome="received", actor=cast.usm_analyst, at=NOON)

    with pytest.raises(CannotTakeBack):
        actions.take_back(cases=[case], actor=cast.people[person], at=NOON + timedelta(minutes=minutes))


def test_nothing_is_taken_back_once_something_was_built_on_it(cast: Cast) -> None:
    [case] = actions.act(cases=[make_case(cast, State.RECEPTION)], outcome="received", actor=cast.usm_analyst, at=NOON)
    actions.comment(case=case, text="ojo con el splitter", actor=cast.centre_supervisor, at=NOON)

    with pytest.raises(CannotTakeBack):
        actions.take_back(cases=[case], actor=cast.usm_analyst, at=NOON)


def test_who_only_reads_cannot_comment(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.comment(case=make_case(cast), text="hola", actor=cast.division_head, at=NOON)


def test_the_supervisor_says_whose_a_case_is_and_the_next_role_begins_without_owner(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)

    [case] = actions.assign(cases=[case], owner=cast.usm_analyst, actor=cast.centre_supervisor, at=NOON)
    assert case.owner == cast.usm_analyst
    [case] = actions.act(cases=[case], outcome="visit_needed", actor=cast.usm_analyst, at=NOON)
    assert case.owner == cast.usm_analyst
    [case] = actions.transfer(cases=[case], centre=cast.south, actor=cast.usm_analyst, at=NOON, reason="es del sur")
    assert case.owner is None


@pytest.mark.parametrize(
    ("owner", "actor", "refusal"),
    [("usm_analyst_south", "centre_supervisor", CannotOwn), ("usm_analyst", "usm_analyst", NotYourCase),
     ("usm_analyst", "centre_supervisor_south", NotYourCase), ("retention_agent", "centre_supervisor", CannotOwn)],
)  # fmt: skip
def test_a_case_is_assigned_by_who_is_in_charge_to_who_may_act(
    cast: Cast, owner: str, actor: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        actions.assign(
            cases=[make_case(cast, State.TECHNICAL_REVIEW)], owner=cast.people[owner], actor=cast.people[actor], at=NOON
        )


QUERIES_OF_AN_ACT = 7 + 18
"""The 18 make the rows of the sheet from everything: these cases have none yet."""


SHOWN_WITHOUT_NEED = {"assign", "visit_needed"}
"""Acts whose dialog always comes, though nothing in it must be filled."""


@pytest.mark.parametrize("state", STATES)
def test_an_act_that_says_it_always_asks_does(cast: Cast, state: State) -> None:
    result = {"result": "satisfied", "concluded_at": NOON} if state is State.CONCLUDED else {}
    case = make_case(cast, state, is_critical=True, plan="Llamar.", came_from=State.DISPATCH, **result)
    offered = [(person, act) for person in cast.people.values() for act in acts_allowed(person.viewer, case)]

    sure = [(person, act) for person, act in offered if act.form.always_asks]
    silent = {act.code for person, act in sure if not act.form(cases=[case], person=person).asks}

    assert sure
    assert silent <= SHOWN_WITHOUT_NEED
