"""Where the difference of a month comes from: parts whose differences add up to the indicator."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.customers.models import Cancellation
from reitera.indicators.indicator import month_before

MOST_PARTS = 10
NONE = "-"
"""What the address says for rows that lack the thing they are grouped by."""


@dataclass(frozen=True)
class Grouping:
    """A way to split cancellations: its word in the address, its title, and the fields that key and name a part."""

    name: str
    title: str | Promise
    key: str
    label: str


GROUPINGS = {
    grouping.name: grouping
    for grouping in (
        Grouping("centro", _("Centro"), "product__operations_centre__code", "product__operations_centre__name"),
        Grouping("tecnologia", _("Tecnología"), "product__technology", "product__technology"),
        Grouping("motivo", _("Motivo"), "reason", "reason"),
    )
}


@dataclass(frozen=True)
class Part:
    """One line: cancellations of the month before and of the month. `key` filters the list by it; the rest has none."""

    key: str
    label: str
    previous: int
    current: int
    share: float = 0.0

    @property
    def difference(self) -> int:
        """As the indicator counts: fewer cancellations are positive."""
        return self.previous - self.current


def breakdown(month: date, grouping: Grouping, person: Any) -> list[Part]:
    """The parts, what got worse first; beyond the first ten the rest is one line. One query."""
    rows = Cancellation.objects.visible_to(person).filter(month__in=[month_before(month), month]).order_by()
    counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for key, label, at, n in rows.values_list(grouping.key, grouping.label, "month").annotate(n=Count("pk")):
        counts[key or NONE, label or gettext("Sin dato")][at == month] += n
    parts = [Part(key, label, *pair) for (key, label), pair in counts.items()]
    parts.sort(key=lambda part: (part.difference, -part.current, part.label))
    return _with_shares(_shortened(parts))


def _shortened(parts: list[Part]) -> list[Part]:
    if len(parts) <= MOST_PARTS:
        return parts
    kept = sorted(parts, key=lambda part: (-abs(part.difference), -part.current))[: MOST_PARTS - 1]
    rest = [part for part in parts if part not in kept]
    other = Part("", gettext("Los demás"), sum(p.previous for p in rest), sum(p.current for p in rest))
    return [*(part for part in parts if part in kept), other]


def _with_shares(parts: list[Part]) -> list[Part]:
    """Each with its difference as a share of the largest one, from 0 to 1, for its bar."""
    most = max((abs(part.difference) for part in parts), default=0)
    return [
        Part(part.key, part.label, part.previous, part.current, abs(part.difference) / most if most else 0.0)
        for part in parts
    ]
