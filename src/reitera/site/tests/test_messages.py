"""The English catalogue follows the texts of the code."""

from __future__ import annotations

import re
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.test import override_settings
from django.utils import translation

import hatch_build
from tools import messages

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{[^{}]*\}")


def committed() -> Catalog:
    with messages.CATALOGUE.open("rb") as file:
        return read_po(file)


def identities(catalogue: Catalog) -> set[tuple[object, str | None]]:
    return {(message.id, message.context) for message in catalogue if message.id}


def forms(text: object) -> list[str]:
    return [str(form) for form in text] if isinstance(text, list | tuple) else [str(text)]


def places(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def keeps_its_places(message: Message) -> bool:
    """Whether each form in English names what its Spanish form names, format and all."""
    pairs = zip(forms(message.id), forms(message.string), strict=True)
    return all(places(spanish) == places(english) for spanish, english in pairs)


def test_no_text_lacks_english() -> None:
    catalogue, missing = messages.renewed_catalogue()

    lacking = [message.id for message in catalogue if message.id and not all(forms(message.string or ""))]
    assert lacking == []
    assert missing == 0


def test_the_catalogue_holds_the_texts_of_the_code_and_no_others() -> None:
    renewed, _missing = messages.renewed_catalogue()

    assert identities(committed()) ^ identities(renewed) == set()


def test_every_translation_keeps_the_places_of_its_text() -> None:
    assert [message.id for message in committed() if message.id and not keeps_its_places(message)] == []


def test_a_place_lost_or_formatted_otherwise_is_noticed() -> None:
    assert keeps_its_places(Message("El {day:%d/%m} de %(who)s", "%(who)s on {day:%d/%m}"))
    assert not keeps_its_places(Message("El {day:%d/%m}", "On {day}"))
    assert not keeps_its_places(Message(("%(n)s día", "%(n)s días"), ("One day", "%(n)s days")))


def test_english_reaches_the_page_once_compiled(tmp_path: Path) -> None:
    compiled = tmp_path / "en" / "LC_MESSAGES" / "django.mo"
    compiled.parent.mkdir(parents=True)
    hatch_build.compile_catalogue(messages.CATALOGUE, compiled)

    with override_settings(LOCALE_PATHS=[tmp_path]):
        with translation.override("en"):
            assert translation.gettext("Importar archivo") == "Import a file"
            assert translation.ngettext("{count} que sigue", "{count} que siguen", 2) == "{count} continue"
        with translation.override("es"):
            assert translation.gettext("Importar archivo") == "Importar archivo"
