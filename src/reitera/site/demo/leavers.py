"""Who left: the cancellations of the last complete months, with more of them among customers who had to call again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from reitera.site.demo.calls import Call
from reitera.site.demo.subscribers import Product

MONTHS = 5
LEAVERS_BY_MONTH = (52, 58, 49, 54, 43)  # earliest first
REPEAT_WEIGHT = 14.0  # how much likelier a customer leaves for each call after the first one in the 45 days before

TIRED_REASONS = ("Fallas reiteradas del servicio", "Cambio de proveedor", "Mala atención")
OTHER_REASONS = ("Precio", "Cambio de domicilio", "Cambio de proveedor", "Ya no lo usa", "Mora", "Viaje o migración")


@dataclass(frozen=True, slots=True)
class Leaver:
    """One cancelled product, its day and reason."""

    product: Product
    on: date
    reason: str

    @property
    def month(self) -> date:
        """The first day of its month."""
        return self.on.replace(day=1)


def months_before(today: date, count: int) -> list[date]:
    """First days of the ``count`` complete months before ``today``'s, earliest first."""
    months, first = [], today.replace(day=1)
    for _ in range(count):
        first = (first - timedelta(days=1)).replace(day=1)
        months.append(first)
    return months[::-1]


def last_day(month: date) -> date:
    """The last day of a month given by its first."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def invent_leavers(rng: Random, today: date, products: Sequence[Product], calls: Iterable[Call]) -> list[Leaver]:
    """Draw the leavers month by month; nobody leaves twice, and nobody with a suspended line."""
    days_of_calls = defaultdict[str, list[date]](list)
    for call in calls:
        days_of_calls[call.product.customer.code].append(call.at.date())
    staying = {product.code: product for product in products if not product.suspended}
    leavers: list[Leaver] = []
    for month, count in zip(months_before(today, MONTHS), LEAVERS_BY_MONTH, strict=True):
        for leaver in _leavers_of(rng, month, count, list(staying.values()), days_of_calls):
            staying.pop(leaver.product.code)
            leavers.append(leaver)
    return sorted(leavers, key=lambda leaver: (leaver.on, leaver.product.code))


def _leavers_of(
    rng: Random, month: date, count: int, staying: list[Product], days_of_calls: dict[str, list[date]]
) -> Iterator[Leaver]:
    end = last_day(month)
    recent = Counter(
        {code: sum(month - timedelta(days=45) <= day <= end for day in days) for code, days in days_of_calls.items()}
    )
    weights = [1 + REPEAT_WEIGHT * max(recent[product.customer.code] - 1, 0) for product in staying]
    chosen = dict.fromkeys(rng.choices(staying, weights, k=2 * count))
    for product in list(chosen)[:count]:
        is_tired = recent[product.customer.code] > 1 and rng.random() < 0.7
        on = month + timedelta(days=rng.randrange(end.day))
        yield Leaver(product, on, rng.choice(TIRED_REASONS if is_tired else OTHER_REASONS))


def calls_before_leaving(calls: Iterable[Call], leavers: Iterable[Leaver]) -> list[Call]:
    """The calls without those about a line that had already left."""
    left = {leaver.product.code: leaver.on for leaver in leavers}
    return [call for call in calls if call.at.date() <= left.get(call.product.code, date.max)]
