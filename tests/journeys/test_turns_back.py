"""Journeys that turn back: returned, transferred, reported again, reopened."""

from __future__ import annotations

from pathlib import Path

import pytest

from reitera.procedure.steps import Result, State
from tests.journeys.hands import People
from tests.journeys.stretches import ask_satisfied, case_at, hold, import_report, visit

FIX = {"Solución dada": "Corrección de perfil o velocidad · SOL-S17"}


def test_a_returned_case_is_answered_forward(people: People) -> None:
    journey = case_at(people, State.DISTRIBUTION)

    journey.do("manager_analyst", "Enviar a fidelización", {"Motivo": "pide otro plan"}, to=State.RETENTION_CONTACT)
    journey.do("retention_agent", "Devolver", {"Motivo": "no pidió ningún plan"}, to=State.DISTRIBUTION)
    assert "Devolver" not in journey.acts_of("manager_analyst")
    journey.do("manager_analyst", "Enviar a control de calidad", {"Motivo": "de acuerdo"}, to=State.QUALITY_CHECK)
    ask_satisfied(journey)

    assert journey.walked == ["distribution", "retention_contact", "distribution", "quality_check", "concluded"]
    assert journey.handovers == ["8", "7"]
    assert journey.result == Result.SATISFIED


def test_a_transferred_case_is_finished_by_the_other_centre(people: People) -> None:
    journey = case_at(people, State.TECHNICAL_REVIEW)

    journey.do("usm_analyst", "Transferir", {"Centro de Operaciones": "Centro Sur", "Motivo": "vive en el sur"},
               to=State.TECHNICAL_REVIEW)  # fmt: skip
    assert journey.turns == {"usm_analyst_south"}
    journey.do("usm_analyst_south", "Resolver remoto", FIX, to=State.SOLUTION_MONITORING)
    hold(journey, "usm_analyst_south")
    ask_satisfied(journey)

    assert journey.case.operations_centre == people.cast.south
    assert journey.walked == ["technical_review", "solution_monitoring", "quality_check", "concluded"]


@pytest.mark.usefixtures("data_dir")
def test_a_report_during_the_monitoring_makes_the_case_reincident(people: People, tmp_path: Path) -> None:
    journey = case_at(people, State.TECHNICAL_REVIEW)

    journey.do("usm_analyst", "Resolver remoto", FIX, to=State.SOLUTION_MONITORING)
    people.wait(days=1)
    import_report(people, tmp_path, journey.case)
    journey.stands_at(State.TECHNICAL_REVIEW)
    assert journey.case.is_reincident
    journey.do("usm_analyst", "Enviar a visita", to=State.SCHEDULE_VISIT)
    visit(journey)
    hold(journey)
    ask_satisfied(journey)

    assert journey.walked == ["technical_review", "solution_monitoring", "technical_review", "schedule_visit",
                              "prioritise", "field_work", "work_acceptance", "order_closing", "solution_monitoring",
                              "quality_check", "concluded"]  # fmt: skip
    assert journey.handovers == ["16"]


@pytest.mark.usefixtures("data_dir")
def test_a_report_within_the_watch_reopens_the_same_case_and_a_later_one_does_not(
    people: People, tmp_path: Path
) -> None:
    journey = case_at(people, State.QUALITY_CHECK)

    ask_satisfied(journey)
    people.wait(days=9)
    import_report(people, tmp_path, journey.case)
    journey.stands_at(State.TECHNICAL_REVIEW)
    assert journey.case.is_reincident
    journey.do("usm_analyst", "Resolver remoto", FIX, to=State.SOLUTION_MONITORING)
    hold(journey)
    ask_satisfied(journey)
    people.wait(days=11)
    import_report(people, tmp_path, journey.case)

    journey.stands_at(State.CONCLUDED)
    assert journey.walked == ["quality_check", "concluded", "technical_review", "solution_monitoring",
                              "quality_check", "concluded"]  # fmt: skip
    assert journey.result == Result.SATISFIED


def test_a_mistaken_conclusion_is_reopened_by_the_manager_analyst(people: People) -> None:
    journey = case_at(people, State.QUALITY_CHECK)

    ask_satisfied(journey)
    journey.press("manager_analyst", "Reabrir", {"Motivo": "la encuesta era de otro cliente"})
    journey.stands_at(State.TECHNICAL_REVIEW)
    journey.press("manager_analyst", "Concluir sin efecto", {"Motivo": "cliente duplicado"})
    journey.stands_at(State.CONCLUDED)

    assert journey.walked == ["quality_check", "concluded", "technical_review", "concluded"]
    assert journey.result == Result.WITHOUT_EFFECT
    assert "Reabrir" not in journey.acts_of("manager_analyst")
