"""The time line of a customer's reports as a small drawing: places in pixels, nothing of HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

Kind = Literal["report", "out", "visit"]

MARGIN = 4.0
LABEL_ROOM = 38.0


class Moment(NamedTuple):
    """Something on the line. `kind`: "report", "out" (a report left out of the count) or "visit"."""

    at: datetime
    in_window: bool
    kind: Kind = "report"


@dataclass(frozen=True)
class Mark:
    """One mark; `label_at` is set where the date fits under it."""

    x: float
    left: float
    css: str
    at: datetime
    label_at: float | None


@dataclass(frozen=True)
class Strip:
    """A drawing of `width` × `height` pixels: the window, the axis and the marks from left to right."""

    width: int
    height: int
    axis: float
    bar_top: float
    bar_width: float
    window_x: float
    window_width: float
    marks: tuple[Mark, ...]
    in_window: int

    @property
    def bar_height(self) -> float:
        return self.axis - self.bar_top

    @property
    def window_height(self) -> float:
        return self.axis + 3.5

    @property
    def axis_end(self) -> float:
        return self.width - 2.0

    @property
    def label_y(self) -> float:
        return self.height - 4.0


def draw(
    moments: Iterable[Moment],
    *,
    window: tuple[datetime, datetime],
    span: tuple[datetime, datetime] | None = None,
    size: tuple[int, int] = (168, 20),
    labels: bool = False,
) -> Strip:
    """Place the moments on a line from `span[0]` to `span[1]` (by default the window and everything around it).

    Moments outside the span are not drawn. With `labels` the marks carry their dates where there is room.
    """
    ordered = sorted(moments)
    width, height = size
    start, end = span or span_around(ordered, window)
    seconds = max((end - start).total_seconds(), 1.0)

    def place(at: datetime) -> float:
        part = (at - start).total_seconds() / seconds
        return round(MARGIN + min(max(part, 0.0), 1.0) * (width - 2 * MARGIN), 1)

    marks = [(place(moment.at), moment) for moment in ordered if start <= moment.at <= end]
    rooms = _label_places([x for x, _moment in marks], width) if labels else [None] * len(marks)
    left, right = place(window[0]), place(window[1])
    bar_width = 4.0 if labels else 2.4
    return Strip(
        width=width,
        height=height,
        axis=height - (22.0 if labels else 3.5),
        bar_top=12.0 if labels else 3.0,
        bar_width=bar_width,
        window_x=left,
        window_width=max(round(right - left, 1), 2.0),
        marks=tuple(
            Mark(x, round(x - bar_width / 2, 1), _css(m), m.at, room) for (x, m), room in zip(marks, rooms, strict=True)
        ),
        in_window=sum(moment.in_window for moment in ordered),
    )


def span_around(moments: list[Moment], window: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """From a little before the first moment or the window to a little after the last."""
    first = min([window[0], *(moment.at for moment in moments)])
    last = max([window[1], *(moment.at for moment in moments)])
    edge = max((last - first) * 0.04, timedelta(hours=6))
    return first - edge, last + edge


def _css(moment: Moment) -> str:
    if moment.kind == "visit":
        return "vs"
    if moment.kind == "out":
        return "cut-out"
    return "rp" if moment.in_window else "out"


def _label_places(places: list[float], width: int) -> list[float | None]:
    """Where each label fits without touching the one before it."""
    fitting: list[float | None] = []
    free_from = 0.0
    for x in places:
        centre = min(max(x, LABEL_ROOM / 2), width - LABEL_ROOM / 2)
        fits = centre - LABEL_ROOM / 2 >= free_from
        fitting.append(centre if fits else None)
        free_from = centre + LABEL_ROOM / 2 if fits else free_from
    return fitting
