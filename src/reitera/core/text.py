"""Folding of text for search and sort: SQLite and PostgreSQL order "Muñoz" differently, folded text they do not."""

import unicodedata


def fold(text: str) -> str:
    """Lower case, no accents, single spaces: `fold(" Ñuñez  Peña ") == "nunez pena"`."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())
