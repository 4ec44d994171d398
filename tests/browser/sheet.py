"""The Planilla in a browser: its cells by line and column, what a person does with them, and what they read."""

from __future__ import annotations

import time
from collections.abc import Iterator

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Site, Visitor
from tests.browser.provider import Providers
from tests.browser.server import serving

DRAWN_WITHIN = 30.0  # seconds; only what never comes takes that long
COLUMNS = "case,customer,state,due,remark,owner,zone"


def serving_sheet(providers: Providers) -> Iterator[Site]:
    """A provider of its own, with forty cases of one centre."""
    provider = providers.new("lay_out_sheet")
    with serving(provider.data) as address:
        yield Site(address, provider.exports)


class Sheet:
    """An open sheet. Lines count from 0; columns are called by their keys."""

    def __init__(self, visitor: Visitor, columns: str = COLUMNS, query: str = "") -> None:
        self.visitor, self.page = visitor, visitor.page
        self.open(columns, query)

    def open(self, columns: str = COLUMNS, query: str = "") -> None:
        """Open the view «Todos» with these columns and wait for its first rows."""
        asked = f"&q={query}" if query else ""
        # The live stream stays open: the page is never quiet for long.
        self.page.goto(f"{self.visitor.site.address}/planilla/vista/todos/?columns={columns}{asked}")
        self.page.locator("[data-cell][data-case]").first.wait_for()
        expect(self.page.locator(".c-ph")).to_have_count(0)

    def cell(self, line: int, column: str) -> Locator:
        return self.page.locator(f"#c{line}-{column}")

    def case_at(self, line: int) -> str:
        """The id of the case of a line."""
        return self.cell(line, "case").get_attribute("data-case") or ""

    def of(self, case: str, column: str) -> Locator:
        """The cell of a case, wherever its line is."""
        return self.page.locator(f"[data-cell={column}][data-case='{case}']")

    def at(self, line: int, column: str) -> None:
        """Stand on a cell."""
        self.cell(line, column).click()

    def fill_handle(self, line: int, column: str) -> Locator:
        """The little square, once it sits at the corner of this cell: it follows the cursor a frame later."""
        self.page.wait_for_function(
            """cell => {
              const at = document.getElementById(cell).getBoundingClientRect();
              const handle = document.querySelector("[data-fill]").getBoundingClientRect();
              return Math.abs(handle.x - at.right) < 12 && Math.abs(handle.y - at.bottom) < 12;
            }""",
            arg=f"c{line}-{column}",
        )
        return self.page.locator("[data-fill]")

    def texts(self, column: str, lines: range) -> list[str]:
        return [self.cell(line, column).inner_text().strip() for line in lines]

    def shows(self, column: str, start: int, *texts: str) -> None:
        """Wait until the cells from a line on say this."""
        for line, text in enumerate(texts, start):
            expect(self.cell(line, column)).to_have_text(text)

    def titles(self) -> list[str]:
        """The keys of the columns, from left to right."""
        keys: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll("[data-title]")]
              .map((each) => [each.getBoundingClientRect().x, each.dataset.title])
              .sort(([a], [b]) => a - b).map(([, key]) => key)"""
        )
        return keys

    def has_titles(self, *keys: str) -> None:
        """Wait until these are the columns, from left to right: the grid draws them a frame later."""
        deadline = time.monotonic() + DRAWN_WITHIN
        while self.titles() != [*keys] and time.monotonic() < deadline:
            self.page.wait_for_timeout(50)
        assert self.titles() == [*keys]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str, end: str = "Enter") -> None:
        self.page.keyboard.type(text)
        self.press(end)

    def paste(self, text: str) -> None:
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.press("Control+v")

    def saved(self) -> None:
        """Wait until nothing is on its way any more."""
        expect(self.page.locator(".c-pending")).to_have_count(0)
        expect(self.page.locator(".foot [data-connection]")).to_contain_text("En línea")

    def title_menu(self, column: str) -> None:
        self.page.locator(f"[data-title={column}]").hover()
        self.page.locator(f"[data-menu={column}]").click()

    def forgive_refusals(self) -> None:
        """A refused edit is an answer, but the browser notes it in its console."""
        self.visitor.forgive("409 (Conflict)")
