"""The cancellations of a month as a list: filtered by the address, sorted, and as lines of a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from reitera.core.text import fold
from reitera.customers.models import Cancellation, Customer, Product
from reitera.indicators.breakdown import GROUPINGS, NONE
from reitera.indicators.months import month_asked
from reitera.indicators.queries import with_followed

ORDERS = {
    "fecha": ("left_on", "pk"),
    "cliente": ("product__customer__folded", "pk"),
    "centro": ("product__operations_centre__name", "left_on", "pk"),
    "motivo": ("reason", "left_on", "pk"),
}
FIRST_ORDER = "fecha"
FOLLOWED = {"con": True, "sin": False}


@dataclass(frozen=True)
class CancellationFilter:
    """What the address asks for; unknown values are as good as none. Raises NotFound for a month that is none."""

    month: date
    parts: Mapping[str, str]
    followed: str = ""
    words: str = ""
    order: str = FIRST_ORDER

    @classmethod
    def from_address(cls, query: Mapping[str, str], today: date) -> CancellationFilter:
        followed, order = query.get("seguimiento", ""), query.get("orden", FIRST_ORDER)
        return cls(
            month=month_asked(query.get("mes"), today),
            parts={name: value[:160] for name in GROUPINGS if (value := query.get(name, ""))},
            followed=followed if followed in FOLLOWED else "",
            words=query.get("q", "").strip()[:80],
            order=order if order.removeprefix("-") in ORDERS else FIRST_ORDER,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.parts or self.followed or self.words)

    def rows(self, person: Any) -> QuerySet[Cancellation]:
        """The cancellations the person sees, narrowed and sorted."""
        rows = with_followed(of_month(self.month, person), self.month, person)
        for name, value in self.parts.items():
            rows = rows.filter(_is(GROUPINGS[name].key, value))
        if self.followed:
            rows = rows.filter(is_followed=FOLLOWED[self.followed])  # type: ignore[misc]
        if self.words:
            rows = rows.filter(_speaks_of(self.words))
        rows = rows.select_related("product__customer", "product__operations_centre")
        return rows.order_by(*_ordering(self.order))


def of_month(month: date, person: Any) -> QuerySet[Cancellation]:
    return Cancellation.objects.visible_to(person).filter(month=month)


def choices_of(month: date, name: str, person: Any) -> list[tuple[str, str, int]]:
    """The values of a grouping in the month, with how many cancellations each has, most first. One query."""
    grouping = GROUPINGS[name]
    counted = of_month(month, person).order_by().values_list(grouping.key, grouping.label).annotate(n=Count("pk"))
    found = [(key or NONE, label or _("Sin dato"), n) for key, label, n in counted]
    return sorted(found, key=lambda choice: (-choice[2], choice[1]))


def titles() -> list[str]:
    return [
        _("Fecha de baja"), _("Cliente, código"), _("Cliente"), _("Contrato"), _("Plan"), _("Tecnología"),
        _("Centro"), _("Motivo"), _("Con caso antes de la baja"),
    ]  # fmt: skip


def lines_of(rows: QuerySet[Cancellation]) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=2_000):
        product, customer = row.product, row.product.customer
        followed = _("sí") if row.is_followed else _("no")  # type: ignore[attr-defined]
        yield [
            row.cancelled_on, customer.code, customer.name, product.code, product.plan, product.technology,
            product.operations_centre or "", row.reason, followed,
        ]  # fmt: skip


def _is(field: str, value: str) -> Q:
    if value != NONE:
        return Q(**{field: value})
    return Q(**{f"{field}__isnull": True}) | Q(**{field: ""})


def _speaks_of(words: str) -> Q:
    customers = Customer.objects.filter(folded__contains=fold(words)).values("pk")
    products = Product.objects.filter(code=words).values("pk")
    return Q(product__customer__in=customers) | Q(product__in=products)


def _ordering(asked: str) -> list[str]:
    names = ORDERS[asked.removeprefix("-")]
    return [f"-{name}" for name in names] if asked.startswith("-") else list(names)
