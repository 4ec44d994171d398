"""What is agreed at step 9: it waits for its day, and only its order number executes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from reitera.cases import actions as case_actions
from reitera.cases import gate
from reitera.cases.models import Case, CaseParameters
from reitera.cases.refusals import CannotTakeBack, NoSuchMove, NotOffered, NotYourCase, ReasonMissing
from reitera.cases.tests.test_acts import make_case
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.retention.actions import execute_agreement, let_customer_go, note_agreement
from reitera.retention.models import Agreement
from reitera.retention.refusals import (
    AgreedDayPast,
    AgreementChanged,
    AgreementMissing,
    ExecutedLater,
    OrderMissing,
)
from tests.cast import LA_PAZ, NOON, Cast

TODAY = date(2026, 11, 25)
FRIDAY = date(2026, 11, 27)
FACTS = {"plan_before": "Hogar 50", "plan_after": "Fibra 100", "billing_before": 200, "billing_after": 250}


def agree(case: Case, actor: Any, **fields: Any) -> Agreement:
    asked = {"kind": "migration", "agreed_on": FRIDAY, "replaces": None, "facts": FACTS, "at": NOON, **fields}
    return note_agreement(case=Case.objects.get(pk=case.pk), actor=actor, **asked)


def execute(case: Case, actor: Any, executed_on: date = TODAY, **given: str) -> Case:
    seen = Case.objects.get(pk=case.pk)
    return execute_agreement(case=seen, executed_on=executed_on, actor=actor, at=NOON, given=given)


def test_an_agreement_keeps_the_case_at_nine_due_on_the_agreed_day(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)

    agreement = agree(case, cast.retention_agent, remark="prefiere de tarde")

    case.refresh_from_db()
    event = Event.objects.get()
    assert (case.state, case.due_at) == (State.RETENTION_CONTACT, datetime(2026, 11, 27, 23, 59, tzinfo=LA_PAZ))
    assert (agreement.is_open, agreement.plan_after, agreement.billing_after) == (True, "Fibra 100", 250)
    assert (event.kind, event.after["what"], event.after["agreed_on"]) == (
        "retention.agreed", "migration", "2026-11-27",
    )  # fmt: skip
    assert event.personal.after == {"remark": "prefiere de tarde"}


def test_a_date_far_away_stops_the_clock_no_longer_than_the_parameter_says(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)

    agree(case, cast.retention_agent, agreed_on=TODAY + timedelta(days=60))

    assert Case.objects.get().due_at == NOON + timedelta(days=CaseParameters().most_days_agreed)


def test_a_day_that_is_past_is_no_agreement(cast: Cast) -> None:
    with pytest.raises(AgreedDayPast):
        agree(make_case(cast, State.RETENTION_CONTACT), cast.retention_agent, agreed_on=TODAY - timedelta(days=1))

    assert Agreement.objects.count() == 0


def test_a_second_press_is_refused_and_another_agreement_takes_the_place_of_the_one_that_was_seen(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    first = agree(case, cast.retention_agent)

    with pytest.raises(AgreementChanged) as refusal:
        agree(case, cast.retention_agent)
    second = agree(case, cast.retention_agent, replaces=first.pk, kind="claim", at=NOON + timedelta(minutes=1))

    first.refresh_from_db()
    assert refusal.value.status == 409
    assert (first.end, list(Agreement.objects.open())) == ("replaced", [second])


def test_an_executed_agreement_goes_to_quality_as_solved_by_its_order(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    agreement = agree(case, cast.retention_agent)

    execute(case, cast.retention_agent, order="OT-9")

    case.refresh_from_db()
    agreement.refresh_from_db()
    moved = Event.objects.get(kind="case.moved")
    assert (case.state, case.solved_at) == (State.QUALITY_CHECK, NOON)
    assert (agreement.end, agreement.order_number, agreement.executed_on) == ("executed", "OT-9", TODAY)
    assert (moved.after["agreement"], moved.personal.after) == (agreement.pk, {"order": "OT-9"})
    with pytest.raises(NoSuchMove):
        execute(case, cast.retention_agent, order="OT-9")
    with pytest.raises(CannotTakeBack):
        case_actions.take_back(cases=[case], actor=cast.retention_agent, at=NOON)


def test_nothing_is_executed_without_an_agreement(cast: Cast) -> None:
    with pytest.raises(AgreementMissing):
        execute(make_case(cast, State.RETENTION_CONTACT), cast.retention_agent, order="OT-9")


def test_a_migration_needs_its_order_and_a_claim_at_least_a_reason(cast: Cast) -> None:
    migration, claim = (make_case(cast, State.RETENTION_CONTACT) for _ in range(2))
    agree(migration, cast.retention_agent)
    agree(claim, cast.retention_agent, kind="claim")

    with pytest.raises(OrderMissing):
        execute(migration, cast.retention_agent, reason="ya quedó")
    with pytest.raises(ReasonMissing):
        execute(claim, cast.retention_agent, reason=" ")
    execute(claim, cast.retention_agent, reason="se le devolvió un mes")

    claim.refresh_from_db()
    assert (claim.state, claim.agreements.get().end) == (State.QUALITY_CHECK, "settled")
    assert Agreement.objects.get(case=migration).is_open


def test_what_will_be_executed_tomorrow_is_not_executed(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    agree(case, cast.retention_agent)

    with pytest.raises(ExecutedLater):
        execute(case, cast.retention_agent, FRIDAY, order="OT-9")


def test_a_critical_case_is_executed_only_with_a_plan(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT, is_critical=True, visits=3)
    agree(case, cast.retention_agent)

    with pytest.raises(ReasonMissing):
        execute(case, cast.retention_agent, order="OT-9")
    assert Agreement.objects.open().count() == 1

    execute(case, cast.retention_agent, order="OT-9", plan="se vigila una semana")
    assert Case.objects.get().plan == "se vigila una semana"


def test_a_customer_who_cancels_ends_the_case_and_what_was_agreed(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    agree(case, cast.retention_agent)

    let_customer_go(
        case=Case.objects.get(), why="RET-R11", actor=cast.retention_agent, at=NOON, given={"remark": "le cobran doble"}
    )

    case.refresh_from_db()
    moved = Event.objects.get(kind="case.moved")
    assert (case.state, case.result, case.agreements.get().end) == (State.CONCLUDED, "churned", "withdrawn")
    assert (moved.after["why"], moved.personal.after) == ("RET-R11", {"reason": "Precio. le cobran doble"})


def test_a_reason_to_stay_is_no_reason_to_leave(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)

    for why, refusal in (("RET-R02", NotOffered), ("", ReasonMissing)):
        with pytest.raises(refusal):
            let_customer_go(case=case, why=why, actor=cast.retention_agent, at=NOON, given={})

    assert Case.objects.get().state == State.RETENTION_CONTACT


@pytest.mark.parametrize("person", ["manager_analyst", "quality_coordinator", "centre_supervisor"])
def test_only_retention_agrees_executes_and_lets_go(cast: Cast, person: str) -> None:
    case, actor = make_case(cast, State.RETENTION_CONTACT), cast.people[person]

    with pytest.raises(NotYourCase):
        agree(case, actor)
    agree(case, cast.retention_agent)
    with pytest.raises(NotYourCase):
        execute(case, actor, order="OT-9")
    with pytest.raises(NotYourCase):
        let_customer_go(case=Case.objects.get(), why="RET-R11", actor=actor, at=NOON, given={})

    assert (Agreement.objects.open().count(), Event.objects.count()) == (1, 1)


def test_an_execution_whose_move_fails_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    with arranging():
        Agreement.objects.create(case=case, kind="claim", agreed_on=FRIDAY, made_at=NOON, made_by=cast.retention_agent)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(gate, "move", fail)
    with pytest.raises(RuntimeError):
        execute(case, cast.retention_agent, order="OT-9")

    assert (Agreement.objects.open().count(), Event.objects.count()) == (1, 0)
