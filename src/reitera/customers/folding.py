"""What the search over customers reads."""

import polars as pl

from reitera.core.text import fold

_LENGTH = 300
# What str.split() parts ASCII text at.
_BLANKS = "[\t-\r\x1c-\x20]+"


def folded_customer(name: str, code: str, phone: str = "") -> str:
    """The text of `Customer.folded`: name first, because lists sort by it, then code and telephone."""
    return fold(f"{name} {code} {phone}")[:_LENGTH]


def folded_customers(customers: pl.DataFrame) -> pl.Series:
    """`folded_customer` of each row of `name`, `code` and `phone`, all text; a null is blank."""
    parts = [pl.col(column).fill_null("") for column in ("name", "code", "phone")]
    texts = customers.select(pl.concat_str(parts, separator=" ").alias("folded")).to_series()
    # Most customers are plain ASCII, which needs no Python for each text; accents are few enough to fold one by one.
    plain = texts.str.to_lowercase().str.replace_all(_BLANKS, " ").str.strip_chars(" ")
    accented = (texts.str.len_bytes() != texts.str.len_chars()).arg_true()
    if len(accented):
        plain = plain.scatter(accented, pl.Series([fold(text) for text in texts.gather(accented)], dtype=pl.String))
    return plain.str.slice(0, _LENGTH)
