"""Manuals that list what the code has are made from the code."""

import pytest

from tools import docs


@pytest.mark.parametrize("manual", docs.MANUALS, ids=lambda manual: manual.name)
def test_the_lists_of_a_manual_are_those_of_the_code(manual) -> None:
    text = manual.read_text(encoding="utf-8")

    assert docs.renewed(text) == text


def test_every_list_that_can_be_made_is_in_some_manual() -> None:
    texts = "".join(manual.read_text(encoding="utf-8") for manual in docs.MANUALS)

    assert [name for name in docs.BLOCKS if f"<!-- from the code: {name} -->" not in texts] == []
