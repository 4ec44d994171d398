"""What the front end is built from, and what pages need of it."""

import json
import re
from pathlib import Path

import pytest

import reitera

PACKAGE = Path(reitera.__file__).parent
ROOT = PACKAGE.parent.parent
SPRITE = PACKAGE / "site" / "static" / "reitera" / "icons.svg"
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+=|javascript:|<style", re.I)
TEMPLATES = sorted(path for path in PACKAGE.rglob("templates/**/*.html"))


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    if not SPRITE.exists():
        pytest.skip("the assets are not built: python hatch_build.py")
    there = set(re.findall(r'<symbol id="([^"]+)"', SPRITE.read_text()))
    named = {
        name for path in TEMPLATES for name in re.findall(r'(?:\{% icon |\bicon=)"([a-z0-9-]+)"', path.read_text())
    }

    assert sorted(named - there) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_template_holds_script_or_style_that_the_policy_refuses(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


def test_the_lock_file_names_versions_and_no_addresses() -> None:
    lock = json.loads((ROOT / "frontend" / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_direct_packages_are_pinned_exactly() -> None:
    package = json.loads((ROOT / "frontend" / "package.json").read_text())
    wanted = {**package["dependencies"], **package["devDependencies"]}

    assert [name for name, version in wanted.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
