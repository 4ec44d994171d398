"""A customer's answers, a case whose work is done, and a closed order that no case follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from reitera.cases import actions
from reitera.cases.models import Case
from reitera.cases.tests.test_acts import make_case
from reitera.core.testing import arranging
from reitera.faults.models import WorkOrder
from reitera.procedure.steps import State
from reitera.quality.actions import Answers
from reitera.quality.models import CrossedCheck, Draw, Questionnaire
from tests.cast import LA_PAZ, NOON, Cast, make_customer

YESTERDAY = datetime(2026, 11, 24, 15, 0, tzinfo=LA_PAZ)
GIVEN = {"order": "OT-1", "reason": "porque sí", "incident": "GIR-1"}


def said(working: str = "yes", csat: int = 5, **fields: Any) -> Answers:
    return Answers(questionnaire=Questionnaire.in_force(), working=working, csat=csat, **fields)


def solved_by(cast: Cast, *acts: tuple[str, Any], state: State = State.TECHNICAL_REVIEW, **fields: Any) -> Case:
    """A case whose work people did, an act a minute, until it waits at 11."""
    case = make_case(cast, state, technician=cast.field_technician, **fields)
    for minute, (outcome, actor) in enumerate(acts):
        at = NOON + timedelta(minutes=minute)
        actions.act(cases=[case], outcome=outcome, actor=actor, at=at, given=GIVEN)
        case.refresh_from_db()
    assert case.state == State.QUALITY_CHECK
    return case


def closed_order(cast: Cast, number: str, customer: Any = None, **fields: Any) -> WorkOrder:
    centre = fields.pop("centre", cast.north)
    fields = {"closed_at": YESTERDAY, "technician": "Ana Paz", "closed_by": "Luis Mar", **fields}
    with arranging():
        return WorkOrder.objects.create(
            number=number, customer=customer or make_customer(centre), operations_centre=centre,
            opened_at=fields["closed_at"] - timedelta(hours=5), **fields,
        )  # fmt: skip


@pytest.fixture
def make_check(cast: Cast) -> Callable[..., CrossedCheck]:
    """A waiting check of a closed order."""

    def make(number: str = "OT-1", **fields: Any) -> CrossedCheck:
        order = closed_order(cast, number, **fields)
        with arranging():
            draw, _made = Draw.objects.get_or_create(
                day=YESTERDAY.date(),
                defaults={
                    "at": NOON, "seed": "s", "pool": [],
                    "parameters": {
                        "random_per_centre": 3, "risk_per_centre": 2, "risk_reports": 1, "risk_days": 10,
                    },
                },
            )  # fmt: skip
            return CrossedCheck.objects.create(
                draw=draw, work_order=order, operations_centre=order.operations_centre, by_risk=False
            )

    return make
