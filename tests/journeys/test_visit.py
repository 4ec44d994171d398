"""The journey most cases make: from the weekly list over a visit to a satisfied customer."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from reitera.cases.models import Case
from reitera.core import clock
from reitera.core.events import catch_up
from reitera.core.testing import arranging
from reitera.intake.models import Import
from reitera.procedure.steps import Result, State
from reitera.repeats.actions import run_cycle
from tests.cast import LA_PAZ, NOON, make_customer, make_product, make_report
from tests.journeys.hands import Journey, People
from tests.journeys.stretches import (
    GOOD_SIGNAL,
    SOLVED,
    VISIT_WALKED,
    accept_and_close,
    ask_satisfied,
    case_at,
    do_the_work,
    hold,
    schedule_and_confirm,
    visit,
)

WEEK = date(2026, 11, 16)


def cases_of_the_week(people: People, customers: int) -> list[Case]:
    """The cases of a cycle run on fault reports: customers of the north, each with two reports in the week."""
    with arranging():
        Import.objects.create(
            kind="fault_reports", status="applied", file_name="n.csv", uploaded_at=NOON,
            covers_from=WEEK, covers_to=WEEK + timedelta(days=13),
        )  # fmt: skip
    for _ in range(customers):
        customer = make_customer(people.cast.north, phone="70712345")
        product = make_product(customer, people.cast.north, technology="GPON")
        for day in (17, 18):
            make_report(customer, datetime(2026, 11, day, 10, tzinfo=LA_PAZ), product=product)
    with clock.fixed(people.moment):
        run_cycle(week=WEEK, actor=people.cast.manager_analyst, at=people.moment)
        catch_up()
    return list(Case.objects.order_by("pk"))


def test_from_the_weekly_list_over_a_visit_to_a_satisfied_customer(people: People) -> None:
    case, other = cases_of_the_week(people, 2)
    journey = Journey(people, case)
    journey.stands_at(State.DISPATCH)

    people.submit("manager_analyst", people.inbox_of("manager_analyst").form_with("Enviar 2 clientes a 1 centro"), {})
    journey.stands_at(State.RECEPTION, passed_on_by="manager_analyst")
    people.submit("usm_analyst", people.inbox_of("usm_analyst").form_with("Recibir 2 clientes"), {})
    journey.do("usm_analyst", "Anotar lecturas", {GOOD_SIGNAL: "−28,4"})
    journey.do("usm_analyst", "Enviar a visita", to=State.SCHEDULE_VISIT)
    visit(journey)
    hold(journey)
    ask_satisfied(journey)

    assert journey.walked == ["dispatch", "reception", "technical_review", "schedule_visit", *VISIT_WALKED,
                              "quality_check", "concluded"]  # fmt: skip
    assert journey.handovers == ["2.1", "16"]
    assert journey.result == Result.SATISFIED
    assert Journey(people, other).walked == ["dispatch", "reception", "technical_review"]


def test_in_every_state_of_a_visit_the_case_is_in_no_other_inbox_of_the_whole_cast(people: People) -> None:
    journey = case_at(people, State.TECHNICAL_REVIEW)
    found = []

    journey.do("usm_analyst", "Enviar a visita", to=State.SCHEDULE_VISIT)
    found.append(people.who_has(journey.case))
    schedule_and_confirm(journey)
    found.append(people.who_has(journey.case))
    do_the_work(journey)
    found.append(people.who_has(journey.case))

    assert found == [{"usm_analyst"}, {"field_technician"}, {"usm_analyst", "centre_supervisor"}]


def test_refused_work_goes_back_to_its_technician_and_is_accepted_later(people: People) -> None:
    journey = case_at(people, State.SCHEDULE_VISIT)

    schedule_and_confirm(journey)
    do_the_work(journey)
    journey.do("centre_supervisor", "No aceptar", {"Motivo": "la foto de la CTO no se ve"}, to=State.FIELD_WORK)
    journey.do("field_technician", "Daño solucionado", SOLVED, to=State.WORK_ACCEPTANCE)
    journey.do("usm_analyst", "Aceptar trabajo", to=State.ORDER_CLOSING)
    closing = {"Número de orden o reporte cerrado": "OT-88213", "Código de cierre": "SOLUCIONADO"}
    journey.do("centre_operator", "Cerrar orden", closing, to=State.SOLUTION_MONITORING)
    hold(journey)
    ask_satisfied(journey)

    assert journey.walked == ["schedule_visit", "prioritise", "field_work", "work_acceptance", "field_work",
                              "work_acceptance", "order_closing", "solution_monitoring", "quality_check",
                              "concluded"]  # fmt: skip
    assert (journey.result, journey.case.visits) == (Result.SATISFIED, 1)


def test_what_cannot_be_solved_on_site_is_reported_as_step_five_and_the_customer_is_kept_otherwise(
    people: People,
) -> None:
    journey = case_at(people, State.SCHEDULE_VISIT)

    schedule_and_confirm(journey)
    journey.do("field_technician", "En camino")
    journey.do("field_technician", "Llegué")
    journey.do(
        "field_technician", "Sin solución técnica", {"Motivo": "no hay fibra en la cuadra"}, to=State.DISTRIBUTION
    )
    journey.do("manager_analyst", "Enviar a fidelización", {"Motivo": "ofrecer otro plan"}, to=State.RETENTION_CONTACT)
    reason = {"Motivo": "Falla técnica"}
    journey.do("retention_agent", "El cliente se da de baja", reason, to=State.CONCLUDED)

    assert journey.walked == ["schedule_visit", "prioritise", "field_work", "distribution", "retention_contact",
                              "concluded"]  # fmt: skip
    assert journey.handovers == ["5", "8"]
    assert journey.result == Result.CHURNED


def test_the_third_visit_asks_for_a_written_plan(people: People) -> None:
    journey = case_at(people, State.SCHEDULE_VISIT)

    for _ in range(2):
        schedule_and_confirm(journey)
        journey.do("field_technician", "Cliente ausente", {"Motivo": "nadie abrió"}, to=State.SCHEDULE_VISIT)
    assert not journey.case.is_critical
    schedule_and_confirm(journey)
    assert journey.case.is_critical
    assert "Plan escrito" in journey.form_of("field_technician", "Daño solucionado").required

    plan = {"Plan escrito": "El sábado con la señora Rosmery en casa; va el supervisor."}
    journey.press("centre_supervisor", "Escribir plan", plan)
    assert "Plan escrito" not in journey.form_of("field_technician", "Daño solucionado").required
    do_the_work(journey)
    accept_and_close(journey)
    hold(journey)
    ask_satisfied(journey)

    assert journey.walked.count("field_work") == journey.case.visits == 3
    assert journey.case.plan == "El sábado con la señora Rosmery en casa; va el supervisor."
    assert journey.result == Result.SATISFIED
