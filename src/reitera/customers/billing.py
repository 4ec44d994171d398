"""Billing and segment of customers, set-based: the sum of the monthly billing (Bs) of their active products."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import Case, CharField, OuterRef, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Round

from reitera.customers.models import Customer, Product, SegmentBand
from reitera.customers.segments import NO_DATA, Band, segment_of

_CENT = Decimal("0.01")
# Under the number of parameters SQLite takes in one statement (32,766).
_IDS_A_QUERY = 20_000


def segment_bands() -> tuple[Band, ...]:
    """The bands in force, highest first. One query."""
    return tuple(Band(row.code, row.from_billing) for row in SegmentBand.objects.order_by("-from_billing", "code"))


def segments_of(customer_ids: Iterable[int]) -> dict[int, tuple[Decimal | None, str]]:
    """For each id the billing (Bs a month, None when not known) and the segment it gives ("" for none).

    Takes one query for the bands and one for every 20,000 ids. An id without products is in the answer too.
    """
    ids, bands = list(dict.fromkeys(customer_ids)), segment_bands()
    billing = dict(pair for part in _parts(ids) for pair in _billing_of(part))
    return {pk: (billing.get(pk), segment_of(billing.get(pk), bands)) for pk in ids}


def _parts(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _IDS_A_QUERY):
        yield ids[start : start + _IDS_A_QUERY]


def _billing_of(ids: list[int]) -> Iterator[tuple[int, Decimal | None]]:
    active = Product.objects.filter(customer__in=ids, status=Product.Status.ACTIVE).order_by()
    for pk, total in active.values_list("customer").annotate(total=_total()).iterator():
        yield pk, None if total is None else Decimal(total).quantize(_CENT)


def _total() -> Round:
    # SQLite adds decimals as floats: without rounding, three products could miss a band by 10⁻¹³.
    return Round(Sum("monthly_billing"), precision=2)


def with_billing(customers: QuerySet[Customer]) -> QuerySet[Customer]:
    """The customers with `billing` (Bs a month, None when not known) and `segment` ("" for none).

    Reads the bands with one query. The annotations may be filtered and sorted by.
    """
    active = Product.objects.filter(customer=OuterRef("pk"), status=Product.Status.ACTIVE).order_by()
    total = active.values("customer").annotate(total=_total()).values("total")
    return customers.annotate(billing=Subquery(total)).annotate(segment=_segment_case())


def _segment_case() -> Case:
    reached = [When(billing__gte=band.from_billing, then=Value(band.code)) for band in segment_bands()]
    return Case(
        When(billing__isnull=True, then=Value(NO_DATA)), *reached, default=Value(NO_DATA), output_field=CharField()
    )
