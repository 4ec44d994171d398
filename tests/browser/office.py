"""The people of the demo at their browsers, and the clock of their server. They press only what their pages offer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from time import monotonic

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.chromium import overflowing
from tests.browser.clocked import ClockFile
from tests.browser.conftest import DESK, TELEPHONE, Site, visiting
from tests.cast import LA_PAZ

PATIENCE = 90_000  # milliseconds; only a page that never comes takes that long
Filled = Mapping[str, str]
"""The words of a label → what is typed, the words of what is chosen, or "sí" for a box that is ticked."""


@dataclass
class Office:
    """Everybody signs in once, in a window of their own; those in `on_the_road` have a telephone."""

    browser: Browser
    site: Site
    clock: ClockFile
    open_until: ExitStack
    on_the_road: frozenset[str]
    desks: dict[str, Desk] = field(default_factory=dict)

    def desk_of(self, username: str) -> Desk:
        if username not in self.desks:
            options = TELEPHONE if username in self.on_the_road else {"viewport": DESK}
            visitor = self.open_until.enter_context(visiting(self.browser, self.site, **options))
            visitor.page.set_default_timeout(PATIENCE)
            visitor.sign_in(username)
            self.desks[username] = Desk(self, visitor.page, username in self.on_the_road)
        return self.desks[username]

    def wait(self, **span: float) -> None:
        self.clock.set(self.clock.get() + timedelta(**span))

    def sleep_over(self) -> None:
        """Go on at ten past nine of the next day, when the visit that the form proposes has begun."""
        tomorrow = self.clock.get().astimezone(LA_PAZ) + timedelta(days=1)
        self.clock.set(tomorrow.replace(hour=9, minute=10, second=0, microsecond=0))


@dataclass
class Desk:
    """One person's window. `go` leads by the navigation, never by an address."""

    office: Office
    page: Page
    is_telephone: bool

    def go(self, place: str) -> None:
        """To a place of the navigation; no message of what was done before is left there."""
        name = "Principal, en el teléfono" if self.is_telephone else "Principal"
        links = self.page.get_by_role("navigation", name=name, exact=True)
        # Until the next page is loaded with its scripts, what is pressed would still be pressed on this one.
        with self.page.expect_navigation():
            links.get_by_role("link", name=place).click()
        expect(links.locator("[aria-current=page]", has_text=place)).to_be_visible(timeout=PATIENCE)
        expect(self.page.locator(".messages")).to_have_count(0, timeout=PATIENCE)

    def go_to_inbox(self) -> None:
        self.go("Bandeja" if self.is_telephone else "Mi bandeja")

    def open_panel(self, customer: str) -> Locator:
        """Open the case of a customer from the inbox."""
        self.page.locator("[data-open]", has_text=customer).click()
        panel = self.page.locator("#panel")
        expect(panel.get_by_role("heading", name=customer)).to_be_visible(timeout=PATIENCE)
        # What htmx brought is a plain link until it has settled.
        expect(self.page.locator(".htmx-settling")).to_have_count(0, timeout=PATIENCE)
        return panel

    def open_case(self, customer: str) -> None:
        self.open_panel(customer).get_by_role("link", name="Abrir caso").click()
        expect(self.page.get_by_role("heading", name="Historia")).to_be_visible(timeout=PATIENCE)

    def act(self, customer: str, act: str, filled: Filled | None = None, photos: Sequence[Path] = ()) -> None:
        """Find the case in the inbox, press an act of its panel, and fill and send the dialog where one comes.

        Photos are taken one after another, as a camera gives them.
        """
        self.office.wait(minutes=5)
        self.go_to_inbox()
        button = self.open_panel(customer).get_by_role("button", name=re.compile(f"^{re.escape(act)}"))
        asks = button.evaluate("e => e.tagName") == "A"  # what asks first is a link to its form
        button.click()
        if asks:
            fill_dialog(self.page, filled or {})
            for photo in photos:
                self.page.locator("dialog[open] [data-photos]").set_input_files(photo)
            assert overflowing(self.page) == []
            self.page.locator("dialog[open] .b--main").click()
        self.is_told(act)

    def is_told(self, words: str) -> None:
        """The page says that it was done."""
        said = self.page.locator(".messages .note--ok", has_text=words)
        expect(said).to_be_visible(timeout=PATIENCE)

    def look_until(self, look: Callable[[], None], sees: Locator) -> None:
        """Look again while a job of the server has not come so far."""
        end = monotonic() + PATIENCE / 1000
        while monotonic() < end:
            look()
            if sees.count():
                return
        raise AssertionError(f"{sees} did not come")


def fill_dialog(page: Page, filled: Filled) -> None:
    """Fill the open dialog; what is written for a label goes into its first field."""
    dialog = page.locator("dialog[open]")
    for label, words in filled.items():
        field = dialog.get_by_label(label).first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=words)
        elif words == "sí":
            field.check()
        else:
            field.fill(words)
