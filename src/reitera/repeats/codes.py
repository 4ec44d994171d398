"""Subjects as dense codes below 2**31, which the keys of the rule need, and back to the text as it was written.

A column of whole numbers is its own code, less the smallest one; any other text is numbered as it appears. Neither
changes the text: "007" and "7" stay two customers, and a 64-bit id stays what it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import polars as pl

from reitera.repeats.matching import LIMIT, IntArray

Flags = npt.NDArray[np.bool_]
Codes = npt.NDArray[np.integer[Any]]

BLANK = -1
"""The code of a row without subject."""

# The least number that is written with so many digits: a shorter one has leading zeros, a sign or blanks around it.
_LEAST = np.array([2**62, 0, *(10**digits for digits in range(1, 19))], dtype=np.int64)
# Codes index arrays, so wide gaps between ids are closed.
_SPARSE = 4
_namespaces = count()


class NotWholeNumbers(Exception):
    """A text of the column is no whole number in its plain form."""


class Coded(Protocol):
    """Codes of all rows given, without blanks, and the texts they stand for."""

    @property
    def codes(self) -> Codes: ...

    def names(self, codes: Codes) -> pl.Series: ...


class Coder(Protocol):
    """Takes the subjects block by block.

    `columns` are what a block must hold, `add` answers which of its rows have a subject, `keep` stores the chosen rows
    of the block last added (None = all).
    """

    def columns(self, *texts: str) -> list[pl.Expr]: ...

    def add(self, block: pl.DataFrame) -> Flags: ...

    def keep(self, rows: Flags | None) -> None: ...

    def finish(self) -> Coded: ...


@dataclass(frozen=True)
class NumberCodes:
    codes: Codes
    lowest: int = 0
    numbers: IntArray | None = None

    def names(self, codes: Codes) -> pl.Series:
        numbers = codes + self.lowest if self.numbers is None else self.numbers[codes]
        return pl.Series(numbers, dtype=pl.Int64).cast(pl.String)


class Numbering:
    """Different texts numbered from 0 as they first appear, block after block."""

    def __init__(self) -> None:
        # Its own namespace keeps the numbers dense whatever else the process has numbered.
        self._kind = pl.Categorical(pl.Categories(f"numbering-{next(_namespaces)}", "reitera"))
        # polars forgets the numbers when the last column that uses them is gone.
        self._held = pl.Series([], dtype=self._kind)

    def numbers(self, text: pl.Expr) -> pl.Expr:
        """The number of each text, BLANK for a null; its name is the text's."""
        return text.cast(self._kind).to_physical().cast(pl.Int32).fill_null(BLANK)

    def texts(self, numbers: pl.Series) -> pl.Series:
        """The text of each number, null for BLANK."""
        known = numbers.set(numbers < 0, None) if numbers.dtype.is_signed_integer() else numbers
        return known.cast(pl.UInt32).cat.to(self._kind).cast(pl.String)


@dataclass(frozen=True)
class TextCodes:
    codes: Codes
    numbering: Numbering

    def names(self, codes: Codes) -> pl.Series:
        return self.numbering.texts(pl.Series(codes, dtype=pl.Int64))


@dataclass(frozen=True)
class PairCodes:
    """Two columns as one subject; a row needs both."""

    codes: Codes
    pairs: IntArray
    first: Coded
    second: Coded
    separator: str = " / "

    def names(self, codes: Codes) -> pl.Series:
        pairs = self.pairs[codes]
        return self.first.names(pairs // LIMIT) + self.separator + self.second.names(pairs % LIMIT)


class NumberCoder:
    """Whole numbers in their plain form. `add` raises NotWholeNumbers for any other text."""

    def __init__(self, missing: Sequence[str] = ()) -> None:
        self._missing = ["", *missing]
        self._missing_numbers = [int(text) for text in missing if text.isascii() and text.isdigit()]
        self._parts: list[Codes] = []
        self._block: Codes = np.empty(0, dtype=np.int64)

    def columns(self, *texts: str) -> list[pl.Expr]:
        text = pl.col(texts[0])
        return [
            text.alias("subject_text"),
            text.cast(pl.Int64, strict=False).fill_null(BLANK).alias("subject_number"),
            text.str.len_bytes().fill_null(0).alias("subject_digits"),
        ]

    def add(self, block: pl.DataFrame) -> Flags:
        numbers = block["subject_number"].to_numpy()
        plain = _are_plain(numbers, block["subject_digits"].to_numpy())
        if not plain.all():
            numbers = self._look_again(block["subject_text"], numbers, plain)
        present: Flags = numbers >= 0
        if self._missing_numbers:
            present &= ~np.isin(numbers, self._missing_numbers)
        self._block = numbers
        return present

    def _look_again(self, text: pl.Series, numbers: Codes, plain: Flags) -> Codes:
        """Blank texts have no code; blanks around a number do not matter."""
        rows = np.flatnonzero(~plain)
        bare = text.gather(rows).str.strip_chars()
        again = bare.cast(pl.Int64, strict=False).fill_null(BLANK).to_numpy()
        is_number = _are_plain(again, bare.str.len_bytes().fill_null(0).to_numpy())
        blank = bare.is_null() | bare.is_in(self._missing).fill_null(value=True)
        if not (is_number | blank.to_numpy()).all():
            raise NotWholeNumbers
        numbers = numbers.copy()
        numbers[rows] = np.where(is_number, again, BLANK)
        return numbers

    def keep(self, rows: Flags | None) -> None:
        block = self._block if rows is None else self._block[rows]
        small = not len(block) or int(block.max()) < LIMIT
        self._parts.append(block.astype(np.int32) if small else block)

    def finish(self) -> NumberCodes:
        numbers = np.concatenate(self._parts) if self._parts else np.empty(0, dtype=np.int64)
        self._parts.clear()
        if not len(numbers):
            return NumberCodes(numbers.astype(np.int64))
        lowest, highest = int(numbers.min()), int(numbers.max())
        if highest - lowest < min(LIMIT, _SPARSE * len(numbers) + 1024):
            numbers -= numbers.dtype.type(lowest)
            return NumberCodes(numbers, lowest)
        known, codes = np.unique(numbers, return_inverse=True)
        return NumberCodes(codes.astype(np.int64), numbers=known.astype(np.int64))


class TextCoder:
    """Any text, without the blanks around it, numbered in order of appearance."""

    def __init__(self, missing: Sequence[str] = (), name: str = "subject") -> None:
        self._missing = ["", *missing]
        self._name = f"{name}_code"
        self._numbering = Numbering()
        self._parts: list[Codes] = []
        self._block: Codes = np.empty(0, dtype=np.int32)

    def columns(self, *texts: str) -> list[pl.Expr]:
        bare = pl.col(texts[0]).str.strip_chars()
        present = pl.when(~bare.is_in(self._missing)).then(bare)
        return [self._numbering.numbers(present).alias(self._name)]

    def add(self, block: pl.DataFrame) -> Flags:
        self._block = block[self._name].to_numpy()
        present: Flags = self._block >= 0
        return present

    def keep(self, rows: Flags | None) -> None:
        block = self._block if rows is None else self._block[rows]
        self._parts.append(block)

    def finish(self) -> TextCodes:
        codes = np.concatenate(self._parts) if self._parts else np.empty(0, dtype=np.int32)
        self._parts.clear()
        return TextCodes(codes, self._numbering)


class PairCoder:
    """Two columns together; a row needs both."""

    def __init__(self, missing: Sequence[str] = ()) -> None:
        self._coders = TextCoder(missing, "first"), TextCoder(missing, "second")

    def columns(self, *texts: str) -> list[pl.Expr]:
        return [column for coder, text in zip(self._coders, texts, strict=True) for column in coder.columns(text)]

    def add(self, block: pl.DataFrame) -> Flags:
        first, second = (coder.add(block) for coder in self._coders)
        return first & second

    def keep(self, rows: Flags | None) -> None:
        for coder in self._coders:
            coder.keep(rows)

    def finish(self) -> PairCodes:
        first, second = (coder.finish() for coder in self._coders)
        pairs, codes = np.unique(first.codes.astype(np.int64) * LIMIT + second.codes, return_inverse=True)
        return PairCodes(codes.astype(np.int64), pairs, first, second)


def codes_of(column: pl.Series) -> Coded:
    """The codes of a whole column of text or integers without blanks. Raises ValueError when there are some."""
    frame = column.cast(pl.String).alias("text").to_frame()
    for coder in (NumberCoder(), TextCoder()):
        try:
            present = coder.add(frame.select(coder.columns("text")))
        except NotWholeNumbers:
            continue
        if not present.all():
            raise ValueError("a row has no subject")
        coder.keep(None)
        return coder.finish()
    raise AssertionError("any text has a code")


def _are_plain(numbers: Codes, digits: Codes) -> Flags:
    """Whether each number of so many characters was written in the plain form of a whole number from 0."""
    plain: Flags = numbers >= _LEAST[np.minimum(digits, len(_LEAST) - 1)]
    return plain
