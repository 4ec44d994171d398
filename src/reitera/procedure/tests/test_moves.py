"""The table itself is sound: every case can end, and somebody can always act."""

from collections import Counter

import pytest

from reitera.procedure.moves import MOVES, move_for, moves_from
from reitera.procedure.roles import ROLES, stretches
from reitera.procedure.steps import HANDOVERS, STATES, WAITING_STATES, Handover, Result, State


def states_that_reach_conclusion(moves) -> set[State]:
    reaching = {State.CONCLUDED}
    while True:
        more = {move.origin for move in moves if move.target in reaching} - reaching
        if not more:
            return reaching
        reaching |= more


def test_a_state_and_an_outcome_name_one_move() -> None:
    twice = [key for key, count in Counter((m.origin, m.outcome) for m in MOVES).items() if count > 1]

    assert twice == []


def test_every_state_can_be_left_and_every_waiting_state_entered() -> None:
    assert {move.origin for move in MOVES} == set(WAITING_STATES)
    assert {move.target for move in MOVES} == set(State) - {State.DISPATCH}


def test_from_every_state_conclusion_is_reached_without_a_satisfied_survey() -> None:
    others = [move for move in MOVES if move.result is not Result.SATISFIED]

    assert states_that_reach_conclusion(others) == set(State)


def test_a_customer_who_neither_is_satisfied_nor_leaves_holds_no_case_open() -> None:
    others = [move for move in MOVES if move.result not in (Result.SATISFIED, Result.CHURNED)]

    assert any(move.by_product and move.result is Result.NO_CONTACT for move in others)
    assert states_that_reach_conclusion(others) == set(State)


@pytest.mark.parametrize("state", WAITING_STATES)
def test_every_waiting_state_has_a_move_that_a_person_can_make(state: State) -> None:
    assert [move for move in moves_from(state) if move.roles]


@pytest.mark.parametrize("state", WAITING_STATES)
def test_every_waiting_state_has_an_actor_and_a_due_time(state: State) -> None:
    assert STATES[state].roles
    assert STATES[state].due_hours


def test_only_moves_that_conclude_have_a_result() -> None:
    assert all((move.target is State.CONCLUDED) == (move.result is not None) for move in MOVES)


def test_a_role_acts_in_the_steps_that_its_lane_lists() -> None:
    for state in WAITING_STATES:
        number = STATES[state].number
        for role in STATES[state].roles:
            assert not number or number in ROLES[role].steps, (state, role)


def test_nothing_leaves_conclusion() -> None:
    assert moves_from(State.CONCLUDED) == ()


def test_the_dissatisfied_loop_closes_on_itself() -> None:
    path = [
        (State.QUALITY_CHECK, "dissatisfied"),
        (State.DISSATISFACTION, "technical"),
        (State.INFORM_CUSTOMER, "informed"),
    ]

    assert [move_for(*step).target for step in path] == [
        State.DISSATISFACTION,
        State.INFORM_CUSTOMER,
        State.SCHEDULE_VISIT,
    ]


def test_the_ruler_has_every_number_once_in_order_under_a_role_that_does_it() -> None:
    drawn = [(number, role) for role, numbers in stretches() for number in numbers]

    numbers = [number for number, _ in drawn]
    assert numbers == sorted(set(numbers), key=lambda number: [int(part) for part in number.split(".")])
    assert {info.number for info in STATES.values()} - {""} <= set(numbers)
    assert {handover.value for handover in HANDOVERS} - {Handover.SEND_TO_CENTRE} <= set(numbers)
    assert all(number in ROLES[role].steps for number, role in drawn)
