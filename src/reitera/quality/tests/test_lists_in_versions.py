"""What is noted keeps the name it was noted with, and only what is in use can be noted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from reitera.cases.catalogue.editing import change_item, switch_item
from reitera.cases.models import Case
from reitera.cases.refusals import NotOffered, StillNeeded
from reitera.cases.seen import token_of
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_editing_catalogue import item
from reitera.cases.tests.test_pages import page, press, signed_in
from reitera.core import clock
from reitera.core.models import Event
from reitera.core.recording import recording
from reitera.core.sentences import tell
from reitera.procedure.steps import State
from reitera.quality.actions import identify_causes, note_check_call, record_survey
from reitera.quality.models import CheckCall, Dissatisfaction, Survey
from reitera.quality.queries import figures_since
from reitera.quality.tests.conftest import said
from reitera.retention.actions import let_customer_go, note_agreement, note_call
from reitera.retention.models import Agreement, CallAttempt
from tests.cast import NOON, Cast

LATER = NOON + timedelta(minutes=1)
MONDAY = date(2026, 11, 30)


@pytest.fixture(autouse=True)
def _later():
    with clock.fixed(LATER):
        yield


def rename(cast: Cast, code: str, label: str, **facts: Any) -> None:
    values = {"label": label, "facts": facts}
    change_item(item=item(code), values=values, actor=cast.administrator, at=NOON)


def stop(cast: Cast, *codes: str) -> None:
    for code in codes:
        switch_item(item=item(code), active=False, actor=cast.administrator, at=NOON)


def called(cast: Cast, case: Case, result: str) -> None:
    note_call(case=case, result=result, number="", seen_calls=0, actor=cast.retention_agent, at=NOON)


def agreed(cast: Cast, case: Case, kept_with: str) -> Agreement:
    return note_agreement(
        case=case, kind="claim", agreed_on=MONDAY, replaces=None, facts={"kept_with": kept_with},
        actor=cast.retention_agent, at=NOON,
    )  # fmt: skip


def test_calls_and_agreements_keep_the_names_they_were_noted_with(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    called(cast, case, "LLA-K04")
    agreed(cast, case, "RET-R02")

    rename(cast, "LLA-K04", "Nadie levantó")
    rename(cast, "RET-R02", "Con rebaja")

    assert (CallAttempt.objects.get().result_label, str(Agreement.objects.get().kept_with)) == (
        "No contesta", "Con descuento o bonificación",
    )  # fmt: skip
    html = page(signed_in(cast, "retention_agent"), reverse("cases:case", args=[case.number]))
    assert "Con descuento o bonificación" in html and "Con rebaja" not in html
    assert "llamó al cliente: no contesta (intento 1 de 3)" in html


def test_a_call_keeps_whether_it_reached_the_customer(cast: Cast) -> None:
    case = make_case(cast, State.RETENTION_CONTACT)
    called(cast, case, "LLA-K05")

    rename(cast, "LLA-K05", "Ocupado", is_contact=True)

    assert CallAttempt.objects.get().has_reached is False
    note_call(case=case, result="LLA-K05", number="", seen_calls=1, actor=cast.retention_agent, at=LATER)
    assert [call.has_reached for call in CallAttempt.objects.order_by("pk")] == [False, True]


def test_figures_count_contacts_as_they_were_noted(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK)
    for seen, result in enumerate(("LLA-K02", "LLA-K05")):
        note_check_call(
            case=case, result=result, number="", seen_calls=seen, actor=cast.quality_coordinator, at=LATER
        )  # fmt: skip
    rename(cast, "LLA-K05", "Ocupado", is_contact=True)

    assert figures_since(NOON) == {"calls": 2, "reached": 1, "surveys": 0, "satisfied": 0}


def test_surveys_and_causes_keep_the_names_they_were_noted_with(cast: Cast) -> None:
    case = make_case(cast, State.QUALITY_CHECK)
    answers = said(working="no", csat=1, causes=["INS-N03"])
    record_survey(case=case, answers=answers, actor=cast.quality_coordinator, at=NOON)
    case.refresh_from_db()
    identify_causes(case=case, causes=["INS-N03"], is_technical=False, actor=cast.quality_coordinator, at=LATER)

    rename(cast, "INS-N03", "El técnico tardó")

    assert Survey.objects.get().cause_labels == Dissatisfaction.objects.get().cause_labels == ["Demora en la visita"]
    html = page(signed_in(cast, "quality_coordinator"), reverse("cases:case", args=[case.number]))
    assert "Demora en la visita" in html and "El técnico tardó" not in html


@pytest.mark.parametrize(
    ("state", "who", "act", "field", "code", "other"),
    [
        (State.RETENTION_CONTACT, "retention_agent", "note_call", "result", "LLA-K05", "LLA-K04"),
        (State.RETENTION_CONTACT, "retention_agent", "note_agreement", "kept_with", "RET-R02", "RET-R03"),
        (State.RETENTION_CONTACT, "retention_agent", "customer_cancels", "why", "RET-R11", "RET-R10"),
        (State.QUALITY_CHECK, "quality_coordinator", "note_check_call", "result", "LLA-K05", "LLA-K04"),
        (State.QUALITY_CHECK, "quality_coordinator", "survey", "causes", "INS-N03", "INS-N05"),
        (State.DISSATISFACTION, "quality_coordinator", "identify_causes", "causes", "INS-N03", "INS-N05"),
    ],
)
def test_a_form_offers_what_is_in_use_by_its_name_of_today_and_refuses_the_rest(
    cast: Cast, state: State, who: str, act: str, field: str, code: str, other: str
) -> None:
    case, client = make_case(cast, state), signed_in(cast, who)
    stop(cast, code)
    facts = {"button": ""} if other.startswith("LLA") else {}
    rename(cast, other, "Nombre de hoy", **facts)
    address = reverse("cases:act", args=[act])

    html = page(client, f"{address}?caso={token_of(case)}&seen={token_of(case)}")
    answer = client.post(
        address,
        {
            "seen": token_of(case), field: code, "kind": "claim", "agreed_on": MONDAY.isoformat(), "seen_calls": 0,
            "q_working": "no", "q_csat": "1", "is_technical": "no", "confirmed": "1",
        },
    )  # fmt: skip

    assert f'value="{code}"' not in html and f'value="{other}"' in html and "Nombre de hoy" in html
    case.refresh_from_db()
    assert (answer.status_code, case.state) == (422, state)
    assert CallAttempt.objects.count() + CheckCall.objects.count() + Agreement.objects.count() == 0


def test_actions_refuse_what_is_out_of_use_and_leave_nothing(cast: Cast) -> None:
    at_nine, at_eleven, at_twelve = (
        make_case(cast, state) for state in (State.RETENTION_CONTACT, State.QUALITY_CHECK, State.DISSATISFACTION)
    )
    stop(cast, "LLA-K05", "RET-R02", "RET-R11", "INS-N03")
    events, coordinator = Event.objects.count(), cast.quality_coordinator
    for attempt in (
        lambda: called(cast, at_nine, "LLA-K05"),
        lambda: called(cast, at_nine, "LLA-K09"),
        lambda: agreed(cast, at_nine, "RET-R02"),
        lambda: let_customer_go(case=at_nine, why="RET-R11", actor=cast.retention_agent, at=NOON, given={}),
        lambda: note_check_call(
            case=at_eleven, result="LLA-K05", number="", seen_calls=0, actor=coordinator, at=NOON
        ),
        lambda: record_survey(
            case=at_eleven, answers=said(csat=1, causes=["INS-N03"]), actor=coordinator, at=NOON
        ),
        lambda: identify_causes(case=at_twelve, causes=["INS-N03"], is_technical=True, actor=coordinator, at=NOON),
    ):  # fmt: skip
        with pytest.raises(NotOffered):
            attempt()

    assert Event.objects.count() == events
    assert CallAttempt.objects.count() + CheckCall.objects.count() + Survey.objects.count() == 0


@pytest.mark.parametrize(
    ("code", "change", "why"),
    [
        ("LLA-K01", None, "con él se anota la llamada de cada encuesta contestada"),
        ("LLA-K01", {"is_contact": False}, "con él se anota la llamada de cada encuesta contestada"),
        ("INS-N16", None, "con él se anota en la encuesta que el cliente quiere darse de baja"),
    ],
)
def test_what_the_survey_notes_by_itself_stays(cast: Cast, code: str, change: dict[str, bool] | None, why: str) -> None:
    with pytest.raises(StillNeeded) as refusal:
        stop(cast, code) if change is None else rename(cast, code, "Otro nombre", **change)

    assert refusal.value.message.startswith(f"«{item(code).label}» ({code}) tiene que seguir como está: {why}")
    assert (item(code).version, item(code).is_active, Event.objects.count()) == (1, True, 0)


def test_the_last_failed_attempt_and_the_last_reason_to_leave_stay(cast: Cast) -> None:
    stop(cast, "LLA-K05", "LLA-K06", "LLA-K07", "LLA-K08", "LLA-K10", "LLA-K11")
    stop(cast, "RET-R09", "RET-R10", "RET-R12", "RET-R13")

    for code in ("LLA-K04", "RET-R11"):
        with pytest.raises(StillNeeded):
            stop(cast, code)
    with pytest.raises(StillNeeded):
        rename(cast, "LLA-K04", "No contesta", only_for_surveys=True)


def test_a_result_that_asks_when_to_call_again_is_one_by_its_mark(cast: Cast) -> None:
    case, client = make_case(cast, State.RETENTION_CONTACT), signed_in(cast, "retention_agent")
    rename(cast, "LLA-K08", "Buzón", asks_time=True)

    assert press(client, case, "note_call", result="LLA-K08") == 422
    assert press(client, case, "note_call", result="LLA-K08", next_call_at="2026-11-26T10:00") == 302


def test_calls_in_the_log_from_before_the_versions_are_still_told(cast: Cast) -> None:
    old = {"result": "LLA-K06", "attempt": 2, "of": 3, "next_call_at": None}
    with recording(cast.retention_agent, NOON) as record:
        for result in ("LLA-K06", "LLA-K01"):
            record.event("retention.called", subject=("case", 1), after={**old, "result": result})

    assert [line.sentence for line in tell(Event.objects.order_by("pk"))] == [
        "llamó al cliente: apagado o fuera de servicio (intento 2 de 3)", "llamó al cliente: contactado",
    ]  # fmt: skip
