"""What the weekly list, new reports and cancellations do to cases."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from reitera.cases import actions
from reitera.cases.alerts import raise_alerts
from reitera.cases.arrivals import SPEAKS_AGAINST_SOLUTION, take_in_cancellations, take_in_reports
from reitera.cases.models import Case
from reitera.cases.weekly import take_in_list
from reitera.core.events import catch_up
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.customers.actions import merge_customers
from reitera.customers.models import Cancellation, Customer
from reitera.intake.models import Import
from reitera.notices.models import Notice
from reitera.procedure.steps import WAITING_STATES, State
from reitera.repeats.actions import run_cycle
from reitera.repeats.models import Cycle, CycleRun
from tests.cast import LA_PAZ, NOON, Cast, make_customer, make_product, make_report

WEEK, DAY = date(2026, 11, 16), timedelta(days=1)


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=LA_PAZ)


@pytest.fixture
def repeater(cast: Cast) -> Customer:
    """A customer of the north with two reports in the week."""
    with arranging():
        Import.objects.create(
            kind="fault_reports", status="applied", file_name="n.csv", uploaded_at=NOON,
            covers_from=WEEK, covers_to=WEEK + timedelta(days=13),
        )  # fmt: skip
    customer = make_customer(cast.north)
    product = make_product(customer, cast.north)
    for day in (17, 18):
        make_report(customer, at(day), product=product)
    return customer


def run_week(week: date = WEEK) -> CycleRun:
    run = run_cycle(week=week, actor=None, at=NOON).latest_run
    assert run is not None
    catch_up()
    return run


def events_of(case: Case) -> list[str]:
    return [event.kind for event in Event.objects.filter(case_id=case.pk).order_by("pk")]


def put(case: Case, state: State, **fields: object) -> Case:
    with arranging():
        Case.objects.filter(pk=case.pk).update(state=state, state_since=at(19), **fields)
    return Case.objects.get(pk=case.pk)


def report_again(customer: Customer, moment: datetime, **fields: object) -> None:
    make_report(customer, moment, product=customer.products.get(), **fields)


def test_a_run_opens_a_case_at_step_two_by_itself(repeater: Customer, cast: Cast) -> None:
    run = run_week()

    case = Case.objects.get()
    assert (case.customer, case.state, case.operations_centre) == (repeater, State.DISPATCH, cast.north)
    assert (case.reports_in_window, case.first_reported_at, case.last_reported_at) == (2, at(17), at(18))
    assert (case.origin, case.cycle_run_id, case.segment) == (Case.Origin.CYCLE, run.pk, "C")
    assert events_of(case) == ["case.opened"]


def test_the_list_taken_in_again_changes_nothing(repeater: Customer) -> None:
    run = run_week()
    before = Event.objects.count()

    assert take_in_list(run=run, at=NOON) == []
    assert Event.objects.count() == before


def test_the_next_week_adopts_the_open_case(repeater: Customer) -> None:
    run_week()
    report_again(repeater, at(24))

    second = run_week(WEEK + timedelta(days=7))

    case = Case.objects.get()
    assert (case.cycle_run_id, case.reports_in_window, case.cycles_in_a_row) == (second.pk, 3, 2)
    assert events_of(case) == ["case.opened", "case.adopted"]


def test_a_revision_opens_no_second_case_after_the_first_was_concluded(repeater: Customer) -> None:
    run_week()
    case = put(Case.objects.get(), State.CONCLUDED, result="satisfied", concluded_at=at(20))
    other = make_customer(repeater.operations_centres.get())
    for day in (17, 19):
        make_report(other, at(day), product=make_product(other, other.operations_centres.get()))

    run_week()

    assert list(Case.objects.filter(customer=repeater)) == [case]


def test_a_customer_concluded_long_ago_gets_a_new_case_for_new_reports(repeater: Customer) -> None:
    run_week()
    put(Case.objects.get(), State.CONCLUDED, result="churned", concluded_at=at(19))
    for day in (23, 24):
        report_again(repeater, at(day))

    run_week(WEEK + timedelta(days=7))

    assert [case.state for case in Case.objects.filter(customer=repeater).order_by("pk")] == ["concluded", "dispatch"]


@pytest.mark.parametrize("state", WAITING_STATES)
def test_a_report_after_the_solution_moves_the_case_to_four_only_from_11_12_13_and_15(
    repeater: Customer, state: State
) -> None:
    run_week()
    case = put(Case.objects.get(), state, solved_at=at(19))
    report_again(repeater, at(20))

    take_in_reports(at=NOON)

    case.refresh_from_db()
    returns = state in SPEAKS_AGAINST_SOLUTION
    assert case.state == (State.TECHNICAL_REVIEW if returns else state)
    assert case.is_reincident is returns
    assert events_of(case)[-1] == ("case.reincident" if returns else "case.report_joined")
    assert take_in_reports(at=NOON) == []


def test_a_late_import_of_a_report_from_before_the_solution_joins(repeater: Customer) -> None:
    run_week()
    case = put(Case.objects.get(), State.QUALITY_CHECK, solved_at=at(22))
    report_again(repeater, at(20))

    take_in_reports(at=NOON)

    case.refresh_from_db()
    assert (case.state, case.latest_report_at) == (State.QUALITY_CHECK, at(20))


def test_an_annulled_report_is_no_news(repeater: Customer) -> None:
    run_week()
    put(Case.objects.get(), State.QUALITY_CHECK, solved_at=at(19))
    report_again(repeater, at(20), annulled=True)

    assert take_in_reports(at=NOON) == []


WATCH_ENDS = at(20) + timedelta(days=10)


@pytest.mark.parametrize(
    ("moment", "result", "reopened"),
    [
        (WATCH_ENDS, "satisfied", True),
        (WATCH_ENDS, "no_contact", True),
        (WATCH_ENDS + timedelta(seconds=1), "satisfied", False),
        (WATCH_ENDS, "churned", False),
        (WATCH_ENDS, "without_effect", False),
    ],
)
def test_the_definitive_watch_reopens_until_its_last_second(
    repeater: Customer, moment: datetime, result: str, reopened: bool
) -> None:
    run_week()
    case = put(Case.objects.get(), State.CONCLUDED, result=result, concluded_at=at(20), solved_at=at(19))
    report_again(repeater, moment)

    take_in_reports(at=moment)

    case.refresh_from_db()
    assert (case.is_open, case.is_reincident) == (reopened, reopened)
    assert case.state == (State.TECHNICAL_REVIEW if reopened else State.CONCLUDED)


def test_a_concluded_case_stays_when_the_customer_has_another_open(repeater: Customer, cast: Cast) -> None:
    run_week()
    case = put(Case.objects.get(), State.CONCLUDED, result="satisfied", concluded_at=at(20), solved_at=at(19))
    newer = actions.open_by_hand(customer=repeater, actor=cast.manager_analyst, at=at(21), reason="llamó")
    report_again(repeater, at(22))

    take_in_reports(at=NOON)

    case.refresh_from_db()
    newer.refresh_from_db()
    assert (case.is_open, newer.latest_report_at) == (False, at(22))


@pytest.mark.parametrize("state", WAITING_STATES)
def test_a_cancellation_of_all_products_concludes_from_any_state(repeater: Customer, state: State) -> None:
    run_week()
    case = put(Case.objects.get(), state)
    with arranging():
        Cancellation.objects.create(product=repeater.products.get(), month=date(2026, 11, 1), cancelled_on=NOON.date())

    take_in_cancellations(at=NOON)

    case.refresh_from_db()
    assert (case.state, case.result) == (State.CONCLUDED, "churned")


def test_a_customer_who_keeps_one_product_or_took_it_up_again_goes_on(repeater: Customer, cast: Cast) -> None:
    run_week()
    with arranging():
        Cancellation.objects.create(product=repeater.products.get(), month=date(2026, 3, 1))
    assert take_in_cancellations(at=NOON) == []

    kept = make_product(repeater, cast.north)
    with arranging():
        Cancellation.objects.create(product=repeater.products.exclude(pk=kept.pk).get(), month=date(2026, 11, 1))
    assert take_in_cancellations(at=NOON) == []


def test_merged_customers_keep_one_open_case_the_one_opened_first(repeater: Customer, cast: Cast) -> None:
    run_week()
    older = Case.objects.get()
    duplicate = make_customer(cast.north)
    newer = actions.open_by_hand(customer=duplicate, actor=cast.manager_analyst, at=NOON + DAY, reason="llamó")

    merge_customers(keep=repeater, duplicates=[duplicate], actor=cast.manager_analyst, at=NOON + DAY)
    catch_up()

    older.refresh_from_db()
    newer.refresh_from_db()
    assert (older.is_open, newer.result) == (True, "without_effect")
    assert {older.customer, newer.customer} == {repeater}
    assert events_of(newer) == ["case.opened", "case.concluded_without_effect", "case.changed_customer"]


def test_an_open_case_of_a_duplicate_goes_on_under_the_kept_customer(repeater: Customer, cast: Cast) -> None:
    run_week()
    kept = make_customer(cast.north)

    merge_customers(keep=kept, duplicates=[repeater], actor=cast.manager_analyst, at=NOON)
    catch_up()
    catch_up()

    case = Case.objects.get()
    assert (case.customer, case.state) == (kept, State.DISPATCH)


def test_a_waiting_cycle_opens_nothing(cast: Cast) -> None:
    run_cycle(week=WEEK, actor=None, at=NOON)
    catch_up()

    assert (Cycle.objects.get().state, Case.objects.count()) == ("waiting", 0)


def test_a_report_that_makes_a_customer_repeated_opens_the_case_at_three_and_the_cycle_adopts_it(
    repeater: Customer, cast: Cast
) -> None:
    alerted = raise_alerts(at=at(18, 12))

    case = Case.objects.get()
    assert ([case], case.state, case.origin) == (alerted, State.RECEPTION, Case.Origin.ALERT)
    assert raise_alerts(at=at(18, 13)) == []

    run = run_week()

    case.refresh_from_db()
    assert (case.cycle_run_id, Case.objects.count()) == (run.pk, 1)
    assert events_of(case) == ["case.opened", "case.adopted"]
    kinds = Notice.objects.values_list("recipient__username", "kind")
    assert set(kinds) == {("usm_analyst", "arrived"), ("manager_analyst", "alert")}


def test_reports_of_a_week_that_is_over_alert_nobody(repeater: Customer) -> None:
    assert raise_alerts(at=at(23, 12)) == []


def test_an_alert_without_a_centre_waits_at_two(cast: Cast) -> None:
    customer = make_customer()
    for day in (17, 18):
        make_report(customer, at(day))

    [case] = raise_alerts(at=at(18, 12))

    assert (case.state, case.operations_centre) == (State.DISPATCH, None)
