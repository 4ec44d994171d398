"""The shape of the Planilla: columns, saved views, one column for many rows, and the panel of a row."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Site, Visitor
from tests.browser.provider import Providers
from tests.browser.sheet import Sheet, serving_sheet


@pytest.fixture(scope="module")
def site(providers: Providers) -> Iterator[Site]:
    yield from serving_sheet(providers)


@pytest.fixture
def sheet(visitor: Visitor) -> Sheet:
    visitor.sign_in("supervisor.norte")
    return Sheet(visitor)


def test_columns_are_hidden_moved_and_widened_and_the_view_says_that_it_changed(sheet: Sheet) -> None:
    page = sheet.page
    page.locator("[data-columns]").click()
    page.locator("[data-column-box=state]").click()
    page.keyboard.press("Escape")
    expect(page.locator("[data-title=state]")).to_have_count(0)

    sheet.title_menu("zone")
    page.get_by_role("menuitem", name="Mover a la izquierda").click()
    expect(page.locator("[data-columns-now]")).to_contain_text("6 de")
    sheet.has_titles("case", "customer", "due", "remark", "zone", "owner")

    edge = page.locator("[data-title=remark] .resizable").bounding_box()
    before = page.locator("[data-title=remark]").bounding_box()
    assert edge and before
    page.mouse.move(edge["x"] + 3, edge["y"] + 10)
    page.mouse.down()
    page.mouse.move(edge["x"] + 83, edge["y"] + 10, steps=5)
    page.mouse.up()
    expect(page.locator("[data-view-changed]")).to_be_visible()
    page.wait_for_function(
        "wide => Math.abs(document.querySelector('[data-title=remark]').getBoundingClientRect().width - wide) < 6",
        arg=before["width"] + 80,
    )


def test_a_view_is_saved_with_an_address_of_its_own_and_deleted(sheet: Sheet) -> None:
    page = sheet.page
    sheet.title_menu("customer")
    page.locator("[data-contains]").fill("elva")
    page.keyboard.press("Enter")
    expect(page.locator("[data-filter-chip=customer]")).to_be_visible()

    page.get_by_role("button", name="Guardar vista").click()
    page.locator("#sheet-view input[name=name]").fill("Panaderías")
    page.locator("#sheet-view [type=submit]").click()
    expect(page.locator("[data-views] [aria-current]")).to_contain_text("Panaderías")
    expect(page.locator("[data-filter-chip=customer]")).to_contain_text("«elva»")
    assert "?" not in page.url

    page.locator("[data-view-menu]").click()
    page.get_by_role("menuitem", name="Borrar la vista").click()
    page.locator("[data-view-delete]").click()
    expect(page.locator("[data-views]")).not_to_contain_text("Panaderías")


def test_one_column_of_all_that_match_is_changed_after_its_count_is_confirmed(sheet: Sheet) -> None:
    page = sheet.page
    sheet.title_menu("customer")
    page.locator("[data-contains]").fill("torrico")
    page.keyboard.press("Enter")
    expect(page.locator(".c-total").first).to_contain_text("8")

    sheet.title_menu("remark")
    page.get_by_role("menuitem", name="Cambiar en todas las filas").click()
    page.keyboard.type("llamar el lunes")
    page.keyboard.press("Enter")
    expect(page.locator("#sheet-confirm")).to_contain_text("quedará en «llamar el lunes» en 8 filas")
    page.locator("[data-confirm-go]").click()

    sheet.shows("remark", 0, *["llamar el lunes"] * 8)


def test_a_comment_is_written_and_the_row_as_it_was_is_read_in_the_panel(sheet: Sheet) -> None:
    page = sheet.page
    sheet.at(1, "customer")
    page.keyboard.press(" ")
    page.locator("#row-comment").fill("Pide que lo llamen después de las 15:00")
    page.get_by_role("button", name="Comentar").click()
    expect(page.locator("[data-row-body] .cm")).to_contain_text("Pide que lo llamen después de las 15:00")

    page.locator(".was summary").click()
    page.locator("#as-was-at").fill("2020-01-01T12:00")
    expect(page.locator("#row-as-was")).to_contain_text("todavía no existía")
    assert "fila=" in page.url
