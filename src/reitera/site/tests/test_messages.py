"""The English catalogue follows the texts of the code."""

from __future__ import annotations

import re

from babel.messages.pofile import read_po

from tools import messages

PLACEHOLDER = re.compile(r"%\(\w+\)\w|\{\w+\}")


def test_every_translation_keeps_the_places_of_its_text() -> None:
    with messages.CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    wrong = [
        message.id
        for message in catalogue
        if isinstance(message.id, str) and message.id and message.string
        and sorted(PLACEHOLDER.findall(message.id)) != sorted(PLACEHOLDER.findall(str(message.string)))
    ]  # fmt: skip

    assert wrong == []
