"""What the imported data say of months. Each question takes the same queries for one month and for twelve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from reitera.cases.models import Case
from reitera.customers.models import Cancellation, Customer
from reitera.indicators.indicator import Indicator, Verdict, last_day, month_before, month_of
from reitera.indicators.models import ActionRemark, MonthClosing
from reitera.intake.models import Import
from reitera.intake.queries import uncovered_days

KIND = "cancellations"


@dataclass(frozen=True)
class MonthShown:
    """A month on the page: `imported` is what the data give today, `closing` what its owner froze."""

    imported: Indicator
    closing: MonthClosing | None = None

    @property
    def indicator(self) -> Indicator:
        """The figure that stands: the frozen one once the month is closed."""
        return self.closing.frozen if self.closing else self.imported

    @property
    def correction(self) -> Indicator | None:
        """What was imported since the closing gives, where it is something else."""
        changed = self.closing is not None and self.closing.frozen != self.imported
        return self.imported if changed else None

    @property
    def month(self) -> date:
        return self.imported.month


def months_shown(months: Sequence[date], today: date) -> list[MonthShown]:
    """Months in a row, each with what it is judged by. Three queries."""
    counts = cancellations_of([month_before(months[0]), *months], today)
    closings = {closing.month: closing for closing in _closings().filter(month__in=months)}
    return [
        MonthShown(Indicator(month, counts[month_before(month)], counts[month]), closings.get(month))
        for month in months
    ]


def _closings() -> QuerySet[MonthClosing]:
    return MonthClosing.objects.select_related("closed_by")


def indicator_of(month: date, today: date) -> Indicator:
    """What the imported data give for one month. Two queries."""
    counts = cancellations_of([month_before(month), month], today)
    return Indicator(month, counts[month_before(month)], counts[month])


def cancellations_of(months: Sequence[date], today: date) -> dict[date, int | None]:
    """Product cancellations of months in a row, earliest first; None for a month without data.

    A month has data once it has ended and applied imports of cancellations declare periods that cover all its days:
    then a month without rows counts 0.
    """
    uncovered = {month_of(day) for day in uncovered_days(KIND, months[0], last_day(months[-1]))}
    rows = Cancellation.objects.filter(month__range=(months[0], months[-1])).order_by()
    counted = dict(rows.values_list("month").annotate(n=Count("pk")))
    return {
        month: None if month in uncovered or last_day(month) >= today else counted.get(month, 0) for month in months
    }


def imports_behind(month: date) -> QuerySet[Import]:
    """The applied imports of cancellations that declare days of the month or of the one before."""
    return Import.objects.filter(
        kind=KIND,
        status=Import.Status.APPLIED,
        covers_from__lte=last_day(month),
        covers_to__gte=month_before(month),
    )


def last_imported_at(month: date) -> datetime | None:
    applied = imports_behind(month).order_by("-applied_at").values_list("applied_at", flat=True)
    return applied.filter(applied_at__isnull=False).first()


def remarks_on(month: date) -> QuerySet[ActionRemark]:
    """The action remarks of a month, the latest first."""
    return ActionRemark.objects.filter(month=month).select_related("author")


def months_awaiting_remark(shown: Sequence[MonthShown]) -> set[date]:
    """The observed months that nobody has answered for. One query."""
    observed = {month.month for month in shown if month.indicator.verdict is Verdict.OBSERVED}
    return observed - set(ActionRemark.objects.filter(month__in=observed).values_list("month", flat=True))


def with_followed(rows: QuerySet[Cancellation], month: date, person: Any) -> QuerySet[Cancellation]:
    """The cancellations of a month with `is_followed`: the customer had a case before leaving.

    A cancellation whose day is not known counts as of the last day of its month.
    """
    left_on = Coalesce("cancelled_on", Value(last_day(month)), output_field=DateField())
    cases = Case.objects.visible_to(person).filter(
        customer=OuterRef("product__customer"), opened_at__date__lte=OuterRef("left_on")
    )
    return rows.annotate(left_on=left_on).annotate(is_followed=Exists(cases))


@dataclass(frozen=True)
class Group:
    """Customers followed, or not: how many they are, how many left in the month, and with how many products."""

    customers: int
    leavers: int
    cancellations: int


def followed_and_not(month: date, person: Any) -> tuple[Group, Group]:
    """The customers who had a case by the end of the month, and the others, in its cancellations. Four queries."""
    rows = with_followed(Cancellation.objects.visible_to(person).filter(month=month), month, person)
    pairs = list(rows.values_list("product__customer", "is_followed"))  # type: ignore[misc]
    cases = Case.objects.visible_to(person).filter(opened_at__date__lte=last_day(month))
    followed_customers = cases.values("customer").distinct().count()
    everybody = Customer.objects.visible_to(person).filter(merged_into__isnull=True).count()
    followed = [customer for customer, is_followed in pairs if is_followed]
    others = [customer for customer, is_followed in pairs if not is_followed]
    return (
        Group(followed_customers, len(set(followed)), len(followed)),
        Group(max(everybody - followed_customers, 0), len(set(others)), len(others)),
    )
