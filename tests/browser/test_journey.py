"""One case from the weekly cycle to its conclusion, in a real browser, by everybody who has it on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.browser.clocked import ClockFile
from tests.browser.conftest import Site
from tests.browser.office import PATIENCE, Desk, Office
from tests.browser.provider import Providers
from tests.browser.server import serving
from tests.cast import NOON
from tests.journeys.stretches import SOLVED

CUSTOMER, OTHER = "Rosmery Rojas Vda. de Paz", "Ferretería El Tornillo"
SIGNAL = "FAC-F01"
REPORTS = f"""NRO_REPORTE;CLIENTE;NOMBRE_CLIENTE;TELEFONO;CONTRATO;CENTRO_OP;TECNOLOGIA;FACT_MES;FEC_REPORTE
RD-1001;71001;{CUSTOMER};70712345;41277;C.O. NORTE;FTTH_GPON;289,00;17/11/2026 10:00
RD-1002;71001;{CUSTOMER};70712345;41277;C.O. NORTE;FTTH_GPON;289,00;20/11/2026 18:30
RD-1003;71002;{OTHER};70798765;41278;C.O. NORTE;FTTH_GPON;189,00;18/11/2026 09:15
RD-1004;71002;{OTHER};70798765;41278;C.O. NORTE;FTTH_GPON;189,00;21/11/2026 08:05
RD-1005;71003;Cliente de una sola vez;70711111;41279;C.O. NORTE;FTTH_GPON;189,00;21/11/2026 08:40
"""


@pytest.fixture
def office(tmp_path: Path, providers: Providers, browser: Browser) -> Iterator[Office]:
    """A provider with people and nothing else, at noon of a Wednesday."""
    provider, clock = providers.new(), ClockFile(tmp_path / "clock")
    clock.set(NOON)
    with serving(provider.data, clock.path) as address, ExitStack() as windows:
        yield Office(browser, Site(address, provider.exports), clock, windows, frozenset({"tecnico.norte"}))


def run_the_cycle(manager: Desk, folder: Path) -> None:
    """Step 1: the cycle of last week is asked for, waits for its days, and runs when the file brings them."""
    page, file = manager.page, folder / "reportes_semana_47.csv"
    file.write_text(REPORTS, encoding="utf-8")
    manager.go("Ciclos TOP 10")
    page.get_by_role("button", name="Correr ciclo").first.click()
    page.locator("dialog[open]").get_by_role("button", name="Correr ciclo").click()
    expect(page.get_by_text("El ciclo espera")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("link", name="Importar reportes").click()
    page.get_by_role("link", name="Importar archivo").first.click()
    page.get_by_label("Archivo").set_input_files(file)
    page.get_by_role("button", name="Subir y revisar").click()
    page.get_by_label("Cubre desde").fill("2026-11-07")
    page.get_by_label("Cubre hasta").fill("2026-11-24")
    page.get_by_role("button", name="Aplicar 5 filas").click()
    expect(page.get_by_text("Cubre del 07/11/2026 al 24/11/2026")).to_be_visible(timeout=PATIENCE)
    manager.look_until(lambda: manager.go("Ciclos TOP 10"), page.locator("[data-row]", has_text="corrido"))
    assert page.locator("[data-row] .big-n").all_inner_texts() == ["2"]


def pass_the_list_on(desk: Desk, opener: str, sender: str) -> None:
    """Steps 2 and 3: the whole list with one act."""
    desk.office.wait(minutes=5)
    desk.look_until(desk.go_to_inbox, desk.page.get_by_role("button", name=opener))
    desk.page.get_by_role("button", name=opener).click()
    desk.page.locator("dialog[open]").get_by_role("button", name=sender).click()
    desk.is_told("2")


def two_photos(folder: Path) -> list[Path]:
    photos = [folder / "antes.jpg", folder / "despues.jpg"]
    for photo, colour in zip(photos, ("navy", "olive"), strict=True):
        Image.new("RGB", (60, 40), colour).save(photo)
    return photos


def ask_the_customer(quality: Desk) -> None:
    """Step 11: the customer is called and is satisfied."""
    quality.office.wait(minutes=5)
    quality.go("Calidad")
    form = quality.page.locator("form[data-survey]")
    expect(form.get_by_role("heading", name=CUSTOMER)).to_be_visible(timeout=PATIENCE)
    for question, answer in (("working", "Sí"), ("csat", "5")):
        quality.page.locator(f"[data-question={question}] label", has_text=re.compile(f"^{answer}$")).click()
    form.locator(".b--main").click()
    quality.is_told("concluye el caso: cliente satisfecho")


def history_of(page: Page) -> list[tuple[str, ...]]:
    """Of every line of the history the day, the hour, who, and where the case went if it did; in order of time."""
    found, day = [], ""
    for line in page.locator(".hist > li").all():
        if "ev__d" in (line.get_attribute("class") or ""):
            day = line.inner_text()
        else:
            who, *gone_to = line.locator("b").all_inner_texts()
            found.append((day, line.locator("time").inner_text(), who, *gone_to))
    return found[::-1]


def test_from_the_weekly_cycle_to_a_satisfied_customer(office: Office, tmp_path: Path) -> None:
    manager, usm, supervisor = map(office.desk_of, ("analista.gestor", "usm.norte", "supervisor.norte"))
    technician, operator, quality = map(office.desk_of, ("tecnico.norte", "operador.norte", "calidad"))

    run_the_cycle(manager, tmp_path)
    pass_the_list_on(manager, "Enviar la lista", "Enviar 2 clientes a 1 centro")
    pass_the_list_on(usm, "Recibir la lista", "Recibir 2 clientes")
    usm.act(CUSTOMER, "Anotar lecturas", {SIGNAL: "−28,4"})
    usm.act(CUSTOMER, "Enviar a visita")
    usm.act(CUSTOMER, "Programar visita", {"Técnico": "Limbert Soliz", "Acordado con": "Rosmery Rojas"})
    supervisor.act(CUSTOMER, "Confirmar visita", {"Prioridad": "1 · primero"})
    office.sleep_over()
    technician.act(CUSTOMER, "En camino")
    technician.act(CUSTOMER, "Llegué")
    office.wait(hours=1.5)
    technician.act(CUSTOMER, "Daño solucionado", SOLVED, two_photos(tmp_path))
    supervisor.act(CUSTOMER, "Aceptar trabajo")
    operator.act(CUSTOMER, "Cerrar orden", {"Número de orden": "OT-88213", "Código de cierre": "SOLUCIONADO"})
    usm.act(CUSTOMER, "Anotar lecturas", {SIGNAL: "−21,5"})
    office.wait(hours=74)
    usm.act(CUSTOMER, "Anotar lecturas", {SIGNAL: "−21,9"})
    usm.act(CUSTOMER, "Dar por estable")
    ask_the_customer(quality)

    manager.go_to_inbox()
    with manager.page.expect_navigation():
        manager.page.get_by_role("link", name="Concluidos").click()
    manager.open_case(CUSTOMER)
    expect(manager.page.locator(".cs__step")).to_have_text("Cliente satisfecho")
    assert manager.page.locator(".att img").count() == 2
    assert history_of(manager.page) == [
        ("mié 25/11", "12:00", "El sistema"),
        ("mié 25/11", "12:05", "Álvaro Montaño", "3 · Recibir lista"),
        ("mié 25/11", "12:10", "Miriam Rojas", "4 · Revisar factores técnicos"),
        ("mié 25/11", "12:15", "Miriam Rojas"),
        ("mié 25/11", "12:20", "Miriam Rojas", "14 · Programar visita"),
        ("mié 25/11", "12:25", "Miriam Rojas", "18 · Priorizar visita"),
        ("mié 25/11", "12:30", "Freddy Camacho", "19 · Efectuar trabajo"),
        ("jue 26/11", "09:15", "Limbert Soliz"),
        ("jue 26/11", "09:20", "Limbert Soliz"),
        ("jue 26/11", "10:55", "Limbert Soliz", "19.3 · Aceptar trabajo"),
        ("jue 26/11", "11:00", "Freddy Camacho", "19.3 · Cerrar orden"),
        ("jue 26/11", "11:05", "Sonia Antezana", "15 · Monitorear solución"),
        ("jue 26/11", "11:10", "Miriam Rojas"),
        ("hoy", "13:15", "Miriam Rojas"),
        ("hoy", "13:20", "Miriam Rojas", "11 · Controlar calidad"),
        ("hoy", "13:25", "Wilma Choque", "Concluido"),
    ]
