"""The Planilla with others at it: their changes as they come, two people on one cell, a network that is cut, rights."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.conftest import DESK, Site, Visitor, visiting
from tests.browser.provider import Providers, run_module
from tests.browser.server import serving
from tests.browser.sheet import Sheet
from tests.ports import free_port

PATIENCE = 60_000  # milliseconds; only what never comes takes that long

WATCH = """([id, column]) => {
  // Every text that the cell shows, with the moment in which it is drawn.
  const seen = (window.watched = []);
  const now = () => performance.timeOrigin + performance.now();
  const look = () => {
    const text = document.querySelector(`[data-case="${id}"][data-cell="${column}"] .c-t`)?.textContent ?? "";
    if (text && seen.at(-1)?.text !== text) seen.push({ text, at: now() });
  };
  new MutationObserver(look).observe(document.querySelector("[data-sheet-grid]"),
    { subtree: true, childList: true, characterData: true });
}"""

WATCH_THE_FOOT = """() => {
  // What the foot says of the connection, from the first moment of the page.
  const seen = (window.watchedFoot = []);
  const look = () => {
    const text = document.querySelector(".foot [data-connection] b")?.textContent ?? "";
    if (text && seen.at(-1) !== text) seen.push(text);
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true });
}"""


@dataclass
class Server:
    """A provider's server that can be stopped and started again under the same address."""

    data: Path
    port: int
    running: ExitStack

    def start(self) -> str:
        return self.running.enter_context(serving(self.data, port=self.port))

    @contextmanager
    def away(self) -> Iterator[None]:
        """Stopped meanwhile; started again whatever happens, for those who come after."""
        self.running.close()
        try:
            yield
        finally:
            self.start()

    def meanwhile(self, *words: str) -> None:
        """Somebody does something elsewhere: `tests.browser.meanwhile`."""
        run_module(self.data, "meanwhile", *words)


@pytest.fixture(scope="module")
def server(providers: Providers) -> Iterator[Server]:
    """A provider of its own, with forty cases of one centre."""
    data = providers.new("lay_out_sheet").data
    with ExitStack() as running:
        server = Server(data, free_port(), running)
        server.start()
        yield server


@pytest.fixture(scope="module")
def site(server: Server) -> Site:
    return Site(f"http://127.0.0.1:{server.port}", server.data)


def at_a_desk(browser: Browser, site: Site, username: str, open_until: ExitStack) -> Sheet:
    visitor = open_until.enter_context(visiting(browser, site, viewport=DESK))
    visitor.page.context.set_default_timeout(PATIENCE)
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site.address)
    visitor.sign_in(username)
    return Sheet(visitor)


@pytest.fixture(scope="module")
def open_until() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def freddys(browser: Browser, site: Site, open_until: ExitStack) -> Sheet:
    return at_a_desk(browser, site, "supervisor.norte", open_until)


@pytest.fixture(scope="module")
def miriams(browser: Browser, site: Site, open_until: ExitStack) -> Sheet:
    return at_a_desk(browser, site, "usm.norte", open_until)


@pytest.fixture
def freddy(freddys: Sheet) -> Iterator[Sheet]:
    yield from with_a_fresh_page(freddys)


@pytest.fixture
def miriam(miriams: Sheet) -> Iterator[Sheet]:
    yield from with_a_fresh_page(miriams)


def with_a_fresh_page(sheet: Sheet) -> Iterator[Sheet]:
    """The supervisor's or the analyst's sheet, on line; a test that left a complaint fails itself."""
    sheet.open()
    sheet.saved()
    yield sheet
    left, sheet.visitor.complaints[:] = [*sheet.visitor.complaints], []
    assert left == []


def write(sheet: Sheet, case: str, column: str, text: str) -> None:
    sheet.of(case, column).click()
    sheet.type(text)


def test_what_another_person_writes_appears_in_order_with_their_name(
    freddy: Sheet, miriam: Sheet, record_property: pytest.RecordProperty
) -> None:
    case = freddy.case_at(2)
    freddy.page.evaluate(WATCH, [case, "remark"])
    answered = []
    for text in ("primera", "segunda", "tercera"):
        with miriam.page.expect_response("**/planilla/celdas/") as answer:
            write(miriam, case, "remark", text)
        timing = answer.value.request.timing
        answered.append(timing["startTime"] + timing["responseEnd"])
        expect(freddy.of(case, "remark")).to_contain_text(text)
        expect(freddy.of(case, "remark").locator(".by--fresh")).to_contain_text("M. Rojas")

    seen = freddy.page.evaluate("() => window.watched")

    assert [each["text"] for each in seen] == ["primera", "segunda", "tercera"]
    took = sorted(round(each["at"] - at) for each, at in zip(seen, answered, strict=True))
    record_property("milliseconds from the answer to the other person's screen", took)


def test_two_people_on_one_cell_the_second_sees_the_three_values_and_leaves_theirs(
    freddy: Sheet, miriam: Sheet
) -> None:
    case = freddy.case_at(4)
    write(freddy, case, "remark", "lo de siempre")
    freddy.saved()
    expect(miriam.of(case, "remark")).to_contain_text("lo de siempre")
    freddy.of(case, "remark").click()
    freddy.page.keyboard.type("lo de Fre")
    write(miriam, case, "remark", "lo de Miriam")
    miriam.saved()

    freddy.type("ddy")
    refusal = freddy.page.get_by_role("alertdialog", name="Su cambio no se guardó")

    expect(refusal.locator("dt, dd")).to_have_text(
        ["Usted veía", "lo de siempre", "Miriam puso", "lo de Miriam", "Usted puso", "lo de Freddy"]
    )
    expect(refusal).to_contain_text("Miriam Rojas cambió Observación mientras usted escribía.")
    refusal.get_by_role("button", name="Dejar el de Miriam").click()
    expect(freddy.of(case, "remark")).to_contain_text("lo de Miriam")
    miriam.open()
    expect(miriam.of(case, "remark")).to_have_text("lo de Miriam")
    freddy.forgive_refusals()


def test_two_people_on_one_cell_the_second_puts_theirs_over_it(freddy: Sheet, miriam: Sheet) -> None:
    case = freddy.case_at(6)
    freddy.of(case, "remark").click()
    freddy.page.keyboard.type("vale est")
    write(miriam, case, "remark", "vale aquello")
    miriam.saved()
    freddy.type("o")

    freddy.page.get_by_role("button", name="Poner el mío encima").click()

    expect(miriam.of(case, "remark")).to_contain_text("vale esto")
    freddy.saved()
    expect(freddy.of(case, "remark")).to_contain_text("vale esto")
    miriam.of(case, "remark").click()
    miriam.press("Alt+h")
    history = miriam.page.locator(".pop--history li")
    expect(history.first).to_contain_text("Freddy Camacho")
    expect(history.nth(1)).to_contain_text("Miriam Rojas")
    miriam.press("Escape")
    freddy.forgive_refusals()


def test_two_people_on_two_cells_of_one_row_both_are_kept(freddy: Sheet, miriam: Sheet) -> None:
    case = freddy.case_at(8)
    freddy.of(case, "remark").click()
    freddy.page.keyboard.type("de Fred")
    write(miriam, case, "zone", "Zona de Miriam")
    miriam.saved()
    expect(freddy.of(case, "zone")).to_contain_text("Zona de Miriam")
    assert freddy.page.locator("[data-editor]").input_value() == "de Fred"

    freddy.type("dy")
    freddy.saved()

    expect(miriam.of(case, "remark")).to_contain_text("de Freddy")
    freddy.open()
    assert [freddy.of(case, key).inner_text() for key in ("remark", "zone")] == ["de Freddy", "Zona de Miriam"]


def test_who_writes_in_which_cell_is_seen(freddy: Sheet, miriam: Sheet) -> None:
    case = freddy.case_at(9)
    miriam.of(case, "remark").click()
    miriam.page.keyboard.type("estoy escrib")

    expect(freddy.of(case, "remark")).to_contain_text("Miriam Rojas escribe")
    expect(freddy.page.locator("[data-presence]").get_by_role("button")).to_have_attribute(
        "aria-label", f"Miriam Rojas, escribe en {freddy.of(case, 'case').inner_text()} Observación"
    )
    miriam.press("Escape")


def test_a_new_case_is_announced_and_one_that_leaves_is_gone(freddy: Sheet, server: Server) -> None:
    received = freddy.page.locator("[data-cell=state]", has_text="Recibir lista").first
    case = received.get_attribute("data-case") or ""
    number = freddy.of(case, "case").inner_text()
    server.meanwhile("hand_over", case)
    expect(freddy.of(case, "case")).to_have_count(0)
    expect(freddy.page.locator("[data-say]")).to_contain_text("Una fila dejó de estar a su alcance")

    server.meanwhile("new_case", "Ferretería El Tornillo")
    expect(freddy.page.locator("[data-news]")).to_contain_text("1 caso nuevo.")
    freddy.press("Alt+r")
    expect(freddy.cell(0, "customer")).to_have_text("Ferretería El Tornillo")
    expect(freddy.page.locator("[data-news]")).to_be_hidden()
    assert number not in freddy.texts("case", range(10))


def test_a_row_that_leaves_the_filter_stays_dimmed_until_it_is_sorted_again(freddy: Sheet, miriam: Sheet) -> None:
    case = freddy.case_at(10)
    write(miriam, case, "remark", "marca aparte")
    miriam.saved()
    filters = [{"c": "remark", "op": "contains", "v": "marca aparte"}]
    freddy.open(query=quote(json.dumps({"filters": filters, "sort": [], "group": ""})))

    write(miriam, case, "remark", "ya no")
    expect(freddy.page.locator("[data-news]")).to_contain_text("1 fila ya no cumple su filtro.")
    expect(freddy.of(case, "remark")).to_have_class(re.compile("c-left"))

    freddy.press("Alt+r")
    expect(freddy.page.locator("[data-empty=filtered]")).to_be_visible()


def test_a_page_that_is_just_opening_does_not_say_that_it_has_no_connection(visitor: Visitor) -> None:
    visitor.sign_in("supervisor.norte")
    visitor.page.add_init_script(f"({WATCH_THE_FOOT})()")

    Sheet(visitor)
    visitor.page.wait_for_function("() => window.reiteraLive?.stream")  # the stream has said hello
    expect(visitor.page.locator(".foot [data-connection]")).to_contain_text("En línea")

    assert "Sin conexión" not in visitor.page.evaluate("() => window.watchedFoot")


def test_a_server_that_was_away_gets_what_was_written_and_tells_what_was_missed(
    freddy: Sheet, miriam: Sheet, server: Server
) -> None:
    own, theirs, both = freddy.case_at(12), freddy.case_at(13), freddy.case_at(14)
    with server.away():
        foot = freddy.page.locator(".foot [data-connection]")
        expect(foot).to_contain_text("Sin conexión")
        write(freddy, own, "remark", "escrito sin servidor")
        write(freddy, both, "remark", "yo, sin servidor")
        expect(foot).to_contain_text("2 cambios por enviar")
        expect(freddy.of(own, "remark")).to_have_class(re.compile("c-pending"))
        for text in ("uno", "dos"):
            server.meanwhile("remark", theirs, text)
        server.meanwhile("remark", both, "ella, primero")

    refusal = freddy.page.get_by_role("alertdialog", name="Su cambio no se guardó")
    expect(refusal.locator("dd")).to_have_text(["vacío", "ella, primero", "yo, sin servidor"])
    freddy.press("Escape")
    expect(freddy.of(theirs, "remark")).to_contain_text("dos")
    expect(miriam.of(own, "remark")).to_contain_text("escrito sin servidor")
    expect(miriam.of(theirs, "remark")).to_contain_text("dos")
    freddy.saved()
    freddy.open()
    shown = [freddy.of(case, "remark").inner_text() for case in (own, theirs, both)]
    assert shown == ["escrito sin servidor", "dos", "ella, primero"]
    for sheet in (freddy, miriam):
        sheet.visitor.forgive("409 (Conflict)", "ERR_")


def test_a_page_older_than_the_server_keeps_what_was_written_and_sends_it_after_reloading(freddy: Sheet) -> None:
    def serve_older(route: Route) -> None:
        answer = route.fetch()
        older = answer.text().replace('"version": "', '"version": "older-')
        route.fulfill(response=answer, body=older)

    page = freddy.page
    page.route("**/planilla/vista/todos/**", serve_older)
    freddy.open()
    case = freddy.case_at(16)
    write(freddy, case, "remark", "antes de actualizar")
    message = page.locator("[data-bar-message]")
    expect(message).to_contain_text("Reitera se actualizó mientras tenía abierta la planilla")
    expect(freddy.of(case, "remark")).to_contain_text("antes de actualizar")
    page.unroute("**/planilla/vista/todos/**")

    message.get_by_role("button", name="Recargar").click()
    expect(page.locator("[data-bar-message]")).to_be_hidden()
    freddy.saved()

    freddy.open()
    expect(freddy.of(case, "remark")).to_have_text("antes de actualizar")
    freddy.forgive_refusals()


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)><b>hola</b>", "=cmd|' /C calc'!A0", "{{7*7}}<script>"])
def test_what_looks_like_code_is_shown_as_what_it_is(freddy: Sheet, miriam: Sheet, text: str) -> None:
    case, opened = freddy.case_at(18), []
    freddy.page.on("dialog", lambda dialog: opened.append(dialog.message) or dialog.dismiss())
    write(miriam, case, "remark", text)
    miriam.saved()

    expect(freddy.of(case, "remark").locator(".c-t")).to_have_text(text)
    freddy.of(case, "remark").click()
    expect(freddy.page.locator("[data-value-text]")).to_have_text(text)
    freddy.press(" ")
    expect(freddy.page.locator("[data-row-panel]")).to_contain_text(text)
    freddy.press("Escape", "Alt+h")
    expect(freddy.page.locator(".pop--history")).to_contain_text(text)
    freddy.press("Escape")
    assert freddy.page.locator("[data-sheet] :is(img, .c-t b, .c-t script)").count() == 0
    assert opened == []


def test_a_block_with_bad_cells_is_refused_with_their_reasons_and_the_others_may_go(miriam: Sheet) -> None:
    filters = [{"c": "state", "op": "in", "v": ["schedule_visit"]}]
    query = {"filters": filters, "sort": [{"c": "case", "desc": False}], "group": ""}
    miriam.open("case,customer,due,visit,technician,remark", quote(json.dumps(query)))
    miriam.at(0, "due")
    block = [
        ("", "31/02/2027 9:00", "Limbert Soliz", "uno"),
        ("", "02/12/2026 9:00", "Rubén Claros", "dos"),
        ("", "02/12/2026 11:00", "Limbert Soliz", "tres"),
        ("mañana", "02/12/2026 15:00", "Limbert Soliz", "cuatro"),
    ]
    before = miriam.texts("due", range(4))
    block = [(due or text, *rest) for (due, *rest), text in zip(block, typed(miriam, "due", 4), strict=True)]

    miriam.paste("\n".join("\t".join(line) for line in block))
    dialog = miriam.page.locator("#sheet-refused")
    lines = dialog.locator("[data-refused-list] li")
    expect(lines.filter(has_text="31/02/2027 9:00")).to_contain_text("no existe")
    expect(lines.filter(has_text="Rubén Claros")).to_contain_text("no es técnico")
    expect(lines.filter(has_text="mañana")).to_contain_text("no se escribe en la planilla")
    assert miriam.texts("remark", range(4)) == [""] * 4

    dialog.get_by_role("button", name="Pegar las otras").click()
    miriam.saved()
    expect(miriam.cell(2, "technician")).to_have_text("Limbert Soliz")
    miriam.forgive_refusals()
    assert miriam.texts("due", range(1)) == before[:1]


def typed(sheet: Sheet, column: str, count: int) -> list[str]:
    """The texts of the first lines of a column as a copy of them holds them."""
    sheet.at(0, column)
    sheet.press(*["Shift+ArrowDown"] * (count - 1), "Control+c")
    copied: str = sheet.page.evaluate("() => navigator.clipboard.readText()")
    sheet.at(0, column)
    return copied.split("\n")


def test_whoever_loses_their_role_loses_the_open_sheet(browser: Browser, site: Site, server: Server) -> None:
    with ExitStack() as open_until:
        sonia = at_a_desk(browser, site, "operador.norte", open_until)
        sonia.saved()

        server.meanwhile("withdraw", "operador.norte")

        expect(sonia.page.locator("[data-sheet-grid]")).to_have_count(0)
        expect(sonia.page.locator("main")).to_contain_text("not_allowed")
        assert "Panadería Doña Elva" not in sonia.page.content()
        sonia.visitor.forgive("403 (Forbidden)")
