"""Rows of the diagnosis as its tests lay them out."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from reitera.cases.models import Case, CatalogueItem
from reitera.cases.tests.test_acts import make_case
from reitera.core.testing import arranging
from reitera.customers.models import Product
from reitera.diagnosis.entries import Entry, entry_of
from reitera.diagnosis.models import FactorVersion, Reading
from reitera.procedure.steps import State
from tests.cast import NOON, Cast, make_product

SOLVED = NOON - timedelta(hours=30)


def version_of(code: str) -> FactorVersion:
    return FactorVersion.objects.select_related("factor").get(factor__code=code, is_current=True)


def entry(code: str, written: str, variant: str = "") -> Entry:
    return entry_of(version_of(code), written, variant)


def item(code: str) -> CatalogueItem:
    return CatalogueItem.objects.get(code=code, is_current=True)


def fibre_case(cast: Cast, state: State = State.TECHNICAL_REVIEW, **fields: Any) -> tuple[Case, Product]:
    """A case of the north whose customer has one fibre product."""
    case = make_case(cast, state, **fields)
    product = make_product(case.customer, cast.north, technology="FTTH_GPON", olt="OLT-1", port="0/1/3")
    return case, product


def monitored_case(cast: Cast) -> Case:
    """Solved 30 hours ago and watched since."""
    case, _product = fibre_case(cast, State.SOLUTION_MONITORING, solved_at=SOLVED)
    return case


def make_reading(case: Case, written: str, at: datetime, moment: str = "monitoring", code: str = "FAC-F01") -> Reading:
    found = entry(code, written, "B+" if code == "FAC-F01" else "")
    with arranging():
        return Reading.objects.create(
            case=case, factor=found.version.factor, version=found.version, variant=found.variant, moment=moment,
            value=found.value, judgement=found.judgement, at=at, by=None,
        )  # fmt: skip


def values(case: Case) -> list[tuple[str, Decimal | None, str]]:
    rows = Reading.objects.filter(case=case).order_by("factor_id", "pk")
    return list(rows.values_list("factor__code", "value", "judgement"))
