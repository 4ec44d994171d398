"""The list of calls and a call made from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_editing_catalogue import item
from reitera.cases.tests.test_pages import Forms, page, press, signed_in
from reitera.core import clock
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.retention.models import Agreement, CallAttempt
from tests.cast import NOON, Cast

CALLS = reverse("retention:calls")
NO_ANSWER = "LLA-K04"


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.fixed(NOON + timedelta(minutes=1)):
        yield


def waiting(cast: Cast, **fields) -> Case:
    return make_case(cast, State.RETENTION_CONTACT, **fields)


def called(case: Case, cast: Cast, *, again_in: timedelta) -> None:
    with arranging():
        CallAttempt.objects.create(
            case=case, at=NOON, by=cast.retention_agent, result=item(NO_ANSWER), next_call_at=NOON + again_in
        )


def order_of(html: str, *cases: Case) -> list[Case]:
    places = html[html.index("ca__l") : html.index("ca__m")]
    return sorted(cases, key=lambda case: places.index(case.number))


def test_due_calls_come_by_rank_then_later_ones_by_time_then_agreements(cast: Cast) -> None:
    agreed = waiting(cast, reports_in_window=9, due_at=NOON + timedelta(days=2))
    with arranging():
        Agreement.objects.create(
            case=agreed, kind="claim", agreed_on=NOON.date() + timedelta(days=2), made_at=NOON,
            made_by=cast.retention_agent,
        )  # fmt: skip
    later, soon = waiting(cast, reports_in_window=8), waiting(cast, reports_in_window=2)
    called(later, cast, again_in=timedelta(hours=5))
    called(soon, cast, again_in=timedelta(hours=1))
    third = waiting(cast, reports_in_window=3, segment="")
    second = waiting(cast, reports_in_window=3, segment="C", cycles_in_a_row=1)
    first = waiting(cast, reports_in_window=3, segment="C", cycles_in_a_row=4)
    zeroth = waiting(cast, reports_in_window=3, segment="B")

    html = page(signed_in(cast, "retention_agent"), CALLS)

    expected = [zeroth, first, second, third, soon, later, agreed]
    assert order_of(html, *reversed(expected)) == expected


def test_an_attempt_is_one_post_from_the_list(cast: Cast) -> None:
    case, other = waiting(cast, reports_in_window=5), waiting(cast, reports_in_window=2)
    client = signed_in(cast, "retention_agent")
    # The first click chooses a result, the second saves: everything else is in the form already.
    fields = Forms(page(client, CALLS)).by_action(reverse("cases:act", args=["note_call"]))

    answer = client.post(reverse("cases:act", args=["note_call"]), fields | {"result": NO_ANSWER})

    assert (answer.status_code, answer["Location"]) == (302, CALLS)
    assert CallAttempt.objects.get().case == case
    # The next one is open at once.
    assert token_of(other) in page(client, CALLS)


def test_the_same_form_sent_twice_notes_one_call(cast: Cast) -> None:
    waiting(cast)
    client, address = signed_in(cast, "retention_agent"), reverse("cases:act", args=["note_call"])
    fields = Forms(page(client, CALLS)).by_action(address) | {"result": NO_ANSWER}

    statuses = [client.post(address, fields).status_code for _ in range(2)]

    assert (statuses, CallAttempt.objects.count()) == ([302, 409], 1)


def test_a_call_for_later_without_its_time_comes_back_as_a_form(cast: Cast) -> None:
    waiting(cast)
    client, address = signed_in(cast, "retention_agent"), reverse("cases:act", args=["note_call"])
    fields = Forms(page(client, CALLS)).by_action(address) | {"result": "LLA-K03"}

    answer = client.post(address, fields)

    assert (answer.status_code, CallAttempt.objects.count()) == (422, 0)
    assert "Escriba el día y la hora que pidió el cliente." in answer.content.decode()


def test_numbers_can_be_dialled_and_written_to(cast: Cast) -> None:
    case = waiting(cast)
    with arranging():
        case.customer.phone = "70712345"
        case.customer.save()

    html = page(signed_in(cast, "retention_agent"), CALLS)

    assert 'href="tel:+59170712345"' in html and 'href="https://wa.me/59170712345"' in html


def test_who_only_reads_sees_neither_numbers_nor_the_form(cast: Cast) -> None:
    case = waiting(cast)
    with arranging():
        case.customer.phone = "70712345"
        case.customer.save()

    html = page(signed_in(cast, "division_head"), CALLS)

    assert "70712345" not in html and 'name="result"' not in html


@pytest.mark.parametrize("person", ["usm_analyst", "quality_coordinator", "centre_operator", "nobody"])
def test_others_have_no_list_of_calls(cast: Cast, person: str) -> None:
    waiting(cast)

    assert signed_in(cast, person).get(CALLS).status_code == 403


def test_an_agreement_is_noted_and_executed_from_the_case_page(cast: Cast) -> None:
    case, client = waiting(cast), signed_in(cast, "retention_agent")
    written = {"kind": "plan_change", "agreed_on": "2026-11-27", "plan_after": "Fibra 100", "billing_after": "250,50"}

    assert press(client, case, "note_agreement", **written) == 302
    html = page(client, reverse("cases:case", args=[case.number]))
    assert "por ejecutar" in html and "Fibra 100" in html and "Bs 250,50" in html
    assert "anotó un acuerdo, cambio de plan, para el 27/11/2026" in html

    assert press(client, case, "agreement_executed", order="OT-9", executed_on="2026-11-25") == 302
    assert Case.objects.get().state == State.QUALITY_CHECK
    assert "orden OT-9" in page(client, reverse("cases:case", args=[case.number]))


def test_the_case_page_says_that_the_agreement_is_missing(cast: Cast) -> None:
    case = waiting(cast)

    html = page(signed_in(cast, "retention_agent"), reverse("cases:case", args=[case.number]))

    assert "Falta anotar el acuerdo." in html


def test_a_customer_who_cancels_is_concluded_from_the_case_page(cast: Cast) -> None:
    case = waiting(cast)

    assert press(signed_in(cast, "retention_agent"), case, "customer_cancels", why="RET-R10") == 302

    assert Case.objects.get().result == "churned"


def test_the_list_takes_as_many_queries_for_one_case_as_for_thirty(cast: Cast) -> None:
    client = signed_in(cast, "retention_agent")
    called(waiting(cast, reports_in_window=3), cast, again_in=timedelta())
    counted = _queries(client)
    for _ in range(29):
        called(waiting(cast, reports_in_window=2), cast, again_in=timedelta())

    assert _queries(client) == counted


def _queries(client) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, CALLS)
    return len(captured)
