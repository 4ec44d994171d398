from collections import Counter
from datetime import date, timedelta

import pytest

from reitera.site.demo.calls import DAYS, last_sunday
from reitera.site.demo.orders import typed_number
from reitera.site.demo.provider import Provider, invent_provider
from reitera.site.demo.territory import FIBRE
from reitera.site.demo.tests.repeated import repeated_in_week

WEDNESDAY = date(2026, 11, 25)
DAYS_OF_THE_YEAR = [WEDNESDAY, date(2026, 11, 23), date(2026, 7, 5), date(2027, 3, 1), date(2028, 2, 29)]


@pytest.fixture(scope="module")
def provider() -> Provider:
    return invent_provider(WEDNESDAY)


@pytest.fixture(scope="module", params=DAYS_OF_THE_YEAR, ids=str)
def any_day(request: pytest.FixtureRequest) -> Provider:
    return invent_provider(request.param)


def test_the_same_day_and_seed_give_the_same_provider(provider: Provider) -> None:
    assert invent_provider(WEDNESDAY) == provider


def test_another_seed_gives_other_people(provider: Provider) -> None:
    assert invent_provider(WEDNESDAY, seed=7).customers != provider.customers


def test_customers_and_lines_do_not_depend_on_the_day(provider: Provider) -> None:
    another_day = invent_provider(WEDNESDAY + timedelta(days=40))

    assert (another_day.customers, another_day.products) == (provider.customers, provider.products)


def test_it_has_5000_products_of_4300_customers_344_of_them_businesses(provider: Provider) -> None:
    businesses = [customer for customer in provider.customers if customer.is_business]

    assert (len(provider.products), len(provider.customers), len(businesses)) == (5_000, 4_300, 344)
    assert {product.customer.code for product in provider.products} == {item.code for item in provider.customers}


def test_no_two_customers_share_a_code_a_name_or_a_telephone(provider: Provider) -> None:
    for of in (lambda item: item.code, lambda item: item.name, lambda item: item.phone):
        assert len({of(customer) for customer in provider.customers}) == 4_300


def test_telephones_are_of_a_block_that_is_not_in_use(provider: Provider) -> None:
    assert {customer.phone[:4] for customer in provider.customers} == {"7000"}


def test_contracts_are_text_with_leading_zeros(provider: Provider) -> None:
    assert {(len(product.code), product.code[:2]) for product in provider.products} == {(7, "00")}
    assert len({product.code for product in provider.products}) == 5_000


def test_most_lines_are_fibre_and_cost_from_119_to_899_bolivianos(provider: Provider) -> None:
    prices = [product.plan.monthly for product in provider.products]

    assert (min(prices), max(prices)) == (119, 899)
    assert Counter(product.plan.technology for product in provider.products)[FIBRE] > 3_700


def test_some_customers_have_lines_in_both_centres(provider: Provider) -> None:
    places = {(product.customer.code, product.centre.code) for product in provider.products}

    assert 40 < len(places) - 4_300 < 150


def test_reports_span_the_120_days_before_today(any_day: Provider) -> None:
    days = {report.reported_at.date() for report in any_day.reports}

    assert (min(days), max(days)) == (any_day.today - timedelta(days=DAYS), any_day.today - timedelta(days=1))
    assert len(days) == DAYS


def test_numbers_follow_time(any_day: Provider) -> None:
    assert list(any_day.reports) == sorted(any_day.reports, key=lambda report: (report.reported_at, report.number))
    assert len({report.number for report in any_day.reports}) == len(any_day.reports)


def test_about_two_in_a_hundred_reports_are_annulled(any_day: Provider) -> None:
    share = sum(report.annulled for report in any_day.reports) / len(any_day.reports)

    assert 0.01 < share < 0.035


def test_every_report_closes_within_six_days_of_being_made(any_day: Provider) -> None:
    open_for = [report.closed_at - report.reported_at for report in any_day.reports]

    assert timedelta(0) < min(open_for)
    assert max(open_for) <= timedelta(days=6)


def test_the_last_complete_week_has_a_top_10_that_fits_a_screen(any_day: Provider) -> None:
    repeated = repeated_in_week(any_day.reports, last_sunday(any_day.today))

    assert 25 <= len(repeated) <= 65
    assert {report.product.centre.code for window in repeated.values() for report in window} == {"NORTE", "SUR"}
    assert sum(3 <= len(window) <= 5 for window in repeated.values()) >= 8
    assert any(len({report.product.code for report in window}) > 1 for window in repeated.values())


def test_some_customers_are_repeated_several_weeks_in_a_row(any_day: Provider) -> None:
    sunday = last_sunday(any_day.today)
    weeks = [set(repeated_in_week(any_day.reports, sunday - timedelta(days=7 * back))) for back in range(3)]

    assert len(weeks[0] & weeks[1] & weeks[2]) >= 2


def test_the_outage_brings_60_reports_of_one_port_in_a_few_hours(any_day: Provider) -> None:
    outage = any_day.outage
    reports = [
        report
        for report in any_day.reports
        if outage.starts_at <= report.reported_at <= outage.ends_at
        and (report.product.location.olt, report.product.location.port) == (outage.olt, outage.port)
    ]

    assert len(reports) >= 60
    assert outage.starts_at.date() == last_sunday(any_day.today) - timedelta(days=3)
    assert outage.ends_at - outage.starts_at < timedelta(hours=8)


def test_products_leave_in_each_of_the_last_five_complete_months(any_day: Provider) -> None:
    months = Counter(leaver.month for leaver in any_day.leavers)

    assert list(months.values()) == [52, 58, 49, 54, 43]
    assert max(months) == (any_day.today.replace(day=1) - timedelta(days=1)).replace(day=1)


def test_nobody_leaves_twice_or_reports_after_leaving(any_day: Provider) -> None:
    left_on = {leaver.product.code: leaver.on for leaver in any_day.leavers}

    assert len(left_on) == len(any_day.leavers)
    assert [r for r in any_day.reports if r.reported_at.date() > left_on.get(r.product.code, date.max)] == []


def test_customers_who_call_again_leave_more_often(any_day: Provider) -> None:
    calls = Counter(report.product.customer.code for report in any_day.reports)
    left = {leaver.product.customer.code for leaver in any_day.leavers}
    several = {code for code, count in calls.items() if count > 1}
    others = {customer.code for customer in any_day.customers} - several

    assert len(left & several) / len(several) > 1.5 * len(left & others) / len(others)


def test_no_order_of_the_export_has_a_number_that_somebody_types_into_a_case(any_day: Provider) -> None:
    numbers = {order.number for order in any_day.orders}

    assert not numbers & {typed_number(case) for case in range(1, 5_000)}


def test_orders_follow_their_reports(any_day: Provider) -> None:
    of_reports = [order for order in any_day.orders if order.report]

    assert 0.3 < len(of_reports) / len(any_day.reports) < 0.6
    assert all(order.opened_at > order.report.reported_at for order in of_reports if order.report)
    assert all(order.closed_at >= order.opened_at for order in any_day.orders)
