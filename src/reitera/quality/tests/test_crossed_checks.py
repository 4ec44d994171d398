"""The daily sample: who can be in it, that it is drawn once and can be repeated, and what a survey of it does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reitera.cases.models import Case
from reitera.cases.refusals import AlreadyOpen
from reitera.cases.tests.test_acts import make_case
from reitera.core import clock
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.quality import actions
from reitera.quality.draws import draw_page
from reitera.quality.models import CrossedCheck, Draw, QualityParameters, Survey
from reitera.quality.queries import candidates_of
from reitera.quality.refusals import CheckEnded, OwnWork
from reitera.quality.tests.conftest import YESTERDAY, closed_order, said
from reitera.repeats.actions import run_cycle
from tests.cast import NOON, Cast, make_customer, make_product, make_report

DAY = YESTERDAY.date()
NO_ANSWER = "LLA-K04"


def drawn(**fields) -> list[str]:
    actions.draw_sample(day=DAY, at=NOON, **fields)
    return sorted(CrossedCheck.objects.values_list("work_order__number", flat=True))


def pool() -> list[str]:
    """The orders that could be drawn, whatever the lot says."""
    return sorted(candidate.order for candidate in candidates_of(DAY, QualityParameters.in_force()))


def test_only_orders_closed_on_the_day_without_a_case_are_drawn(cast: Cast) -> None:
    closed_order(cast, "IN")
    closed_order(cast, "FIRST", closed_at=clock.midnight(DAY))
    for number, closed_at in (("BEFORE", clock.midnight(DAY) - timedelta(seconds=1)),
                              ("AFTER", clock.midnight(DAY + timedelta(days=1)))):  # fmt: skip
        closed_order(cast, number, closed_at=closed_at)
    closed_order(cast, "FOLLOWED", make_case(cast, State.FIELD_WORK).customer)
    ended = make_case(cast, State.CONCLUDED, result="satisfied", concluded_at=NOON)
    closed_order(cast, "ENDED", ended.customer)

    assert pool() == ["ENDED", "FIRST", "IN"]


def test_a_customer_who_was_top_ten_in_the_last_cycle_is_not_drawn(cast: Cast) -> None:
    repeated = make_customer(cast.north)
    product = make_product(repeated, cast.north)
    for day in (16, 18):
        make_report(repeated, YESTERDAY.replace(day=day), product=product)
    run_cycle(week=date(2026, 11, 16), actor=cast.manager_analyst, at=NOON, force_reason="prueba")
    with arranging():
        Case.objects.all().delete()
    closed_order(cast, "TOP", repeated)
    closed_order(cast, "OTHER")

    assert pool() == ["OTHER"]


def test_a_customer_with_two_orders_is_asked_once_about_the_last(cast: Cast) -> None:
    customer = make_customer(cast.north)
    closed_order(cast, "MORNING", customer, closed_at=YESTERDAY - timedelta(hours=4))
    closed_order(cast, "AFTERNOON", customer)

    assert pool() == ["AFTERNOON"]


def test_each_centre_has_its_sample_and_risk_goes_first(cast: Cast) -> None:
    for centre in (cast.north, cast.south):
        for number in range(8):
            order = closed_order(cast, f"{centre.code}-{number}", centre=centre)
            if number < 3:
                make_report(order.customer, YESTERDAY - timedelta(days=1))

    drawn()

    for centre in (cast.north, cast.south):
        checks = CrossedCheck.objects.filter(operations_centre=centre)
        assert [checks.filter(by_risk=by_risk).count() for by_risk in (True, False)] == [2, 3]
        assert set(checks.filter(by_risk=True).values_list("reports", flat=True)) == {1}


def test_a_day_is_drawn_once_with_a_seed_that_is_kept(cast: Cast) -> None:
    for number in range(30):
        closed_order(cast, f"OT-{number}")
    first = drawn()

    closed_order(cast, "LATE")
    assert actions.draw_sample(day=DAY, at=NOON, seed="another") is None

    assert drawn() == first
    assert (Draw.objects.count(), Event.objects.filter(kind="quality.drawn").count()) == (1, 1)
    assert len(Draw.objects.get().seed) == 16


def test_the_draw_can_be_repeated_from_what_was_kept_and_a_changed_pick_is_seen(cast: Cast) -> None:
    for number in range(30):
        closed_order(cast, f"OT-{number}")
    drawn()
    assert draw_page(cast.quality_coordinator, DAY).repeats

    with arranging():
        kept = set(CrossedCheck.objects.values_list("work_order__number", flat=True))
        other = next(number for number in (f"OT-{n}" for n in range(30)) if number not in kept)
        check = CrossedCheck.objects.first()
        check.work_order = type(check.work_order).objects.get(number=other)
        check.save()

    assert not draw_page(cast.quality_coordinator, DAY).repeats


def test_a_day_without_orders_waits_for_them(cast: Cast) -> None:
    assert actions.draw_due(at=NOON) == []
    closed_order(cast, "IMPORTED-LATE")

    assert [str(made) for made in actions.draw_due(at=NOON)] == ["24/11/2026"]
    assert actions.draw_due(at=NOON) == []


def test_sizes_are_those_of_the_parameters_and_a_draw_keeps_its_own(cast: Cast) -> None:
    for number in range(10):
        closed_order(cast, f"OT-{number}")
    actions.change_parameters(values={"random_per_centre": 1, "risk_per_centre": 0}, actor=cast.division_head, at=NOON)

    assert len(drawn()) == 1
    actions.change_parameters(values={"random_per_centre": 5}, actor=cast.division_head, at=NOON)

    assert Draw.objects.get().sizes.at_random == 1
    assert QualityParameters.in_force().random_per_centre == 5
    with pytest.raises(NotAllowed):
        actions.change_parameters(values={"random_per_centre": 9}, actor=cast.quality_coordinator, at=NOON)


def test_a_satisfied_customer_ends_the_check(cast: Cast, make_check) -> None:
    check = make_check()

    actions.record_crossed_survey(check=check, answers=said(), actor=cast.quality_coordinator, at=NOON)

    check.refresh_from_db()
    assert (check.end, check.ended_at, check.case, Case.objects.count()) == ("satisfied", NOON, None, 0)


@pytest.mark.parametrize("answers", [{"csat": 2}, {"wants_to_leave": True, "why_leave": "precio"}])
def test_any_other_answer_opens_a_preventive_case_at_twelve(cast: Cast, make_check, answers: dict) -> None:
    check = make_check()

    survey = actions.record_crossed_survey(
        check=check, answers=said(**answers), actor=cast.quality_coordinator, at=NOON
    )

    case = Case.objects.get()
    check.refresh_from_db()
    assert (case.state, case.origin, case.customer) == (State.DISSATISFACTION, "crossed", check.customer)
    assert (case.operations_centre, case.solved_at, case.dissatisfactions) == (cast.north, YESTERDAY, 1)
    assert (check.end, check.case, survey.crossed_check) == ("case_opened", case, check)
    assert [event.kind for event in Event.objects.order_by("pk")] == ["case.opened", "quality.crossed_ended"]


def test_a_check_is_answered_once(cast: Cast, make_check) -> None:
    check = make_check()
    actions.record_crossed_survey(check=check, answers=said(csat=1), actor=cast.quality_coordinator, at=NOON)

    with pytest.raises(CheckEnded) as refusal:
        actions.record_crossed_survey(check=check, answers=said(csat=1), actor=cast.quality_coordinator, at=NOON)

    assert (refusal.value.status, Survey.objects.count(), Case.objects.count()) == (409, 1, 1)


def test_a_customer_who_got_a_case_meanwhile_gets_no_second_one_and_nothing_is_kept(cast: Cast, make_check) -> None:
    check = make_check()
    with arranging():
        Case.objects.create(
            customer=check.customer, state=State.RECEPTION, state_since=NOON, opened_at=NOON, origin="cycle"
        )

    with pytest.raises(AlreadyOpen):
        actions.record_crossed_survey(check=check, answers=said(csat=1), actor=cast.quality_coordinator, at=NOON)

    assert (Survey.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize("named", [{"technician": "QUALITY COORDINATOR"}, {"closed_by": "Quality  Coordinátor"},
                                   {"technician": "quality_coordinator"}])  # fmt: skip
def test_nobody_checks_an_order_that_names_them(cast: Cast, make_check, named: dict) -> None:
    check = make_check(**named)

    with pytest.raises(OwnWork) as refusal:
        actions.record_crossed_survey(check=check, answers=said(), actor=cast.quality_coordinator, at=NOON)
    with pytest.raises(OwnWork):
        actions.note_crossed_call(
            check=check, result=NO_ANSWER, number="", seen_calls=0, actor=cast.quality_coordinator, at=NOON
        )

    assert refusal.value.code == "own_work"
    assert Event.objects.count() == 0


@pytest.mark.parametrize("person", ["manager_analyst", "division_head", "usm_analyst"])
def test_only_the_quality_coordinator_makes_crossed_checks(cast: Cast, make_check, person: str) -> None:
    with pytest.raises(NotAllowed):
        actions.record_crossed_survey(check=make_check(), answers=said(), actor=cast.people[person], at=NOON)


def test_a_customer_who_never_answers_ends_the_check_without_contact(cast: Cast, make_check) -> None:
    check = make_check()
    for seen, hours in enumerate((0, 3, 24)):
        actions.note_crossed_call(
            check=check, result=NO_ANSWER, number="70012345", seen_calls=seen, actor=cast.quality_coordinator,
            at=NOON + timedelta(hours=hours),
        )  # fmt: skip

    check.refresh_from_db()
    assert (check.end, Case.objects.count()) == ("no_contact", 0)
