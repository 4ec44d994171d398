"""Months as tests lay them out: imports that declare days, and cancellations."""

from __future__ import annotations

from datetime import date

from reitera.core.testing import arranging
from reitera.customers.models import Cancellation, Product
from reitera.indicators.indicator import last_day, month_of
from reitera.intake.models import Import
from reitera.staff.models import OperationsCentre
from tests.cast import NOON, make_customer, make_product

AUGUST, SEPTEMBER, OCTOBER, NOVEMBER = (date(2026, month, 1) for month in (8, 9, 10, 11))
"""NOON is 25/11/2026: October is the last month that has ended."""


def declare(first: date, last: date, *, kind: str = "cancellations", status: str = "applied") -> Import:
    with arranging():
        return Import.objects.create(
            kind=kind, status=status, file_name="bajas.csv", uploaded_at=NOON, applied_at=NOON, covers_from=first,
            covers_to=last,
        )  # fmt: skip


def declare_months(*months: date) -> None:
    for month in months:
        declare(month, last_day(month))


def leave(centre: OperationsCentre | None, on: date, reason: str = "Precio", product: Product | None = None) -> Product:
    product = product or make_product(make_customer(centre), centre)
    with arranging():
        Cancellation.objects.create(product=product, month=month_of(on), cancelled_on=on, reason=reason)
    return product


def leave_many(centre: OperationsCentre | None, month: date, count: int, reason: str = "Precio") -> None:
    customer = make_customer(centre)
    with arranging():
        products = Product.objects.bulk_create(
            Product(customer=customer, code=f"{month:%Y%m}-{reason}-{n}", operations_centre=centre)
            for n in range(count)
        )
        Cancellation.objects.bulk_create(
            Cancellation(product=product, month=month, cancelled_on=month.replace(day=15), reason=reason)
            for product in products
        )
