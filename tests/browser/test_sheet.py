"""The Planilla by hand: typing, pasting, filling, undoing, filtering and finding, with a mouse and without one."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Route, expect

from tests.browser.chromium import AXE, axe_violations, overflowing
from tests.browser.conftest import Site, Visitor
from tests.browser.provider import Providers
from tests.browser.sheet import Sheet, serving_sheet

WRITE_ELSEWHERE = """async ([id, wanted]) => {
  // An edit that comes before the one being typed: of another tab, of another person.
  const { columns, rows, meta } = await (await fetch(`/planilla/filas/?ids=${id}`)).json();
  const { version } = JSON.parse(document.getElementById("sheet-config").textContent);
  const edit = { id: Number(id), c: "remark", seen: rows[id][columns.indexOf("remark")], state: meta[id].s, wanted };
  const headers = { "Content-Type": "application/json", "X-CSRFToken": document.body.dataset.csrf };
  await fetch("/planilla/celdas/", { method: "POST", headers, body: JSON.stringify({ edits: [edit], version }) });
}"""


@pytest.fixture(scope="module")
def site(providers: Providers) -> Iterator[Site]:
    yield from serving_sheet(providers)


@pytest.fixture
def sheet(visitor: Visitor) -> Sheet:
    visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=visitor.site.address)
    visitor.sign_in("supervisor.norte")
    return Sheet(visitor)


def own(sheet: Sheet, label: str) -> str:
    """The key of a column of the provider's own."""
    config = json.loads(sheet.page.locator("#sheet-config").inner_text())
    return next(column["key"] for column in config["columns"] if column["label"] == label)


def test_typing_edits_the_cell_enter_keeps_it_and_goes_down(sheet: Sheet) -> None:
    sheet.at(2, "remark")

    sheet.type("se corta cada noche")
    sheet.saved()

    sheet.shows("remark", 2, "se corta cada noche")
    expect(sheet.cell(3, "remark")).to_have_class(re.compile("is-cur"))
    sheet.open()
    sheet.shows("remark", 2, "se corta cada noche")


def test_escape_leaves_the_cell_as_it_was_and_f2_corrects_it(sheet: Sheet) -> None:
    sheet.at(4, "remark")
    sheet.type("primero")
    sheet.press("ArrowUp")

    sheet.type("otro", end="Escape")
    sheet.shows("remark", 4, "primero")

    sheet.press("F2")
    sheet.type(" y segundo", end="Tab")
    sheet.shows("remark", 4, "primero y segundo")
    sheet.saved()
    expect(sheet.cell(4, "owner")).to_have_class(re.compile("is-cur"))


def test_a_block_of_another_spreadsheet_is_pasted_and_undone_and_done_again(sheet: Sheet) -> None:
    sheet.at(6, "remark")
    before = sheet.texts("remark", range(6, 9))

    sheet.paste('uno\r\n"dos\nen dos líneas"\r\n"dice ""tres"""\r\n')
    sheet.shows("remark", 6, "uno", "dos en dos líneas", 'dice "tres"')
    sheet.saved()

    sheet.press("Control+z")
    sheet.shows("remark", 6, *before)
    sheet.saved()

    sheet.press("Control+y")
    sheet.shows("remark", 6, "uno", "dos en dos líneas", 'dice "tres"')
    sheet.saved()
    sheet.press("Control+c")
    expected = 'uno\n"dos\nen dos líneas"\n"dice ""tres"""'
    sheet.page.wait_for_function("async wanted => (await navigator.clipboard.readText()) === wanted", arg=expected)


def test_a_block_wider_than_the_sheet_is_refused_whole(sheet: Sheet) -> None:
    sheet.at(0, "zone")
    before = sheet.texts("zone", range(1))

    sheet.paste("a\tb\tc")

    expect(sheet.page.locator(".toast-x")).to_contain_text("2 columnas más que las que hay hasta «Zona»")
    assert sheet.texts("zone", range(1)) == before


def test_a_paste_over_grey_cells_lists_them_and_the_others_may_go(sheet: Sheet) -> None:
    sheet.at(10, "due")

    sheet.paste("ayer\tllamar antes\nayer\tllamar después")
    dialog = sheet.page.locator("#sheet-refused")
    expect(dialog).to_contain_text("2 de 4 celdas no se pueden cambiar")
    assert sheet.texts("remark", range(10, 12)) == ["", ""]

    dialog.get_by_role("button", name="Pegar las otras 2").click()
    sheet.shows("remark", 10, "llamar antes", "llamar después")
    sheet.saved()
    sheet.forgive_refusals()


def test_what_is_still_on_its_way_is_what_f2_corrects_copies_and_compares(sheet: Sheet) -> None:
    held: list[Route] = []
    sheet.page.route("**/planilla/celdas/", lambda route: route.continue_() if held else held.append(route))
    sheet.at(12, "remark")
    sheet.type("primero")
    sheet.press("ArrowUp", "F2")
    sheet.type(" y segundo")
    sheet.shows("remark", 12, "primero y segundo")
    sheet.press("ArrowUp", "Control+c")
    sheet.page.wait_for_function("async () => (await navigator.clipboard.readText()) === 'primero y segundo'")
    sheet.press("Delete")
    sheet.shows("remark", 12, "")

    held[0].continue_()
    sheet.saved()

    sheet.open()
    assert sheet.cell(12, "remark").inner_text() == ""


def test_control_d_and_the_handle_fill(sheet: Sheet) -> None:
    sheet.at(14, "remark")
    sheet.type("misma CTO")
    sheet.at(14, "remark")
    sheet.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d")
    sheet.shows("remark", 14, *["misma CTO"] * 3)
    sheet.saved()

    sheet.at(16, "remark")
    handle, target = sheet.fill_handle(16, "remark").bounding_box(), sheet.cell(18, "remark").bounding_box()
    assert handle and target
    sheet.page.mouse.move(handle["x"] + 4, handle["y"] + 4)
    sheet.page.mouse.down()
    sheet.page.mouse.move(target["x"] + 30, target["y"] + 12, steps=5)
    sheet.page.mouse.up()
    expect(sheet.cell(18, "remark")).to_have_text("misma CTO")
    sheet.saved()


def test_the_provider_s_own_columns_have_the_editor_of_their_kind(sheet: Sheet) -> None:
    day, hours, shift, called = (own(sheet, label) for label in ("Fecha acordada", "Horas", "Turno", "Llamado"))
    sheet.open(f"case,customer,{day},{hours},{shift},{called}")
    sheet.at(1, day)

    sheet.type("1/12/2026", end="Tab")
    sheet.type("1,5", end="Tab")
    sheet.type("ta", end="Tab")
    sheet.type("s")

    sheet.saved()
    sheet.open(f"case,customer,{day},{hours},{shift},{called}")
    shown = [sheet.cell(1, key).inner_text() for key in (day, hours, shift, called)]
    assert shown == ["01/12/2026", "1,50", "Tarde", "sí"]


def test_a_day_that_does_not_exist_is_refused_with_a_reason_and_what_was_typed(sheet: Sheet) -> None:
    day = own(sheet, "Fecha acordada")
    sheet.open(f"case,customer,{day}")
    sheet.at(3, day)

    sheet.type("31/02/2026")
    refusal = sheet.page.get_by_role("alertdialog", name="Su cambio no se guardó")

    expect(refusal).to_contain_text("no existe")
    assert refusal.locator("textarea").input_value() == "31/02/2026"
    sheet.press("Escape")
    expect(sheet.cell(3, day)).to_have_text("")
    sheet.forgive_refusals()


def test_who_was_first_is_told_and_the_safe_answer_has_the_focus(sheet: Sheet) -> None:
    sheet.at(20, "remark")
    sheet.page.keyboard.type("lo m")
    sheet.page.evaluate(WRITE_ELSEWHERE, [sheet.cell(20, "remark").get_attribute("data-case"), "lo ajeno"])

    sheet.type("ío")
    refusal = sheet.page.get_by_role("alertdialog", name="Su cambio no se guardó")

    expect(refusal).to_contain_text("lo ajeno")
    expect(sheet.page.locator(":focus")).to_contain_text("Dejar el de")
    refusal.get_by_role("button", name="Poner el mío encima").click()
    expect(refusal).to_have_count(0)
    sheet.saved()
    expect(sheet.cell(20, "remark")).to_have_text("lo mío")
    sheet.forgive_refusals()


def test_escape_at_a_refused_edit_keeps_what_the_other_person_put(sheet: Sheet) -> None:
    sheet.at(22, "remark")
    sheet.page.keyboard.type("lo m")
    sheet.page.evaluate(WRITE_ELSEWHERE, [sheet.cell(22, "remark").get_attribute("data-case"), "lo primero"])
    sheet.type("ío")
    sheet.page.get_by_role("alertdialog", name="Su cambio no se guardó").wait_for()

    sheet.press("Escape")

    expect(sheet.cell(22, "remark")).to_have_text("lo primero")
    expect(sheet.page.locator(":focus")).to_have_attribute("role", "grid")
    sheet.forgive_refusals()


def test_filter_sort_and_edit_keep_the_row_in_its_place_until_sorted_again(sheet: Sheet) -> None:
    sheet.title_menu("customer")
    sheet.page.locator("[data-contains]").fill("hotel")
    sheet.press("Enter")
    expect(sheet.page.locator("[data-filter-chip=customer]")).to_contain_text("«hotel»")
    expect(sheet.page.locator(".c-total").first).to_contain_text("8")
    sheet.page.locator("[data-title=customer] .h-t").click()
    expect(sheet.cell(0, "customer")).to_have_text("Hotel Portal Andino 01")

    sheet.title_menu("remark")
    sheet.page.locator(".pop").get_by_role("button", name="vacío", exact=True).click()
    expect(sheet.page.locator("[data-filter-chip=remark]")).to_be_visible()
    name = sheet.cell(1, "customer").inner_text()
    sheet.at(1, "remark")
    sheet.type("ya no está vacío")
    sheet.saved()

    expect(sheet.cell(1, "customer")).to_have_text(name)
    expect(sheet.cell(1, "customer")).to_have_class(re.compile("c-left"))
    expect(sheet.page.locator("[data-news]")).to_contain_text("1 fila ya no cumple su filtro")
    sheet.press("Alt+r")
    expect(sheet.cell(1, "customer")).not_to_have_text(name)


def test_the_view_of_the_moment_is_in_the_address(sheet: Sheet) -> None:
    filters, sort = [{"c": "customer", "op": "contains", "v": "elva"}], [{"c": "customer", "desc": True}]
    asked = json.dumps({"filters": filters, "sort": sort})

    sheet.open("case,customer,remark", quote(asked))

    expect(sheet.page.locator("[data-filter-chip=customer]")).to_contain_text("«elva»")
    expect(sheet.cell(0, "customer")).to_have_text("Panadería Doña Elva 39")
    expect(sheet.page.locator("[data-title]")).to_have_count(3)


def test_groups_have_their_counts_and_close(sheet: Sheet) -> None:
    sheet.page.locator("[data-group]").click()
    sheet.page.get_by_role("menuitemradio", name="Paso").click()

    title = sheet.page.locator(".c-group--first").first
    expect(title).to_contain_text("10 casos")
    title.click()
    expect(sheet.page.locator(".c-group--first").nth(1)).to_be_visible()
    expect(sheet.page.locator("#c1-case.c-group--first")).to_have_count(1)


def test_find_goes_from_one_to_the_next(sheet: Sheet) -> None:
    sheet.press("Control+f")
    sheet.page.keyboard.type("70700017")
    sheet.press("Enter")
    expect(sheet.page.locator("[data-find-said]")).to_have_text("1 de 1")

    expect(sheet.page.locator("[data-value-place]")).to_contain_text("TT-")
    sheet.press("Escape")
    expect(sheet.page.locator("[data-sheet-grid]")).to_be_focused()


def test_everything_of_a_supervisor_s_morning_is_done_without_a_mouse(sheet: Sheet) -> None:
    page = sheet.page
    expect(page.locator(":focus")).to_have_attribute("role", "grid")
    sheet.press("Control+Home", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight")
    expect(page.locator("[data-value-place]")).to_contain_text("Observación")
    sheet.type("visto hoy")
    sheet.saved()
    expect(page.locator("[role=grid]")).to_have_attribute("aria-activedescendant", "c2-remark")

    sheet.press("ArrowUp", " ")
    expect(page.locator("[data-row-panel]")).to_contain_text("Lo último en esta fila")
    sheet.press("Escape")
    expect(page.locator("[data-row-panel]")).to_be_hidden()

    sheet.press("Alt+h")
    expect(page.locator(".pop--history")).to_contain_text("visto hoy")
    sheet.press("Escape")

    sheet.press("Alt+f")
    page.keyboard.type("visto")
    sheet.press("Enter")
    expect(page.locator("[data-filter-chip=remark]")).to_contain_text("«visto»")
    expect(page.locator(":focus")).to_have_attribute("role", "grid")


def test_a_word_typed_into_a_grey_cell_only_says_who_fills_it(sheet: Sheet) -> None:
    sheet.at(0, "due")
    before = sheet.texts("due", range(1))

    sheet.page.keyboard.type("mañana")

    expect(sheet.page.locator("[data-hint]")).to_contain_text("Vence no se escribe aquí")
    assert sheet.texts("due", range(1)) == before
    assert sheet.page.locator(".sheet-edit, .pop").count() == 0


def test_what_was_written_without_a_connection_is_kept_and_sent(sheet: Sheet) -> None:
    sheet.at(24, "remark")
    sheet.page.context.set_offline(True)
    sheet.type("sin red")
    expect(sheet.page.locator(".foot [data-connection]")).to_contain_text("1 cambio por enviar")
    expect(sheet.cell(24, "remark")).to_have_class(re.compile("c-pending"))

    sheet.page.context.set_offline(False)
    sheet.saved()
    sheet.open()
    expect(sheet.cell(24, "remark")).to_have_text("sin red")
    sheet.visitor.forgive("ERR_INTERNET_DISCONNECTED")


def test_on_a_telephone_a_tap_opens_the_row_and_its_cells_are_a_form(visitor_with_telephone: Visitor) -> None:
    visitor_with_telephone.sign_in("supervisor.norte")
    sheet = Sheet(visitor_with_telephone)
    assert overflowing(sheet.page) == []
    sheet.cell(5, "customer").tap()
    field = sheet.page.locator("[data-form-cell=remark]")
    field.fill("desde el teléfono")
    sheet.page.locator("[data-row-panel] > [data-close-panel]").tap()

    expect(sheet.page.locator("[data-row-panel]")).to_be_hidden()
    sheet.open()
    sheet.cell(5, "customer").tap()
    assert field.input_value() == "desde el teléfono"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_sheet_keeps_to_the_accessibility_guidelines(sheet: Sheet, scheme: str) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not installed: python hatch_build.py --check")
    sheet.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    sheet.open()

    # The keys of the grid scroll its parts, which hold no focus of their own.
    assert [each for each in axe_violations(sheet.page) if "scrollable-region-focusable" not in each] == []
    label = sheet.cell(1, "remark").get_attribute("aria-label") or ""
    assert label.startswith("TT-") and ", Observación: " in label
