"""What is done every day takes at most three clicks or keys beside filling fields: docs/clicks.md, counted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator

from tests.browser.chromium import ROOT
from tests.browser.conftest import Site, Visitor
from tests.browser.office import fill_dialog
from tests.browser.provider import Providers
from tests.browser.server import serving
from tests.journeys.stretches import SOLVED

MOST = 3
INBOX = "/bandeja/"


@pytest.fixture(scope="module")
def site(providers: Providers) -> Iterator[Site]:
    """A provider of its own, with a case where each act begins."""
    provider = providers.new("lay_out")
    with serving(provider.data) as address:
        yield Site(address, provider.exports)


class Hand:
    """The hand at the mouse: every click is counted, what fills a field is not."""

    def __init__(self, visitor: Visitor) -> None:
        self.page, self.visitor, self.count = visitor.page, visitor, 0

    def begin(self, username: str, path: str = INBOX) -> None:
        self.visitor.sign_in(username)
        self.visitor.go(path)

    def click(self, what: Locator) -> None:
        what.click()
        self.count += 1

    def row(self, state: str) -> None:
        """Open the panel of the case that was laid out in a state."""
        self.click(self.page.locator("[data-open]", has_text=f"Cliente de {state}").first)

    def act(self, name: str) -> None:
        self.click(self.page.locator("#panel").get_by_role("button", name=name))

    def send(self) -> None:
        """The main button of the open dialog, and what the page says when it is done."""
        self.click(self.page.locator("dialog[open] .b--main"))
        self.done()

    def done(self) -> None:
        self.page.locator(".messages .note--ok").first.wait_for()

    def fill(self, **labelled: str) -> None:
        for label, words in labelled.items():
            self.page.locator("dialog[open]").get_by_label(label.replace("_", " "), exact=True).fill(words)


def send_a_list(hand: Hand) -> None:
    hand.begin("analista.gestor")
    hand.click(hand.page.get_by_role("button", name="Enviar la lista"))
    hand.send()


def receive_a_list(hand: Hand) -> None:
    hand.begin("usm.norte")
    hand.click(hand.page.get_by_role("button", name="Recibir la lista").first)
    hand.send()


def distribute_one(hand: Hand) -> None:
    hand.begin("analista.gestor")
    hand.row("distribution")
    hand.act("Enviar a control de calidad")
    hand.fill(Motivo="ya se atendió")
    hand.send()


def note_a_call(hand: Hand) -> None:
    hand.begin("fidelizacion", "/fidelizacion/")
    hand.click(hand.page.locator("label[data-key=N]"))
    hand.click(hand.page.locator("form[data-call] .b--main"))
    hand.done()


def schedule_a_visit(hand: Hand) -> None:
    hand.begin("usm.norte")
    hand.row("schedule_visit")
    hand.act("Programar visita")
    hand.page.locator("dialog[open] select[name=technician]").select_option(label="Limbert Soliz")
    hand.send()


def confirm_a_visit(hand: Hand) -> None:
    hand.begin("supervisor.norte")
    hand.row("prioritise")
    hand.act("Confirmar visita")
    hand.send()


def report_solved(hand: Hand) -> None:
    hand.begin("tecnico.norte")
    hand.row("field_work")
    hand.act("Daño solucionado")
    fill_dialog(hand.page, SOLVED)
    hand.send()


def accept_work(hand: Hand) -> None:
    hand.begin("supervisor.norte")
    hand.row("work_acceptance")
    hand.act("Aceptar trabajo")
    hand.send()


def close_an_order(hand: Hand) -> None:
    hand.begin("operador.norte")
    hand.row("order_closing")
    hand.act("Cerrar orden")
    hand.fill(Número_de_orden_o_reporte_cerrado="OT-88213", Código_de_cierre="SOLUCIONADO")
    hand.send()


def survey_satisfied(hand: Hand) -> None:
    hand.begin("calidad", "/calidad/")
    for question, answer in (("working", "Sí"), ("csat", "5")):
        hand.click(hand.page.locator(f"[data-question={question}] label", has_text=answer).first)
    hand.click(hand.page.locator("form[data-survey] .b--main"))
    hand.done()


def comment_on_a_case(hand: Hand) -> None:
    hand.begin("usm.norte")
    hand.row("technical_review")
    hand.click(hand.page.locator("#panel").get_by_role("link", name="Abrir caso"))
    hand.page.get_by_label("Comentario").fill("el cliente llamó otra vez")
    hand.click(hand.page.get_by_role("button", name="Comentar"))
    hand.page.locator(".cm__i", has_text="el cliente llamó otra vez").wait_for()


def take_back(hand: Hand) -> None:
    hand.begin("usm.norte")
    hand.row("technical_review")
    hand.act("Enviar a visita")
    hand.send()
    hand.count = 0
    hand.click(hand.page.get_by_role("button", name="Deshacer"))
    hand.page.get_by_text("Se deshizo").first.wait_for()


ACTS: dict[str, Callable[[Hand], None]] = {
    "Enviar una lista a los centros": send_a_list,
    "Recibir una lista": receive_a_list,
    "Distribuir un caso": distribute_one,
    "Anotar una llamada sin respuesta": note_a_call,
    "Programar una visita": schedule_a_visit,
    "Confirmar una visita": confirm_a_visit,
    "Informar el daño solucionado": report_solved,
    "Aceptar un trabajo": accept_work,
    "Cerrar una orden": close_an_order,
    "Anotar una encuesta satisfecha": survey_satisfied,
    "Comentar un caso": comment_on_a_case,
    "Deshacer lo último": take_back,
}


def said_in_the_manual() -> dict[str, int]:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| (\d+) \|$", (ROOT / "docs" / "clicks.md").read_text("utf-8"), re.M)
    return {act: int(count) for act, count in rows}


def test_the_manual_lists_the_acts_that_are_counted() -> None:
    assert list(said_in_the_manual()) == list(ACTS)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_of_every_day_takes_as_few_clicks_as_the_manual_says(visitor: Visitor, act: str) -> None:
    hand = Hand(visitor)

    ACTS[act](hand)

    assert hand.count == said_in_the_manual()[act]
    assert hand.count <= MOST
