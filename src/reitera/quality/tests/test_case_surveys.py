"""Step 11: the answers move the case, and nobody checks their own work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reitera.cases import actions as case_actions
from reitera.cases import gate
from reitera.cases.models import Case, CaseParameters
from reitera.cases.queries import unattended
from reitera.cases.refusals import CannotTakeBack, NoSuchMove, NotYourCase, ReasonMissing, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.quality.actions import note_check_call, record_survey
from reitera.quality.models import CheckCall, Survey
from reitera.quality.refusals import AnswerMissing, OwnWork
from reitera.quality.tests.conftest import said, solved_by
from reitera.retention.refusals import CallNotedAlready, DaySpent
from reitera.staff.models import RoleAssignment
from tests.cast import NOON, Cast, make_user

LATER = NOON + timedelta(hours=1)
NO_ANSWER = "LLA-K04"


def ask(case: Case, actor: Any, at=LATER, plan: str = "", **answers: Any) -> Survey:
    seen = Case.objects.get(pk=case.pk)
    return record_survey(case=seen, answers=said(**answers), actor=actor, at=at, plan=plan)


def codes_of(survey: Survey) -> list[str]:
    return [cause["code"] for cause in survey.causes]


OUTCOMES = [
    ({"working": "yes", "csat": 4}, State.CONCLUDED, "satisfied"),
    ({"working": "yes", "csat": 3}, State.DISSATISFACTION, "dissatisfied"),
    ({"working": "sometimes", "csat": 5}, State.DISSATISFACTION, "dissatisfied"),
    ({"wants_to_leave": True, "why_leave": "otra oferta"}, State.DISTRIBUTION, "wants_to_leave"),
]


@pytest.mark.parametrize(("answers", "state", "verdict"), OUTCOMES, ids=["4", "3", "sometimes", "leaves"])
def test_the_answers_decide_where_the_case_goes(cast: Cast, answers: dict, state: State, verdict: str) -> None:
    case = make_case(cast, State.QUALITY_CHECK)

    survey = ask(case, cast.quality_coordinator, **answers, remark="habló la señora", causes=["INS-N03"])

    case.refresh_from_db()
    moved = Event.objects.get()
    assert (case.state, survey.verdict) == (state, verdict)
    assert (moved.after["outcome"], moved.after["survey"]) == (verdict, survey.pk)
    assert "INS-N03" in codes_of(survey) and survey.questionnaire.version == 1
    assert CheckCall.objects.get().result.code == "LLA-K01"
    with pytest.raises(CannotTakeBack):
        case_actions.take_back(cases=[case], actor=cast.quality_coordinator, at=LATER)


def test_who_wants_to_leave_says_why_and_it_is_the_reason_of_the_move(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK)
    with pytest.raises(ReasonMissing):
        ask(case, cast.quality_coordinator, wants_to_leave=True, why_leave=" ")

    survey = ask(case, cast.quality_coordinator, wants_to_leave=True, why_leave="otra oferta")

    assert codes_of(survey) == ["INS-N16"]
    assert Event.objects.get().personal.after == {"reason": "otra oferta"}


@pytest.mark.parametrize("answers", [{"working": ""}, {"csat": 0}, {"csat": 6}])
def test_a_survey_without_what_decides_is_none(cast: Cast, answers: dict) -> None:
    with pytest.raises(AnswerMissing):
        ask(make_case(cast, State.QUALITY_CHECK), cast.quality_coordinator, **answers)

    assert (Survey.objects.count(), CheckCall.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_two_dissatisfied_surveys_make_the_case_critical(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK, dissatisfactions=1)

    ask(case, cast.quality_coordinator, csat=1)

    case.refresh_from_db()
    assert (case.dissatisfactions, case.is_critical) == (2, True)


def test_a_critical_case_is_asked_about_only_with_a_plan(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK, is_critical=True, visits=3)
    with pytest.raises(ReasonMissing):
        ask(case, cast.quality_coordinator)

    ask(case, cast.quality_coordinator, plan="se vigila una semana")

    case.refresh_from_db()
    assert (case.state, case.plan) == (State.CONCLUDED, "se vigila una semana")


def test_a_second_press_is_told_that_the_case_has_gone(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK)
    record_survey(case=case, answers=said(), actor=cast.quality_coordinator, at=LATER)

    with pytest.raises(SomeoneWasFirst):
        record_survey(case=case, answers=said(), actor=cast.quality_coordinator, at=LATER)

    assert Survey.objects.count() == 1


@pytest.mark.parametrize("person", ["manager_analyst", "retention_agent", "centre_supervisor", "division_head"])
def test_only_the_quality_coordinator_asks(cast: Cast, person: str) -> None:
    with pytest.raises(NotYourCase):
        ask(make_case(cast, State.QUALITY_CHECK), cast.people[person])

    assert Survey.objects.count() == Event.objects.count() == 0


def test_a_case_at_another_step_is_not_asked_about(cast: Cast) -> None:
    with pytest.raises(NoSuchMove):
        ask(make_case(cast, State.SOLUTION_MONITORING), cast.quality_coordinator)


def test_a_survey_whose_move_fails_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(cast, State.QUALITY_CHECK)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(gate, "move", fail)
    with pytest.raises(RuntimeError):
        ask(case, cast.quality_coordinator)

    assert (Survey.objects.count(), CheckCall.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.fixture(autouse=True)
def _a_second_analyst(cast: Cast) -> None:
    with arranging():
        cast.people["usm_analyst_other"] = make_user("usm_analyst_other", (Role.USM_ANALYST, cast.north))


def also(cast: Cast, person: str, role: Role) -> Any:
    """The person holds the role of quality as well."""
    with arranging():
        RoleAssignment.objects.create(user=cast.people[person], role=role)
    cast.people[person].__dict__.pop("viewer", None)
    return cast.people[person]


def done_in_the_field(cast: Cast, **who: Any) -> Case:
    who = {
        "solved": cast.field_technician, "accepted": cast.centre_supervisor, "closed": cast.centre_operator,
        "stable": cast.usm_analyst, **who,
    }  # fmt: skip
    return solved_by(cast, *who.items(), state=State.FIELD_WORK)


@pytest.mark.parametrize("person", ["field_technician", "centre_supervisor", "centre_operator"])
def test_who_did_accepted_or_closed_the_work_does_not_check_it(cast: Cast, person: str) -> None:
    case, actor = done_in_the_field(cast), also(cast, person, Role.QUALITY_COORDINATOR)
    events = Event.objects.count()

    with pytest.raises(OwnWork) as refusal:
        ask(case, actor)
    with pytest.raises(OwnWork):
        note_check_call(case=case, result=NO_ANSWER, number="", seen_calls=0, actor=actor, at=LATER)

    assert (refusal.value.code, refusal.value.status) == ("own_work", 403)
    assert (Survey.objects.count(), Event.objects.count()) == (0, events)


def test_who_solved_it_from_afar_does_not_check_it_but_who_watched_it_may(cast: Cast) -> None:
    case = solved_by(cast, ("remote_fix", cast.usm_analyst), ("stable", cast.usm_analyst_other))
    solver, watcher = also(cast, "usm_analyst", Role.QUALITY_COORDINATOR), cast.usm_analyst_other

    with pytest.raises(OwnWork):
        ask(case, solver)
    also(cast, "usm_analyst_other", Role.QUALITY_COORDINATOR)

    assert ask(case, watcher).verdict == "satisfied"


def test_work_before_the_last_solution_does_not_bar(cast: Cast) -> None:
    actor = also(cast, "usm_analyst", Role.QUALITY_COORDINATOR)
    case = solved_by(
        cast, ("remote_fix", actor), ("not_holding", cast.usm_analyst_other), ("remote_fix", cast.usm_analyst_other),
        ("stable", cast.usm_analyst_other),
    )  # fmt: skip

    assert ask(case, actor).verdict == "satisfied"


def test_a_case_that_only_its_own_worker_could_check_shows_as_unattended(cast: Cast) -> None:
    case = done_in_the_field(cast)
    assert list(Case.objects.filter(unattended())) == []
    also(cast, "field_technician", Role.QUALITY_COORDINATOR)

    with arranging():
        RoleAssignment.objects.filter(user=cast.quality_coordinator).delete()
    assert list(Case.objects.filter(unattended())) == [case]

    also(cast, "nobody", Role.QUALITY_COORDINATOR)
    assert list(Case.objects.filter(unattended())) == []


def call(case: Case, actor: Any, at=LATER, result: str = NO_ANSWER, **fields: Any) -> Case:
    seen = Case.objects.get(pk=case.pk)
    calls = fields.pop("seen_calls", CheckCall.objects.filter(case=seen).count())
    return note_check_call(case=seen, result=result, number="70012345", seen_calls=calls, actor=actor, at=at, **fields)


def test_after_the_last_attempt_the_case_is_concluded_without_contact(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK)

    for hours in (1, 4, 24):
        call(case, cast.quality_coordinator, NOON + timedelta(hours=hours))

    case.refresh_from_db()
    moved = Event.objects.get(kind="case.moved")
    assert (case.state, case.result) == (State.CONCLUDED, "no_contact")
    assert (moved.after["outcome"], moved.after["written_by"]) == ("unreachable", cast.quality_coordinator.pk)


def test_attempts_are_capped_a_day_and_a_second_press_is_refused(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK)
    call(case, cast.quality_coordinator)
    with pytest.raises(CallNotedAlready):
        call(case, cast.quality_coordinator, seen_calls=0)
    call(case, cast.quality_coordinator)

    with pytest.raises(DaySpent):
        call(case, cast.quality_coordinator)

    assert CheckCall.objects.count() == CaseParameters().attempts_a_day == 2
