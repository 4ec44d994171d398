"""What a mass outage explains, in memory and in the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reitera.core.testing import arranging
from reitera.customers.models import Product
from reitera.faults.coverage import is_covered_by, is_explained_by
from reitera.faults.models import FaultReport, MassOutage
from reitera.faults.queries import reports_explained_by, with_counts
from tests.cast import NOON, make_customer, make_product, make_report

_numbers = count(1)
PART = st.sampled_from(["", "x", "y"])
# Mostly the same OLT, so that most examples have something to explain.
PLACE = st.fixed_dictionaries(
    {"olt": st.sampled_from(["x", "x", "x", "y", ""]), "port": PART, "splitter": PART, "box": PART}
)
HOURS = st.integers(-3, 3)
SPAN = st.tuples(HOURS, st.none() | st.integers(0, 4))


def outage(starts_at: datetime = NOON, ends_at: datetime | None = None, **place: str) -> MassOutage:
    place = {"olt": "", "port": "", "splitter": "", "box": "", **place}
    return MassOutage(number=f"FM-{next(_numbers)}", starts_at=starts_at, ends_at=ends_at, **place)


def kept(row: MassOutage) -> MassOutage:
    with arranging():
        row.save()
    return row


def test_a_port_out_covers_every_box_below_it() -> None:
    assert is_covered_by(outage(olt="OLT-1", port="0/3"), Product(olt="OLT-1", port="0/3", splitter="S1", box="C1"))


def test_a_port_out_does_not_cover_the_port_beside_it() -> None:
    assert not is_covered_by(outage(olt="OLT-1", port="0/3"), Product(olt="OLT-1", port="0/4"))


def test_a_product_whose_port_is_not_known_is_not_below_a_port() -> None:
    assert not is_covered_by(outage(olt="OLT-1", port="0/3"), Product(olt="OLT-1"))


def test_a_product_without_location_is_below_nothing() -> None:
    assert not is_covered_by(outage(), Product())


@pytest.mark.parametrize(("hours", "explained"), [(-1, False), (0, True), (2, True), (3, False)])
def test_the_first_and_the_last_moment_of_an_outage_count(hours: int, explained: bool) -> None:
    out = outage(NOON, NOON + timedelta(hours=2), olt="OLT-1")

    assert is_explained_by(out, Product(olt="OLT-1"), NOON + timedelta(hours=hours)) is explained


def test_a_report_without_product_is_explained_by_nothing() -> None:
    assert not is_explained_by(outage(olt="OLT-1"), None, NOON)


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    outages=st.lists(st.tuples(PLACE, SPAN), max_size=3),
    reports=st.lists(st.tuples(st.none() | PLACE, HOURS, st.booleans()), min_size=1, max_size=4),
)
def test_the_database_explains_the_same_reports_as_the_pure_rule(outages: Any, reports: Any) -> None:
    with arranging():
        MassOutage.objects.all().delete()
        FaultReport.objects.all().delete()
        Product.objects.all().delete()
    outs = [kept(outage(_at(start), _end(start, lasts), **place)) for place, (start, lasts) in outages]
    made = [_report(place, hour, annulled) for place, hour, annulled in reports]

    def explaining(report: FaultReport) -> list[MassOutage]:
        found = [out for out in outs if is_explained_by(out, report.product, report.reported_at)]
        return sorted(found, key=lambda out: (out.starts_at, out.pk))

    expected = {report.pk: explaining(report)[0].number for report in made if explaining(report)}
    assert dict(reports_explained_by().values_list("pk", "outage_number")) == expected
    products = list(Product.objects.all())
    assert {
        out.pk: (out.affected_products, out.explained_reports) for out in with_counts(MassOutage.objects.all())
    } == {
        out.pk: (
            sum(is_covered_by(out, product) for product in products),
            sum(out in explaining(report) for report in made if not report.annulled),
        )
        for out in outs
    }


def _at(hour: int) -> datetime:
    return NOON + timedelta(hours=hour)


def _end(start: int, lasts: int | None) -> datetime | None:
    return None if lasts is None else _at(start + lasts)


def _report(place: dict[str, str] | None, hour: int, annulled: bool) -> FaultReport:
    customer = make_customer()
    product = None if place is None else make_product(customer, **place)
    return make_report(customer, _at(hour), product=product, annulled=annulled)


@pytest.mark.django_db
def test_only_the_given_outages_explain() -> None:
    kept(outage(olt="OLT-1"))
    other = kept(outage(olt="OLT-2"))
    customer = make_customer()
    make_report(customer, NOON, product=make_product(customer, olt="OLT-1"))

    assert list(reports_explained_by(MassOutage.objects.filter(pk=other.pk))) == []
    assert reports_explained_by().count() == 1


@pytest.mark.django_db
def test_a_cancelled_product_is_not_counted_as_affected() -> None:
    kept(outage(olt="OLT-1"))
    make_product(make_customer(), olt="OLT-1", status=Product.Status.CANCELLED)
    make_product(make_customer(), olt="OLT-1", status=Product.Status.SUSPENDED)

    assert with_counts(MassOutage.objects.all()).get().affected_products == 1
