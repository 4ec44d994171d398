"""Amounts out of text: which sign is the decimal one, judged over the whole column, and the parse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

Sign = Literal[",", "."]

# "Bs 349,00", "$us 12", "USD 3": the currency, before or after.
_CURRENCY = r"(?i)^(?:bs\.?|bob|\$us|usd|us\$|\$)\s*|\s*(?:bs\.?|bob|\$us|usd|us\$|\$)$"


@dataclass(frozen=True)
class AmountReading:
    """What a column's amounts say. `decimal` is None when amounts such as 1.234 could be read both ways and no other
    amount of the column decides. Counts are rows."""

    decimal: Sign | None
    only_comma: int
    only_point: int
    either: int
    example: str

    @property
    def ambiguous(self) -> bool:
        return self.decimal is None


def judge_amounts(frame: pl.LazyFrame, column: str, *, missing: Sequence[str] = ()) -> AmountReading:
    """Judge a text column in one streaming pass."""
    text = _bare(pl.col(column))
    comma, point = pl.col("t").str.count_matches(",", literal=True), pl.col("t").str.count_matches(".", literal=True)
    last_is_comma = pl.col("t").str.contains(r",\d*$")
    three_after = pl.col("t").str.contains(r"^[+-]?\d{1,3}[.,]\d{3}$")
    both_signs = (comma > 0) & (point > 0)
    only_comma = (
        (both_signs & last_is_comma) | (~both_signs & (point > 1)) | ((comma == 1) & (point == 0) & ~three_after)
    )
    only_point = (
        (both_signs & ~last_is_comma) | (~both_signs & (comma > 1)) | ((point == 1) & (comma == 0) & ~three_after)
    )
    found = (
        frame.select(text.alias("t"))
        .filter(
            pl.col("t").is_not_null() & ~pl.col("t").is_in(list(missing)) & pl.col("t").str.contains(r"^[+-]?[\d.,]+$")
        )
        .select(
            only_comma.sum().alias("comma"),
            only_point.sum().alias("point"),
            three_after.sum().alias("either"),
            pl.col("t").filter(three_after).first().alias("example"),
        )
        .collect(engine="streaming")
        .row(0, named=True)
    )
    return _verdict(found["comma"], found["point"], found["either"], found["example"] or "")


def _verdict(comma: int, point: int, either: int, example: str) -> AmountReading:
    decimal: Sign | None = "," if comma > point else "."
    if either and comma == point:
        decimal = None
    return AmountReading(decimal, comma, point, either, example)


def decimal_amount(column: str, decimal: str = ",") -> pl.Expr:
    """Decimal(14, 2) of a text column with `decimal` as its decimal sign; null where it is no amount.

    "Bs 1.234,50" and "1234,5" with a comma, "1,234.50" with a point. An amount that can only be read with the other
    sign ("12.5" among commas) is read so. Further decimals are rounded half away from zero.
    """
    text = _bare(pl.col(column))
    point, comma = (r"\.", ",") if decimal == "." else (",", r"\.")
    thousands = "," if decimal == "." else "."
    grouped = text.str.contains(rf"^[+-]?\d{{1,3}}(?:{comma}\d{{3}})+(?:{point}\d+)?$")
    clear = text.str.contains(r"^[+-]?\d+[.,](?:\d{1,2}|\d{4,})$")
    simple = text.str.contains(rf"^[+-]?\d+(?:{point}\d+)?$")
    bare = pl.when(grouped).then(text.str.replace_all(thousands, "", literal=True)).when(clear | simple).then(text)
    value = bare.str.replace(",", ".", literal=True).cast(pl.Decimal(24, 6), strict=False)
    return value.round(2, mode="half_away_from_zero").cast(pl.Decimal(14, 2), strict=False)


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"[\s\u00a0\u202f]", "").str.replace_all(_CURRENCY, "")
