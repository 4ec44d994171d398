"""Stretches that many journeys share, and how a case of the cast is laid out where a journey begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from reitera.cases.models import Case
from reitera.cases.tests.test_acts import make_case
from reitera.core import clock
from reitera.core.events import catch_up
from reitera.core.testing import arranging
from reitera.intake import actions
from reitera.procedure.steps import State
from tests.cast import LA_PAZ, make_product, make_report
from tests.journeys.hands import Journey, People

SOLVED = {
    "Causa": "Conector sucio",
    "Solución": "Limpieza e inspección de conector",
    "Serie de la ONT y puerto de la CTO, leídos en el lugar": "HWTC-1020, puerto 4",
    "Fotos de las luces de la ONT y del puerto, antes de tocar": "sí",
    "Potencia Rx antes (dBm)": "−28,4",
    "Conector inspeccionado, limpiado y vuelto a inspeccionar": "sí",
    "Acometida y CTO revisadas: curvaturas, sello, etiqueta, vecinos con luz": "sí",
    "Potencia Rx después (dBm)": "−21,8",
    "Potencia Rx en la OLT, después (dBm)": "−22,1",
    "ONT estable 10 minutos, sin LOS ni alarmas": "sí",
    "Velocidad por cable, bajada (Mbit/s)": "96",
    "Señal Wi-Fi donde se usa (dBm)": "−58",
    "Fotos de CTO, roseta, ONT y prueba de velocidad": "sí",
    "Material": "Conector SC/APC",
    "Cantidad": "2",
    "Horas": "1,5",
    "Conformidad del cliente": "Rosmery Rojas",
}
"""A field report (19.2) with everything that the checklist of fibre asks."""

GOOD_SIGNAL = "Potencia Rx ONT, clase B+ FAC-F01 · OK de −25 a −10"
VISIT_WALKED = ["prioritise", "field_work", "work_acceptance", "order_closing", "solution_monitoring"]


def case_at(people: People, state: State, **fields: Any) -> Journey:
    """A case of the north on fibre, laid out in a state, with the report it was opened for."""
    with arranging():
        case: Case = make_case(people.cast, state, latest_report_at=people.moment, **fields)
        case.customer.phone = "70712345"
        case.customer.save()
    product = make_product(case.customer, people.cast.north, technology="GPON")
    make_report(case.customer, people.moment, product=product)
    return Journey(people, case)


def import_file(people: People, folder: Path, kind: str, text: str) -> None:
    """A file of the commercial system arrives and is applied, with everything that wakes up with it."""
    path = folder / f"{kind}-{people.moment:%d%H%M}.csv"
    path.write_text(text)
    actor, at = people.cast.manager_analyst, people.moment
    with clock.fixed(at):
        received = actions.receive_file(path=path, file_name=path.name, kind=kind, actor=actor, at=at)
        received = actions.preview(received=received, actor=actor, at=at)
        assert received.counts["rejected"] == 0
        actions.apply_import(received=received, actor=actor, at=at)
        catch_up()


def import_report(people: People, folder: Path, case: Case) -> None:
    """A new fault report of the customer, made just now."""
    product = case.customer.products.get()
    moment = f"{people.moment.astimezone(LA_PAZ):%Y-%m-%d %H:%M}"
    row = f"RD-{people.moment:%d%H%M};{case.customer.code};{product.code};{moment}"
    import_file(people, folder, "fault_reports", f"NRO_REPORTE;CLIENTE;CONTRATO;FEC_REPORTE\n{row}\n")


def schedule_and_confirm(journey: Journey, south: str = "", **plan: str) -> None:
    """Steps 14 and 18: a visit tomorrow, as the form proposes it."""
    technician = "Field Technician South" if south else "Field Technician"
    written = {"Técnico": technician, "Acordado con": "Rosmery Rojas", **plan}
    journey.do(f"usm_analyst{south}", "Programar visita", written, to=State.PRIORITISE)
    journey.do(f"centre_supervisor{south}", "Confirmar visita", to=State.FIELD_WORK)
    journey.people.sleep_over()


def do_the_work(journey: Journey, **plan: str) -> None:
    """Step 19: there, at work, and reported as solved."""
    journey.do("field_technician", "En camino")
    journey.do("field_technician", "Llegué")
    journey.people.wait(hours=1.5)
    journey.do("field_technician", "Daño solucionado", SOLVED | plan, to=State.WORK_ACCEPTANCE)


def accept_and_close(journey: Journey) -> None:
    """Step 19.3: accepted by the supervisor, closed by the operator."""
    journey.do("centre_supervisor", "Aceptar trabajo", to=State.ORDER_CLOSING)
    closing = {"Número de orden o reporte cerrado": "OT-88213", "Código de cierre": "SOLUCIONADO"}
    journey.do("centre_operator", "Cerrar orden", closing, to=State.SOLUTION_MONITORING)


def visit(journey: Journey) -> None:
    """From 14 over 18, 19 and 19.3 to 15."""
    schedule_and_confirm(journey)
    do_the_work(journey)
    accept_and_close(journey)


def hold(journey: Journey, who: str = "usm_analyst", **plan: str) -> None:
    """Step 15: good readings for more than the 72 hours, then given as stable."""
    journey.do(who, "Anotar lecturas", {GOOD_SIGNAL: "−21,5"})
    journey.people.wait(hours=74)
    journey.do(who, "Anotar lecturas", {GOOD_SIGNAL: "−21,9"})
    journey.do(who, "Dar por estable", plan, to=State.QUALITY_CHECK)


def ask_satisfied(journey: Journey) -> None:
    answers = {"¿Su servicio quedó funcionando?": "Sí", "¿Qué tan satisfecho está con la solución?": "5"}
    journey.do("quality_coordinator", "Hacer encuesta", answers, to=State.CONCLUDED)


def ask_dissatisfied(journey: Journey, cause: str) -> None:
    answers = {"¿Su servicio quedó funcionando?": "A veces", "¿Qué tan satisfecho está con la solución?": "2",
               "¿Por qué no está satisfecho?": [cause]}  # fmt: skip
    journey.do("quality_coordinator", "Hacer encuesta", answers, to=State.DISSATISFACTION)
