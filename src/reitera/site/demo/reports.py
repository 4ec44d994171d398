"""Fault reports as the commercial system numbers them, and what of them was known at a given moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from reitera.site.demo.calls import Call
from reitera.site.demo.subscribers import Product

FIRST_NUMBER = 900_001
ANNULLED_SHARE = 0.02
OPEN, CLOSED, ANNULLED = "ABIERTO", "CERRADO", "ANULADO"


@dataclass(frozen=True, slots=True)
class Report:
    """A fault report. Times are local without zone; ``closed_at`` is when it closes in the end, or is annulled."""

    number: str
    product: Product
    reported_at: datetime
    closed_at: datetime
    annulled: bool
    category: str
    symptom: str
    written_by: str

    def state_at(self, moment: datetime) -> str:
        """``ABIERTO``, ``CERRADO`` or ``ANULADO``, as an export made at that moment says."""
        if self.closed_at > moment:
            return OPEN
        return ANNULLED if self.annulled else CLOSED


def number_reports(rng: Random, calls: Iterable[Call], outage_ends_at: datetime, outage: set[Call]) -> list[Report]:
    """Number the calls in order of time and close them; those of the outage close when it ends."""
    ordered = sorted(calls, key=lambda call: (call.at, call.product.code))
    reports = []
    for number, call in enumerate(ordered, FIRST_NUMBER):
        report = _report(rng, f"RD-{number}", call)
        if call in outage:
            report = replace(report, closed_at=outage_ends_at + timedelta(minutes=rng.randrange(5, 50)), annulled=False)
        reports.append(report)
    return reports


def _report(rng: Random, number: str, call: Call) -> Report:
    annulled = rng.random() < ANNULLED_SHARE
    open_for = timedelta(minutes=rng.randrange(3, 90)) if annulled else _repair_time(rng, call.product)
    category, symptom = call.complaint
    writer = rng.choice(("MQUISPE", "JROCHA", "LTORREZ", "ACOPA", "WEB"))
    return Report(number, call.product, call.at, call.at + open_for, annulled, category, symptom, writer)


def _repair_time(rng: Random, product: Product) -> timedelta:
    """Half an hour to six days; the middle is 11 hours at home and 5 in a business."""
    middle = 5.0 if product.customer.is_business else 11.0
    hours = middle * rng.lognormvariate(0, 0.9)
    return timedelta(minutes=round(60 * min(max(hours, 0.5), 144)))
