"""Step 19.3: work is accepted by somebody else, its order is closed; and plant incidents come back together."""

from __future__ import annotations

import pytest

from reitera.cases.models import Case
from reitera.cases.refusals import NotYourCase, ReasonMissing, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.faults.models import WorkOrder
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.staff.models import RoleAssignment
from reitera.visits.actions.closing import accept_work, close_order, refuse_work
from reitera.visits.actions.incidents import end_incident
from reitera.visits.models import OrderClosing
from reitera.visits.queries import same_incident
from reitera.visits.refusals import NotSameIncident, OrderOfAnother, OwnWork, ReportMissing
from reitera.visits.registration import _can_judge
from reitera.visits.tests.arrange import case_to_accept
from tests.cast import NOON, Cast, make_customer, make_report


@pytest.mark.parametrize("name", ["usm_analyst", "centre_supervisor"])
def test_accepted_work_waits_for_the_closing_of_its_order(cast: Cast, name: str) -> None:
    case, report = case_to_accept(cast)

    accept_work(case=case, actor=cast.people[name], at=NOON)

    case.refresh_from_db()
    report.refresh_from_db()
    event = Event.objects.get(case_id=case.pk)
    assert case.state == State.ORDER_CLOSING
    assert (report.verdict, report.judged_by, report.judged_at) == ("accepted", cast.people[name], NOON)
    assert (event.after["report"], event.after["technician"]) == (report.pk, cast.field_technician.pk)


def test_refused_work_goes_back_to_its_technician_with_a_reason(cast: Cast) -> None:
    case, report = case_to_accept(cast)

    with pytest.raises(ReasonMissing):
        refuse_work(case=case, actor=cast.usm_analyst, at=NOON, given={})
    refuse_work(case=case, actor=cast.usm_analyst, at=NOON, given={"reason": "falta la lectura"})

    case.refresh_from_db()
    report.refresh_from_db()
    assert (case.state, case.technician) == (State.FIELD_WORK, cast.field_technician)
    assert (report.verdict, report.refusal) == ("refused", "falta la lectura")
    assert (report.visit.status, report.visit.ended_at) == ("on_site", None)


def test_the_technician_never_accepts_the_own_work(cast: Cast) -> None:
    case, report = case_to_accept(cast)
    with arranging():
        RoleAssignment.objects.create(
            user=cast.field_technician, role=Role.CENTRE_SUPERVISOR, operations_centre=cast.north
        )

    with pytest.raises(OwnWork):
        accept_work(case=case, actor=cast.field_technician, at=NOON)

    report.refresh_from_db()
    assert (report.verdict, Event.objects.count()) == ("", 0)
    assert not _can_judge("accepted", cast.field_technician.viewer, case)
    assert _can_judge("accepted", cast.centre_supervisor.viewer, case)


def test_work_is_accepted_by_the_centre_once_and_with_a_report(cast: Cast) -> None:
    case, _report = case_to_accept(cast)
    for name in ("centre_operator", "usm_analyst_south", "manager_analyst"):
        with pytest.raises(NotYourCase):
            accept_work(case=case, actor=cast.people[name], at=NOON)

    accept_work(case=case, actor=cast.usm_analyst, at=NOON)
    with pytest.raises(SomeoneWasFirst):
        accept_work(case=case, actor=cast.usm_analyst, at=NOON)
    with pytest.raises(ReportMissing):
        accept_work(case=make_case(cast, State.WORK_ACCEPTANCE), actor=cast.usm_analyst, at=NOON)


def close(cast: Cast, case: Case, order: str, **fields) -> OrderClosing:
    fields = {"actor": cast.centre_operator, "at": NOON, "closing_code": "C-31", **fields}
    return close_order(case=case, given={"order": order}, **fields)


def test_a_closed_order_is_kept_and_its_solution_watched(cast: Cast) -> None:
    case = make_case(cast, State.ORDER_CLOSING)

    closing = close(cast, case, " OT-88213 ")

    case.refresh_from_db()
    event = Event.objects.get(case_id=case.pk)
    assert case.state == State.SOLUTION_MONITORING
    assert (closing.order_number, closing.closing_code, closing.closed_by) == ("OT-88213", "C-31", cast.centre_operator)
    assert (event.after["closing_code"], event.after["closing"]) == ("C-31", closing.pk)


def test_an_order_known_to_be_another_customers_is_not_closed(cast: Cast) -> None:
    case, other = make_case(cast, State.ORDER_CLOSING), make_customer(cast.south)
    with arranging():
        WorkOrder.objects.create(number="OT-1", customer=other, opened_at=NOON)
        WorkOrder.objects.create(number="OT-2", customer=case.customer, opened_at=NOON)
    make_report(other, NOON, number="RD-9")

    for number in ("OT-1", "RD-9"):
        with pytest.raises(OrderOfAnother) as refusal:
            close(cast, case, number)
        assert other.name not in refusal.value.message
    assert (OrderClosing.objects.count(), Event.objects.count()) == (0, 0)
    assert close(cast, case, "OT-2").pk


def test_only_the_operator_of_the_centre_closes_and_needs_the_number(cast: Cast) -> None:
    case = make_case(cast, State.ORDER_CLOSING)

    for name in ("usm_analyst", "centre_operator_south", "centre_supervisor"):
        with pytest.raises(NotYourCase):
            close(cast, case, "OT-3", actor=cast.people[name])
    with pytest.raises(ReasonMissing):
        close(cast, case, " ")
    assert OrderClosing.objects.count() == 0


def in_incident(cast: Cast, number: str = "GIR-77", **fields) -> Case:
    return make_case(cast, State.PLANT_INCIDENT, incident=number, **fields)


def test_the_cases_of_an_incident_are_those_the_person_may_act_on(cast: Cast) -> None:
    case, other = in_incident(cast), in_incident(cast)
    in_incident(cast, "GIR-78")
    in_incident(cast, operations_centre=cast.south)
    make_case(cast, State.SCHEDULE_VISIT, incident="GIR-77")

    assert list(same_incident([case], cast.centre_supervisor)) == [other]


def test_the_cases_of_an_incident_go_on_together(cast: Cast) -> None:
    cases = [in_incident(cast) for _ in range(3)]

    end_incident(
        cases=cases[:1], others=cases[1:], outcome="incident_solved", actor=cast.centre_supervisor, at=NOON, given={}
    )

    assert set(Case.objects.values_list("state", "solved_at")) == {(State.SOLUTION_MONITORING, NOON)}
    assert [event.after["incident"] for event in Event.objects.all()] == ["GIR-77"] * 3


def test_a_case_of_another_incident_does_not_come_along(cast: Cast) -> None:
    case, other = in_incident(cast), in_incident(cast, "GIR-78")

    with pytest.raises(NotSameIncident):
        end_incident(
            cases=[case], others=[other], outcome="not_the_cause", actor=cast.centre_supervisor, at=NOON,
            given={"reason": "no era"},
        )  # fmt: skip
    assert Event.objects.count() == 0


def test_an_incident_is_ended_by_the_supervisor_of_the_centre(cast: Cast) -> None:
    case = in_incident(cast)

    for name in ("usm_analyst", "centre_supervisor_south"):
        with pytest.raises(NotYourCase):
            end_incident(cases=[case], others=[], outcome="incident_solved", actor=cast.people[name], at=NOON, given={})
