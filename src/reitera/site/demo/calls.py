"""The calls behind the fault reports: the plain load, episodes of customers who call again, one mass outage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from reitera.site.demo.subscribers import Product
from reitera.site.demo.symptoms import OUTAGE, Complaint, complain
from reitera.site.demo.weather import days_before, moment_on, rainy_days, reports_on

DAYS = 120
CALLS_A_DAY = 15.0
EPISODES_A_DAY = 1.4
CHRONIC_CUSTOMERS = 14
OUTAGE_CALLS = 60


@dataclass(frozen=True, slots=True)
class Call:
    """One call about one line, in local time without zone."""

    product: Product
    at: datetime
    complaint: Complaint


@dataclass(frozen=True, slots=True)
class Outage:
    """A mass outage of one fibre port, in local time without zone."""

    number: str
    starts_at: datetime
    ends_at: datetime
    olt: str
    port: str
    cause: str


@dataclass(frozen=True)
class CallBook:
    """Draws the calls of the ``DAYS`` days before ``today``."""

    rng: Random
    today: date
    products: Sequence[Product]
    rain: frozenset[date]
    by_customer: dict[str, list[Product]]

    @classmethod
    def open(cls, rng: Random, today: date, products: Sequence[Product]) -> CallBook:
        """Choose the rainy days and index the lines by customer."""
        owned: dict[str, list[Product]] = {}
        for product in products:
            owned.setdefault(product.customer.code, []).append(product)
        return cls(rng, today, products, rainy_days(rng, days_before(today, DAYS)), owned)

    def plain(self) -> Iterator[Call]:
        """Faults that come once."""
        for day in days_before(self.today, DAYS):
            rain = day in self.rain
            for product in self.rng.choices(self.products, k=reports_on(self.rng, day, mean=CALLS_A_DAY, rain=rain)):
                yield self._call(product, day)

    def episodes(self) -> Iterator[Call]:
        """Faults that were not mended the first time: two to six calls, days apart."""
        for day in days_before(self.today, DAYS + 15):
            for _ in range(reports_on(self.rng, day, mean=EPISODES_A_DAY, rain=day in self.rain)):
                yield from self._episode(self._lines_of_one(), day)

    def chronic(self) -> Iterator[Call]:
        """Customers who have been calling for weeks."""
        owners = self.rng.sample(sorted(self.by_customer), CHRONIC_CUSTOMERS)
        for owner in owners:
            day = self.today - timedelta(days=self.rng.randrange(28, 80))
            while day < self.today:
                yield self._call(self.rng.choice(self.by_customer[owner]), day)
                day += timedelta(days=self.rng.choices((3, 4, 5, 6, 8, 11), (4, 5, 4, 3, 2, 1))[0])

    def _lines_of_one(self) -> list[Product]:
        """The lines an episode is about: usually one, now and then all those of a customer with several."""
        line = self.rng.choice(self.products)
        lines = self.by_customer[line.customer.code]
        return lines if len(lines) > 1 and self.rng.random() < 0.5 else [line]

    def _episode(self, lines: list[Product], day: date) -> Iterator[Call]:
        for _ in range(self.rng.choices((2, 3, 4, 5, 6), (46, 30, 14, 7, 3))[0]):
            if self.today - timedelta(days=DAYS) <= day < self.today:
                yield self._call(self.rng.choice(lines), day)
            day += timedelta(days=self.rng.choices((1, 2, 3, 4, 5, 7), (3, 5, 5, 4, 3, 1))[0])

    def _call(self, product: Product, day: date) -> Call:
        at = moment_on(self.rng, day)
        return Call(product, at, complain(self.rng, product.plan.technology, rain=day in self.rain))

    def outage(self, number: str) -> tuple[Outage, list[Call]]:
        """A cut fibre on a Thursday evening of the last complete week, and who called about it in the next hours."""
        olt, port = self._fullest_port()
        begin = datetime.combine(last_sunday(self.today) - timedelta(days=3), time(18, 40))
        outage = Outage(
            number, begin, begin + timedelta(hours=7, minutes=25), olt, port, "Corte de fibra troncal por obra vial"
        )
        lines = [line for line in self.products if (line.location.olt, line.location.port) == (olt, port)]
        return outage, list(self._outage_calls(outage, lines))

    def _outage_calls(self, outage: Outage, lines: list[Product]) -> Iterator[Call]:
        angry = self.rng.sample(lines, 3)  # these call twice in one evening
        for line in [*self.rng.sample(lines, OUTAGE_CALLS - len(angry)), *angry]:
            minutes = 4 + min(int(self.rng.expovariate(1 / 85)), 400)
            yield Call(line, outage.starts_at + timedelta(minutes=minutes), OUTAGE)

    def _fullest_port(self) -> tuple[str, str]:
        fibre = Counter((line.location.olt, line.location.port) for line in self.products if line.location.olt)
        return max(fibre, key=lambda place: (fibre[place], place))


def last_sunday(today: date) -> date:
    """The Sunday that ended the last complete week before ``today``."""
    return today - timedelta(days=today.weekday() + 1)
