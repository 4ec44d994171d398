"""Due times, counts and holidays changed: with an event from and to, for moves from then on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from reitera.cases import actions
from reitera.cases.calendar import working_calendar
from reitera.cases.models import CaseParameters, Holiday
from reitera.cases.parameters import add_holiday, change_parameters, remove_holiday
from reitera.cases.refusals import HolidayTaken, UnsoundCaseParameter
from reitera.cases.tests.test_acts import make_case
from reitera.core.errors import NotAllowed, NotFound
from reitera.core.models import Event
from reitera.procedure.steps import STATES, State
from tests.cast import NOON, Cast

CHRISTMAS_EVE = date(2026, 12, 24)
NOT_EDITORS = ["manager_analyst", "indicator_owner", "centre_supervisor", "nobody"]


def change(cast: Cast, who: str = "administrator", **values: Any) -> CaseParameters:
    return change_parameters(values=values, actor=cast.people[who], at=NOON)


@pytest.mark.parametrize("who", ["administrator", "division_head"])
def test_editors_change_counts_and_due_hours_of_some_states(cast: Cast, who: str) -> None:
    change(cast, who, attempts=5, due_hours={"schedule_visit": 6})

    kept = CaseParameters.in_force()
    assert (kept.attempts, kept.hours_of(State.SCHEDULE_VISIT), kept.hours_of(State.RECEPTION)) == (5, 6, 4)
    event = Event.objects.get()
    assert (event.kind, event.actor) == ("case_parameters.changed", cast.people[who])
    assert (event.before, event.after) == (
        {"attempts": 3, "due_hours": {"schedule_visit": 8}},
        {"attempts": 5, "due_hours": {"schedule_visit": 6}},
    )


def test_a_second_change_keeps_the_first_and_there_is_one_row(cast: Cast) -> None:
    change(cast, due_hours={"schedule_visit": 6})

    change(cast, due_hours={"reception": 2})

    assert CaseParameters.objects.count() == 1
    kept = CaseParameters.in_force()
    assert (kept.hours_of(State.SCHEDULE_VISIT), kept.hours_of(State.RECEPTION)) == (6, 2)


def test_saying_what_already_holds_changes_nothing(cast: Cast) -> None:
    change(cast, attempts=3, due_hours={"reception": STATES[State.RECEPTION].due_hours})

    assert (Event.objects.count(), CaseParameters.objects.count()) == (0, 0)


@pytest.mark.parametrize("who", NOT_EDITORS)
def test_others_change_nothing(cast: Cast, who: str) -> None:
    for attempt in (
        lambda: change(cast, who, attempts=5),
        lambda: add_holiday(day=CHRISTMAS_EVE, name="Nochebuena", actor=cast.people[who], at=NOON),
        lambda: remove_holiday(holiday_id=Holiday.objects.all()[0].pk, actor=cast.people[who], at=NOON),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"attempts": 0},
        {"attempts": 21},
        {"stable_hours": -1},
        {"critical_visits": "3"},
        {"due_hours": {"schedule_visit": 0}},
        {"due_hours": {"schedule_visit": 481}},
        {"due_hours": {"schedule_visit": 2.5}},
        {"due_hours": {"concluded": 8}},
        {"due_hours": {"nowhere": 8}},
    ],
)
def test_a_value_that_cannot_hold_is_refused_and_nothing_changes(cast: Cast, values: dict[str, Any]) -> None:
    with pytest.raises(UnsoundCaseParameter):
        change(cast, most_days_agreed=10, **values)

    assert (CaseParameters.objects.count(), Event.objects.count()) == (0, 0)


def test_due_times_already_set_stay_and_the_next_move_has_the_new_ones(cast: Cast) -> None:
    due = NOON + timedelta(hours=30)
    case = make_case(cast, State.RECEPTION, due_at=due)

    change(cast, due_hours={"reception": 1, "technical_review": 2})
    case.refresh_from_db()
    assert case.due_at == due

    actions.act(cases=[case], outcome="received", actor=cast.usm_analyst, at=NOON)
    case.refresh_from_db()
    assert case.due_at == working_calendar().add_hours(NOON, 2)


def test_a_changed_count_makes_a_case_critical_from_the_next_move_on(cast: Cast) -> None:
    case = make_case(cast, State.PRIORITISE, visits=1)
    change(cast, critical_visits=2)
    case.refresh_from_db()
    assert case.is_critical is False

    actions.act(cases=[case], outcome="confirmed", actor=cast.centre_supervisor, at=NOON)

    case.refresh_from_db()
    assert (case.visits, case.is_critical) == (2, True)


def test_a_holiday_is_added_and_no_time_passes_on_it(cast: Cast) -> None:
    thursday = NOON.replace(month=12, day=24)
    before = working_calendar().add_hours(thursday, 4)

    add_holiday(day=CHRISTMAS_EVE, name=" Nochebuena ", actor=cast.division_head, at=NOON)

    assert Holiday.objects.get(day=CHRISTMAS_EVE).name == "Nochebuena"
    assert working_calendar().add_hours(thursday, 4) > before
    event = Event.objects.get()
    assert (event.kind, event.after) == ("holiday.added", {"day": "2026-12-24", "name": "Nochebuena"})


def test_a_day_is_a_holiday_once(cast: Cast) -> None:
    add_holiday(day=CHRISTMAS_EVE, name="Nochebuena", actor=cast.administrator, at=NOON)

    with pytest.raises(HolidayTaken) as refusal:
        add_holiday(day=CHRISTMAS_EVE, name="Otra", actor=cast.administrator, at=NOON)

    assert (refusal.value.status, Event.objects.count()) == (409, 1)
    assert "24/12/2026 ya es feriado: Nochebuena" in refusal.value.message


def test_a_holiday_is_removed_once_and_its_day_is_worked_again(cast: Cast) -> None:
    christmas = Holiday.objects.get(day=date(2026, 12, 25))

    remove_holiday(holiday_id=christmas.pk, actor=cast.administrator, at=NOON)

    assert christmas.day not in working_calendar().holidays
    event = Event.objects.get()
    assert (event.kind, event.subject_id, event.before["day"]) == ("holiday.removed", str(christmas.pk), "2026-12-25")
    with pytest.raises(NotFound):
        remove_holiday(holiday_id=christmas.pk, actor=cast.administrator, at=NOON)


def test_a_change_that_fails_at_the_end_leaves_neither_row_nor_event(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("reitera.core.recording.Record.flush", fail)
    for attempt in (
        lambda: change(cast, attempts=5),
        lambda: add_holiday(day=CHRISTMAS_EVE, name="Nochebuena", actor=cast.administrator, at=NOON),
    ):
        with pytest.raises(RuntimeError):
            attempt()

    assert (CaseParameters.objects.count(), Holiday.objects.filter(day=CHRISTMAS_EVE).count()) == (0, 0)
    assert Event.objects.count() == 0
