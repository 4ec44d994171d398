"""Centre and billing beside each report of a file, kept in a few bytes a row."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import polars as pl

from reitera.intake.reading import decimal_amount, judge_amounts
from reitera.repeats.codes import BLANK, Codes, Flags, Numbering
from reitera.repeats.matching import LIMIT

_CENTS = pl.Decimal(14, 2)
_TENS = 10.0 ** np.arange(1, 10)
_MOST = 1e9


class NotPlainAmounts(Exception):
    """An amount of the column is not written in digits with at most two decimals after a point."""


class Detail(Protocol):
    """Takes one column block by block: `columns` are what a block must hold, `keep` stores chosen rows (None = all)."""

    codes: Codes

    def columns(self) -> list[pl.Expr]: ...

    def keep(self, block: pl.DataFrame, rows: Flags | None) -> None: ...

    def finish(self) -> None: ...


class Amounts(Detail, Protocol):
    def amounts(self, rows: Codes) -> pl.Series: ...


class Written:
    """A column's texts as they are in the file: a code a row, each text once."""

    def __init__(self, name: str, text: pl.Expr) -> None:
        self._name, self._text = name, text
        self._numbering = Numbering()
        self._parts: list[Codes] = []
        self.codes: Codes = np.empty(0, dtype=np.int16)

    def columns(self) -> list[pl.Expr]:
        return [self._numbering.numbers(self._text).alias(self._name)]

    def keep(self, block: pl.DataFrame, rows: Flags | None) -> None:
        codes = chosen(block[self._name], rows)
        small = not len(codes) or int(codes.max()) <= np.iinfo(np.int16).max
        self._parts.append(codes.astype(np.int16) if small else codes)

    def finish(self) -> None:
        self.codes = together(self._parts)

    def texts(self, rows: Codes) -> pl.Series:
        """The texts of some rows; null where a cell is blank."""
        return self._numbering.texts(pl.Series(self.codes[rows]))

    def amounts(self, rows: Codes) -> pl.Series:
        """The texts as amounts; the decimal sign is judged over the whole column, a comma where nothing decides."""
        every = self._numbering.texts(pl.Series(self.codes).unique()).alias("text").to_frame().lazy()
        decimal = judge_amounts(every, "text").decimal or ","
        return self.texts(rows).alias("text").to_frame().select(decimal_amount("text", decimal)).to_series()


class PlainAmounts:
    """Amounts that read the same with either decimal sign, as cents. `keep` raises NotPlainAmounts for any other."""

    def __init__(self, name: str, text: pl.Expr) -> None:
        self._name, self._text = name, text
        self._parts: list[Codes] = []
        self.codes: Codes = np.empty(0, dtype=np.int32)

    def columns(self) -> list[pl.Expr]:
        number = self._text.cast(pl.Float64, strict=False).fill_null(-1.0)
        return [number.alias(self._name), self._text.str.len_bytes().fill_null(0).alias(f"{self._name}_length")]

    def keep(self, block: pl.DataFrame, rows: Flags | None) -> None:
        number, length = block[self._name].to_numpy(), block[f"{self._name}_length"].to_numpy()
        # The length tells how many decimals were written: "1.234" is a thousand in half the world.
        decimals = length.astype(np.int8) - 1 - np.searchsorted(_TENS, number, side="right").astype(np.int8)
        plain = (number >= 0) & (number < _MOST) & ((decimals == 0) | (decimals == 2) | (decimals == 3))
        if not (plain | (length == 0)).all():
            raise NotPlainAmounts
        cents = np.where(length == 0, BLANK, np.rint(number * 100)).astype(np.int64)
        cents = cents if rows is None else cents[rows]
        self._parts.append(cents.astype(np.int32) if not len(cents) or int(cents.max()) < LIMIT else cents)

    def finish(self) -> None:
        self.codes = together(self._parts)

    def amounts(self, rows: Codes) -> pl.Series:
        cents = pl.Series(self.codes[rows], dtype=pl.Int64)
        frame = cents.set(cents < 0, None).alias("cents").to_frame()
        return frame.select((pl.col("cents").cast(pl.Decimal(18, 2)) / 100).cast(_CENTS)).to_series()


def chosen(column: pl.Series, rows: Flags | None) -> Codes:
    """A column without nulls as an array, of some rows (None = all)."""
    values: Codes = column.to_numpy()
    return values if rows is None else values[rows]


def together(parts: list[Codes]) -> Codes:
    """The parts as one array; the parts are let go."""
    whole = np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)
    parts.clear()
    return whole
