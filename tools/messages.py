"""`make messages`: collect the Spanish texts of the code and templates into the English catalogue.

Known translations stay; texts that are gone go; new ones come with an empty translation, which a test then reports.
No gettext programs are needed: Babel reads the code, Django turns templates into something Babel can read.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "reitera"
CATALOGUE = SOURCES / "site" / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}

Message = tuple[str | tuple[str, str], str | None]


def messages_of_python(path: Path) -> Iterator[Message]:
    with path.open("rb") as file:
        for _line, function, texts, _comments in extract_python(file, list(KEYWORDS), [], {"encoding": "utf-8"}):
            yield from _message(function, texts)


def messages_of_template(path: Path) -> Iterator[Message]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # What is left between the calls is filler that no Python reader accepts, so the calls are read one by one.
    for call in re.findall(r"\b(?:gettext|ngettext|pgettext|npgettext)\(.*?[^\\]['\"](?:,\s*count)?\)", code, re.S):
        for _line, function, texts, _comments in extract_python(io.BytesIO(call.encode()), list(KEYWORDS), [], {}):
            yield from _message(function, texts)


def _message(function: str, texts: object) -> Iterator[Message]:
    parts = list(texts) if isinstance(texts, tuple) else [texts]
    context = None
    if function.startswith(("pgettext", "npgettext")):
        context, parts = parts[0], parts[1:]
    if not parts or not isinstance(parts[0], str) or not parts[0]:
        return
    plural = function.startswith(("ngettext", "npgettext"))
    yield ((parts[0], parts[1]) if plural else parts[0], context)


def all_messages() -> list[Message]:
    """Every text of the product, once each, in a stable order."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
    found: dict[Message, None] = {}
    for path in sorted(SOURCES.rglob("*.py")):
        if "/tests/" not in path.as_posix() and "/migrations/" not in path.as_posix():
            found.update(dict.fromkeys(messages_of_python(path)))
    for path in sorted(SOURCES.rglob("templates/**/*")):
        if path.suffix in {".html", ".txt"}:
            found.update(dict.fromkeys(messages_of_template(path)))
    return list(found)


def renewed_catalogue() -> tuple[Catalog, int]:
    """The catalogue with today's texts and the translations already made; and how many lack one."""
    known = Catalog(locale="en")
    if CATALOGUE.exists():
        with CATALOGUE.open("rb") as file:
            known = read_po(file)
    catalogue = Catalog(locale="en", project="Reitera", charset="utf-8", fuzzy=False)
    missing = 0
    for identity, context in all_messages():
        singular = identity[0] if isinstance(identity, tuple) else identity
        before = known.get(singular, context)
        translation = before.string if before and bool(before.pluralizable) == isinstance(identity, tuple) else None
        flags = ["python-brace-format"] if "{" in singular else []
        catalogue.add(identity, translation, context=context, flags=flags)
        missing += not (all(translation) if isinstance(translation, tuple) else translation)
    return catalogue, missing


def main() -> int:
    catalogue, missing = renewed_catalogue()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, width=110, omit_header=False, sort_output=True, no_location=True)
    text = re.sub(r'"(POT-Creation-Date|PO-Revision-Date|Generated-By):.*\n', "", CATALOGUE.read_text(encoding="utf-8"))
    CATALOGUE.write_text(text, encoding="utf-8")
    print(f"{len(catalogue)} texts, {missing} without English")
    return 0


if __name__ == "__main__":
    sys.exit(main())
