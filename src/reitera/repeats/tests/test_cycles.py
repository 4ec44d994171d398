"""The weekly cycle on stored reports: equal to the plain rule, frozen, waiting for its data, in revisions."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

from reitera.core.clock import midnight
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.faults.models import FaultReport, MassOutage
from reitera.intake.models import Import
from reitera.repeats import actions
from reitera.repeats.database_hits import judge
from reitera.repeats.models import Cycle, CycleEntry, IssuedDocument, LeftOutReport, RepeatParameters
from reitera.repeats.refusals import UnsoundParameters
from reitera.repeats.tests.oracle import oracle_hits
from tests.cast import LA_PAZ, NOON, Cast, make_customer, make_product, make_report

WEEK = date(2026, 11, 16)
AFTER = datetime(2026, 11, 23, 6, 0, tzinfo=LA_PAZ)
DAY = 86_400


def at(day: int, hour: int = 10, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LA_PAZ)


def cover(first: date = WEEK - timedelta(days=40), last: date = WEEK + timedelta(days=6)) -> None:
    with arranging():
        Import.objects.create(
            kind="fault_reports",
            status="applied",
            file_name="x.csv",
            uploaded_at=NOON,
            covers_from=first,
            covers_to=last,
        )


def places(cycle: Cycle, rule: str = "top10") -> list[tuple[int, str]]:
    rows = CycleEntry.objects.filter(run=cycle.latest_run, rule=rule).order_by("rank")
    return [(row.rank, row.customer.code) for row in rows]


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("period", [None, (at(8, 0), at(15, 0))], ids=["all", "a week"])
def test_the_hits_of_the_database_are_those_of_the_plain_rule(cast: Cast, seed: int, period) -> None:
    chance = random.Random(seed)
    customers = [make_customer(cast.north, code=f"{n:02}") for n in range(8)]
    base, reports = at(1, 0), []
    with arranging():
        for number in range(120):
            customer = chance.choice(customers)
            moment = base + timedelta(days=chance.randrange(25), seconds=chance.choice([0, 0, 1, 3600]))
            annulled = chance.random() < 0.1
            FaultReport.objects.create(
                number=f"R{seed}-{number}", customer=customer, reported_at=moment, annulled=annulled
            )
            if not annulled:
                reports.append((customer.code, int(moment.timestamp())))
    parameters = RepeatParameters(threshold=chance.choice([2, 3, 4]))

    hits = judge(parameters, period, rules=["top10"]).hits["top10"]

    bounds = [int(moment.timestamp()) for moment in period] if period else [None, None]
    codes = {customer.pk: customer.code for customer in customers}
    found = sorted((codes[hit.customer_id], hit.reports_in_window, hit.first, hit.last) for hit in hits)
    assert found == oracle_hits(reports, 10 * DAY, parameters.threshold, *bounds)


def test_a_week_lists_who_repeats_with_the_last_report_in_it(cast: Cast) -> None:
    cover()
    before, inside, after = (make_customer(cast.north, code=code) for code in ("antes", "dentro", "despues"))
    for customer, days in ((before, (12, 15)), (inside, (8, 18)), (after, (20, 23))):
        for day in days:
            make_report(customer, at(day), operations_centre=cast.north)

    cycle = actions.run_cycle(week=WEEK, actor=cast.manager_analyst, at=AFTER)

    assert (cycle.state, places(cycle)) == ("done", [(1, "dentro")])


def test_reports_then_segment_then_latest_report_decide_the_places(cast: Cast) -> None:
    cover()
    for code, billing, days in (
        ("c", 500, (17, 18)),
        ("b", 100, (16, 17, 18)),
        ("a", 500, (17, 19)),
        ("d", 160, (17, 20)),
    ):
        customer = make_customer(cast.north, code=code)
        product = make_product(customer, cast.north, monthly_billing=billing)
        for day in days:
            make_report(customer, at(day), product=product)

    cycle = actions.run_cycle(week=WEEK, actor=None, at=AFTER)

    assert places(cycle) == [(1, "b"), (2, "a"), (3, "c"), (4, "d")]
    entry = CycleEntry.objects.get(run=cycle.latest_run, rule="top10", rank=2)
    assert (entry.segment, entry.operations_centre, entry.situation) == ("A", cast.north, "new")


def test_a_cycle_waits_for_days_that_no_import_covers_and_then_runs_by_itself(cast: Cast) -> None:
    cover(last=WEEK + timedelta(days=4))

    cycle = actions.run_cycle(week=WEEK, actor=cast.manager_analyst, at=AFTER)
    assert (cycle.state, cycle.missing) == ("waiting", [date(2026, 11, 21), date(2026, 11, 22)])

    cover()
    actions.run_due_cycles(at=AFTER)
    cycle.refresh_from_db()
    assert cycle.state == "done"


def test_waiting_twice_is_told_once(cast: Cast) -> None:
    for _ in range(2):
        actions.run_cycle(week=WEEK, actor=None, at=AFTER)

    assert [event.kind for event in Event.objects.all()] == ["cycle.waits"]


def test_a_reason_forces_a_cycle_whose_week_is_not_covered(cast: Cast) -> None:
    cycle = actions.run_cycle(week=WEEK, actor=cast.manager_analyst, at=AFTER, force_reason="Smartflex está caído")

    assert (cycle.state, cycle.latest_run.forced_reason) == ("done", "Smartflex está caído")


def test_the_same_input_again_makes_no_revision_and_new_input_makes_the_next(cast: Cast) -> None:
    cover()
    customer = make_customer(cast.north)
    for day in (17, 18):
        make_report(customer, at(day), operations_centre=cast.north)
    actions.run_cycle(week=WEEK, actor=None, at=AFTER)
    events = Event.objects.count()

    again = actions.run_cycle(week=WEEK, actor=None, at=AFTER)
    assert (again.latest_run.revision, Event.objects.count()) == (1, events)

    make_report(customer, at(19), operations_centre=cast.north)
    newer = actions.run_cycle(week=WEEK, actor=None, at=AFTER)
    first, second = newer.runs.order_by("revision")
    assert [first.entries.get(rule="top10").reports_in_window, second.entries.get(rule="top10").reports_in_window] == [
        2,
        3,
    ]


def test_cycles_in_a_row_are_counted_and_a_gap_makes_a_return(cast: Cast) -> None:
    cover(first=date(2026, 1, 1), last=date(2026, 12, 31))
    steady, back = make_customer(cast.north, code="sigue"), make_customer(cast.north, code="vuelve")
    for day in (3, 4, 10, 11, 17, 18):
        make_report(steady, at(day), operations_centre=cast.north)
    for day in (3, 4, 21, 22):
        make_report(back, at(day), operations_centre=cast.north)

    for week in (date(2026, 11, 2), date(2026, 11, 9), WEEK):
        cycle = actions.run_cycle(week=week, actor=None, at=AFTER)

    rows = CycleEntry.objects.filter(run=cycle.latest_run, rule="top10")
    assert {row.customer.code: (row.cycles_in_a_row, row.situation) for row in rows} == {
        "sigue": (3, "consecutive"), "vuelve": (1, "returned"),
    }  # fmt: skip


def test_what_is_left_out_is_kept_with_its_reason_gross_and_net(cast: Cast) -> None:
    cover()
    customer = make_customer(cast.north)
    product = make_product(customer, cast.north, olt="OLT-1")
    make_report(customer, at(17, 9), product=product, closed_at=at(19))
    while_open = make_report(customer, at(18), product=product, closed_at=at(19))
    in_outage = make_report(customer, at(20), product=product)
    annulled = make_report(customer, at(21), product=product, annulled=True)
    with arranging():
        MassOutage.objects.create(number="FM-1", olt="OLT-1", starts_at=at(20, 8), ends_at=at(20, 12))
        RepeatParameters.objects.create(leave_out_while_open=True, leave_out_mass_outage=True)

    run = actions.run_cycle(week=WEEK, actor=None, at=AFTER).latest_run

    reasons = {(row.fault_report, row.reason) for row in LeftOutReport.objects.filter(run=run)}
    assert reasons == {(while_open, "while_open"), (in_outage, "mass_outage"), (annulled, "annulled")}
    assert (run.figures["top10"], run.entries.count()) == ({"gross": 1, "net": 0}, 0)


def test_the_subject_may_be_the_product(cast: Cast) -> None:
    cover()
    with arranging():
        RepeatParameters.objects.create(subject="product")
    customer = make_customer(cast.north)
    first, second = make_product(customer, cast.north), make_product(customer, cast.north)
    for day, product in ((17, first), (18, second), (19, second), (20, None)):
        make_report(customer, at(day), product=product, operations_centre=cast.north)

    run = actions.run_cycle(week=WEEK, actor=None, at=AFTER).latest_run

    assert [entry.product for entry in run.entries.filter(rule="top10")] == [second]
    assert run.left_out == {"no_product": 1}


def test_a_run_issues_the_weekly_reports_under_the_number_of_the_week(cast: Cast) -> None:
    cover()
    actions.run_cycle(week=WEEK, actor=None, at=AFTER)

    titles = sorted(str(document) for document in IssuedDocument.objects.all())
    assert titles == ["Reporte Top 10 N.º 47/2026", "Reporte Top 30 N.º 47/2026"]


def test_reports_of_reiterated_cases_are_numbered_within_the_year(cast: Cast) -> None:
    cover()
    run = actions.run_cycle(week=WEEK, actor=None, at=AFTER).latest_run

    issued = [
        actions.issue_reiterated_report(run=run, filters={}, remark="ok", actor=cast.manager_analyst, at=AFTER)
        for _ in range(2)
    ]

    assert [str(document) for document in issued] == [
        "Reporte Casos reiterados N.º 1/2026", "Reporte Casos reiterados N.º 2/2026",
    ]  # fmt: skip


@pytest.mark.parametrize("person", ["usm_analyst", "division_head", "nobody"])
def test_others_do_not_run_cycles(cast: Cast, person: str) -> None:
    with pytest.raises(NotAllowed):
        actions.run_cycle(week=WEEK, actor=cast.people[person], at=AFTER)

    assert Cycle.objects.count() == 0


def test_parameters_change_with_an_event_from_and_to(cast: Cast) -> None:
    actions.change_parameters(values={"threshold": 3}, actor=cast.division_head, at=NOON)
    actions.change_parameters(values={"threshold": 3}, actor=cast.division_head, at=NOON)

    event = Event.objects.get()
    assert (event.kind, event.before, event.after) == ("parameter.changed", {"threshold": 2}, {"threshold": 3})


def test_parameters_that_make_no_rule_are_refused(cast: Cast) -> None:
    with pytest.raises(UnsoundParameters):
        actions.change_parameters(values={"window_days": 40}, actor=cast.administrator, at=NOON)

    assert RepeatParameters.objects.count() == 0


def test_the_queries_of_a_run_do_not_grow_with_the_list(cast: Cast, django_assert_max_num_queries) -> None:
    cover(first=date(2026, 1, 1), last=date(2026, 12, 31))
    for _ in range(30):
        customer = make_customer(cast.north)
        for day in (17, 18):
            make_report(customer, at(day), operations_centre=cast.north)

    with django_assert_max_num_queries(32):
        actions.run_cycle(week=WEEK, actor=None, at=AFTER)

    assert midnight(WEEK) < AFTER
