"""Debian's Chromium under Playwright, without sandbox and without any traffic of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

# WCAG 2.2 AA and what it builds on. Best practices are advice, not the standard.
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def chromium_path() -> str | None:
    """Where Chromium is; None on a machine without one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A running browser. Raises FileNotFoundError where Chromium is not installed."""
    path = chromium_path()
    if path is None:
        raise FileNotFoundError("Chromium is not installed: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Complaints(list[str]):
    """What a page complained about: console errors (refused content among them), uncaught errors, failed answers."""

    def listen_to(self, page: Page) -> None:
        """Note every complaint of the page from now on."""
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self.append(f"uncaught: {error}"))
        page.on("response", lambda response: self._note_answer(response.status, response.url))

    def _note(self, kind: str, text: str) -> None:
        if kind == "error" or "Content Security Policy" in text:
            self.append(f"console: {text}")

    def _note_answer(self, status: int, url: str) -> None:
        if status >= 500:
            self.append(f"{status} from {url}")


def overflowing(page: Page) -> list[str]:
    """Elements that stick out of the page's width; empty where nothing has to be scrolled sideways."""
    found: list[str] = page.evaluate(
        """() => {
          const name = (e) => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') +
            (typeof e.className === 'string' && e.className ? '.' + e.className.trim().split(/\\s+/).join('.') : '');
          const width = document.documentElement.clientWidth;
          // What scrolls down must not scroll sideways as well, but for bars, tabs and the boxes of wide tables.
          const sideways = [...document.querySelectorAll('body *')].filter((e) =>
            /auto|scroll/.test(getComputedStyle(e).overflowY) && e.scrollWidth > e.clientWidth + 1 &&
            e.clientWidth > 0 && !e.matches('.bar, .tabs, .scroll-x, .t-scroll, textarea, select'));
          if (sideways.length) {
            return sideways.map((e) => name(e) + ' scrolls sideways: ' + e.scrollWidth + ' of ' + e.clientWidth);
          }
          if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return [];
          const out = [...document.querySelectorAll('body *')].filter((e) => {
            const box = e.getBoundingClientRect();
            return box.width > 0 && Math.round(box.right) > width && getComputedStyle(e).position !== 'fixed';
          }).map((e) => name(e) + ' to ' + Math.round(e.getBoundingClientRect().right) + ' of ' + width);
          return out.length ? out.slice(0, 8) : ['page ' + document.documentElement.scrollWidth + ' of ' + width];
        }"""
    )
    return found


def scrolls_under_its_frame(page: Page) -> list[str]:
    """How far the document itself scrolls down although its frame (`.app`) has a scrolling middle; empty when not."""
    deep: int = page.evaluate(
        "() => document.querySelector('.app') ?"
        " document.documentElement.scrollHeight - document.documentElement.clientHeight : 0"
    )
    return [f"the page scrolls {deep} pixels under its frame"] if deep > 1 else []


def axe_violations(page: Page) -> list[str]:
    """Breaches of WCAG 2.2 AA, one line a rule with the first elements. Needs the file `AXE`."""
    if not page.evaluate("() => typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text("utf-8"))
    answer: dict[str, Any] = page.evaluate(
        "(tags) => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", AXE_RULES
    )
    return [_violation(found) for found in answer["violations"]]


def _violation(found: dict[str, Any]) -> str:
    places = [" ".join(map(str, node["target"])) for node in found["nodes"]]
    reasons = {part["message"] for node in found["nodes"][:1] for part in [*node["any"], *node["all"], *node["none"]]}
    more = f" and {len(places) - 3} more" if len(places) > 3 else ""
    return f"axe {found['id']}: {'; '.join(places[:3])}{more} ({'; '.join(sorted(reasons))})"
