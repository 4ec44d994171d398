"""The inbox, the case page and the acts, through the forms that the pages show."""

from __future__ import annotations

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from reitera.cases.models import Case, Comment
from reitera.cases.seen import token_of
from reitera.cases.sentences import DONE
from reitera.cases.tests.test_acts import make_case
from reitera.core import clock
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.moves import MOVES
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.staff.models import RoleAssignment
from tests.cast import NOON, Cast, make_customer, make_product, make_report

LATER = NOON + timedelta(minutes=1)


class Forms(HTMLParser):
    """The forms of a page: action → the hidden fields, and the links that lead to a form."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]]]] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((values.get("action", ""), {}))
        elif tag == "a":
            self.links.append(values.get("href", ""))
        elif tag == "input" and values.get("type") == "hidden" and self.found:
            self.found[-1][1].setdefault(values["name"], []).append(values.get("value", ""))

    def by_action(self, action: str) -> dict[str, list[str]]:
        return next(fields for found, fields in self.found if found == action)


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name])
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def act_address(code: str) -> str:
    return reverse("cases:act", args=[code])


def press(client: Client, case: Case, code: str, **written: str) -> int:
    """Do an act as a person does: from the case page, through its form; the status of the answer."""
    html = page(client, reverse("cases:case", args=[case.number]))
    forms = Forms(html)
    action = act_address(code)
    if written:
        link = next(link for link in forms.links if link.startswith(action))
        forms = Forms(page(client, link))
    return client.post(action, forms.by_action(action) | written).status_code


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.fixed(LATER):
        yield


def test_an_act_without_questions_is_one_press(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)

    status = press(signed_in(cast, "usm_analyst"), case, "received")

    case.refresh_from_db()
    assert (status, case.state) == (302, State.TECHNICAL_REVIEW)


def test_an_act_with_a_reason_asks_for_it_and_keeps_what_was_written(cast: Cast) -> None:
    case = make_case(cast, State.DISTRIBUTION)
    client = signed_in(cast, "manager_analyst")

    assert press(client, case, "retain", reason="pide otro plan") == 302

    case.refresh_from_db()
    assert case.state == State.RETENTION_CONTACT
    assert "pide otro plan" in page(client, reverse("cases:case", args=[case.number]))


def test_a_missing_reason_comes_back_as_a_form_and_changes_nothing(cast: Cast) -> None:
    case = make_case(cast, State.DISTRIBUTION)

    answer = signed_in(cast, "manager_analyst").post(act_address("retain"), {"seen": token_of(case), "reason": " "})

    case.refresh_from_db()
    assert (answer.status_code, case.state) == (422, State.DISTRIBUTION)


def test_after_an_act_in_a_dialog_the_page_that_is_shown_has_the_message_and_the_way_back(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    client = signed_in(cast, "usm_analyst")
    back = reverse("cases:inbox") + f"?abrir={case.number}"

    sent = {"seen": token_of(case), "next": back}
    answer = client.post(act_address("visit_needed"), sent, headers={"HX-Request": "true"})

    # A redirect would be followed by htmx itself, and the message shown to nobody.
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, back)
    assert reverse("cases:take_back") in [action for action, _ in Forms(page(client, back)).found]


def test_a_repeated_click_does_one_act_and_says_what_happened(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)
    client = signed_in(cast, "usm_analyst")
    sent = {"seen": token_of(case)}

    first, second = (client.post(act_address("received"), sent) for _ in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Usm Analyst" in second.content.decode()
    assert Event.objects.filter(kind="case.moved").count() == 1


def test_a_direct_request_out_of_role_is_refused_with_who_can(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)

    answer = signed_in(cast, "centre_supervisor").post(act_address("received"), {"seen": token_of(case)})

    assert answer.status_code == 403
    assert "Analista USM" in answer.content.decode()


def test_a_case_of_another_centre_does_not_exist_for_a_person(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)
    client = signed_in(cast, "usm_analyst_south")

    answers = [
        client.get(reverse("cases:case", args=[case.number])),
        client.post(act_address("received"), {"seen": token_of(case)}),
        client.post(reverse("cases:comment", args=[case.number]), {"text": "hola"}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert Comment.objects.count() == 0


@pytest.mark.parametrize(
    "token", ["", "x", "1:2:3", "1:reception:", "99999999999999999999:reception:1", "-1:reception:1"]
)
def test_a_token_that_is_none_is_refused(cast: Cast, token: str) -> None:
    answer = signed_in(cast, "usm_analyst").post(act_address("received"), {"seen": token})

    assert answer.status_code == 404


def test_the_other_centre_of_a_customer_reads_the_case_but_cannot_act(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)
    with arranging():
        case.customer.operations_centres.add(cast.south)
    client = signed_in(cast, "usm_analyst_south")

    html = page(client, reverse("cases:case", args=[case.number]))

    assert "Nada por ahora. Lo tiene: Analista USM, Centro Norte." in html
    assert client.post(act_address("received"), {"seen": token_of(case)}).status_code == 403


def test_a_whole_list_is_received_with_one_form(cast: Cast) -> None:
    cases = [make_case(cast, State.RECEPTION) for _ in range(3)]
    client = signed_in(cast, "usm_analyst")

    forms = Forms(page(client, reverse("cases:inbox")))
    client.post(act_address("received"), forms.by_action(act_address("received")))

    assert set(Case.objects.values_list("state", flat=True)) == {State.TECHNICAL_REVIEW}
    assert len(cases) == 3


def test_what_was_done_is_taken_back_from_the_message(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)
    client = signed_in(cast, "usm_analyst")
    press(client, case, "received")

    forms = Forms(page(client, reverse("cases:inbox")))
    client.post(reverse("cases:take_back"), forms.by_action(reverse("cases:take_back")))

    case.refresh_from_db()
    assert case.state == State.RECEPTION


def test_a_case_is_transferred_to_another_centre(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)

    press(signed_in(cast, "usm_analyst"), case, "transfer", centre=str(cast.south.pk), reason="es del sur")

    case.refresh_from_db()
    assert case.operations_centre == cast.south


def test_html_in_a_comment_is_shown_harmless(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)
    client = signed_in(cast, "usm_analyst")
    address = reverse("cases:case", args=[case.number])

    client.post(reverse("cases:comment", args=[case.number]), {"text": "<script>alert(1)</script>"})

    assert "<script>alert(1)" not in page(client, address)
    assert "&lt;script&gt;alert(1)" in page(client, address)


def test_a_critical_case_asks_for_its_plan_before_it_goes_on(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW, is_critical=True, visits=3)
    client = signed_in(cast, "usm_analyst")
    refused = client.post(act_address("visit_needed"), {"seen": token_of(case)})

    press(client, case, "visit_needed", plan="cambiar la acometida entera")

    case.refresh_from_db()
    assert (refused.status_code, case.state) == (422, State.SCHEDULE_VISIT)
    assert case.plan == "cambiar la acometida entera"


def test_who_only_reads_has_no_act_and_a_masked_phone(cast: Cast) -> None:
    case = make_case(cast, State.RECEPTION)
    with arranging():
        case.customer.phone = "70012345"
        case.customer.save()

    html = page(signed_in(cast, "division_head"), reverse("cases:case", args=[case.number]))

    assert "70012345" not in html and "••••••45" in html
    assert [action for action, _ in Forms(html).found if "/casos/" in action] == []


def test_the_inbox_says_who_has_the_work_when_nothing_waits(cast: Cast) -> None:
    make_case(cast, State.RECEPTION)

    html = page(signed_in(cast, "retention_agent"), reverse("cases:inbox"))

    assert "No tiene casos pendientes. Hay 1 que espera a otra persona" in html


def test_overdue_comes_first_whatever_its_step(cast: Cast) -> None:
    in_time = make_case(cast, State.RECEPTION, due_at=NOON + timedelta(hours=3))
    late = make_case(cast, State.TECHNICAL_REVIEW, due_at=NOON - timedelta(hours=3))

    html = page(signed_in(cast, "usm_analyst"), reverse("cases:inbox"))

    assert html.index(late.number) < html.index(in_time.number)


@pytest.mark.parametrize("query", ["", "?vista=todos", "?vista=concluidos", "?paso=reception", "?q=cliente"])
def test_the_inbox_takes_as_many_queries_for_one_case_as_for_thirty(cast: Cast, query: str) -> None:
    client = signed_in(cast, "usm_analyst")
    state = State.CONCLUDED if "concluidos" in query else State.RECEPTION
    full_row(cast, state)
    counted = _queries(client, query)
    for _ in range(29):
        full_row(cast, state)

    assert _queries(client, query) == counted


def full_row(cast: Cast, state: State) -> None:
    """A case with everything that its row can show."""
    ended = {"result": "satisfied", "concluded_at": NOON} if state is State.CONCLUDED else {}
    case = make_case(
        cast,
        state,
        **ended,
        first_reported_at=NOON,
        last_reported_at=NOON,
        owner=cast.usm_analyst,
        technician=cast.field_technician,
    )
    make_report(case.customer, NOON)


def _queries(client: Client, query: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        page(client, reverse("cases:inbox") + query)
    return len(captured)


def test_a_person_finds_a_case_by_number_and_by_name(cast: Cast) -> None:
    case, other = make_case(cast, State.RECEPTION), make_case(cast, State.RECEPTION)
    client = signed_in(cast, "usm_analyst")

    for words in (case.number, case.customer.name):
        html = page(client, reverse("cases:inbox") + f"?q={words}")
        assert case.number in html and other.number not in html


def test_a_preventive_case_is_opened_by_the_manager_analyst_alone(cast: Cast) -> None:
    customer = make_customer(cast.north)
    written = {"customer": customer.code, "reason": "llamó el gerente"}

    refused = signed_in(cast, "usm_analyst").post(reverse("cases:open"), written)
    signed_in(cast, "manager_analyst").post(reverse("cases:open"), written)

    assert refused.status_code == 403
    assert Case.objects.get().customer == customer


def test_every_outcome_of_the_table_has_its_sentence_and_no_other() -> None:
    assert {move.outcome for move in MOVES} == set(DONE)


def test_a_whole_cycle_is_sent_with_one_form_and_who_has_no_centre_stays(cast: Cast) -> None:
    sent = [make_case(cast, State.DISPATCH, due_at=NOON + timedelta(hours=1), segment="A") for _ in range(20)]
    stays = make_case(cast, State.DISPATCH, operations_centre=None)
    client = signed_in(cast, "manager_analyst")

    html = page(client, reverse("cases:inbox"))
    client.post(act_address("sent"), Forms(html).by_action(act_address("sent")))

    assert "Enviar 20 clientes a 1 centros" not in html and "20 de A" in html
    assert Case.objects.filter(state=State.RECEPTION).count() == len(sent)
    assert Case.objects.get(state=State.DISPATCH) == stays


def test_the_technician_of_the_visit_sees_the_contract_and_the_reports_of_the_case_in_its_centre(cast: Cast) -> None:
    case = make_case(cast, State.FIELD_WORK, technician=cast.field_technician)
    for centre, mark in ((cast.north, "DEL-NORTE"), (cast.south, "DEL-SUR")):
        product = make_product(case.customer, centre, code=f"P-{mark}")
        make_report(case.customer, NOON, product=product, number=f"RD-{mark}")
    address = reverse("cases:case", args=[case.number])

    html = page(signed_in(cast, "field_technician"), address)

    assert "P-DEL-NORTE" in html and "RD-DEL-NORTE" in html
    assert "DEL-SUR" not in html
    assert signed_in(cast, "field_technician_south").get(address).status_code == 404


def test_an_act_that_asks_for_the_facts_of_one_case_is_refused_for_two(cast: Cast) -> None:
    with arranging():
        RoleAssignment.objects.create(user=cast.usm_analyst, role=Role.FIELD_TECHNICIAN, operations_centre=cast.north)
    cases = [
        make_case(cast, State.TECHNICAL_REVIEW),
        make_case(cast, State.FIELD_WORK, technician=cast.usm_analyst),
    ]

    sent = {"seen": [token_of(case) for case in cases], "reason": "no hay fibra"}
    answer = signed_in(cast, "usm_analyst").post(act_address("no_technical_solution"), sent)

    assert answer.status_code == 422
    assert "«Sin solución técnica» se hace caso por caso" in answer.content.decode()
    assert Event.objects.count() == 0
