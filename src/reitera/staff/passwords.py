"""Passwords made by the product: easy to say on the telephone, hard to guess."""

import secrets

_CONSONANTS, _VOWELS = "bcdfglmnprstv", "aeiou"


def new_password() -> str:
    """Groups like `tila-meru-soba-nipe-4827`: about 61 bits, no letters that look alike."""
    groups = ["".join(_syllable() for _ in range(2)) for _ in range(4)]
    return "-".join([*groups, f"{secrets.randbelow(10_000):04}"])


def _syllable() -> str:
    return secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS)
