"""Which months have data, what they count, and who was followed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from reitera.cases.models import Case
from reitera.core.testing import arranging
from reitera.customers.models import Product
from reitera.indicators.indicator import Verdict, last_day, month_after
from reitera.indicators.queries import Group, cancellations_of, followed_and_not, indicator_of, months_shown
from reitera.indicators.tests.arrange import (
    AUGUST,
    NOVEMBER,
    OCTOBER,
    SEPTEMBER,
    declare,
    declare_months,
    leave,
    leave_many,
)
from reitera.procedure.steps import State
from tests.cast import LA_PAZ, NOON, Cast, make_product

TODAY = NOON.date()


def judged(month: date, today: date = TODAY) -> tuple[int | None, Verdict]:
    found = indicator_of(month, today)
    return found.value, found.verdict


def test_the_month_before_minus_the_month(cast: Cast) -> None:
    declare_months(SEPTEMBER, OCTOBER)
    leave_many(cast.north, SEPTEMBER, 3)
    leave_many(cast.south, OCTOBER, 2)

    assert judged(OCTOBER) == (1, Verdict.ACCEPTED)


def test_as_many_as_before_is_observed(cast: Cast) -> None:
    declare_months(SEPTEMBER, OCTOBER)
    leave_many(cast.north, SEPTEMBER, 2)
    leave_many(cast.north, OCTOBER, 2)

    assert judged(OCTOBER) == (0, Verdict.OBSERVED)


def test_one_more_than_before_is_observed(cast: Cast) -> None:
    declare_months(SEPTEMBER, OCTOBER)
    leave_many(cast.north, SEPTEMBER, 2)
    leave_many(cast.north, OCTOBER, 3)

    assert judged(OCTOBER) == (-1, Verdict.OBSERVED)


def test_rows_of_a_month_that_no_import_declares_give_no_verdict(cast: Cast) -> None:
    declare_months(SEPTEMBER)
    leave_many(cast.north, SEPTEMBER, 2)
    leave_many(cast.north, OCTOBER, 1)

    assert judged(OCTOBER) == (None, Verdict.NONE)


def test_a_declared_month_without_rows_counts_none(cast: Cast) -> None:
    declare_months(SEPTEMBER, OCTOBER)
    leave_many(cast.north, SEPTEMBER, 2)

    assert judged(OCTOBER) == (2, Verdict.ACCEPTED)


def test_the_first_month_has_nothing_to_be_compared_with(cast: Cast) -> None:
    declare_months(SEPTEMBER, OCTOBER)

    assert judged(SEPTEMBER) == (None, Verdict.NONE)
    assert judged(OCTOBER) == (0, Verdict.OBSERVED)


def test_one_day_not_declared_leaves_the_month_without_data(cast: Cast) -> None:
    declare_months(SEPTEMBER)
    declare(OCTOBER, date(2026, 10, 14))
    declare(date(2026, 10, 16), date(2026, 10, 31))
    assert judged(OCTOBER) == (None, Verdict.NONE)

    declare(date(2026, 10, 15), date(2026, 10, 15))

    assert judged(OCTOBER) == (0, Verdict.OBSERVED)


def test_only_applied_imports_of_cancellations_declare_anything(cast: Cast) -> None:
    declare_months(SEPTEMBER)
    declare(OCTOBER, last_day(OCTOBER), kind="fault_reports")
    declare(OCTOBER, last_day(OCTOBER), status="ready")

    assert judged(OCTOBER) == (None, Verdict.NONE)


def test_a_month_that_has_not_ended_has_no_verdict_whatever_is_declared(cast: Cast) -> None:
    declare_months(OCTOBER, NOVEMBER)

    assert judged(NOVEMBER, today=last_day(NOVEMBER)) == (None, Verdict.NONE)
    assert judged(NOVEMBER, today=month_after(NOVEMBER)) == (0, Verdict.OBSERVED)


def test_twelve_months_take_the_queries_of_one(cast: Cast, django_assert_num_queries: Any) -> None:
    declare_months(AUGUST, SEPTEMBER, OCTOBER)

    with django_assert_num_queries(3):
        months_shown([OCTOBER], TODAY)
    with django_assert_num_queries(3):
        months_shown([AUGUST, SEPTEMBER, OCTOBER, NOVEMBER], TODAY)


def test_counts_of_months_in_a_row(cast: Cast) -> None:
    declare_months(AUGUST, OCTOBER)
    leave_many(cast.north, AUGUST, 4)
    leave_many(cast.north, SEPTEMBER, 3)

    assert cancellations_of([AUGUST, SEPTEMBER, OCTOBER], TODAY) == {AUGUST: 4, SEPTEMBER: None, OCTOBER: 0}


def follow(product: Product, opened_at: datetime) -> None:
    with arranging():
        Case.objects.create(
            customer=product.customer, operations_centre=product.operations_centre, state=State.RECEPTION,
            state_since=opened_at, opened_at=opened_at, origin=Case.Origin.CYCLE,
        )  # fmt: skip


def test_a_customer_is_followed_from_the_day_the_case_opened(cast: Cast) -> None:
    before, after, never = (leave(cast.north, date(2026, 10, 15)) for _ in range(3))
    midday = datetime(2026, 10, 15, 12, tzinfo=LA_PAZ)
    follow(before, midday)
    follow(after, midday + timedelta(days=1))

    followed, others = followed_and_not(OCTOBER, cast.indicator_owner)

    assert followed == Group(customers=2, leavers=1, cancellations=1)
    assert (others.leavers, others.cancellations) == (2, 2)
    assert never.customer.cases.count() == 0


def test_a_followed_customer_with_two_cancelled_lines_is_one_leaver(cast: Cast) -> None:
    first = leave(cast.north, date(2026, 10, 3))
    follow(first, datetime(2026, 10, 1, tzinfo=LA_PAZ))
    leave(cast.north, date(2026, 10, 4), product=make_product(first.customer, cast.north))

    followed, _others = followed_and_not(OCTOBER, cast.indicator_owner)

    assert (followed.leavers, followed.cancellations) == (1, 2)
