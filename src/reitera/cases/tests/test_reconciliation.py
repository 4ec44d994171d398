"""What differs between our cases and the commercial system, in both directions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reitera.cases import actions
from reitera.cases.models import Case
from reitera.cases.reconciliation import (
    CLOSED_THERE,
    OPEN_THERE,
    WAITS_FOR_WORK,
    differences,
    told_at,
    with_documents,
)
from reitera.cases.rules import RECONCILERS
from reitera.cases.tests.test_acts import make_case
from reitera.core.testing import arranging
from reitera.faults.models import FaultReport, WorkOrder
from reitera.intake.models import Import
from reitera.procedure.roles import ROLES
from reitera.procedure.steps import State
from reitera.staff.models import OperationsCentre
from tests.cast import NOON, Cast, make_report

FILES_CAME = NOON + timedelta(hours=1)
BEFORE, AFTER = NOON - timedelta(days=3), NOON + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _files(db: None) -> None:
    for kind in ("fault_reports", "work_orders"):
        bring_file(kind, FILES_CAME)


def bring_file(kind: str, applied_at: datetime, *fields: str) -> None:
    with arranging():
        Import.objects.create(
            kind=kind, status="applied", file_name="x.csv", uploaded_at=applied_at, applied_at=applied_at,
            mapping=dict.fromkeys(("number", *(fields or ("closed_at",))), "X"),
        )  # fmt: skip


def report(case: Case, at: datetime = BEFORE, closed_at: datetime | None = None, **fields: Any) -> FaultReport:
    fields.setdefault("operations_centre", case.operations_centre)
    return make_report(case.customer, at, closed_at=closed_at, **fields)


def order(case: Case, at: datetime = BEFORE, closed_at: datetime | None = None, **fields: Any) -> WorkOrder:
    with arranging():
        return WorkOrder.objects.create(
            number=f"OT-{WorkOrder.objects.count()}", customer=case.customer, opened_at=at, closed_at=closed_at,
            operations_centre=case.operations_centre, **fields,
        )  # fmt: skip


def concluded(cast: Cast, at: datetime = NOON, **fields: Any) -> Case:
    return make_case(cast, State.CONCLUDED, concluded_at=at, result="satisfied", **fields)


def waiting(cast: Cast, state: State = State.SCHEDULE_VISIT, **fields: Any) -> Case:
    return make_case(cast, state, first_reported_at=BEFORE, **fields)


def found(cast: Cast, direction: str, person: str = "manager_analyst") -> list[Case]:
    return list(differences(direction, cast.people[person], told_at()))


def test_a_concluded_case_with_a_report_open_there(cast: Cast) -> None:
    case = concluded(cast)
    still_open = report(case)

    assert found(cast, OPEN_THERE) == [case]
    [line] = with_documents(found(cast, OPEN_THERE), OPEN_THERE, cast.manager_analyst, told_at())
    assert [document.number for document in line.documents] == [still_open.number]


def test_a_concluded_case_with_an_order_open_there(cast: Cast) -> None:
    case = concluded(cast)
    order(case)

    assert found(cast, OPEN_THERE) == [case]


@pytest.mark.parametrize("fields", [{"closed_at": NOON}, {"annulled": True}, {"at": NOON + timedelta(hours=2)}])
def test_a_report_closed_annulled_or_made_after_the_conclusion_is_no_difference(cast: Cast, fields: Any) -> None:
    report(concluded(cast), **fields)

    assert found(cast, OPEN_THERE) == []


@pytest.mark.parametrize("status", ["Anulada", "CERRADA", "atendido"])
def test_an_order_whose_status_says_closed_or_annulled_is_not_open(cast: Cast, status: str) -> None:
    order(concluded(cast), status=status)

    assert found(cast, OPEN_THERE) == []


def test_what_was_closed_here_after_the_last_file_is_not_a_difference_yet(cast: Cast) -> None:
    case = concluded(cast, at=FILES_CAME + timedelta(hours=1))
    report(case)
    assert found(cast, OPEN_THERE) == []

    bring_file("fault_reports", FILES_CAME + timedelta(hours=2))

    assert found(cast, OPEN_THERE) == [case]


def test_an_order_closed_in_our_case_and_open_there(cast: Cast) -> None:
    case = make_case(cast, State.ORDER_CLOSING)
    order(case)
    assert found(cast, OPEN_THERE) == []

    actions.act(cases=[case], outcome="closed", actor=cast.centre_operator, at=NOON, given={"order": "OT-0"})

    assert found(cast, OPEN_THERE) == [case]


def test_a_closing_that_was_taken_back_is_none(cast: Cast) -> None:
    case = make_case(cast, State.ORDER_CLOSING)
    order(case)
    actions.act(cases=[case], outcome="closed", actor=cast.centre_operator, at=NOON, given={"order": "OT-0"})
    actions.take_back(cases=[case], actor=cast.centre_operator, at=AFTER)

    assert found(cast, OPEN_THERE) == []


def test_an_order_opened_after_the_closing_belongs_to_the_next_visit(cast: Cast) -> None:
    case = make_case(cast, State.ORDER_CLOSING)
    actions.act(cases=[case], outcome="closed", actor=cast.centre_operator, at=NOON, given={"order": "OT-0"})
    order(case, at=NOON + timedelta(minutes=30))

    assert found(cast, OPEN_THERE) == []


def test_only_the_last_case_of_a_customer_is_compared(cast: Cast) -> None:
    first = concluded(cast, at=NOON - timedelta(days=1))
    with arranging():
        last = Case.objects.create(
            customer=first.customer, operations_centre=cast.north, state=State.CONCLUDED, state_since=NOON,
            opened_at=NOON, concluded_at=NOON, result="satisfied", origin=Case.Origin.CYCLE,
        )  # fmt: skip
    report(first)

    assert found(cast, OPEN_THERE) == [last]


def test_a_customer_whose_case_is_open_again_is_not_listed_for_the_concluded_one(cast: Cast) -> None:
    first = concluded(cast, at=NOON - timedelta(days=1))
    with arranging():
        Case.objects.create(
            customer=first.customer, operations_centre=cast.north, state=State.RECEPTION, state_since=NOON,
            opened_at=NOON, origin=Case.Origin.CYCLE,
        )  # fmt: skip
    report(first)

    assert found(cast, OPEN_THERE) == []


@pytest.mark.parametrize("state", WAITS_FOR_WORK)
def test_everything_closed_there_while_the_case_waits_for_its_work(cast: Cast, state: State) -> None:
    case = waiting(cast, state)
    report(case, closed_at=AFTER)
    order(case, closed_at=AFTER)

    assert found(cast, CLOSED_THERE) == [case]
    [line] = with_documents(found(cast, CLOSED_THERE), CLOSED_THERE, cast.manager_analyst, told_at())
    assert ([document.closed_at for document in line.documents], line.closed_here_at) == ([AFTER, AFTER], None)


@pytest.mark.parametrize("state", [State.DISPATCH, State.RECEPTION, State.SOLUTION_MONITORING, State.QUALITY_CHECK])
def test_a_case_that_does_not_wait_for_work_is_no_difference(cast: Cast, state: State) -> None:
    report(waiting(cast, state), closed_at=AFTER)

    assert found(cast, CLOSED_THERE) == []


def test_one_report_still_open_there_is_no_difference(cast: Cast) -> None:
    case = waiting(cast)
    report(case, closed_at=AFTER)
    order(case)

    assert found(cast, CLOSED_THERE) == []


def test_what_was_closed_before_the_case_was_opened_says_nothing(cast: Cast) -> None:
    report(waiting(cast), closed_at=NOON - timedelta(days=1))

    assert found(cast, CLOSED_THERE) == []


def test_a_customer_without_documents_since_the_case_is_no_difference(cast: Cast) -> None:
    report(waiting(cast), at=BEFORE - timedelta(days=30), closed_at=AFTER)

    assert found(cast, CLOSED_THERE) == []


def test_files_that_do_not_say_when_reports_were_closed_are_not_compared(cast: Cast) -> None:
    with arranging():
        Import.objects.all().delete()
    bring_file("fault_reports", FILES_CAME, "reported_at")
    report(concluded(cast))

    assert (told_at(), found(cast, OPEN_THERE), found(cast, CLOSED_THERE)) == ({}, [], [])


def test_an_open_report_of_another_centre_is_not_told_but_keeps_the_case_from_counting_as_closed(cast: Cast) -> None:
    case = waiting(cast)
    report(case, closed_at=AFTER)
    report(case, operations_centre=cast.south)

    assert found(cast, CLOSED_THERE, "usm_analyst") == []


def test_a_centre_sees_its_own_differences(cast: Cast) -> None:
    north, south = concluded(cast), concluded(cast, operations_centre=cast.south)
    with arranging():
        south.customer.operations_centres.set([cast.south])
    report(north)
    report(south)

    assert found(cast, OPEN_THERE, "centre_operator") == [north]
    assert found(cast, OPEN_THERE, "centre_operator_south") == [south]


def page(cast: Cast, person: str, query: str = "", name: str = "cases:reconciliation") -> Any:
    client = Client()
    client.force_login(cast.people[person])
    return client.get(reverse(name) + query)


def lay_out(cast: Cast, count: int, centre: OperationsCentre) -> None:
    for _ in range(count):
        case = concluded(cast, operations_centre=centre)
        with arranging():
            case.customer.operations_centres.set([centre])
        report(case)
        order(case)
        waits = waiting(cast, operations_centre=centre)
        report(waits, closed_at=AFTER)


def test_the_page_has_both_directions_and_links_to_the_case(cast: Cast) -> None:
    lay_out(cast, 1, cast.north)

    first, second = (
        page(cast, "usm_analyst", f"?sentido={way}").content.decode() for way in (OPEN_THERE, CLOSED_THERE)
    )

    assert (first.count("data-row"), second.count("data-row")) == (1, 1)
    assert "/casos/TT-" in first and "sin cerrar desde" in first and "espera desde" in second


def test_the_page_is_narrowed_by_centre(cast: Cast) -> None:
    lay_out(cast, 2, cast.north)
    lay_out(cast, 1, cast.south)

    counts = [page(cast, "manager_analyst", query).content.decode().count("data-row")
              for query in ("", "?centro=SUR", "?centro=NORTE", "?centro=-", "?sentido=raro")]  # fmt: skip

    assert counts == [3, 1, 2, 0, 3]


def test_the_file_has_a_line_for_each_document(cast: Cast) -> None:
    lay_out(cast, 2, cast.north)
    lay_out(cast, 1, cast.south)

    answer = page(cast, "centre_operator", name="cases:reconciliation_csv")
    lines = b"".join(answer.streaming_content).decode().splitlines()

    assert len(lines) == 1 + 2 * 2
    assert all("Centro Norte" in line and "25/11/2026 12:00" in line for line in lines[1:])


@pytest.mark.parametrize("role", ROLES)
def test_who_compares(cast: Cast, role: str) -> None:
    for name in ("cases:reconciliation", "cases:reconciliation_csv"):
        assert page(cast, role, name=name).status_code == (200 if role in RECONCILERS else 403)


@pytest.mark.parametrize("direction", [OPEN_THERE, CLOSED_THERE])
def test_the_page_takes_the_same_queries_for_one_and_for_thirty(cast: Cast, direction: str) -> None:
    lay_out(cast, 1, cast.north)
    counts = []
    for more in (29, 0):
        with CaptureQueriesContext(connection) as captured:
            assert page(cast, "usm_analyst", f"?sentido={direction}").status_code == 200
        counts.append(len(captured))
        lay_out(cast, more, cast.north)

    assert counts[0] == counts[1]
