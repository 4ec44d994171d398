"""Journeys in which nobody has to go: solved remotely, agreed by telephone, found to be the plant, never reached."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from reitera.procedure.steps import Result, State
from tests.journeys.hands import Journey, People
from tests.journeys.stretches import (
    ask_dissatisfied,
    ask_satisfied,
    case_at,
    hold,
    import_file,
    visit,
)

NO_ANSWER = {"Qué pasó": "No contesta"}


def retained(people: People) -> Journey:
    """A case that has come from 6 to the retention agent."""
    journey = case_at(people, State.DISTRIBUTION)
    journey.do("manager_analyst", "Enviar a fidelización", {"Motivo": "pide otro plan"}, to=State.RETENTION_CONTACT)
    return journey


def call_in_vain(journey: Journey, who: str, act: str, to: State) -> None:
    """Three calls that nobody answers, two on the first day; the product passes the case on after the last."""
    journey.do(who, act, NO_ANSWER)
    journey.people.wait(hours=2)
    journey.do(who, act, NO_ANSWER)
    journey.people.sleep_over()
    journey.do(who, act, NO_ANSWER, to=to)


def test_a_remote_solution_is_told_to_the_customer_and_holds(people: People) -> None:
    journey = case_at(people, State.TECHNICAL_REVIEW)

    fix = {"Solución dada": "Corrección de perfil o velocidad · SOL-S17"}
    journey.do("usm_analyst", "Resolver remoto", fix, to=State.SOLUTION_MONITORING)
    told = {"Con quién": "Rosmery Rojas", "Qué se le dijo": "se corrigió su perfil de velocidad"}
    journey.do("usm_analyst", "Anotar contacto", told)
    hold(journey)
    ask_satisfied(journey)

    assert journey.walked == ["technical_review", "solution_monitoring", "quality_check", "concluded"]
    assert journey.handovers == ["16"]
    assert journey.result == Result.SATISFIED


def test_an_agreement_is_executed_without_a_technician(people: People) -> None:
    journey = retained(people)
    tomorrow = people.moment + timedelta(days=1)

    journey.do("retention_agent", "Anotar llamada", {"Qué pasó": "Contactado"})
    agreed = {"Acuerdo": "cambio de plan", "Fecha acordada": f"{tomorrow:%Y-%m-%d}", "Plan acordado": "Fibra 500"}
    journey.do("retention_agent", "Anotar acuerdo", agreed)
    people.sleep_over()
    journey.do("retention_agent", "Acuerdo ejecutado", {"Número de orden": "OS-5001"}, to=State.QUALITY_CHECK)
    ask_satisfied(journey)

    assert journey.walked == ["distribution", "retention_contact", "quality_check", "concluded"]
    assert journey.handovers == ["8"]
    assert journey.result == Result.SATISFIED


def test_an_agreement_that_needs_a_technician_goes_over_the_centre(people: People) -> None:
    journey = retained(people)

    journey.do("retention_agent", "Anotar llamada", {"Qué pasó": "Contactado"})
    journey.do("retention_agent", "Necesita técnico", to=State.SCHEDULE_VISIT)
    visit(journey)
    hold(journey)
    ask_satisfied(journey)

    assert journey.walked == ["distribution", "retention_contact", "schedule_visit", "prioritise", "field_work",
                              "work_acceptance", "order_closing", "solution_monitoring", "quality_check",
                              "concluded"]  # fmt: skip
    assert journey.handovers == ["8", "10", "16"]


def test_a_dissatisfied_customer_is_told_of_another_visit_and_asked_again(people: People) -> None:
    journey = case_at(people, State.QUALITY_CHECK)

    ask_dissatisfied(journey, "El problema continúa")
    journey.do("quality_coordinator", "Anotar causas", to=State.INFORM_CUSTOMER)
    journey.do("quality_coordinator", "Cliente informado", to=State.SCHEDULE_VISIT)
    visit(journey)
    hold(journey)
    ask_satisfied(journey)

    assert journey.walked == ["quality_check", "dissatisfaction", "inform_customer", "schedule_visit", "prioritise",
                              "field_work", "work_acceptance", "order_closing", "solution_monitoring",
                              "quality_check", "concluded"]  # fmt: skip
    assert journey.handovers == ["16"]
    assert (journey.result, journey.case.dissatisfactions) == (Result.SATISFIED, 1)


def test_a_customer_dissatisfied_with_the_price_is_kept_by_an_agreement(people: People) -> None:
    journey = case_at(people, State.QUALITY_CHECK)

    ask_dissatisfied(journey, "Precio")
    journey.do("quality_coordinator", "Anotar causas", to=State.DISTRIBUTION)
    journey.do("manager_analyst", "Enviar a fidelización", {"Motivo": "el precio"}, to=State.RETENTION_CONTACT)
    claim = {"Acuerdo": "reclamo reiterado en general", "Fecha acordada": f"{people.moment:%Y-%m-%d}"}
    journey.do("retention_agent", "Anotar acuerdo", claim)
    settled = {"Motivo de atenderlo sin orden": "se le devolvió un mes"}
    journey.do("retention_agent", "Acuerdo ejecutado", settled, to=State.QUALITY_CHECK)
    ask_satisfied(journey)

    assert journey.walked == ["quality_check", "dissatisfaction", "distribution", "retention_contact",
                              "quality_check", "concluded"]  # fmt: skip
    assert journey.handovers == ["8"]


def test_who_is_never_reached_comes_twice_to_retention_and_ends_without_contact(people: People) -> None:
    journey = retained(people)

    call_in_vain(journey, "retention_agent", "Anotar llamada", to=State.DISTRIBUTION)
    journey.do("manager_analyst", "Enviar a fidelización", {"Motivo": "otra vez"}, to=State.RETENTION_CONTACT)
    call_in_vain(journey, "retention_agent", "Anotar llamada", to=State.QUALITY_CHECK)
    call_in_vain(journey, "quality_coordinator", "Anotar intento", to=State.CONCLUDED)

    assert journey.walked == ["distribution", "retention_contact", "distribution", "retention_contact",
                              "quality_check", "concluded"]  # fmt: skip
    assert journey.handovers == ["8", "8"]
    assert journey.result == Result.NO_CONTACT


def test_who_wants_to_leave_at_the_survey_is_talked_to_and_goes(people: People) -> None:
    journey = case_at(people, State.QUALITY_CHECK)

    answers = {"¿Su servicio quedó funcionando?": "Sí", "¿Qué tan satisfecho está con la solución?": "4",
               "Quiere darse de baja": "sí", "Por qué se quiere ir": "se muda a Oruro"}  # fmt: skip
    journey.do("quality_coordinator", "Hacer encuesta", answers, to=State.DISTRIBUTION)
    journey.do("manager_analyst", "Enviar a fidelización", {"Motivo": "se muda"}, to=State.RETENTION_CONTACT)
    journey.do("retention_agent", "El cliente se da de baja", {"Motivo": "Traslado"}, to=State.CONCLUDED)

    assert journey.walked == ["quality_check", "distribution", "retention_contact", "concluded"]
    assert journey.result == Result.CHURNED


@pytest.mark.usefixtures("data_dir")
def test_an_imported_cancellation_ends_the_case_wherever_it_is(people: People, tmp_path: Path) -> None:
    journey = retained(people)
    customer, product = journey.case.customer, journey.case.customer.products.get()

    people.wait(days=1)
    row = f"{customer.code};{product.code};{people.moment:%Y-%m-%d};PRECIO"
    import_file(people, tmp_path, "cancellations", f"CLIENTE;CONTRATO;FEC_BAJA;MOTIVO\n{row}\n")

    journey.stands_at(State.CONCLUDED, passed_on_by="retention_agent")
    assert journey.walked == ["distribution", "retention_contact", "concluded"]
    assert journey.result == Result.CHURNED


def test_two_cases_of_one_plant_incident_move_together(people: People) -> None:
    first, second = case_at(people, State.TECHNICAL_REVIEW), case_at(people, State.TECHNICAL_REVIEW)

    for journey in (first, second):
        incident = {"Número de incidente (OPE-ASE-GIR-P02)": "GIR-77"}
        journey.do("usm_analyst", "Falla de planta", incident, to=State.PLANT_INCIDENT)
    first.do("centre_supervisor", "Incidente resuelto", to=State.SOLUTION_MONITORING)
    second.stands_at(State.SOLUTION_MONITORING, passed_on_by="centre_supervisor")
    for journey in (first, second):
        hold(journey)
        ask_satisfied(journey)

    for journey in (first, second):
        assert journey.walked == ["technical_review", "plant_incident", "solution_monitoring", "quality_check",
                                  "concluded"]  # fmt: skip
        assert (journey.handovers, journey.result) == (["16"], Result.SATISFIED)


def test_what_was_attended_already_goes_straight_to_the_quality_check(people: People) -> None:
    journey = case_at(people, State.TECHNICAL_REVIEW)

    order = {"Número de orden o reporte cerrado": "OT-55001"}
    journey.do("usm_analyst", "Ya atendido y cerrado", order, to=State.DISTRIBUTION)
    journey.do("manager_analyst", "Enviar a control de calidad", {"Motivo": "ya está"}, to=State.QUALITY_CHECK)
    ask_satisfied(journey)

    assert journey.walked == ["technical_review", "distribution", "quality_check", "concluded"]
    assert journey.handovers == ["7"]
