"""What a page of a cycle shows, as its address says it: list, filters, order. The same words filter documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from django.db.models import Q, QuerySet

from reitera.core.text import fold
from reitera.repeats.models import CycleEntry

NONE = "sin"
"""Stands for "without centre" or "without segment" in an address."""

_SEGMENT_ORDER = ("A", "B", "C", "D", "")
ORDERS: dict[str, tuple[str, ...]] = {
    "lugar": ("rank",),
    "cliente": ("customer__folded", "rank"),
    "zona": ("customer__zone", "rank"),
    "reportes": ("reports_in_window", "rank"),
    "ultimo": ("last_at", "rank"),
    "facturacion": ("billing", "rank"),
}
GROUPS = {"segmento": "segment", "centro": "operations_centre__name"}


@dataclass(frozen=True)
class ListFilter:
    """One view of a run's list. Empty fields filter nothing; unknown words in an address are passed over."""

    rule: str = CycleEntry.Rule.TOP10
    centre: str = ""
    segment: str = ""
    situation: str = ""
    words: str = ""
    order: str = "lugar"
    group: str = "segmento"

    PARAMETERS = {
        "rule": "lista",
        "centre": "centro",
        "segment": "segmento",
        "situation": "situacion",
        "words": "q",
        "order": "orden",
        "group": "grupo",
    }

    @classmethod
    def from_address(cls, query: Mapping[str, str]) -> Self:
        asked = {name: query.get(parameter, "").strip() for name, parameter in cls.PARAMETERS.items()}
        allowed = {
            "rule": set(CycleEntry.Rule.values),
            "situation": set(CycleEntry.Situation.values),
            "segment": {*"ABCD", NONE},
            "order": {*ORDERS, *(f"-{order}" for order in ORDERS)},
            "group": {*GROUPS, "ninguno"},
        }
        return cls(**{n: value for n, value in asked.items() if value and value in allowed.get(n, {value})})

    @classmethod
    def from_saved(cls, saved: Mapping[str, Any]) -> Self:
        """The filter that a document was issued with."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in saved.items() if name in known})

    def as_saved(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.centre or self.segment or self.situation or self.words)

    def narrow(self, entries: QuerySet[CycleEntry]) -> QuerySet[CycleEntry]:
        """The places that pass, in no particular order."""
        wanted = Q(rule=self.rule)
        if self.centre:
            wanted &= Q(operations_centre=None) if self.centre == NONE else Q(operations_centre__code=self.centre)
        if self.segment:
            wanted &= Q(segment="" if self.segment == NONE else self.segment)
        if self.situation:
            wanted &= Q(situation=self.situation)
        if self.words:
            wanted &= Q(customer__folded__contains=fold(self.words))
        return entries.filter(wanted)

    def ordered(self, entries: QuerySet[CycleEntry]) -> QuerySet[CycleEntry]:
        """Groups first, then the asked order; places that are equal in it stay in their rank."""
        first, *rest = ORDERS[self.order.removeprefix("-")]
        keys = [f"-{first}" if self.order.startswith("-") else first, *rest]
        if self.group == "segmento":
            return entries.order_by(*_segments_first(), *keys)
        if self.group == "centro":
            return entries.order_by("operations_centre__name", *keys)
        return entries.order_by(*keys)


def _segments_first() -> list[Any]:
    from django.db.models import Case, IntegerField, Value, When

    places = [When(segment=code, then=Value(place)) for place, code in enumerate(_SEGMENT_ORDER)]
    return [Case(*places, default=Value(len(places)), output_field=IntegerField())]
