"""What a mass outage covers (pure): products below its network element, and their reports while it lasted."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class NetworkLocation(Protocol):
    """A place in the access network, from the OLT down; a blank part is unknown (product) or any (outage)."""

    olt: str
    port: str
    splitter: str
    box: str


class Outage(NetworkLocation, Protocol):
    starts_at: datetime
    ends_at: datetime | None


ELEMENTS = ("olt", "port", "splitter", "box")


def is_covered_by(outage: NetworkLocation, product: NetworkLocation) -> bool:
    """Whether the product hangs below the outage's element.

    A product whose port is not known is not below a given port: what is not known explains nothing.
    """
    if not outage.olt:
        return False
    return all(getattr(outage, part) in ("", getattr(product, part)) for part in ELEMENTS)


def is_explained_by(outage: Outage, product: NetworkLocation | None, reported_at: datetime) -> bool:
    """Whether a report of the product falls in [start, end] of an outage above it; an open outage has no end yet."""
    if product is None or not is_covered_by(outage, product):
        return False
    return outage.starts_at <= reported_at and (outage.ends_at is None or reported_at <= outage.ends_at)
