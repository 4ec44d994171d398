"""The map says what the table says: every step, every move, and what waits."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from reitera.cases.process_map import process_map_of
from reitera.cases.tests.test_acts import make_case
from reitera.core.testing import arranging
from reitera.procedure.moves import MOVES
from reitera.procedure.roles import Role
from reitera.procedure.steps import HANDOVERS, STATES, Handover, State
from tests.cast import NOON, Cast


def test_every_state_and_every_handover_has_a_box_in_the_lane_of_a_role_that_does_it(cast: Cast) -> None:
    drawn = process_map_of(cast.division_head)

    lane_of = {box.key: lane.role for lane in drawn.lanes for box in lane.boxes}
    assert set(lane_of) == {s.value for s in STATES} | {h.value for h in HANDOVERS if h is not Handover.SEND_TO_CENTRE}
    assert all(lane_of[state] in info.roles for state, info in STATES.items() if info.roles)


def test_every_move_can_be_followed_along_the_arrows(cast: Cast) -> None:
    joined = {(arrow.origin, arrow.target) for arrow in process_map_of(cast.division_head).arrows}

    for move in MOVES:
        drawn = [h.value for h in move.logged if h is not Handover.SEND_TO_CENTRE]
        stops = [move.origin.value, *drawn, move.target.value]
        assert set(pairwise(stops)) <= joined, move


def test_no_two_boxes_lie_on_each_other(cast: Cast) -> None:
    boxes = [box for lane in process_map_of(cast.division_head).lanes for box in lane.boxes]

    assert len({(box.x, box.y) for box in boxes}) == len(boxes)


def test_a_concluded_case_that_is_watched_is_counted_in_its_box_and_waits_in_no_lane(cast: Cast) -> None:
    make_case(cast, State.QUALITY_CHECK)
    make_case(cast, State.CONCLUDED, result="satisfied", concluded_at=NOON - timedelta(days=1))

    drawn = process_map_of(cast.division_head)

    [lane] = [lane for lane in drawn.lanes if lane.role == Role.QUALITY_COORDINATOR]
    concluded = {box.key: box.waiting for box in lane.boxes}[State.CONCLUDED]
    assert (concluded, lane.waiting) == (1, 1)


def test_counts_are_of_the_cases_that_the_person_sees(cast: Cast) -> None:
    make_case(cast, State.RECEPTION, due_at=NOON - timedelta(hours=1))
    make_case(cast, State.RECEPTION, due_at=NOON + timedelta(hours=1))
    southern = make_case(cast, State.RECEPTION, operations_centre=cast.south)
    with arranging():
        southern.customer.operations_centres.set([cast.south])

    maps = [process_map_of(person) for person in (cast.division_head, cast.usm_analyst)]

    boxes = [{box.key: box for lane in drawn.lanes for box in lane.boxes}["reception"] for drawn in maps]
    assert [(box.waiting, box.late) for box in boxes] == [(3, 1), (2, 1)]
