"""`make screenshots`: every page of the demo in Chromium, at desk and telephone width, light and dark.

Pictures go to build/screenshots/. It fails when a page complains in the console, breaks the content policy, leads to
another page, has to be scrolled sideways or breaches WCAG 2.2 AA (axe), and when an address has no entry in
`tools/screenshot_pages.py`.
`--only TEXT…` takes the pages whose file name holds one of the texts; `--manual` those that the manuals show, and
copies their pictures to docs/pictures/, with fewer colours; `--reset` makes the demo anew.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import resolve

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.chromium import (  # noqa: E402
    AXE,
    Complaints,
    axe_violations,
    chromium,
    overflowing,
    scrolls_under_its_frame,
)
from tests.browser.server import environment_of, serving  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

PICTURES = ROOT / "build" / "screenshots"
DEMO = ROOT / "build" / "screenshots-demo"
SIZES = ((1440, 900), (390, 844))
HIGHEST = 3000
KEYS_SCROLL = "scrollable-region-focusable"
"""The keys of the Planilla scroll its parts, which hold no focus of their own."""
THEMES = {"light": "", "dark": "-oscuro"}
PICTURES_OF_MANUAL = ROOT / "docs" / "pictures"
IN_MANUAL = {
    "bandeja": "cases-inbox-1440",
    "planilla": "sheet-sheet-supervisor-1440",
    "planilla-rechazo": "sheet-view-refusal-1440",
    "planilla-detalle": "sheet-sheet-row-1440",
    "planilla-telefono": "sheet-sheet-supervisor-390",
}
"""The pictures of docs/users.md, and from which of all they are made."""
COLOURS = 128


@dataclass(frozen=True)
class Shot:
    """One page to look at: its file name, its address and who looks at it (nobody: not signed in)."""

    slug: str
    name: str
    address: str
    username: str
    step: Callable[[Page], None] | None = None
    is_frame: bool = False
    expects: tuple[str, ...] = ()


@dataclass
class Findings:
    """What is wrong, by picture."""

    by_picture: dict[str, list[str]] = field(default_factory=dict)

    def add(self, picture: str, found: list[str]) -> None:
        print(f"  {picture}: {'ok' if not found else ''}", flush=True)
        for line in found:
            print(f"      {line}", flush=True)
        if found:
            self.by_picture[picture] = found


def make_demo(*, reset: bool) -> dict[str, str]:
    """Make the demo if it is not there; the passwords of its people."""
    command = [sys.executable, "-m", "reitera", "demo", "--no-serve", "--data-dir", str(DEMO)]
    subprocess.run([*command, *(["--reset"] if reset else [])], check=True, env=environment_of(DEMO))
    passwords: dict[str, str] = json.loads((DEMO / "demo.json").read_text("utf-8"))["passwords"]
    return passwords


def shots_of_demo(only: list[str], passwords: dict[str, str]) -> tuple[list[Shot], dict[str, str]]:
    """The pages with their addresses, and everybody's password.

    They are read from the database before the browser starts its event loop.
    """
    os.environ.update(environment_of(DEMO))
    import django

    django.setup()
    from tools.screenshot_demo import arrange
    from tools.screenshot_pages import PAGES, mistakes_of_table

    if mistakes := mistakes_of_table():
        sys.exit("\n".join(mistakes))
    passwords = arrange(passwords)
    shots = [
        Shot(page.slug, page.name, page.address(), page.username, page.step, page.is_frame, page.expects)
        for page in PAGES
        if any(text in page.slug for text in only)
    ]
    return sorted(shots, key=lambda shot: shot.username), passwords


def sign_in(browser: Browser, base: str, username: str, password: str) -> StorageState | None:
    """The session of one person; None for nobody. Half-way is before the code of the second factor."""
    from tools.screenshot_demo import WITH_SECOND_FACTOR, code_now

    if not username:
        return None
    name, _, half_way = username.partition(" ")
    context = browser.new_context(locale="es-BO")
    page = context.new_page()
    page.goto(f"{base}/cuenta/login/")
    page.fill("input[name=login]", name)
    page.fill("input[name=password]", password)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/cuenta/login" not in url)
    if name == WITH_SECOND_FACTOR and not half_way:
        page.fill("input[name=code]", code_now())
        page.keyboard.press("Enter")
        page.wait_for_url(f"{base}/")
    if not half_way:  # what changes one's access asks for the password again; this is the time to give it
        page.goto(f"{base}/cuenta/reauthenticate/")
        page.fill("input[name=password]", password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/reauthenticate" not in url)
    state = context.storage_state()
    context.close()
    return state


def contexts(browser: Browser, state: StorageState | None) -> Iterator[tuple[str, BrowserContext]]:
    """A browser window of each size and theme, with the ending of its pictures' names."""
    for width, height in SIZES:
        for theme, ending in THEMES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=theme,  # type: ignore[arg-type]
                locale="es-BO",
                timezone_id="America/La_Paz",
                reduced_motion="reduce",
                storage_state=state,
            )
            yield f"-{width}{ending}", context
            context.close()


def look_at(page: Page, base: str, shot: Shot, picture: Path) -> list[str]:
    """Open the address, take its picture and say what is wrong with it."""
    complaints = Complaints()
    complaints.listen_to(page)
    answer = page.goto(base + shot.address, wait_until="load" if shot.is_frame else "networkidle")
    if answer is not None and answer.status >= 400:
        complaints.append(f"answers {answer.status}")
    if (name := resolve(urlsplit(page.url).path).view_name) != shot.name:
        complaints.append(f"leads to {name}")
    if shot.step is not None:
        shot.step(page)
    page.evaluate("() => document.fonts.ready.then(() => null)")
    wide = [f"sticks out: {name}" for name in overflowing(page)]
    breaches = [line for line in axe_violations(page) if not (shot.is_frame and KEYS_SCROLL in line)]
    found = [*wide, *scrolls_under_its_frame(page), *breaches]
    if not shot.is_frame:
        unroll(page)
    page.screenshot(path=picture, full_page=not shot.is_frame)
    return [*(each for each in complaints if not any(text in each for text in shot.expects)), *found]


def unroll(page: Page) -> None:
    """Make the window as high as the page's longest scrolling part needs, so that the picture holds all of it."""
    hidden: int = page.evaluate(
        "() => Math.max(0, ...[...document.querySelectorAll('body *')].filter((e) =>"
        " /auto|scroll/.test(getComputedStyle(e).overflowY)).map((e) => e.scrollHeight - e.clientHeight))"
    )
    size = page.viewport_size
    if hidden and size:
        page.set_viewport_size({"width": size["width"], "height": min(size["height"] + hidden, HIGHEST)})


def look_at_all(browser: Browser, base: str, shots: list[Shot], passwords: dict[str, str]) -> Findings:
    """Every page in every window, person by person."""
    findings = Findings()
    for username, group in groupby(shots, key=lambda shot: shot.username):
        print(username or "(nobody)", flush=True)
        own = list(group)
        password = passwords.get(username.partition(" ")[0], "")
        for ending, context in contexts(browser, sign_in(browser, base, username, password)):
            for shot in own:
                page = context.new_page()
                picture = PICTURES / f"{shot.slug}{ending}.png"
                findings.add(picture.name, look_at(page, base, shot, picture))
                page.close()
    return findings


def copy_to_manual() -> None:
    """The pictures of the manual, with few colours, so that the repository stays light."""
    from PIL import Image

    PICTURES_OF_MANUAL.mkdir(exist_ok=True)
    for name, source in IN_MANUAL.items():
        with Image.open(PICTURES / f"{source}.png") as taken:
            few = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(PICTURES_OF_MANUAL / f"{name}.png", optimize=True)
        print(f"docs/pictures/{name}.png from {source}.png")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=[""])
    parser.add_argument("--reset", action="store_true")
    parser.add_argument("--manual", action="store_true")
    wanted = parser.parse_args()
    if not AXE.exists():
        sys.exit(f"{AXE.relative_to(ROOT)} is missing. Install it with: python hatch_build.py --check")
    PICTURES.mkdir(parents=True, exist_ok=True)
    only = [source.rpartition("-")[0] for source in IN_MANUAL.values()] if wanted.manual else wanted.only
    shots, passwords = shots_of_demo(only, make_demo(reset=wanted.reset))
    with serving(DEMO) as base, chromium() as browser:
        findings = look_at_all(browser, base, shots, passwords)
    pictures = len(shots) * len(SIZES) * len(THEMES)
    print(f"{pictures} pictures in {PICTURES.relative_to(ROOT)}, {len(findings.by_picture)} with something wrong")
    if wanted.manual and not findings.by_picture:
        copy_to_manual()
    return 1 if findings.by_picture else 0


if __name__ == "__main__":
    sys.exit(main())
