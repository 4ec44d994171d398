"""Hands at the Planilla whose every action counts, and the people they belong to."""

from __future__ import annotations

from contextlib import ExitStack

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import DESK, Site, visiting
from tests.browser.sheet import Sheet

FIRST_VIEW = "/planilla/"


class Hand:
    """Somebody's hands at the sheet; every action counts."""

    def __init__(self, office: Office, sheet: Sheet) -> None:
        self.office, self.sheet, self.page, self.count = office, sheet, sheet.page, 0

    def open(self, path: str = FIRST_VIEW) -> Page:
        """Begin with an open view; nothing is counted yet."""
        self.page.goto(self.sheet.visitor.site.address + path)
        self.page.locator("[data-cell][data-case]").first.wait_for()
        expect(self.page.locator(".c-ph")).to_have_count(0)
        self.sheet.saved()
        self.count = 0
        return self.page

    def click(self, what: Locator, **how: object) -> None:
        what.click(**how)  # type: ignore[arg-type]
        self.count += 1

    def cell(self, line: int, column: str, **how: object) -> None:
        self.bring(column)
        self.click(self.sheet.cell(line, column), **how)

    def key(self, *keys: str) -> None:
        self.sheet.press(*keys)
        self.count += len(keys)

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += 1

    def paste(self, text: str) -> None:
        self.sheet.paste(text)
        self.count += 1

    def in_the_browser(self, *keys: str) -> None:
        """Keys for the browser itself, such as those that copy its address: a page in a test does not get them."""
        self.count += len(keys)

    def drag(self, what: Locator, right: float = 0, down: float = 0, *, from_edge: bool = False) -> None:
        box = what.bounding_box()
        assert box
        x, y = box["x"] + (box["width"] - 2 if from_edge else box["width"] / 2), box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + right / 2, y + down / 2, steps=4)
        self.page.mouse.move(x + right, y + down, steps=4)
        self.page.mouse.up()
        self.count += 1

    def bring(self, column: str) -> None:
        """Scroll sideways until a column is in sight, as with the wheel."""
        title = self.page.locator(f"[data-title={column}]")
        self.page.locator("[data-sheet-grid]").hover()
        for step in [0, *[400] * 12, *[-400] * 12]:
            if step:
                self.page.mouse.wheel(step, 0)
                self.page.evaluate(
                    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
                )
            box = title.bounding_box() if title.count() else None
            if box and box["x"] > 300 and box["x"] + box["width"] < DESK["width"]:
                return

    def menu(self, column: str) -> None:
        self.bring(column)
        self.page.locator(f"[data-title={column}]").hover()
        self.click(self.page.locator(f"[data-menu={column}]"))

    def choose(self, name: str, role: str = "menuitem") -> None:
        self.click(self.page.get_by_role(role, name=name, exact=True))  # type: ignore[arg-type]

    def cases(self) -> int:
        return int(self.page.locator("[data-views] [data-case-count]").inner_text())


class Office:
    """Everybody signs in once."""

    def __init__(self, browser: Browser, site: Site, open_until: ExitStack) -> None:
        self.browser, self.site, self.open_until = browser, site, open_until
        self.sheets: dict[str, Sheet] = {}

    def hand_of(self, username: str) -> Hand:
        if username not in self.sheets:
            visitor = self.open_until.enter_context(visiting(self.browser, self.site, viewport=DESK))
            visitor.page.context.set_default_timeout(30_000)
            visitor.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=self.site.address)
            visitor.sign_in(username)
            self.sheets[username] = Sheet(visitor)
        return Hand(self, self.sheets[username])
