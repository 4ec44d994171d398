"""Billing and segments in the database equal the pure rule."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reitera.core.testing import arranging
from reitera.customers.billing import segments_of, with_billing
from reitera.customers.models import Customer, Product, SegmentBand
from reitera.customers.segments import DEFAULT_BANDS, segment_of
from tests.cast import make_customer, make_product

pytestmark = pytest.mark.django_db

AMOUNT = st.none() | st.decimals(0, 400, places=2) | st.sampled_from([Decimal("116.66"), Decimal("116.67")])
PRODUCTS = st.lists(st.tuples(AMOUNT, st.sampled_from(Product.Status.values)), max_size=4)


def test_billing_is_the_sum_of_the_active_products() -> None:
    customer = make_customer()
    make_product(customer, monthly_billing=Decimal("199.00"))
    make_product(customer, monthly_billing=Decimal("150.50"))
    make_product(customer, monthly_billing=Decimal("900.00"), status=Product.Status.CANCELLED)
    make_product(customer, monthly_billing=None)

    assert segments_of([customer.pk]) == {customer.pk: (Decimal("349.50"), "B")}


def test_a_customer_without_known_billing_has_no_segment() -> None:
    bare, unknown = make_customer(), make_customer()
    make_product(unknown, monthly_billing=None)

    assert segments_of([bare.pk, unknown.pk]) == {bare.pk: (None, ""), unknown.pk: (None, "")}


def test_three_cents_that_floats_would_lose_still_reach_the_band() -> None:
    customer = make_customer()
    for cents in ("116.66", "116.67", "116.67"):
        make_product(customer, monthly_billing=Decimal(cents))

    assert segments_of([customer.pk])[customer.pk] == (Decimal("350.00"), "A")
    assert with_billing(Customer.objects.all()).get().segment == "A"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(owned=st.lists(PRODUCTS, min_size=1, max_size=3))
def test_both_queries_equal_a_plain_sum(owned: list[list[tuple[Decimal | None, str]]]) -> None:
    expected = {}
    for products in owned:
        customer = make_customer()
        for amount, status in products:
            make_product(customer, monthly_billing=amount, status=status)
        known = [amount for amount, status in products if status == "active" and amount is not None]
        billing = sum(known, Decimal("0.00")) if known else None
        expected[customer.pk] = (billing, segment_of(billing, DEFAULT_BANDS))

    assert segments_of(expected) == expected
    rows = with_billing(Customer.objects.filter(pk__in=expected))
    assert {row.pk: (row.billing, row.segment) for row in rows} == expected


def test_the_number_of_queries_does_not_grow_with_the_customers(django_assert_num_queries) -> None:
    ids = [make_customer().pk for _ in range(30)]
    with django_assert_num_queries(2):
        segments_of(ids[:1])
    with django_assert_num_queries(2):
        segments_of(ids)


def test_an_edited_band_changes_the_segment() -> None:
    customer = make_customer()
    make_product(customer, monthly_billing=Decimal("300.00"))
    with arranging():
        SegmentBand.objects.filter(code="A").update(from_billing=Decimal("300.00"))

    assert segments_of([customer.pk])[customer.pk] == (Decimal("300.00"), "A")
