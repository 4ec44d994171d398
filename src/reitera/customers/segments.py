"""Segments: bands of a customer's monthly billing (pure).

The procedure sends the list "by segment (level of billing)" without saying which; the four bands are ours and editable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

NO_DATA = ""
"""The segment of a customer whose billing is not known ("Sin dato"). It ranks after every band."""


@dataclass(frozen=True)
class Band:
    """A segment and the least monthly billing (Bs) that belongs to it."""

    code: str
    from_billing: Decimal


DEFAULT_BANDS = (
    Band("A", Decimal("350.00")),
    Band("B", Decimal("220.00")),
    Band("C", Decimal("150.00")),
    Band("D", Decimal("0.00")),
)


def segment_of(billing: Decimal | None, bands: Sequence[Band] = DEFAULT_BANDS) -> str:
    """The code of the highest band the billing (Bs a month) reaches; NO_DATA when it is not known."""
    if billing is None:
        return NO_DATA
    reached = [band for band in bands if billing >= band.from_billing]
    return max(reached, key=lambda band: band.from_billing).code if reached else NO_DATA
