"""The judgement of a reading (pure): its value against two nested bands.

Inside `ok` it is OK, inside `watch` an observation, outside both critical. Bands touch: a value exactly on a boundary
takes the better state, so that real-valued readings leave no gap. A missing value is never OK.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum

PLACES = Decimal("0.0001")
"""Readings are kept, and judged, with four decimals."""

_LARGEST = Decimal(10) ** 10
_MINUS_SIGNS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-"})
_NUMBER = re.compile(r"([+-]?)\s*([0-9][0-9.,\s]*|[.,][0-9]+)\s*((?:[^\W\d_]|[%°])[^0-9]*)?")
_GROUPED = {",": re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+"), ".": re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")}
_PLAIN = re.compile(r"[0-9]*(?:[.,][0-9]+)?")
_SHIFTS = tuple(Decimal(factor) for factor in ("-1", "10", "0.1", "-10", "-0.1", "100", "0.01", "-100", "-0.01"))


class Judgement(StrEnum):
    OK = "ok"
    OBSERVATION = "observation"
    CRITICAL = "critical"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"


WORST_FIRST = (
    Judgement.CRITICAL, Judgement.OBSERVATION, Judgement.OK, Judgement.NO_DATA, Judgement.NOT_APPLICABLE,
)  # fmt: skip


class NotANumber(ValueError):
    """A text that is no number."""


@dataclass(frozen=True)
class Span:
    """A closed stretch of values; an end that is None is open."""

    low: Decimal | None = None
    high: Decimal | None = None

    def __post_init__(self) -> None:
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"the span {self.low}…{self.high} runs backwards")

    def holds(self, value: Decimal) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def contains(self, other: Span) -> bool:
        lower = self.low is None or (other.low is not None and other.low >= self.low)
        higher = self.high is None or (other.high is not None and other.high <= self.high)
        return lower and higher

    def distance(self, value: Decimal) -> Decimal:
        """How far a value is from the span; 0 inside it."""
        if self.low is not None and value < self.low:
            return self.low - value
        return value - self.high if self.high is not None and value > self.high else Decimal(0)


EVERYTHING = Span()


@dataclass(frozen=True)
class Bands:
    """What is OK, and what is still only an observation around it. Raises ValueError when `watch` cuts `ok`."""

    ok: Span
    watch: Span

    def __post_init__(self) -> None:
        if not self.watch.contains(self.ok):
            raise ValueError("what is OK must lie inside what is an observation")

    @classmethod
    def of(cls, plain: Mapping[str, list[str | None]]) -> Bands:
        """Bands kept as JSON: {"ok": ["-25", "-10"], "watch": ["-27", "-8"]}, null for an open end."""
        return cls(span_of(plain["ok"]), span_of(plain["watch"]))

    @property
    def boundaries(self) -> tuple[Decimal, ...]:
        """Every end that is not open, from low to high, each once."""
        ends = (self.watch.low, self.ok.low, self.ok.high, self.watch.high)
        return tuple(sorted({end for end in ends if end is not None}))


def span_of(ends: list[str | None] | tuple[str | None, ...]) -> Span:
    low, high = (Decimal(end) if end is not None else None for end in ends)
    return Span(low, high)


def judge(value: Decimal | None, bands: Bands) -> Judgement:
    """The state of a value; of none, NO_DATA."""
    if value is None:
        return Judgement.NO_DATA
    if bands.ok.holds(value):
        return Judgement.OK
    return Judgement.OBSERVATION if bands.watch.holds(value) else Judgement.CRITICAL


def parse_value(text: str) -> Decimal:
    """A number as people and machines write it: "−21,8", "-21.8 dBm", "20.000,5", "+3". Raises NotANumber.

    One sign among the figures is the decimal one; of two, the last, when the others part thousands. A unit may follow.
    More than four decimals are rounded half to even.
    """
    found = _NUMBER.fullmatch(text.strip().translate(_MINUS_SIGNS))
    if found is None:
        raise NotANumber(text)
    sign, figures = found[1], re.sub(r"\s", "", found[2])
    plain = _one_sign(figures)
    if plain is None:
        raise NotANumber(text)
    value = Decimal(f"{sign}{plain}")
    if abs(value) >= _LARGEST:
        raise NotANumber(text)
    return value.quantize(PLACES, ROUND_HALF_EVEN).normalize() + 0


def _one_sign(figures: str) -> str | None:
    for decimal, grouped in _GROUPED.items():
        if grouped.fullmatch(figures):
            thousands = "." if decimal == "," else ","
            return figures.replace(thousands, "").replace(",", ".")
    return figures.replace(",", ".") if _PLAIN.fullmatch(figures) else None


def likely_value(value: Decimal, possible: Span, bands: Bands | None = None) -> Decimal | None:
    """What somebody who wrote an impossible value probably meant: a sign or a decimal place away; None when nothing is.

    "−2,18" of an ONT is likely "−21,8". A value that would be no alarm is likelier than one that would.
    """
    candidates = [(value * factor).normalize() + 0 for factor in _SHIFTS]
    fitting = [candidate for candidate in candidates if candidate != value and possible.holds(candidate)]
    good = [candidate for candidate in fitting if bands is not None and bands.watch.holds(candidate)]
    return next(iter([*good, *fitting]), None)
