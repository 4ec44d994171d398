"""Readings drawn (pure): the bands of a factor as zones, and its values over time. Places only, nothing of HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from reitera.diagnosis.judgement import EVERYTHING, Bands, Judgement, Span, judge

_ROOM = Decimal("0.25")
_NEAR = 12.0


class Zone(NamedTuple):
    """A stretch of the scale in percent, with its state."""

    left: float
    width: float
    judgement: Judgement


class Tick(NamedTuple):
    """A boundary under the scale, in percent; `lean` says to which side its figure moves to leave room."""

    left: float
    value: Decimal
    lean: int


@dataclass(frozen=True)
class Scale:
    """The stretch of values that a drawing shows."""

    low: Decimal
    high: Decimal

    def place(self, value: Decimal) -> float:
        """In percent from the low end; values beyond an end stay at it."""
        part = (value - self.low) / (self.high - self.low)
        return round(float(min(max(part, Decimal(0)), Decimal(1)) * 100), 2)


@dataclass(frozen=True)
class BandDrawing:
    zones: tuple[Zone, ...]
    ticks: tuple[Tick, ...]
    before: float | None
    after: float | None

    @property
    def link(self) -> tuple[float, float] | None:
        """The line between both values: where it begins and how long it is."""
        if self.before is None or self.after is None:
            return None
        return min(self.before, self.after), round(abs(self.after - self.before), 2)


def scale_of(bands: Bands, values: Sequence[Decimal], possible: Span = EVERYTHING) -> Scale:
    """All boundaries and values with room around them, inside what is possible."""
    shown = [*bands.boundaries, *values]
    low, high = (min(shown), max(shown)) if shown else (Decimal(0), Decimal(1))
    room = ((high - low) or abs(high) or Decimal(1)) * _ROOM
    bottom, top = low - room, high + room
    if possible.low is not None:
        bottom = min(max(bottom, possible.low), low)
    if possible.high is not None:
        top = max(min(top, possible.high), high)
    return Scale(bottom, top if top > bottom else bottom + 1)


def draw_bands(bands: Bands, before: Decimal | None, after: Decimal | None, possible: Span = EVERYTHING) -> BandDrawing:
    """The zones of a factor and where its readings before and after lie."""
    scale = scale_of(bands, [value for value in (before, after) if value is not None], possible)
    return BandDrawing(
        zones=tuple(zones_of(bands, scale)),
        ticks=tuple(_ticks(bands, scale)),
        before=scale.place(before) if before is not None else None,
        after=scale.place(after) if after is not None else None,
    )


def zones_of(bands: Bands, scale: Scale) -> list[Zone]:
    edges = [scale.low, *(b for b in bands.boundaries if scale.low < b < scale.high), scale.high]
    zones = []
    for left, right in pairwise(edges):
        start, end = scale.place(left), scale.place(right)
        zones.append(Zone(start, round(end - start, 2), judge((left + right) / 2, bands)))
    return zones


def _ticks(bands: Bands, scale: Scale) -> list[Tick]:
    """The boundaries; of two near each other one leans left and the other right."""
    places = [(scale.place(value), value) for value in bands.boundaries]
    ticks = []
    for position, (place, value) in enumerate(places):
        near_before = position > 0 and place - places[position - 1][0] < _NEAR
        near_after = position + 1 < len(places) and places[position + 1][0] - place < _NEAR
        ticks.append(Tick(place, value, int(near_before) - int(near_after)))
    return ticks


WIDTH, HEIGHT, EDGE = 760, 82, 8


class Dot(NamedTuple):
    x: float
    y: float
    judgement: Judgement
    at: datetime
    value: Decimal


class Stripe(NamedTuple):
    """A band behind the chart, in pixels from the top."""

    y: float
    height: float
    judgement: Judgement


@dataclass(frozen=True)
class Chart:
    """Values over time in pixels. `solved_x` is where the solution lies."""

    dots: tuple[Dot, ...]
    stripes: tuple[Stripe, ...]
    start: datetime
    end: datetime
    solved_x: float | None
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def line(self) -> str:
        """The points of the line, as SVG writes them."""
        return " ".join(f"{dot.x},{dot.y}" for dot in self.dots)

    @property
    def floor(self) -> int:
        return HEIGHT


def draw_chart(
    points: Sequence[tuple[datetime, Decimal]], bands: Bands, *, solved_at: datetime | None, possible: Span = EVERYTHING
) -> Chart:
    """The values of one factor over time, with its bands behind. `points` are in the order of time, at least one."""
    scale = scale_of(bands, [value for _at, value in points], possible)
    moments = [at for at, _value in points] + ([solved_at] if solved_at else [])
    start, end = min(moments), max(moments)
    seconds = (end - start) / timedelta(seconds=1) or 1.0

    def x_of(at: datetime) -> float:
        return round(EDGE + (at - start) / timedelta(seconds=1) / seconds * (WIDTH - 2 * EDGE), 1)

    def y_of(percent: float) -> float:
        return round(HEIGHT * (1 - percent / 100), 1)

    return Chart(
        dots=tuple(Dot(x_of(at), y_of(scale.place(value)), judge(value, bands), at, value) for at, value in points),
        stripes=tuple(
            Stripe(y_of(zone.left + zone.width), round(HEIGHT * zone.width / 100, 1), zone.judgement)
            for zone in zones_of(bands, scale)
        ),
        start=start,
        end=end,
        solved_x=x_of(solved_at) if solved_at else None,
    )
