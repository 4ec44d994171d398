"""What a move changes beside the state: what packages hand it for each case, and what the gate sees to itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reitera.cases import actions, gate
from reitera.cases.history import history_of, shows_written
from reitera.cases.models import Case
from reitera.cases.sentences import tells_move
from reitera.cases.tests.test_acts import GIVEN, make_case
from reitera.core.models import Event
from reitera.core.recording import recording
from reitera.procedure.moves import MOVES
from reitera.procedure.steps import State
from tests.cast import NOON, Cast


def test_each_case_of_many_has_its_own_due_time_facts_and_technician(cast: Cast) -> None:
    early, late = (make_case(cast, State.SCHEDULE_VISIT) for _ in range(2))
    parts = {
        case.pk: gate.Part(
            due_at=NOON + timedelta(hours=hours),
            details={"visit": hours},
            changes={"technician_id": cast.field_technician.pk},
        )
        for case, hours in ((early, 3), (late, 9))
    }

    with recording(cast.usm_analyst, NOON, lock=Case.objects.all()) as record:
        gate.move(record, record.locked, outcome="scheduled", given={}, details={"told": "phone"}, parts=parts)

    early.refresh_from_db()
    late.refresh_from_db()
    event = Event.objects.get(case_id=late.pk)
    assert (early.due_at, late.due_at) == (NOON + timedelta(hours=3), NOON + timedelta(hours=9))
    assert (event.after["visit"], event.after["told"]) == (9, "phone")
    assert (event.before["technician_id"], event.after["technician_id"]) == (None, cast.field_technician.pk)


TO_SCHEDULING = [move for move in MOVES if move.target is State.SCHEDULE_VISIT and not move.by_product]


@pytest.mark.parametrize("move", TO_SCHEDULING, ids=lambda move: f"{move.origin}-{move.outcome}")
def test_a_case_that_needs_another_visit_has_no_technician(cast: Cast, move) -> None:
    case = make_case(cast, move.origin, technician=cast.field_technician)

    actions.act(cases=[case], outcome=move.outcome, actor=cast.people[move.roles[0]], at=NOON, given=GIVEN)

    case.refresh_from_db()
    assert case.technician is None


def test_a_case_keeps_the_number_of_its_plant_incident_in_capitals(cast: Cast) -> None:
    case = make_case(cast, State.SOLUTION_MONITORING)

    actions.act(cases=[case], outcome="plant_fault", actor=cast.usm_analyst, at=NOON, given={"incident": " gir-77 "})

    case.refresh_from_db()
    assert case.incident == "GIR-77"


def test_a_package_says_its_own_moves_and_words(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reitera.cases.sentences._tellers", {})
    monkeypatch.setattr("reitera.cases.history.WRITTEN", {})
    tells_move("received")(lambda event: "recibió <todo>")
    shows_written(remark="Nota")
    case = make_case(cast, State.RECEPTION)
    actions.act(cases=[case], outcome="received", actor=cast.usm_analyst, at=NOON, given={"remark": "rápido"})

    [(_day, [line])] = history_of(case)

    assert "recibió &lt;todo&gt;" in line.text
    assert "Nota: «rápido»." in line.text
