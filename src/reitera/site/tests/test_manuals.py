"""Manuals that list what the code has are made from the code."""

import re

import pytest

from tools import docs
from tools.screenshot_pages import PAGES, mistakes_of_table
from tools.screenshots import IN_MANUAL, PICTURES_OF_MANUAL


@pytest.mark.parametrize("manual", docs.MANUALS, ids=lambda manual: manual.name)
def test_the_lists_of_a_manual_are_those_of_the_code(manual) -> None:
    text = manual.read_text(encoding="utf-8")

    assert docs.renewed(text) == text


def test_every_list_that_can_be_made_is_in_some_manual() -> None:
    texts = "".join(manual.read_text(encoding="utf-8") for manual in docs.MANUALS)

    assert [name for name in docs.BLOCKS if f"<!-- from the code: {name} -->" not in texts] == []


def test_every_address_has_its_picture_or_a_reason_why_not() -> None:
    assert mistakes_of_table() == []


def test_the_pictures_of_the_manuals_are_there_and_are_made_from_the_demo() -> None:
    shown = [name for manual in docs.MANUALS for name in re.findall(r"pictures/([\w-]+)\.png", manual.read_text())]

    assert sorted(set(shown)) == sorted(IN_MANUAL) == sorted(path.stem for path in PICTURES_OF_MANUAL.iterdir())
    assert {source.rpartition("-")[0] for source in IN_MANUAL.values()} <= {page.slug for page in PAGES}
