"""What is done on a page before its picture is taken, where what should be seen is not there from the beginning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

PATIENCE = 30_000
ROWS = "[data-cell][data-case]"


def rows_are_read(page: Page) -> None:
    """The first rows of the Planilla are there, or it says that there are none."""
    page.locator(f"{ROWS}, [data-empty]:not([hidden]), .c-group--first").first.wait_for(timeout=PATIENCE)
    page.locator(".rgCol [role=columnheader]").first.wait_for(timeout=PATIENCE)
    page.wait_for_function("() => !document.querySelector('.c-ph')", timeout=PATIENCE)
    page.locator("[data-connection=on]:visible", has_text="En línea").wait_for(timeout=PATIENCE)


def row_is_open(page: Page) -> None:
    """The panel of the second row."""
    rows_are_read(page)
    page.locator("#c1-customer").click()
    if page.locator("[data-row-panel]").is_hidden():  # a tap has opened it on a telephone
        page.keyboard.press(" ")
    page.locator("[data-row-panel] .changes").wait_for(timeout=PATIENCE)


def edit_is_refused(page: Page) -> None:
    """A remark is typed over one that the page has not seen: the server's own answer, with the three values."""
    rows_are_read(page)
    page.route("**/planilla/celdas/", _seen_before)
    written = page.locator("[data-cell=remark][data-case]:not(.c-grey)", has_text="e")
    if page.locator("[data-form-cell]").count() or not page.locator(".foot").is_visible():
        page.locator("[data-cell=customer][data-case]").first.click()
        page.locator("[data-form-cell=remark]").fill("el cliente pide que se vaya después de las 18:00")
        page.keyboard.press("Tab")
        page.locator(".is-refused, [role=alertdialog]").first.wait_for(timeout=PATIENCE)
        return
    (written if written.count() else page.locator("[data-cell=remark][data-case]:not(.c-grey)")).first.click()
    page.keyboard.type("el cliente pide que se vaya después de las 18:00")
    page.keyboard.press("Enter")
    page.get_by_role("alertdialog").wait_for(timeout=PATIENCE)


def _seen_before(route: Route) -> None:
    """The edit goes out as if the page had been open since before the cell's last change."""
    sent = json.loads(route.request.post_data or "{}")
    for edit in sent["edits"]:
        edit["seen"] = "llamar antes de ir"
    route.continue_(post_data=json.dumps(sent))
