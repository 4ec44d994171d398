"""The agenda, the acts through the forms that the pages show, and the visits on the case page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_pages import Forms, act_address, page, press, signed_in
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.visits.models import FieldReport, MaterialUsed, Status, Visit
from reitera.visits.tests.arrange import (
    at,
    case_in_field,
    case_to_accept,
    case_to_confirm,
    make_report,
    make_visit,
)
from tests.cast import NOON, Cast

AGENDA = "/agenda/"
SLOT = {"day": "2026-11-26", "starts": "14:00", "ends": "16:00"}


def case_page(client: Client, case: Case) -> str:
    return page(client, reverse("cases:case", args=[case.number]))


def told(client: Client, case: Case) -> str:
    """The case page without tags and double spaces, as a person reads it."""
    import re

    return " ".join(re.sub(r"<[^>]+>", "", case_page(client, case)).split())


def test_an_analyst_schedules_from_the_case_page(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT)
    client = signed_in(cast, "usm_analyst")
    written = {"technician": str(cast.field_technician.pk), "pairing": "technician", "agreed_with": "Rosmery",
               "told_how": "call", **SLOT}  # fmt: skip

    status = press(client, case, "scheduled", **written)

    case.refresh_from_db()
    visit = Visit.objects.get()
    assert (status, case.state) == (302, State.PRIORITISE)
    assert (visit.starts_at, visit.ends_at, visit.agreed_with) == (at(14), at(16), "Rosmery")
    text = told(client, case)
    assert "programó la visita: 26/11, 14:00 a 16:00, Field Technician; lidera el Técnico." in text
    assert "Acordado con: «Rosmery»." in text


@pytest.mark.parametrize("came_from", ["cases:case", "cases:inbox"])
def test_who_gives_a_case_out_of_their_hands_comes_back_to_a_page_that_exists(cast: Cast, came_from: str) -> None:
    case, _visit = case_in_field(cast)
    client = signed_in(cast, "field_technician")
    address = (
        reverse("cases:case", args=[case.number]) if came_from == "cases:case" else f"/bandeja/?abrir={case.number}"
    )

    sent = {"seen": token_of(case), "next": address, "result": "VIS-V02", "reason": "nadie abrió"}
    answer = client.post(act_address("customer_absent"), sent, follow=True)

    assert (answer.status_code, answer.redirect_chain) == (200, [(reverse("cases:inbox"), 302)])
    assert "Cliente ausente" in answer.content.decode()


def test_a_taken_hour_is_refused_with_the_sentence(cast: Cast) -> None:
    case_to_confirm(cast)
    case = make_case(cast, State.SCHEDULE_VISIT)
    written = {"technician": cast.field_technician.pk, "pairing": "technician", "agreed_with": "R", "told_how": "call"}

    answer = signed_in(cast, "usm_analyst").post(act_address("scheduled"), {"seen": token_of(case), **written, **SLOT})

    assert answer.status_code == 409
    assert "Field Technician ya tiene una visita de 14:00 a 16:00." in answer.content.decode()


def test_the_form_offers_the_technicians_of_the_centre_alone(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT)

    html = page(signed_in(cast, "usm_analyst"), act_address("scheduled") + f"?seen={token_of(case)}")

    assert "Field Technician</option>" in html
    assert "Field Technician South" not in html


def test_a_supervisor_confirms_one_and_many(cast: Cast) -> None:
    one, visit = case_to_confirm(cast)
    many = [case_to_confirm(cast, at(8) + timedelta(hours=2 * n, days=1))[0] for n in range(2)]
    client = signed_in(cast, "centre_supervisor")

    first = press(client, one, "confirmed", priority="1", technician=str(cast.field_technician.pk), day_order="3")
    second = client.post(
        act_address("confirmed"), {"seen": [token_of(case) for case in many], "priority": "2"}
    ).status_code

    visit.refresh_from_db()
    assert (first, second, visit.day_order) == (302, 302, 3)
    assert set(Case.objects.values_list("state", flat=True)) == {State.FIELD_WORK}
    assert "confirmó la visita: 26/11, 14:00 a 16:00, Field Technician; prioridad 1, orden 3." in told(client, one)


def test_a_supervisor_sends_a_visit_back_with_what_happened(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)

    press(signed_in(cast, "centre_supervisor"), case, "back_to_scheduling", result="VIS-V05", reason="viaja")

    visit.refresh_from_db()
    assert (visit.status, visit.result.code) == ("cancelled", "VIS-V05")


def test_a_result_of_another_act_is_not_taken(cast: Cast) -> None:
    case, visit = case_in_field(cast)

    answer = signed_in(cast, "field_technician").post(
        act_address("material_missing"), {"seen": token_of(case), "result": "VIS-V02", "reason": "x"}
    )

    visit.refresh_from_db()
    assert (answer.status_code, visit.status) == (422, "on_site")


def test_a_technician_is_offered_what_comes_next(cast: Cast) -> None:
    case, visit = case_in_field(cast, Status.CONFIRMED)
    client = signed_in(cast, "field_technician")

    def offered() -> list[str]:
        html = case_page(client, case)
        return [code for code in ("on_the_way", "on_site") if act_address(code) in html]

    before = offered()
    press(client, case, "on_the_way")
    on_the_way = offered()
    press(client, case, "on_site")

    visit.refresh_from_db()
    assert (before, on_the_way, offered()) == (["on_the_way", "on_site"], ["on_site"], [])
    assert visit.status == "on_site"
    assert "salió hacia el cliente." in told(client, case) and "llegó donde el cliente." in told(client, case)


REPORT = {
    "cause": "", "solution": "", "kind": "definitive", "check_O01": "HG8245", "check_O02": "on", "check_O03": "on",
    "check_O04": "98,5", "check_O05": "on", "signed_by": "Rosmery", "hours": "1,5", "material_0_name": "Conector",
    "material_0_quantity": "2", "material_0_code": "M-1",
}  # fmt: skip


def report_of(**written: str) -> dict[str, str]:
    from reitera.visits.tests.arrange import item

    return {**REPORT, "cause": str(item("CAU-A03").pk), "solution": str(item("SOL-S01").pk), **written}


def test_a_technician_reports_and_all_read_it_on_the_case(cast: Cast) -> None:
    case, _visit = case_in_field(cast)

    status = press(signed_in(cast, "field_technician"), case, "solved", **report_of(remark="quedó bien"))

    report = FieldReport.objects.get()
    text = told(signed_in(cast, "usm_analyst"), case)
    assert (status, str(report.hours), report.remark) == (302, "1.50", "quedó bien")
    assert MaterialUsed.objects.get().name == "Conector"
    for words in (
        "terminó el trabajo: Conector sucio; Limpieza e inspección de conector (definitiva).",
        "Velocidad por cable, bajada98,5 Mbit/s",
        "Gastado en el caso",
        "1 visita hecha · 1,50 h",
        "conforme: Rosmery",
    ):
        assert words in text, words


def test_a_report_with_something_left_out_asks_why_and_keeps_what_was_written(cast: Cast) -> None:
    case, _visit = case_in_field(cast)
    client = signed_in(cast, "field_technician")

    answer = client.post(act_address("solved"), {"seen": token_of(case), **report_of(check_O04="")})
    done = press(client, case, "solved", **report_of(check_O04="", left_out="sin laptop"))

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Escriba el motivo: velocidad por cable, bajada." in html and "HG8245" in html
    assert done == 302
    assert "cierre observado" in told(client, case)


@pytest.mark.parametrize(
    ("field", "value"), [("check_O04", "mucha"), ("hours", "-1"), ("material_0_quantity", ""), ("cause", "999999")]
)
def test_a_report_that_cannot_be_read_comes_back(cast: Cast, field: str, value: str) -> None:
    case, _visit = case_in_field(cast)

    answer = signed_in(cast, "field_technician").post(
        act_address("solved"), {"seen": token_of(case), **report_of(**{field: value})}
    )

    assert (answer.status_code, FieldReport.objects.count()) == (422, 0)


def test_who_accepts_reads_the_report_and_what_it_lacks(cast: Cast) -> None:
    row = {"code": "O04", "label": "Velocidad por cable, bajada", "value": None, "unit": "Mbit/s", "reason": "sin PC"}
    case, report = case_to_accept(cast, checklist=[row], is_observed=True)
    client = signed_in(cast, "centre_supervisor")
    link = next(link for link in Forms(case_page(client, case)).links if link.startswith(act_address("accepted")))

    assert "cierre observado: velocidad por cable, bajada" in told(client, case)
    assert "sin PC" in page(client, link)
    press(client, case, "accepted", remark="")

    report.refresh_from_db()
    assert report.verdict == "accepted"


def test_an_operator_closes_the_open_order_of_the_customer(cast: Cast) -> None:
    from reitera.faults.models import WorkOrder

    case = make_case(cast, State.ORDER_CLOSING)
    with arranging():
        WorkOrder.objects.create(number="OT-5", customer=case.customer, opened_at=NOON)
    client = signed_in(cast, "centre_operator")
    link = next(link for link in Forms(case_page(client, case)).links if link.startswith(act_address("closed")))

    assert 'value="OT-5"' in page(client, link)
    press(client, case, "closed", order="OT-5", closing_code="C-31")

    assert "cerró la orden con el código C-31." in told(client, case)


def test_the_other_cases_of_an_incident_are_ticked_and_go_along(cast: Cast) -> None:
    case, other, third = (make_case(cast, State.PLANT_INCIDENT, incident="GIR-77") for _ in range(3))
    client = signed_in(cast, "centre_supervisor")
    link = next(
        link for link in Forms(case_page(client, case)).links if link.startswith(act_address("incident_solved"))
    )

    assert page(client, link).count("checked") >= 2
    client.post(act_address("incident_solved"), {"seen": token_of(case), "others": [other.pk]})

    states = dict(Case.objects.values_list("pk", "state"))
    assert [states[c.pk] for c in (case, other, third)] == ["solution_monitoring"] * 2 + ["plant_incident"]


def test_the_agenda_lists_visits_by_day_and_technician_with_the_cases_without_date(cast: Cast) -> None:
    soon, _visit = case_to_confirm(cast)
    later, _visit = case_to_confirm(cast, at(9, day=27))
    waiting = make_case(cast, State.SCHEDULE_VISIT)

    html = page(signed_in(cast, "usm_analyst"), AGENDA)

    assert html.index(soon.number) < html.index(later.number)
    assert html.count("1 visita</span>") == 2
    assert waiting.number in html
    assert act_address("scheduled") in html


@pytest.mark.parametrize(
    ("query", "shown"), [("", "ab"), ("?dia=manana", "a"), ("?dia=2026-11-27", "b"), ("?dia=hoy", ""), ("?dia=x", "ab"),
                         ("?centro=SUR", ""), ("?tecnico=x", "ab"), ("?tecnico=999999", "")],
)  # fmt: skip
def test_the_agenda_is_filtered_by_its_address(cast: Cast, query: str, shown: str) -> None:
    cases = {"a": case_to_confirm(cast)[0], "b": case_to_confirm(cast, at(9, day=27))[0]}

    html = page(signed_in(cast, "manager_analyst"), AGENDA + query)

    assert [name for name, case in cases.items() if case.number in html] == list(shown)


def test_a_technician_sees_the_own_visits_alone_with_phone_and_way(cast: Cast) -> None:
    mine, _visit = case_to_confirm(cast)
    with arranging():
        mine.customer.phone, mine.customer.address = "70012345", "Av. Heroínas 123 & Lanza"
        mine.customer.save()
    other = make_case(cast, State.PRIORITISE)
    make_visit(other, cast.field_technician_south)
    waiting = make_case(cast, State.SCHEDULE_VISIT)

    html = page(signed_in(cast, "field_technician"), AGENDA)

    assert mine.number in html and other.number not in html and waiting.number not in html
    assert 'href="tel:70012345"' in html
    assert 'href="geo:0,0?q=Av.%20Hero%C3%ADnas%20123%20%26%20Lanza"' in html


def test_who_calls_nobody_has_no_phone_in_the_agenda(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast)
    with arranging():
        case.customer.phone = "70012345"
        case.customer.save()
    client = signed_in(cast, "division_head")

    listed = b"".join(client.get(reverse("visits:agenda_csv")).streaming_content).decode()

    assert case.number in listed and "70012345" not in listed
    assert "70012345" not in page(client, AGENDA)


def test_an_overdue_visit_stays_in_the_agenda(cast: Cast) -> None:
    case, _visit = case_in_field(cast)
    with arranging():
        Visit.objects.update(starts_at=at(9, day=20), ends_at=at(11, day=20))

    assert case.number in page(signed_in(cast, "centre_supervisor"), AGENDA)


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, address)
    return len(captured)


def test_the_agenda_takes_as_many_queries_for_one_visit_as_for_thirty(cast: Cast) -> None:
    client = signed_in(cast, "usm_analyst")
    case_to_confirm(cast)
    make_case(cast, State.SCHEDULE_VISIT)
    counted = _queries(client, AGENDA)
    for n in range(29):
        case_to_confirm(cast, at(8) + timedelta(days=n))
        make_case(cast, State.SCHEDULE_VISIT)

    assert _queries(client, AGENDA) == counted


def test_the_case_page_takes_as_many_queries_for_one_visit_as_for_ten(cast: Cast) -> None:
    case, visit = case_in_field(cast)
    client = signed_in(cast, "usm_analyst")
    make_report(visit)
    counted = _queries(client, reverse("cases:case", args=[case.number]))
    for n in range(9):
        make_report(make_visit(case, cast.field_technician, at(8, day=1 + n), status=Status.DONE))

    assert _queries(client, reverse("cases:case", args=[case.number])) == counted


def test_the_inbox_takes_as_many_queries_for_one_visit_as_for_thirty(cast: Cast) -> None:
    client = signed_in(cast, "field_technician")
    case_in_field(cast)
    counted = _queries(client, reverse("cases:inbox"))
    for _ in range(29):
        case_in_field(cast)

    assert _queries(client, reverse("cases:inbox")) == counted


@pytest.mark.parametrize("code", ["scheduled", "confirmed", "on_the_way", "solved", "customer_absent", "accepted",
                                  "closed", "incident_solved"])  # fmt: skip
def test_direct_requests_out_of_role_change_nothing(cast: Cast, code: str) -> None:
    made = {
        "scheduled": lambda: make_case(cast, State.SCHEDULE_VISIT),
        "confirmed": lambda: case_to_confirm(cast)[0],
        "accepted": lambda: case_to_accept(cast)[0],
        "closed": lambda: make_case(cast, State.ORDER_CLOSING),
        "incident_solved": lambda: make_case(cast, State.PLANT_INCIDENT, incident="G"),
    }
    case = made.get(code, lambda: case_in_field(cast, Status.CONFIRMED)[0])()
    state = case.state
    body = {
        "seen": token_of(case), "technician": cast.field_technician.pk, "pairing": "analyst", "agreed_with": "x",
        "told_how": "call", "priority": "1", "result": "VIS-V02", "reason": "x", "order": "1", "closing_code": "1",
        **SLOT, **report_of(),
    }  # fmt: skip

    answer = signed_in(cast, "manager_analyst").post(act_address(code), body)

    case.refresh_from_db()
    assert (answer.status_code, case.state) == (409 if code == "on_the_way" else 403, state)
