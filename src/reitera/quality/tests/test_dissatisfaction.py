"""Steps 12 and 13: causes decide where the case goes; the customer is told before the visit."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reitera.cases.models import Case
from reitera.cases.refusals import NoSuchMove, NotOffered, NotYourCase, ReasonMissing, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.core.errors import Refusal
from reitera.core.models import Event
from reitera.procedure.steps import State
from reitera.quality.actions import identify_causes, inform_customer
from reitera.quality.models import CustomerInformed, Dissatisfaction
from reitera.quality.refusals import CausesMissing, InformedLater
from tests.cast import NOON, Cast

CAUSES = ["INS-N08", "INS-N03"]


def identify(case: Case, cast: Cast, person: str = "quality_coordinator", **fields) -> Dissatisfaction:
    asked = {"causes": CAUSES, "is_technical": True, "actor": cast.people[person], "at": NOON, **fields}
    return identify_causes(case=case, **asked)


def inform(case: Case, cast: Cast, person: str = "quality_coordinator", **fields) -> CustomerInformed:
    asked = {"channel": "call", "informed_at": NOON, "actor": cast.people[person], "at": NOON, **fields}
    return inform_customer(case=case, **asked)


@pytest.mark.parametrize(
    ("is_technical", "state"), [(True, State.INFORM_CUSTOMER), (False, State.DISTRIBUTION)], ids=["technical", "not"]
)
def test_the_kind_of_cause_decides_where_the_case_goes(cast: Cast, is_technical: bool, state: State) -> None:
    case = make_case(cast, State.DISSATISFACTION)

    found = identify(case, cast, is_technical=is_technical, remark="de noche")

    moved = Event.objects.get()
    assert Case.objects.get().state == state
    # In the order of the catalogue, whatever the order they were ticked in.
    assert (
        found.causes
        == moved.after["causes"]
        == [
            {"code": "INS-N03", "label": "Demora en la visita"},
            {"code": "INS-N08", "label": "Velocidad menor a la contratada"},
        ]
    )
    assert moved.personal.after == {"remark": "de noche"}


@pytest.mark.parametrize(
    ("causes", "refusal"), [([], CausesMissing), (["INS-N77"], NotOffered), (["INS-N03", "CAU-A01"], NotOffered)]
)
def test_no_case_is_sent_without_a_cause_of_the_catalogue(
    cast: Cast, causes: list[str], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        identify(make_case(cast, State.DISSATISFACTION), cast, causes=causes)

    assert (Dissatisfaction.objects.count(), Event.objects.count()) == (0, 0)


def test_the_customer_is_told_how_when_and_by_whom(cast: Cast) -> None:
    case = make_case(cast, State.INFORM_CUSTOMER)

    told = inform(case, cast, channel="whatsapp", informed_at=NOON - timedelta(hours=1))

    assert Case.objects.get().state == State.SCHEDULE_VISIT
    assert (told.channel, told.informed_at, told.by) == (
        "whatsapp", NOON - timedelta(hours=1), cast.quality_coordinator,
    )  # fmt: skip


def test_nobody_was_told_in_the_future(cast: Cast) -> None:
    with pytest.raises(InformedLater):
        inform(make_case(cast, State.INFORM_CUSTOMER), cast, informed_at=NOON + timedelta(minutes=1))


@pytest.mark.parametrize("person", ["manager_analyst", "usm_analyst", "retention_agent"])
def test_only_the_quality_coordinator_identifies_and_informs(cast: Cast, person: str) -> None:
    for act, state in ((identify, State.DISSATISFACTION), (inform, State.INFORM_CUSTOMER)):
        with pytest.raises(NotYourCase):
            act(make_case(cast, state), cast, person)

    assert Event.objects.count() == 0


def test_each_is_done_at_its_own_step_and_once(cast: Cast) -> None:
    case = make_case(cast, State.DISSATISFACTION)
    with pytest.raises(NoSuchMove):
        inform(case, cast)
    identify(case, cast)

    with pytest.raises(SomeoneWasFirst):
        identify(case, cast)

    assert Dissatisfaction.objects.count() == 1


def test_a_critical_case_goes_on_only_with_a_plan(cast: Cast) -> None:
    case = make_case(cast, State.DISSATISFACTION, is_critical=True, dissatisfactions=2)
    with pytest.raises(ReasonMissing):
        identify(case, cast)
    assert Dissatisfaction.objects.count() == 0

    identify(case, cast, plan="va el supervisor")

    assert Case.objects.get().plan == "va el supervisor"
