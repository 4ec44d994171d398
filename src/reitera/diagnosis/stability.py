"""How long a solution has held (pure): hours since it, as long as no reading after it is critical."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import NamedTuple

from reitera.diagnosis.judgement import Judgement


class Watched(NamedTuple):
    """A reading taken after a solution."""

    at: datetime
    factor: str
    judgement: Judgement


@dataclass(frozen=True)
class Stability:
    """`since` is when the clock last began, None while it is stopped by the factors in `stopped_by`."""

    since: datetime | None
    needed: int
    now: datetime
    stopped_by: tuple[str, ...] = ()

    @property
    def hours(self) -> float:
        return max((self.now - self.since).total_seconds() / 3600, 0.0) if self.since else 0.0

    @property
    def missing(self) -> int:
        """Whole hours still missing, a begun one counted whole."""
        return max(ceil(self.needed - self.hours), 0)

    @property
    def is_reached(self) -> bool:
        return self.since is not None and self.hours >= self.needed


def stability_of(solved_at: datetime | None, readings: Iterable[Watched], *, needed: int, now: datetime) -> Stability:
    """The clock of a solution: a critical reading after it stops it; it begins again when that factor is good again.

    Readings before the solution or later than `now` say nothing; neither does one without data. Without a solution
    the clock has not begun.
    """
    if solved_at is None:
        return Stability(None, needed, now)
    since: datetime | None = solved_at
    critical: dict[str, None] = {}
    for reading in sorted(readings):
        if not solved_at <= reading.at <= now:
            continue
        if reading.judgement is Judgement.CRITICAL:
            critical[reading.factor], since = None, None
        elif reading.judgement in (Judgement.OK, Judgement.OBSERVATION) and reading.factor in critical:
            del critical[reading.factor]
            since = since if critical else reading.at
    return Stability(since, needed, now, tuple(critical))
