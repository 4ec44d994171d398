"""The bars of the indicator (pure): heights in pixels from one line of zero, on one scale for both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ABOVE, BELOW = 36, 26
"""Pixels over and under the line, beside the room for the figures."""


@dataclass(frozen=True)
class Bar:
    """A value as pixels up (+) or down (−); a month without data has no value and no bar."""

    value: int | None
    up: int = 0
    down: int = 0


def bars_of(values: Sequence[int | None]) -> list[Bar]:
    """One bar each, the tallest as tall as its side has room for; a value that is not 0 keeps 2 pixels."""
    known = [value for value in values if value is not None]
    highest, deepest = max([*known, 0]), -min([*known, 0])
    scale = min(ABOVE / highest if highest else ABOVE, BELOW / deepest if deepest else BELOW)
    return [_bar(value, scale) for value in values]


def _bar(value: int | None, scale: float) -> Bar:
    if not value:
        return Bar(value)
    pixels = max(round(abs(value) * scale), 2)
    return Bar(value, up=pixels) if value > 0 else Bar(value, down=pixels)


@dataclass(frozen=True)
class TwoBars:
    """Two counts as widths in percent, both from zero, and the stretch between them."""

    previous: float
    current: float

    @property
    def gap_from(self) -> float:
        return min(self.previous, self.current)

    @property
    def gap(self) -> float:
        return round(abs(self.previous - self.current), 2)


def two_bars(previous: int | None, current: int | None) -> TwoBars:
    """The larger takes the whole width; a count without data takes none."""
    most = max(previous or 0, current or 0, 1)
    return TwoBars(round((previous or 0) / most * 100, 2), round((current or 0) / most * 100, 2))
