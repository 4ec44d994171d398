"""What the search over customers reads."""

from reitera.core.text import fold

_LENGTH = 300


def folded_customer(name: str, code: str, phone: str = "") -> str:
    """The text of `Customer.folded`: name first, because lists sort by it, then code and telephone."""
    return fold(f"{name} {code} {phone}")[:_LENGTH]
