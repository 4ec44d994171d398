"""Calls at step 9: what is noted, how many are allowed, and where the last one that fails leads."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from reitera.cases import actions as case_actions
from reitera.cases import gate
from reitera.cases.models import Case, CaseParameters, CatalogueItem
from reitera.cases.refusals import NoSuchMove, NotYourCase, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.retention.actions import note_call
from reitera.retention.calls import tally_of
from reitera.retention.models import CallAttempt
from reitera.retention.refusals import CallNotedAlready, DaySpent, NextCallMissing
from tests.cast import LA_PAZ, NOON, Cast

REACHED, LATER, NO_ANSWER = "LLA-K01", "LLA-K03", "LLA-K04"


def call(case: Case, actor: Any, at: datetime = NOON, result: str = NO_ANSWER, **fields: Any) -> Case:
    """Call as somebody who saw the case and its calls as they are."""
    case = Case.objects.get(pk=case.pk)
    seen = fields.pop("seen_calls", CallAttempt.objects.filter(case=case, at__gte=case.state_since).count())
    return note_call(case=case, result=result, number="70012345", seen_calls=seen, actor=actor, at=at, **fields)


def test_a_call_that_fails_is_noted_and_another_time_is_proposed(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)

    call(case, cast.retention_agent, remark="suena y corta")

    noted, event = CallAttempt.objects.get(), Event.objects.get()
    assert (noted.result.code, noted.by, noted.at, noted.number) == (NO_ANSWER, cast.retention_agent, NOON, "70012345")
    # Two working hours from noon: the afternoon opens at 14:30.
    assert noted.next_call_at == datetime(2026, 11, 25, 16, 30, tzinfo=LA_PAZ)
    assert (event.kind, event.step, event.case_id) == ("retention.called", "9", case.pk)
    assert event.personal.after == {"remark": "suena y corta"}
    assert Case.objects.get().state == State.RETENTION_CONTACT


def test_the_last_attempt_of_a_day_proposes_the_next_morning(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)

    call(case, cast.retention_agent)
    call(case, cast.retention_agent, NOON + timedelta(hours=3))

    assert CallAttempt.objects.last().next_call_at == datetime(2026, 11, 26, 10, 0, tzinfo=LA_PAZ)


def test_no_more_attempts_a_day_than_allowed(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    call(case, cast.retention_agent)
    call(case, cast.retention_agent, NOON + timedelta(hours=3))

    with pytest.raises(DaySpent) as refusal:
        call(case, cast.retention_agent, NOON + timedelta(hours=5))

    assert refusal.value.message == (
        f"Hoy ya se hicieron los 2 intentos por día de {case.number}. Vuelva a llamar desde mañana."
    )
    assert CallAttempt.objects.count() == Event.objects.count() == 2


def test_calls_that_reach_the_customer_use_up_no_attempt(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)

    for hour in range(4):
        call(case, cast.retention_agent, NOON + timedelta(hours=hour), result=REACHED)

    assert (CallAttempt.objects.count(), Case.objects.get().state) == (4, State.RETENTION_CONTACT)


def fail_three_times(case: Case, cast: Cast, start: datetime) -> Case:
    for hours in (0, 3, 24):
        case = call(case, cast.retention_agent, start + timedelta(hours=hours))
    return case


def test_the_last_attempt_that_fails_passes_the_case_to_six_in_the_name_of_who_made_it(cast: Cast) -> None:
    case = fail_three_times(make_case(cast, State.RETENTION_CONTACT), cast, NOON)

    moved = Event.objects.get(kind="case.moved")
    assert Case.objects.get().state == State.DISTRIBUTION
    assert (moved.after["outcome"], moved.after["written_by"]) == ("unreachable", cast.retention_agent.pk)
    assert moved.after["attempt"] == CallAttempt.objects.last().pk
    assert CallAttempt.objects.last().next_call_at is None
    with pytest.raises(NoSuchMove):
        call(case, cast.retention_agent, NOON + timedelta(days=2))


def test_a_customer_who_is_not_reached_a_second_time_goes_to_quality(cast: Cast) -> None:
    case = fail_three_times(make_case(cast, State.RETENTION_CONTACT), cast, NOON)
    back = NOON + timedelta(days=2)
    case_actions.act(
        cases=[Case.objects.get(pk=case.pk)], outcome="retain", actor=cast.manager_analyst, at=back,
        given={"reason": "probar otra vez"},
    )  # fmt: skip

    fail_three_times(case, cast, back + timedelta(hours=1))

    assert Case.objects.get().state == State.QUALITY_CHECK
    assert Event.objects.filter(kind="case.moved").last().after["outcome"] == "unreachable_again"


def test_fewer_attempts_allowed_than_were_made_let_the_next_failure_pass_the_case_on(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    call(case, cast.retention_agent)
    call(case, cast.retention_agent, NOON + timedelta(hours=3))
    with arranging():
        CaseParameters.objects.create(attempts=2)

    call(case, cast.retention_agent, NOON + timedelta(days=1))

    assert Case.objects.get().state == State.DISTRIBUTION


def test_who_asks_to_be_called_later_says_when(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)

    for when in (None, NOON):
        with pytest.raises(NextCallMissing):
            call(case, cast.retention_agent, result=LATER, next_call_at=when)

    call(case, cast.retention_agent, result=LATER, next_call_at=NOON + timedelta(minutes=1))
    assert CallAttempt.objects.get().next_call_at == NOON + timedelta(minutes=1)


def test_a_second_press_is_refused_and_names_the_first(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    call(case, cast.retention_agent)

    with pytest.raises(CallNotedAlready) as refusal:
        call(case, cast.retention_agent, seen_calls=0)

    assert refusal.value.status == 409
    assert "la llamada de las 12:00, de Retention Agent" in refusal.value.message
    assert CallAttempt.objects.count() == Event.objects.count() == 1


@pytest.mark.parametrize("person", ["manager_analyst", "quality_coordinator", "usm_analyst", "division_head"])
def test_only_retention_calls_at_step_nine(cast: Cast, person: str) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)

    with pytest.raises(NotYourCase):
        call(case, cast.people[person])

    assert (CallAttempt.objects.count(), Event.objects.count()) == (0, 0)


def test_a_case_at_another_step_takes_no_call(cast: Cast) -> None:
    with pytest.raises(NoSuchMove):
        call(make_case(cast, State.QUALITY_CHECK), cast.retention_agent)


def test_a_case_that_left_while_the_page_was_open_takes_no_call(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    case_actions.act(cases=[case], outcome="technician_needed", actor=cast.retention_agent, at=NOON)

    with pytest.raises(SomeoneWasFirst):
        note_call(case=case, result=REACHED, number="", seen_calls=0, actor=cast.retention_agent, at=NOON)


def test_a_call_whose_move_fails_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    with arranging():
        CaseParameters.objects.create(attempts=1)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(gate, "move", fail)
    with pytest.raises(RuntimeError):
        call(case, cast.retention_agent)

    assert (CallAttempt.objects.count(), Event.objects.count()) == (0, 0)


def test_attempts_are_counted_by_local_day() -> None:
    late = CallAttempt(at=datetime(2026, 11, 25, 23, 0, tzinfo=LA_PAZ), result=CatalogueItem(code=NO_ANSWER))

    tally = tally_of([late], day=late.at.date(), zone=LA_PAZ, allowed=3, allowed_a_day=2)

    assert (tally.made, tally.failed, tally.failed_today, tally.dots) == (1, 1, 1, [True, False, False])
