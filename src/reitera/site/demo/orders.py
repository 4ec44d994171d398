"""Work orders: a visit for about half of the fault reports, and the service requests of businesses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from reitera.site.demo.reports import Report
from reitera.site.demo.subscribers import Product
from reitera.site.demo.symptoms import CLOSING_CODES
from reitera.site.demo.weather import days_before, moment_on

FIRST_NUMBER = 88_001
FIRST_TYPED = 98_000
"""Of the orders that people type into a case: later than those that the export holds, or an order would be of two."""
VISIT_SHARE = 0.55
REQUESTS_A_DAY = 2
TECHNICIANS = {
    "NORTE": ("Limbert Soliz Arce", "Grover Condori Peña", "Hernán Zurita Coca"),
    "SUR": ("Rubén Claros Vera", "Jhonny Mamani Siles", "Edwin Herbas Luizaga", "Wilson Copa Rojas"),
}
OPERATORS = {"NORTE": "Sonia Antezana", "SUR": "Gladys Torrico"}


@dataclass(frozen=True, slots=True)
class Order:
    """A work order. Times are local without zone; ``closed_at`` is when it closes in the end."""

    number: str
    product: Product
    report: Report | None
    kind: str
    opened_at: datetime
    closed_at: datetime
    closing_code: str
    technician: str
    closed_by: str


@dataclass(frozen=True, slots=True)
class _Work:
    product: Product
    report: Report | None
    kind: str
    opened_at: datetime
    closed_at: datetime
    closing_code: str


def invent_orders(
    rng: Random, today: date, days: int, products: Sequence[Product], reports: Iterable[Report]
) -> list[Order]:
    """Orders of the reports that needed a visit and of businesses' requests, numbered by opening time."""
    work = [*_visits(rng, reports), *_requests(rng, today, days, products)]
    work.sort(key=lambda item: (item.opened_at, item.product.code))
    return [_number(rng, f"OT-{number}", item) for number, item in enumerate(work, FIRST_NUMBER)]


def typed_number(case: int) -> str:
    """Number of the order that the commercial system gives for a case, by its key."""
    return f"OT-{FIRST_TYPED + case}"


def _visits(rng: Random, reports: Iterable[Report]) -> Iterator[_Work]:
    for report in reports:
        open_for = report.closed_at - report.reported_at
        if report.annulled or open_for < timedelta(hours=2) or rng.random() > VISIT_SHARE:
            continue
        opened = report.reported_at + timedelta(minutes=rng.randrange(10, 110))
        kind = rng.choice(("Reparación en domicilio", "Reparación en domicilio", "Reparación en planta externa"))
        yield _Work(report.product, report, kind, opened, report.closed_at, rng.choice(CLOSING_CODES[report.category]))


def _requests(rng: Random, today: date, days: int, products: Sequence[Product]) -> Iterator[_Work]:
    businesses = [product for product in products if product.customer.is_business]
    for day in days_before(today, days):
        for product in rng.sample(businesses, 0 if day.weekday() == 6 else REQUESTS_A_DAY):
            opened = moment_on(rng, day)
            kind = rng.choice(("Traslado de equipo", "Punto adicional", "Cambio de plan", "Revisión preventiva"))
            yield _Work(
                product, None, kind, opened, opened + timedelta(hours=rng.randrange(20, 120)), "Trabajo concluido"
            )


def _number(rng: Random, number: str, work: _Work) -> Order:
    centre = work.product.centre.code
    people = rng.choice(TECHNICIANS[centre]), OPERATORS[centre]
    return Order(
        number, work.product, work.report, work.kind, work.opened_at, work.closed_at, work.closing_code, *people
    )
