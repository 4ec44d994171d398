"""A supervisor's working day in the Planilla: 25 things of a spreadsheet, each done and counted: docs/sheet_day.md.

A click, a key with those held with it, a drag, a text typed and a paste are one action each; scrolling is none.
`REITERA_WRITE_COUNTS=1 pytest tests/browser/test_sheet_day.py` writes the numbers of this side into the page.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from reitera.core import clock
from tests.browser.chromium import ROOT
from tests.browser.conftest import Site
from tests.browser.hand import FIRST_VIEW, Hand, Office
from tests.browser.lay_out_day import SECOND_TECHNICIAN
from tests.browser.provider import Providers
from tests.browser.server import serving

PAGE = ROOT / "docs" / "sheet_day.md"
LINE = re.compile(r"^(\| ([^|]+) \| [^|]+ \| (\d+) \| )(\d+)( \|)$", re.M)


@pytest.fixture(scope="module")
def site(providers: Providers) -> Iterator[Site]:
    """A provider of its own, on a Wednesday morning of its north centre."""
    provider = providers.new("lay_out_day")
    with serving(provider.data) as address:
        yield Site(address, provider.exports)


@pytest.fixture(scope="module")
def office(browser: Browser, site: Site) -> Iterator[Office]:
    with ExitStack() as open_until:
        yield Office(browser, site, open_until)


def supervisor(office: Office, path: str = FIRST_VIEW) -> Hand:
    hand = office.hand_of("supervisor.norte")
    hand.open(path)
    return hand


def only_my_centre(office: Office) -> Hand:
    hand = supervisor(office)
    expect(hand.page.locator("[data-views] [aria-current=page]")).to_contain_text("Mi centro hoy")
    assert hand.cases() == 28
    hand.bring("centre")
    assert set(hand.sheet.texts("centre", range(10))) == {hand.sheet.cell(0, "centre").inner_text()}
    return hand


def only_the_overdue(office: Office) -> Hand:
    hand = supervisor(office)
    hand.click(hand.page.get_by_role("link", name="Vencidos"))
    expect(hand.page.locator(".due--late").first).to_be_visible()
    expect(hand.page.locator("[data-case-count]").first).to_have_text("3")
    return hand


def oldest_first(office: Office) -> Hand:
    hand = supervisor(office)
    hand.bring("days_open")
    for order in ("ascending", "descending"):
        hand.click(hand.page.locator("[data-title=days_open]"))
        expect(hand.page.locator("[data-title=days_open]")).to_have_attribute("aria-sort", order)
    expect(hand.sheet.cell(0, "days_open")).to_have_text("10")
    return hand


def whose_phone_is_this(office: Office) -> Hand:
    hand = supervisor(office)
    hand.key("Control+f")
    hand.type("70700017")
    expect(hand.page.locator("[data-find-said]")).to_have_text("1 de 1")
    expect(hand.page.locator("[data-value-text]")).to_have_text("70700017")
    return hand


def who_has_this_case(office: Office) -> Hand:
    hand = supervisor(office, "/planilla/vista/todos/?columns=case,customer,state,owner")
    expect(hand.page.locator("[data-cell=owner]", has_text="Freddy Camacho").first).to_be_visible()
    return hand


def twelve_visits(office: Office) -> Hand:
    hand = office.hand_of("usm.norte")
    asked = '{"filters":[{"c":"state","op":"in","v":["schedule_visit"]}],"sort":[{"c":"case","desc":false}]}'
    hand.open(f"/planilla/vista/todos/?q={asked}&columns=case,customer,state,visit,technician,remark")
    days = [(clock.today() + timedelta(days=ahead)).strftime("%d/%m/%Y") for ahead in (7, 8)]
    slots = [
        f"{day} {hour}:00\t{who}"
        for day in days
        for who in ("Limbert Soliz", SECOND_TECHNICIAN)
        for hour in (8, 10, 14)
    ]
    hand.cell(0, "visit")
    hand.paste("\n".join(slots))
    hand.sheet.saved()
    expect(hand.sheet.cell(11, "technician")).to_have_text(SECOND_TECHNICIAN)
    expect(hand.sheet.cell(11, "state")).to_contain_text("18")
    return hand


def another_technician(office: Office) -> Hand:
    hand = supervisor(office, PRIORITISE)
    hand.cell(0, "technician")
    hand.type("rené" if hand.sheet.cell(0, "technician").inner_text() == "Limbert Soliz" else "limb")
    before = hand.sheet.cell(0, "technician").inner_text()
    hand.key("Enter")
    expect(hand.sheet.cell(0, "technician")).not_to_have_text(before)
    hand.sheet.saved()
    assert hand.page.locator(".pop, dialog[open]").count() == 0
    return hand


PRIORITISE = (
    '/planilla/vista/todos/?q={"filters":[{"c":"state","op":"in","v":["prioritise"]},'
    '{"c":"visit","op":"range","from":"today%2B1","to":"today%2B1"}],"sort":[{"c":"case","desc":false}]}'
    "&columns=case,customer,state,visit,technician,priority,remark"
)


def priority_one(office: Office) -> Hand:
    hand = supervisor(office, PRIORITISE)
    hand.cell(1, "priority")
    hand.type("1")
    hand.key("Enter")
    hand.sheet.saved()
    expect(hand.sheet.cell(1, "priority")).to_have_text("1 · primero")
    return hand


def a_remark(office: Office) -> Hand:
    hand = supervisor(office, ALL)
    hand.cell(2, "remark")
    hand.type("pide que llamen antes de ir")
    hand.key("Enter")
    hand.sheet.saved()
    expect(hand.sheet.cell(2, "remark")).to_have_text("pide que llamen antes de ir")
    return hand


ALL = "/planilla/vista/todos/?columns=case,customer,state,due,remark,owner,technician,phone"


def fill_down(office: Office) -> Hand:
    hand = supervisor(office, ALL)
    hand.cell(5, "remark")
    hand.type("corte en la misma CTO")
    hand.key("Enter")
    hand.sheet.saved()
    hand.count = 0
    hand.cell(5, "remark")
    hand.drag(hand.sheet.fill_handle(5, "remark"), down=4 * 29)
    hand.sheet.shows("remark", 5, *["corte en la misma CTO"] * 5)
    hand.sheet.saved()
    return hand


def name_a_colleague(office: Office) -> Hand:
    hand = supervisor(office, ALL)
    hand.cell(3, "customer")
    hand.key(" ")
    hand.click(hand.page.get_by_placeholder("Escribir un comentario"))
    hand.type("@usm.norte ¿midió la potencia?")
    hand.click(hand.page.get_by_role("button", name="Comentar"))
    expect(hand.page.locator("[data-row-panel] .cm__i").first).to_contain_text("¿midió la potencia?")
    return hand


def who_changed_this(office: Office) -> Hand:
    hand = a_remark(office)
    hand.count = 0
    hand.cell(2, "remark")
    hand.key("Alt+h")
    expect(hand.page.locator(".pop--history li").first).to_contain_text("Freddy Camacho")
    return hand


def undo(office: Office) -> Hand:
    hand = supervisor(office, ALL)
    hand.cell(7, "remark")
    before = hand.sheet.cell(7, "remark").inner_text()
    hand.type("en la fila equivocada")
    hand.key("Enter")
    hand.sheet.saved()
    hand.count = 0
    hand.key("Control+z")
    expect(hand.sheet.cell(7, "remark")).to_have_text(before)
    hand.sheet.saved()
    return hand


def hide_and_show(office: Office) -> Hand:
    hand = supervisor(office)
    hand.menu("before")
    hand.choose("Ocultar columna")
    expect(hand.page.locator("[data-title=before]")).to_have_count(0)
    hand.click(hand.page.locator(".toast-x").get_by_role("button", name="Mostrarla"))
    expect(hand.page.locator("[data-title=before]")).to_be_visible()
    expect(hand.page.locator("[data-view-changed]")).to_be_hidden()
    return hand


def move_and_widen(office: Office) -> Hand:
    hand = supervisor(office, ALL)
    remark = hand.page.locator("[data-title=remark]")
    before, wide = hand.sheet.titles(), remark.bounding_box()
    assert wide
    hand.drag(remark, right=-180)
    expect(hand.page.locator("[data-view-changed]")).to_be_visible()
    moved = hand.sheet.titles()
    assert moved.index("remark") == before.index("remark") - 1
    hand.drag(remark, right=90, from_edge=True)
    hand.page.wait_for_function(
        "wide => document.querySelector('[data-title=remark]').getBoundingClientRect().width > wide + 50",
        arg=wide["width"],
    )
    return hand


def pinned(office: Office) -> Hand:
    hand = supervisor(office)
    hand.bring("phone")
    expect(hand.page.locator("[data-title=phone]")).to_be_visible()
    for key in ("case", "customer"):
        box = hand.page.locator(f"[data-title={key}]").bounding_box()
        assert box and box["x"] < 260
    return hand


def by_technician(office: Office) -> Hand:
    hand = supervisor(office)
    hand.click(hand.page.locator("[data-group]"))
    hand.choose("Técnico", "menuitemradio")
    groups = hand.page.locator(".c-group--first")
    expect(groups.filter(has_text="Limbert Soliz")).to_contain_text(re.compile(r"· \d+ casos"))
    expect(hand.page.locator(".c-total").first).to_contain_text("28 casos")
    return hand


def save_and_share(office: Office) -> Hand:
    hand = supervisor(office)
    hand.click(hand.page.locator("[data-group]"))
    hand.choose("Técnico", "menuitemradio")
    hand.count = 0
    hand.click(hand.page.get_by_role("button", name="Guardar vista"))
    hand.type("Por técnico")
    hand.click(hand.page.locator("#sheet-view [name=shared]"))
    hand.key("Enter")
    expect(hand.page.locator("[data-views] [aria-current=page]")).to_contain_text("Por técnico")
    other = office.hand_of("usm.norte")
    other.open()
    expect(other.page.locator("[data-views]")).to_contain_text("Por técnico")
    return hand


def send_the_address(office: Office) -> Hand:
    hand = supervisor(office, PRIORITISE)
    hand.in_the_browser("Control+l", "Control+c")
    other = office.hand_of("usm.norte")
    other.open(hand.page.url.removeprefix(hand.sheet.visitor.site.address))
    assert other.sheet.texts("case", range(3)) == hand.sheet.texts("case", range(3))
    assert other.sheet.titles() == hand.sheet.titles()
    return hand


def copy_a_block(office: Office) -> Hand:
    hand = supervisor(office, "/planilla/vista/todos/?columns=case,customer,phone")
    hand.cell(0, "case")
    hand.click(hand.sheet.cell(9, "phone"), modifiers=["Shift"])
    hand.key("Control+c")
    copied = hand.page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert len(copied) == 10
    assert copied[0].split("\t") == [hand.sheet.cell(0, key).inner_text() for key in ("case", "customer", "phone")]
    return hand


def export(office: Office) -> Hand:
    hand = supervisor(office)
    hand.click(hand.page.locator("[data-exports] summary"))
    with hand.page.expect_download() as download:
        hand.click(hand.page.locator("[data-export=xlsx]"))
    assert download.value.suggested_filename.endswith(".xlsx")
    return hand


def as_it_was_yesterday(office: Office) -> Hand:
    hand = supervisor(office, ALL)
    hand.cell(12, "remark")
    hand.type("desde hoy con router nuevo")
    hand.key("Enter", "ArrowUp")
    hand.sheet.saved()
    hand.count = 0
    hand.key(" ")
    hand.click(hand.page.get_by_text("Como estaba…"))
    hand.click(hand.page.get_by_role("button", name="Ayer a esta hora"))
    was = hand.page.locator("#row-as-was")
    expect(was.locator("dt", has_text="Cliente")).to_be_visible()
    expect(was.locator("dt:text-is('Observación') + dd")).to_have_text("—")
    return hand


def open_the_case(office: Office) -> Hand:
    hand = supervisor(office, ALL)
    number = hand.sheet.cell(4, "case").inner_text()
    hand.sheet.at(4, "case")
    hand.count = 0
    hand.key("Control+Enter")
    expect(hand.page.get_by_role("heading", name="Historia")).to_be_visible()
    expect(hand.page).to_have_title(re.compile(number))
    return hand


def visits_of_tomorrow(office: Office) -> Hand:
    hand = supervisor(office)
    hand.click(hand.page.get_by_role("link", name="Visitas de mañana"))
    expect(hand.page.locator("[data-case-count]").first).to_have_text("6")
    return hand


def clear_filters(office: Office) -> Hand:
    hand = supervisor(office)
    hand.cell(0, "state", button="right")
    hand.choose("Solo las filas con este valor")
    expect(hand.page.locator("[data-view-changed]")).to_be_visible()
    hand.cell(0, "owner", button="right")
    hand.choose("Solo las filas con este valor")
    expect(hand.page.locator("[data-filter-chip]")).to_have_count(2)
    hand.count = 0
    hand.click(hand.page.locator("[data-view-reset]"))
    expect(hand.page.locator("[data-case-count]").first).to_have_text("28")
    return hand


THINGS: dict[str, Callable[[Office], Hand]] = {
    "Ver solo lo de mi centro": only_my_centre,
    "Ver solo lo vencido": only_the_overdue,
    "Ordenar por días abierto, lo más antiguo primero": oldest_first,
    "Encontrar de quién es un teléfono": whose_phone_is_this,
    "Ver quién tiene un caso": who_has_this_case,
    "Pegar 12 fechas de visita con su técnico": twelve_visits,
    "Cambiar el técnico de una visita": another_technician,
    "Poner una visita primero": priority_one,
    "Escribir una observación": a_remark,
    "Rellenar una observación hacia abajo": fill_down,
    "Comentar nombrando a un colega": name_a_colleague,
    "Ver quién cambió una celda": who_changed_this,
    "Deshacer lo último": undo,
    "Esconder una columna y volver a mostrarla": hide_and_show,
    "Mover y ensanchar una columna": move_and_widen,
    "Dejar fijas las primeras columnas": pinned,
    "Agrupar por técnico, con cuentas y totales": by_technician,
    "Guardar la vista y compartirla": save_and_share,
    "Mandar la dirección a un colega": send_the_address,
    "Copiar un bloque para Excel": copy_a_block,
    "Exportar a Excel": export,
    "Ver una fila como estaba ayer": as_it_was_yesterday,
    "Abrir el caso": open_the_case,
    "Ver las visitas de mañana": visits_of_tomorrow,
    "Quitar los filtros": clear_filters,
}


ONE_MORE = ("Guardar la vista y compartirla",)
"""What the page says takes one action more, and why: a view is shared with everybody only when one wants it."""


def said_in_the_page() -> dict[str, tuple[int, int]]:
    """What the page says: thing → (in Google Sheets, here)."""
    return {found[2]: (int(found[3]), int(found[4])) for found in LINE.finditer(PAGE.read_text("utf-8"))}


def write_into_the_page(thing: str, count: int) -> None:
    text = PAGE.read_text("utf-8")
    PAGE.write_text(LINE.sub(lambda m: f"{m[1]}{count if m[2] == thing else m[4]}{m[5]}", text), "utf-8")


def test_the_page_lists_the_25_things_that_are_counted() -> None:
    assert list(said_in_the_page()) == list(THINGS)
    assert len(THINGS) == 25


@pytest.mark.parametrize("thing", THINGS)
def test_what_is_done_every_day_takes_no_more_actions_than_in_a_spreadsheet(office: Office, thing: str) -> None:
    hand = THINGS[thing](office)

    if os.environ.get("REITERA_WRITE_COUNTS"):
        write_into_the_page(thing, hand.count)
    elsewhere, here = said_in_the_page()[thing]
    assert hand.count == here
    assert here <= elsewhere + (thing in ONE_MORE)
