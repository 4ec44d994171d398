"""The daily list and the survey as a person fills it, the draw and the questionnaire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_pages import Forms, page, press, signed_in
from reitera.core import clock
from reitera.core.testing import arranging
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.quality.actions import draw_sample
from reitera.quality.models import CheckCall, CrossedCheck, Questionnaire, Survey
from reitera.quality.tests.conftest import YESTERDAY, closed_order, solved_by
from reitera.staff.models import RoleAssignment
from tests.cast import NOON, Cast

QUALITY = reverse("quality:quality")
CASE_CALL = reverse("quality:case_call")
SATISFIED = {"q_working": "yes", "q_csat": "5", "q_treatment": "4", "q_punctual": "no"}


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with clock.fixed(NOON + timedelta(hours=1)):
        yield


def waiting(cast: Cast, **fields) -> Case:
    return make_case(cast, State.QUALITY_CHECK, **{"solved_at": NOON, **fields})


def fill(client: Client, address: str, action: str, **written: str):
    """Send the form of the page as it is, with what a person writes into it."""
    return client.post(action, Forms(page(client, address)).by_action(action) | written)


def test_overdue_cases_come_first_and_cases_without_a_solution_after_the_sample(cast: Cast, make_check) -> None:
    unsolved = waiting(cast, solved_at=None)
    in_time, late = waiting(cast, due_at=NOON + timedelta(days=1)), waiting(cast, due_at=NOON)
    check = make_check()

    html = page(signed_in(cast, "quality_coordinator"), QUALITY)

    listed = html[html.index("ca__l") : html.index("ca__m")]
    places = [listed.index(name) for name in (late.number, in_time.number, f"?control={check.pk}", unsolved.number)]
    assert places == sorted(places)


def test_a_survey_is_one_post_and_the_next_one_is_open(cast: Cast) -> None:
    case, other = waiting(cast, due_at=NOON), waiting(cast)
    client = signed_in(cast, "quality_coordinator")

    answer = fill(client, QUALITY, CASE_CALL, **SATISFIED)

    survey = Survey.objects.get()
    assert (answer.status_code, survey.case, Case.objects.get(pk=case.pk).result) == (302, case, "satisfied")
    assert survey.answers == {"treatment": 4, "punctual": "no"}
    html = page(client, QUALITY)
    assert f"Se guardó la encuesta: {case} concluye el caso: cliente satisfecho." in html
    assert f"/casos/{other.number}/" in html[html.index("ca__m") :]


def test_an_attempt_is_one_post_too(cast: Cast) -> None:
    waiting(cast)
    client = signed_in(cast, "quality_coordinator")

    assert fill(client, QUALITY, CASE_CALL, result="LLA-K05").status_code == 302

    assert (CheckCall.objects.get().result.code, Survey.objects.count()) == ("LLA-K05", 0)


def test_a_survey_without_its_score_comes_back_with_what_was_answered(cast: Cast) -> None:
    waiting(cast)
    client = signed_in(cast, "quality_coordinator")

    answer = fill(client, QUALITY, CASE_CALL, q_working="no", remark="se corta de noche")

    html = answer.content.decode()
    assert (answer.status_code, Survey.objects.count()) == (422, 0)
    assert "se corta de noche" in html and 'value="no" checked' in html


def test_a_crossed_check_is_asked_about_on_the_same_page(cast: Cast, make_check) -> None:
    check = make_check()
    client, action = signed_in(cast, "quality_coordinator"), reverse("quality:check_call", args=[check.pk])

    assert fill(client, QUALITY, action, q_working="no", q_csat="1", causes="INS-N01").status_code == 302

    case = Case.objects.get()
    assert (case.state, CrossedCheck.objects.get().end) == (State.DISSATISFACTION, "case_opened")
    html = page(client, reverse("cases:case", args=[case.number]))
    assert "Se abrió por el control cruzado de la orden OT-1" in html


def test_ones_own_work_is_not_in_the_list_and_its_form_is_not_there(cast: Cast, make_check) -> None:
    with arranging():
        RoleAssignment.objects.create(user=cast.usm_analyst, role=Role.QUALITY_COORDINATOR)
    case = solved_by(cast, ("remote_fix", cast.usm_analyst), ("stable", cast.usm_analyst))
    check = make_check(technician="Usm Analyst")
    client = signed_in(cast, "usm_analyst")

    html = page(client, QUALITY)
    assert case.number not in html and f"?control={check.pk}" not in html
    assert "2 más tienen trabajo suyo" in html

    for query in (f"?caso={case.number}", f"?control={check.pk}"):
        html = page(client, QUALITY + query)
        assert "Usted hizo, aceptó o cerró este trabajo" in html and 'name="q_working"' not in html


def test_who_reads_sees_no_form_and_others_no_page(cast: Cast) -> None:
    waiting(cast)

    assert 'name="q_working"' not in page(signed_in(cast, "division_head"), QUALITY)
    for person in ("usm_analyst", "retention_agent", "nobody"):
        assert signed_in(cast, person).get(QUALITY).status_code == 403


def test_nobody_presses_the_answer_of_a_customer(cast: Cast) -> None:
    case, client = waiting(cast), signed_in(cast, "quality_coordinator")

    html = page(client, reverse("cases:case", args=[case.number]))
    assert "Hacer encuesta" in html and "Cliente insatisfecho" not in html
    for outcome in ("satisfied", "dissatisfied", "wants_to_leave"):
        answer = client.post(reverse("cases:act", args=[outcome]), {"seen": token_of(case), "reason": "porque sí"})
        assert answer.status_code == 409
    assert Case.objects.get().state == State.QUALITY_CHECK


def test_the_survey_the_causes_and_the_notice_are_done_from_the_case_page(cast: Cast) -> None:
    case, client = waiting(cast), signed_in(cast, "quality_coordinator")

    assert press(client, case, "survey", q_working="sometimes", q_csat="2", causes="INS-N09") == 302
    assert press(client, case, "identify_causes", causes="INS-N09", is_technical="yes") == 302
    assert press(client, case, "informed", channel="call", informed_at="2026-11-25T12:30") == 302

    case.refresh_from_db()
    html = page(client, reverse("cases:case", args=[case.number]))
    assert case.state == State.SCHEDULE_VISIT
    assert "quedó funcionando: a veces; 2 de 5" in html
    assert "Causa técnica" in html and "Wi-Fi o cobertura" in html
    assert "Se avisó al cliente por llamada que irá un técnico" in html


def test_what_the_customer_said_proposes_whether_the_cause_is_technical(cast: Cast) -> None:
    case, client = waiting(cast), signed_in(cast, "quality_coordinator")
    press(client, case, "survey", q_working="yes", q_csat="1", causes="INS-N13")

    html = page(client, QUALITY + "?vista=insatisfechos")
    link = next(link for link in Forms(html).links if link.startswith(reverse("cases:act", args=["identify_causes"])))
    asked = page(client, link)

    assert 'value="INS-N13" checked' in asked
    assert re.search(r'name="is_technical" value="no"[^>]*checked', asked)


def test_the_page_takes_as_many_queries_for_one_as_for_thirty(cast: Cast, make_check) -> None:
    client = signed_in(cast, "quality_coordinator")
    waiting(cast)
    make_check("OT-0")
    counted = _queries(client)
    for number in range(1, 30):
        waiting(cast)
        make_check(f"OT-{number}")

    assert _queries(client) == counted


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        page(client, QUALITY)
    return len(captured)


def test_the_draw_is_shown_with_its_rule_its_seed_and_that_it_repeats(cast: Cast) -> None:
    for number in range(4):
        closed_order(cast, f"OT-{number}")
    draw_sample(day=YESTERDAY.date(), at=NOON, seed="abc123")
    client = signed_in(cast, "manager_analyst")

    html = client.get(reverse("quality:draws"), follow=True).content.decode()

    assert "abc123" in html and "sale igual" in html
    assert "por riesgo hasta 2, de clientes con 1 reporte o más en los últimos 10 días" in html
    assert "De 4 órdenes cerradas" in html
    for wrong in ("2026-11-01", "ayer"):
        assert client.get(reverse("quality:draw", args=[wrong])).status_code == 404


def test_the_questionnaire_is_changed_on_its_page(cast: Cast) -> None:
    client, address = signed_in(cast, "administrator"), reverse("quality:questionnaire")
    forms = Forms(page(client, address)).found
    hidden = {name: values[0] for _, fields in forms if "seen_version" in fields for name, values in fields.items()}
    asked = Questionnaire.in_force().questions
    for place, row in enumerate(asked):
        hidden |= {f"q-{place}-{name}": row[name] for name in ("text", "low", "high")}
        # How the deciding questions are answered, and that they are asked, is not on the page.
        if row["code"] not in ("working", "csat"):
            hidden |= {f"q-{place}-kind": row["kind"]}
            hidden |= {f"q-{place}-is_on": "on"} if row["code"] != "punctual" else {}
    hidden |= {f"q-{len(asked)}-text": "¿Le explicaron la causa?", f"q-{len(asked)}-kind": "yes_no"}

    answer = client.post(address, hidden | {"greeting": "Buen día, habla {nombre}."})

    made = Questionnaire.in_force()
    assert (answer.status_code, made.version) == (302, 2)
    assert [question.code for question in made.asked()] == ["working", "csat", "effort", "treatment", "q1"]
    waiting(cast)
    html = page(signed_in(cast, "quality_coordinator"), QUALITY)
    assert "Buen día, habla Quality Coordinator." in html and "¿Le explicaron la causa?" in html
