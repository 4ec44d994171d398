"""Moves with a cause, remote solutions, and the stable clock that guards step 16."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from reitera.cases import actions as case_actions
from reitera.cases.refusals import NotYourCase, ReasonMissing, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.core import clock
from reitera.core.models import Event
from reitera.diagnosis.actions import fix_remotely, give_as_stable, move_with_cause, note_contact
from reitera.diagnosis.models import ProbableCause, RemoteSolution
from reitera.diagnosis.queries import stabilities_of, unsolved_cases
from reitera.diagnosis.registration import stable_warning
from reitera.diagnosis.tests.arranged import SOLVED, item, make_reading, monitored_case
from reitera.procedure.steps import State
from tests.cast import NOON, Cast

REVIEW = State.TECHNICAL_REVIEW
LATER = NOON + timedelta(hours=80)


def review(cases, outcome, actor, cause=None, **written):
    return move_with_cause(cases=cases, outcome=outcome, written=written, cause=cause, actor=actor, at=NOON)


@pytest.mark.parametrize(
    ("outcome", "written", "target"),
    [
        ("visit_needed", {}, State.SCHEDULE_VISIT),
        ("no_technical_solution", {"reason": "no llega fibra"}, State.DISTRIBUTION),
        ("already_attended", {"order": "OT-9"}, State.DISTRIBUTION),
        ("plant_fault", {"incident": "GIR-7"}, State.PLANT_INCIDENT),
    ],
)
def test_an_outcome_of_the_review_carries_its_cause(cast: Cast, outcome: str, written: dict, target: State) -> None:
    case = make_case(cast, REVIEW)

    review([case], outcome, cast.usm_analyst, cause=item("CAU-B03"), **written)

    case.refresh_from_db()
    assert case.state == target
    assert ProbableCause.objects.get().cause.code == "CAU-B03"
    assert [event.kind for event in Event.objects.order_by("pk")] == ["diagnosis.cause_noted", "case.moved"]


def test_what_a_move_needs_is_still_needed(cast: Cast) -> None:
    case = make_case(cast, REVIEW)
    with pytest.raises(ReasonMissing):
        review([case], "no_technical_solution", cast.usm_analyst, cause=item("CAU-B03"))
    assert (ProbableCause.objects.count(), Event.objects.count()) == (0, 0)


def test_taking_back_the_move_keeps_the_cause_that_was_found(cast: Cast) -> None:
    [case] = review([make_case(cast, REVIEW)], "visit_needed", cast.usm_analyst, cause=item("CAU-B03"))

    [restored] = case_actions.take_back(cases=[case], actor=cast.usm_analyst, at=NOON)

    assert (restored.state, ProbableCause.objects.count()) == (REVIEW, 1)


def fix(cases, actor, at=NOON):
    return fix_remotely(cases=cases, solution=item("SOL-S17"), written={"remark": "perfil de 100"}, actor=actor, at=at)


@pytest.mark.parametrize("state", [REVIEW, State.SCHEDULE_VISIT])
def test_a_remote_fix_says_what_was_done_and_starts_the_monitoring(cast: Cast, state: State) -> None:
    [case] = fix([make_case(cast, state)], cast.usm_analyst)

    solution = RemoteSolution.objects.get()
    assert (case.state, case.solved_at, solution.at) == (State.SOLUTION_MONITORING, NOON, NOON)
    assert solution.solution.code == "SOL-S17"
    assert [event.kind for event in Event.objects.order_by("pk")] == ["diagnosis.solution_noted", "case.moved"]


def test_a_remote_fix_pressed_twice_is_one_and_another_centre_is_refused(cast: Cast) -> None:
    seen = make_case(cast, REVIEW)
    with pytest.raises(NotYourCase):
        fix([seen], cast.usm_analyst_south)
    assert (RemoteSolution.objects.count(), Event.objects.count()) == (0, 0)
    fix([seen], cast.usm_analyst)
    with pytest.raises(SomeoneWasFirst):
        fix([seen], cast.usm_analyst, at=NOON + timedelta(minutes=1))
    assert RemoteSolution.objects.count() == 1


def stable(cases, actor, at=NOON, **written):
    return give_as_stable(cases=cases, written=written, actor=actor, at=at)


def test_before_its_hours_a_solution_is_stable_only_with_a_reason(cast: Cast) -> None:
    case = monitored_case(cast)
    with pytest.raises(ReasonMissing) as refusal:
        stable([case], cast.usm_analyst)
    assert "72 horas" in refusal.value.message

    [case] = stable([case], cast.usm_analyst, reason="viaja mañana y ya probó")

    event = Event.objects.get()
    assert case.state == State.QUALITY_CHECK
    assert (event.after["before_time"], event.after["missing_hours"]) == (True, 42)
    assert event.personal.after == {"reason": "viaja mañana y ya probó"}


def test_after_its_hours_nothing_more_is_asked(cast: Cast) -> None:
    [case] = stable([monitored_case(cast)], cast.usm_analyst, at=SOLVED + timedelta(hours=72))

    assert case.state == State.QUALITY_CHECK
    assert Event.objects.get().after["before_time"] is False


def test_a_critical_reading_after_the_solution_stops_the_clock(cast: Cast) -> None:
    case = monitored_case(cast)
    make_reading(case, "-28,1", SOLVED - timedelta(hours=1), "before")
    make_reading(case, "-28,4", SOLVED + timedelta(hours=70))

    with pytest.raises(ReasonMissing):
        stable([case], cast.usm_analyst, at=LATER)
    assert stabilities_of([case], LATER)[case.pk].stopped_by == ("FAC-F01",)

    make_reading(case, "-21,3", SOLVED + timedelta(hours=75))
    assert stabilities_of([case], LATER)[case.pk].missing == 37


def test_many_are_stable_together_and_one_that_lacks_hours_stops_all(cast: Cast) -> None:
    good, early = monitored_case(cast), monitored_case(cast)
    make_reading(early, "-28,1", NOON)
    at = SOLVED + timedelta(hours=72)

    with pytest.raises(ReasonMissing):
        stable([good, early], cast.usm_analyst, at=at)

    good.refresh_from_db()
    assert (good.state, Event.objects.count()) == (State.SOLUTION_MONITORING, 0)


def test_the_warning_says_the_hours_and_the_contact_that_are_missing(cast: Cast) -> None:
    [case] = fix([make_case(cast, REVIEW)], cast.usm_analyst)
    with clock.fixed(NOON + timedelta(hours=16)):
        assert stable_warning(case) == (
            "Faltan 56 horas estables de las 72 que pide el plazo. Si la da por estable antes, escriba por qué. "
            "Falta anotar el contacto con el cliente por la solución remota."
        )
    soon = NOON + timedelta(minutes=3)
    note_contact(case=case, contacted_at=soon, how="call", with_whom="la hija", told="probar", actor=cast.usm_analyst,
                 at=soon)  # fmt: skip
    with clock.fixed(NOON + timedelta(hours=72)):
        assert stable_warning(case) == ""


def test_a_visit_that_solved_it_needs_no_contact(cast: Cast) -> None:
    with clock.fixed(SOLVED + timedelta(hours=72)):
        assert stable_warning(monitored_case(cast)) == ""


ROWS = 18
"""Queries that make the rows of the sheet from everything: the cases of this test have none yet."""


@pytest.mark.parametrize("act", ["review", "fix", "stable"])
def test_thirty_cases_take_as_many_queries_as_one(cast: Cast, act: str, django_assert_num_queries) -> None:
    assert cast.usm_analyst.viewer
    cause = item("CAU-B03")
    doings = {
        "review": (lambda cases: review(cases, "visit_needed", cast.usm_analyst, cause=cause), 9 + ROWS),
        "fix": (lambda cases: fix(cases, cast.usm_analyst), 10 + ROWS),
        "stable": (lambda cases: stable(cases, cast.usm_analyst, at=LATER), 9 + ROWS + 1),
    }
    do, queries = doings[act]
    queries += connection.vendor == "postgresql"
    make = (lambda: monitored_case(cast)) if act == "stable" else lambda: make_case(cast, REVIEW)
    for cases in ([make()], [make() for _ in range(30)]):
        with django_assert_num_queries(queries):
            do(cases)


def test_the_unsolved_are_those_that_came_to_step_six_by_step_five(cast: Cast) -> None:
    unsolved, attended, retained = (make_case(cast, REVIEW) for _ in range(3))
    review([unsolved, retained], "no_technical_solution", cast.usm_analyst, reason="no llega fibra")
    review([attended], "already_attended", cast.usm_analyst, order="OT-9")
    retained.refresh_from_db()
    [away] = case_actions.act(
        cases=[retained], outcome="retain", actor=cast.manager_analyst, at=NOON, given={"reason": "migrar"}
    )

    assert list(unsolved_cases(cast.manager_analyst)) == [unsolved]
    case_actions.send_back(cases=[away], actor=cast.retention_agent, at=NOON, reason="falta el motivo")
    assert set(unsolved_cases(cast.manager_analyst)) == {unsolved, retained}
    assert list(unsolved_cases(cast.usm_analyst_south)) == []
