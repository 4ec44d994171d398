"""The invented internet provider of the demo: everything in it follows from ``today`` and a seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from reitera.site.demo.calls import DAYS, Call, CallBook, Outage
from reitera.site.demo.leavers import Leaver, calls_before_leaving, invent_leavers
from reitera.site.demo.orders import Order, invent_orders
from reitera.site.demo.reports import Report, number_reports
from reitera.site.demo.subscribers import Customer, Product, invent_customers, invent_products

SEED = 2022
OUTAGE_NUMBER = "FM-0218"


@dataclass(frozen=True, slots=True)
class Provider:
    """Customers, lines, ``DAYS`` days of reports up to the day before ``today``, orders, leavers and one outage."""

    today: date
    customers: tuple[Customer, ...]
    products: tuple[Product, ...]
    reports: tuple[Report, ...]
    orders: tuple[Order, ...]
    leavers: tuple[Leaver, ...]
    outage: Outage

    def reports_between(self, first: date, last: date) -> list[Report]:
        """Reports made from the first day to the last, both included."""
        return [report for report in self.reports if first <= report.reported_at.date() <= last]


def invent_provider(today: date, seed: int = SEED) -> Provider:
    """The same provider for the same ``today`` and ``seed``; its people do not depend on ``today``."""
    people, events = Random(f"people {seed}"), Random(f"events {seed} {today}")
    customers = invent_customers(people)
    products = invent_products(people, customers)
    book = CallBook.open(events, today, products)
    outage, outage_calls = book.outage(OUTAGE_NUMBER)
    calls = [*book.plain(), *book.episodes(), *book.chronic()]
    leavers = invent_leavers(events, today, _not_in(products, outage_calls), calls)
    kept = [*calls_before_leaving(calls, leavers), *outage_calls]
    reports = number_reports(events, kept, outage.ends_at, set(outage_calls))
    orders = invent_orders(events, today, DAYS, products, reports)
    return Provider(today, tuple(customers), tuple(products), tuple(reports), tuple(orders), tuple(leavers), outage)


def _not_in(products: list[Product], calls: list[Call]) -> list[Product]:
    # A line that called about last week's outage cannot have left months before.
    calling = {call.product.code for call in calls}
    return [product for product in products if product.code not in calling]
