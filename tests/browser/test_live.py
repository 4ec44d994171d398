"""The live stream in real browsers: the bell rings on open pages, and a server that is gone is said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESK, Site, Visitor, visiting
from tests.browser.provider import Providers
from tests.browser.server import serving

PATIENCE = 30_000


@pytest.fixture
def server(providers: Providers) -> Iterator[tuple[Site, ExitStack]]:
    """A provider with cases, and what stops its server before the test is over."""
    provider = providers.new("lay_out")
    with ExitStack() as running:
        yield Site(running.enter_context(serving(provider.data)), provider.exports), running


def send_the_list(manager: Visitor) -> None:
    manager.sign_in("analista.gestor")
    manager.go("/bandeja/")
    manager.page.get_by_role("button", name="Enviar la lista").click()
    manager.page.locator("dialog[open] .b--main").click()
    manager.page.locator(".messages .note--ok").first.wait_for()


def test_the_bell_rings_on_every_open_page_and_a_server_that_is_gone_is_said(
    browser: Browser, server: tuple[Site, ExitStack]
) -> None:
    site, running = server
    with visiting(browser, site, viewport=DESK) as analyst, visiting(browser, site, viewport=DESK) as manager:
        analyst.sign_in("usm.norte")
        second: Page = analyst.page.context.new_page()
        second.goto(site.address + "/bandeja/")
        bells = [page.locator("[data-bell]") for page in (analyst.page, second)]
        for bell in bells:
            expect(bell).to_have_attribute("aria-label", "0 avisos sin leer")

        send_the_list(manager)

        for bell in bells:
            expect(bell.locator(".bell__n")).to_have_text("1", timeout=PATIENCE)
            expect(bell).to_have_attribute("aria-label", "1 aviso sin leer")
        states = [page.locator("[data-live-state]") for page in (analyst.page, second)]
        assert [state.inner_text() for state in states] == ["", ""]
        running.close()
        for state in states:
            expect(state).to_have_text(re.compile(r"^Sin conexión, datos de las \d\d:\d\d$"), timeout=PATIENCE)
