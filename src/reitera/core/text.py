"""Folding of text for search and sort: SQLite and PostgreSQL order "Muñoz" differently, folded text they do not."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: `fold(" Ñuñez  Peña ") == "nunez pena"`."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())


def cleaned(text: str) -> str:
    """A text as it is kept: no blanks around it, lines ended alike, none of the marks that a database cannot keep."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


def can_be_kept(text: str) -> bool:
    """Whether a database can keep the text, or be asked for it: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
