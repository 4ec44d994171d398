"""Amounts of a column: which sign is the decimal one, and each text's amount."""

from __future__ import annotations

from decimal import Decimal

import polars as pl
import pytest

from reitera.intake.reading import decimal_amount, judge_amounts


def frame_of(*texts: str | None) -> pl.LazyFrame:
    return pl.DataFrame({"bs": texts}, schema={"bs": pl.String}).lazy()


@pytest.mark.parametrize(
    ("text", "decimal", "amount"),
    [
        ("349,00", ",", "349.00"),
        ("Bs 349,00", ",", "349.00"),
        ("Bs. 1.234,50", ",", "1234.50"),
        ("1.234", ",", "1234.00"),
        ("1.234", ".", "1.23"),
        ("1,234.50", ".", "1234.50"),
        ("1234.5", ",", "1234.50"),
        ("12,5", ".", "12.50"),
        ("-5,00", ",", "-5.00"),
        ("349,005", ",", "349.01"),
        ("1\u00a0234,50 Bs", ",", "1234.50"),
        ("349.00.", ",", None),
        ("12.34.567,8", ",", None),
        ("abc", ",", None),
        ("", ",", None),
        (None, ",", None),
    ],
)
def test_each_way_of_writing_an_amount(text: str | None, decimal: str, amount: str | None) -> None:
    read = frame_of(text).select(decimal_amount("bs", decimal)).collect().item()

    assert read == (Decimal(amount) if amount else None)


@pytest.mark.parametrize(
    ("texts", "sign"),
    [
        (("349,90", "1.234"), ","),
        (("349.90", "1.234"), "."),
        (("1.234,50",), ","),
        (("1,234,567",), "."),
        (("1.234", "12"), None),
        (("12", "349"), "."),
    ],
)
def test_the_column_tells_its_decimal_sign_or_asks(texts: tuple[str, ...], sign: str | None) -> None:
    assert judge_amounts(frame_of(*texts), "bs").decimal == sign
