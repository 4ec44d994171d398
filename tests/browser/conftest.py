"""One served provider and one browser for all browser tests; each test has a browser window of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import Complaints, chromium, chromium_path
from tests.browser.provider import PASSWORD, Providers
from tests.browser.server import serving

DESK = {"width": 1440, "height": 900}
# Only what never comes takes that long; a busy machine needs more than Playwright's five seconds.
expect.set_options(timeout=30_000)
TELEPHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder needs Chromium; without it they are skipped, and say what to install."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if chromium_path() is None:
                item.add_marker(pytest.mark.skip(reason="Chromium is not installed: apt install chromium"))


@dataclass(frozen=True)
class Site:
    """A served site: its address and the export files of its provider."""

    address: str
    exports: Path


@pytest.fixture(scope="session")
def providers(tmp_path_factory: pytest.TempPathFactory) -> Providers:
    return Providers(tmp_path_factory)


@pytest.fixture(scope="package")
def site(providers: Providers) -> Iterator[Site]:
    """`reitera serve` on a database with centres and people; nothing is imported yet."""
    provider = providers.new()
    with serving(provider.data) as address:
        yield Site(address, provider.exports)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@dataclass
class Visitor:
    """Somebody at a browser: `page` is their window, `complaints` what it complained about."""

    page: Page
    site: Site
    complaints: Complaints

    def go(self, path: str) -> None:
        """Open a path of the site and wait until it is quiet."""
        self.page.goto(self.site.address + path, wait_until="networkidle")

    def forgive(self, *expected: str) -> None:
        """Take what a test brought about itself out of the complaints."""
        self.complaints[:] = [each for each in self.complaints if not any(words in each for words in expected)]

    def sign_in(self, username: str) -> None:
        """Sign in as one of the demo's people; the home page is open afterwards."""
        self.go("/cuenta/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("main [type=submit], main .b--main")
        self.page.wait_for_url(self.site.address + "/")


@contextmanager
def visiting(browser: Browser, site: Site, **options: object) -> Iterator[Visitor]:
    """A browser window of its own. Raises AssertionError at the end when a page complained in the console."""
    context: BrowserContext = browser.new_context(
        locale="es-BO", timezone_id="America/La_Paz", reduced_motion="reduce", accept_downloads=True, **options
    )
    context.set_default_timeout(15_000)
    page, complaints = context.new_page(), Complaints()
    complaints.listen_to(page)
    yield Visitor(page, site, complaints)
    context.close()
    assert complaints == []


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Visitor]:
    """A visitor at a desk. The test fails when any page they saw complained in the console."""
    with visiting(browser, site, viewport=DESK) as visitor:
        yield visitor


@pytest.fixture
def visitor_with_telephone(browser: Browser, site: Site) -> Iterator[Visitor]:
    with visiting(browser, site, **TELEPHONE) as visitor:
        yield visitor
