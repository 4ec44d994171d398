"""Go-live day in a browser: the sheet that was used before is uploaded, looked through, mended and taken over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.lay_out_sheet import WITHOUT_CASE
from tests.browser.provider import Providers
from tests.browser.sheet import Sheet, serving_sheet

CONTRACTED, FORGOTTEN = WITHOUT_CASE
HARMFUL = "=cmd|' /C calc'!A0 <script>alert(1)</script>"


@pytest.fixture(scope="module")
def site(providers: Providers) -> Iterator[Site]:
    yield from serving_sheet(providers)


def old_sheet(folder: Path) -> Path:
    """As Google Sheets downloads it: two of five rows cannot enter, one is closed."""
    path = folder / "Planilla TOP 10.csv"
    path.write_text(
        "Código,Cliente,Estado,Fecha ingreso,Observaciones\r\n"
        f'{CONTRACTED},,Pendiente de visita,17/11/2026,"{HARMFUL}"\r\n'
        f"{CONTRACTED}9,,Poste caído,18/11/2026,portón verde\r\n"
        "CL001,,Pendiente de visita,16/11/2026,de la planilla\r\n"
        "CL002,,Concluido,16/11/2026,\r\n"
        "CL999,,Pendiente de visita,18/11/2026,\r\n",
        encoding="utf-8",
    )
    return path


def review_again(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Revisar otra vez").click()


def test_the_old_sheet_becomes_cases_and_what_stays_out_waits_in_a_list(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in("analista.gestor")
    page = visitor.page
    visitor.go("/planilla/")
    page.get_by_text("Exportar", exact=True).click()
    page.get_by_role("link", name="Traer la planilla anterior").click()

    page.locator("input[type=file]").set_input_files(old_sheet(tmp_path))
    page.get_by_role("button", name="Subir y revisar").click()
    result = page.get_by_role("region", name="Resultado de la revisión")
    word = page.get_by_label("Paso de «Poste caído»")
    expect(word).to_have_value("")
    word.select_option(label="14 · Programar visita")
    review_again(page)
    expect(result).to_contain_text("Diga qué columna identifica al cliente")
    page.get_by_label("Qué es Código").select_option(label="Código de cliente")
    review_again(page)

    expect(result).to_contain_text("Filas que no entran")
    expect(result.locator(".rj").first).to_contain_text("CL999")
    expect(result.get_by_role("button", name="Abrir 1 caso")).to_be_visible()
    with page.expect_navigation():
        page.get_by_label("Código del cliente de la fila 3").fill(FORGOTTEN)
        page.keyboard.press("Enter")
    expect(page.get_by_text("La fila 3 es de")).to_be_visible()

    result.get_by_role("button", name="Abrir 2 casos").click()
    page.get_by_role("dialog").get_by_role("button", name="Traer la planilla").click()
    expect(page.get_by_text("Se abrieron 2 casos. Se completó 1.")).to_be_visible()
    expect(result.locator(".rj").first).to_contain_text("CL999")

    filters = [{"c": "customer", "op": "contains", "v": CONTRACTED}]
    query = quote(json.dumps({"filters": filters, "sort": [], "group": ""}))
    sheet = Sheet(visitor, columns="case,customer,state,remark", query=query)
    sheet.shows("remark", 0, HARMFUL)
    expect(sheet.cell(0, "state")).to_contain_text("Programar visita")


def test_a_file_that_is_no_table_is_refused_beside_the_field(visitor: Visitor, tmp_path: Path) -> None:
    visitor.sign_in("analista.gestor")
    false = tmp_path / "planilla.xlsx"
    false.write_bytes(b"<html><body>inicie su cuenta</body></html>")
    visitor.go("/planilla/importar/")

    visitor.page.locator("input[type=file]").set_input_files(false)
    visitor.page.get_by_role("button", name="Subir y revisar").click()

    expect(visitor.page.get_by_text("«planilla.xlsx» es una página web")).to_be_visible()
    expect(visitor.page.get_by_role("button", name="Subir y revisar")).to_be_enabled()
    visitor.forgive("422 (Unprocessable")
