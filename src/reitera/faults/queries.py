"""Mass outages and the reports they explain: `coverage.py` said again for the database, set-based."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, IsNull

from reitera.customers.models import Product
from reitera.faults.coverage import ELEMENTS
from reitera.faults.models import FaultReport, MassOutage


def reports_explained_by(outages: QuerySet[MassOutage] | None = None) -> QuerySet[FaultReport]:
    """The reports that some of the outages (every one unless given) explain, each with `outage_number`.

    Filter the answer by `reported_at` or customer: the outages are few, the reports are millions. Where two outages
    explain a report, the earlier one is named.
    """
    above = MassOutage.objects.all() if outages is None else outages
    explaining = above.filter(_is_above("product__"), _lasts_at_report()).exclude(olt="").order_by("starts_at", "pk")
    return FaultReport.objects.filter(Exists(explaining)).annotate(
        outage_number=Subquery(explaining.values("number")[:1])
    )


def _is_above(product: str) -> Q:
    """An outage's element holds the product reached by the lookup prefix from the outer query."""
    holds = Q()
    for part in ELEMENTS:
        holds &= Q(**{part: ""}) | Q(**{part: OuterRef(f"{product}{part}")})
    return holds


def _lasts_at_report() -> Q:
    return Q(starts_at__lte=OuterRef("reported_at")) & (
        Q(ends_at__isnull=True) | Q(ends_at__gte=OuterRef("reported_at"))
    )


def with_counts(outages: QuerySet[MassOutage]) -> QuerySet[MassOutage]:
    """The outages with `affected_products` (not cancelled) and `explained_reports` (not annulled)."""
    living = Product.objects.filter(customer__merged_into__isnull=True).exclude(status=Product.Status.CANCELLED)
    products = living.filter(_is_below(""))
    lasted = Q(reported_at__gte=OuterRef("starts_at")) & (
        Q(IsNull(OuterRef("ends_at"), True)) | Q(reported_at__lte=OuterRef("ends_at"))
    )
    reports = FaultReport.objects.filter(_is_below("product__"), lasted, annulled=False)
    return outages.annotate(affected_products=_count(products), explained_reports=_count(reports))


def _is_below(product: str) -> Q:
    """The product reached by the prefix hangs below the outage of the outer query."""
    below = ~Q(Exact(OuterRef("olt"), Value("")))
    for part in ELEMENTS:
        below &= Q(Exact(OuterRef(part), Value(""))) | Q(**{f"{product}{part}": OuterRef(part)})
    return below


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values(one=Value(1)).annotate(count=Count("*")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
