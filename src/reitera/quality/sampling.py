"""The draw of the crossed checks (pure): which closed orders are checked, at random and by risk, in each centre.

It can be repeated: the lot of an order is a hash of the seed and its number, so it depends on nothing else.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

LAST_SEGMENT = "~"


@dataclass(frozen=True)
class Candidate:
    """A closed order: its number, its centre's id, its customer's segment ("" for none) and recent reports."""

    order: str
    centre: int | None
    segment: str
    reports: int


@dataclass(frozen=True)
class Sizes:
    """How many of each centre; risk is a customer with `risk_reports` or more in the last days."""

    at_random: int
    by_risk: int
    risk_reports: int


@dataclass(frozen=True)
class Pick:
    """A drawn order, and whether chance or risk chose it."""

    order: str
    by_risk: bool


def draw(pool: Iterable[Candidate], *, seed: str, sizes: Sizes) -> list[Pick]:
    """The picks of every centre: by risk the highest segment and most reports first, then others by lot."""
    by_centre: dict[int | None, list[Candidate]] = defaultdict(list)
    for candidate in pool:
        by_centre[candidate.centre].append(candidate)
    centres = sorted(by_centre, key=lambda centre: (centre is None, centre or 0))
    return [pick for centre in centres for pick in _draw_centre(by_centre[centre], seed, sizes)]


def _draw_centre(pool: Sequence[Candidate], seed: str, sizes: Sizes) -> list[Pick]:
    lots = {candidate.order: lot_of(candidate.order, seed) for candidate in pool}
    risky = [candidate for candidate in pool if candidate.reports >= sizes.risk_reports]
    risky.sort(key=lambda c: (c.segment or LAST_SEGMENT, -c.reports, lots[c.order]))
    chosen = [candidate.order for candidate in risky[: sizes.by_risk]]
    others = sorted((candidate.order for candidate in pool if candidate.order not in chosen), key=lots.__getitem__)
    return [Pick(order, True) for order in chosen] + [Pick(order, False) for order in others[: sizes.at_random]]


def lot_of(order: str, seed: str) -> str:
    """The lot of an order: the smallest are drawn."""
    return hashlib.sha256(f"{seed}:{order}".encode()).hexdigest()
