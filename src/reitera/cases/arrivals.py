"""What newly imported data does to cases: a new report joins or moves a case, a cancellation ends it.

Nothing here asks which import brought a row: each question compares the case with what is stored, so that it may be
asked again at any time and gives the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reitera.cases import gate
from reitera.cases.models import Case
from reitera.core.clock import local_zone
from reitera.core.recording import Record, recording
from reitera.customers.models import Cancellation, Product
from reitera.faults.models import FaultReport
from reitera.procedure.steps import Result, State
from reitera.repeats.models import RepeatParameters

SPEAKS_AGAINST_SOLUTION = (
    State.QUALITY_CHECK,
    State.DISSATISFACTION,
    State.INFORM_CUSTOMER,
    State.SOLUTION_MONITORING,
)
"""States (11, 12, 13, 15) in which a new report says that the solution did not hold."""

REOPENABLE = (Result.SATISFIED, Result.NO_CONTACT)


def take_in_reports(*, at: datetime) -> list[Case]:
    """Give every case the reports that came after the last one it knows; the cases touched.

    A report after the solution moves an open case at 11, 12, 13 or 15 back to 4 as *reincidente*, and reopens a
    concluded one until the definitive watch ends; elsewhere it joins the case.
    """
    touched = [case.pk for case in _with_news(_watched()).only("pk")]
    if not touched:
        return []
    with recording(None, at, lock=Case.objects.filter(pk__in=touched).select_related("customer")) as record:
        news = {case.pk: case.latest for case in _with_news(Case.objects.filter(pk__in=touched))}  # type: ignore[attr-defined]
        # A case that another import or person dealt with since is no longer among the news.
        cases = [case for case in record.locked if case.pk in news]
        _deal_with(record, cases, news)
        if not cases:
            record.unchanged()
    return cases


def _deal_with(record: Record, cases: Sequence[Case], news: dict[int, datetime]) -> None:
    against = {case.pk for case in cases if _speaks_against(case, news[case.pk])}
    for case in cases:
        before, case.latest_report_at = gate.snapshot(case), news[case.pk]
        if case.pk not in against and case.is_open:
            gate.note(record, "case.report_joined", case, before, given={}, reported_at=news[case.pk].isoformat())
    gate.save_listing(cases)
    returning = [case for case in cases if case.pk in against]
    for kind, group in (
        ("case.reincident", [case for case in returning if case.is_open]),
        ("case.reopened_by_report", [case for case in returning if not case.is_open]),
    ):
        for case in group:
            case.is_reincident = True
        gate.put_in(record, group, State.TECHNICAL_REVIEW, kind=kind, given={})


def _watched() -> QuerySet[Case]:
    """Open cases, and concluded ones whose customers have no other case open."""
    another_open = Case.objects.open().filter(customer=OuterRef("customer"))
    return Case.objects.filter(
        ~Q(state=State.CONCLUDED) | Q(Q(result__in=REOPENABLE) & ~Exists(another_open) & _is_latest())
    )


def _is_latest() -> Q:
    later = Case.objects.filter(customer=OuterRef("customer"), pk__gt=OuterRef("pk"))
    return ~Q(Exists(later))


def _with_news(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The cases with a report that they do not know; `latest` is its time.

    A concluded case looks only at reports inside its definitive watch: conclusion + the window.
    """
    window = timedelta(days=RepeatParameters.in_force().window_days)
    newer = FaultReport.objects.filter(
        customer=OuterRef("customer"),
        annulled=False,
        reported_at__gt=OuterRef("known"),
    )
    inside = newer.filter(reported_at__lte=OuterRef("concluded_at") + window)
    latest = Subquery(newer.order_by("-reported_at").values("reported_at")[:1], output_field=DateTimeField())
    return (
        cases.annotate(known=Coalesce("latest_report_at", "opened_at"))
        .filter(Q(Exists(newer), concluded_at__isnull=True) | Q(Exists(inside)))
        .annotate(latest=latest)
    )


def _speaks_against(case: Case, reported_at: datetime) -> bool:
    solved = case.solved_at or (case.state_since if case.is_open else case.concluded_at)
    after_solution = solved is not None and reported_at > solved
    return after_solution and (not case.is_open or case.state in SPEAKS_AGAINST_SOLUTION)


def take_in_cancellations(*, at: datetime) -> list[Case]:
    """Conclude as churned, from any state, every open case whose customer has cancelled all products; those cases.

    A product has left when the commercial system says so, or when a cancellation of it is not older than the case:
    an older one is of a line that was taken up again.
    """
    cancelled = Exists(Cancellation.objects.filter(product__customer=OuterRef("customer")))
    candidates = Case.objects.open().filter(cancelled)
    with recording(None, at, lock=candidates.select_related("customer")) as record:
        products = _products_of(record.locked)
        gone = [case for case in record.locked if _all_left(products[case.customer_id], case)]
        if gone:
            gate.put_in(record, gone, State.CONCLUDED, kind="case.churned", given={}, result=Result.CHURNED)
        else:
            record.unchanged()
    return gone


def _products_of(cases: Sequence[Case]) -> dict[int, list[Product]]:
    products: dict[int, list[Product]] = defaultdict(list)
    customers = [case.customer_id for case in cases]
    for product in Product.objects.filter(customer__in=customers).prefetch_related("cancellations"):
        products[product.customer_id].append(product)
    return products


def _all_left(products: Sequence[Product], case: Case) -> bool:
    since = case.opened_at.astimezone(local_zone()).date()
    return all(
        product.status == Product.Status.CANCELLED
        or any(_is_since(gone, since) for gone in product.cancellations.all())
        for product in products
    )


def _is_since(cancellation: Cancellation, day: date) -> bool:
    if cancellation.cancelled_on is not None:
        return cancellation.cancelled_on >= day
    return cancellation.month >= day.replace(day=1)
