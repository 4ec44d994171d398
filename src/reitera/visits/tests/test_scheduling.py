"""Steps 14 and 18: agreeing, confirming and sending back a visit; and those that begin unconfirmed."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from reitera.cases.models import Case
from reitera.cases.refusals import NotYourCase, ReasonMissing, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.staff.models import User
from reitera.visits.actions.scheduling import (
    confirm_visits,
    pass_begun_visits,
    schedule_visit,
    send_back_to_scheduling,
)
from reitera.visits.models import Status, Visit
from reitera.visits.refusals import (
    SlotInThePast,
    SlotOver,
    SlotTaken,
    SlotTooFar,
    SlotWithoutTime,
    TechnicianOfAnotherCentre,
    VisitMissing,
)
from reitera.visits.tests.arrange import AGREEMENT, at, case_to_confirm, item, make_visit
from tests.cast import NOON, Cast, make_user


def another_technician(cast: Cast) -> User:
    with arranging():
        return make_user("otro", (Role.FIELD_TECHNICIAN, cast.north))


def schedule(cast: Cast, case: Case, begin: datetime | None = None, **fields) -> Visit:
    begin = begin or at(14)
    fields = {"technician": cast.field_technician, "actor": cast.usm_analyst, "at": NOON, **fields}
    end = fields.pop("ends_at", begin + timedelta(hours=2))
    return schedule_visit(case=case, starts_at=begin, ends_at=end, agreement=AGREEMENT, **fields)


def test_a_scheduled_visit_waits_for_the_supervisor_until_its_slot(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT)

    visit = schedule(cast, case)

    case.refresh_from_db()
    event = Event.objects.select_related("personal").get(case_id=case.pk)
    assert (case.state, case.technician, case.due_at) == (State.PRIORITISE, cast.field_technician, at(14))
    assert (visit.status, visit.scheduled_by, visit.agreed_with) == ("planned", cast.usm_analyst, "Rosmery Quispe")
    assert (event.after["outcome"], event.after["visit"], event.after["keeps"]) == ("scheduled", visit.pk, True)
    assert event.personal.after == {"agreed_with": "Rosmery Quispe"}
    assert "Rosmery" not in str(event.after)


def test_a_technician_has_no_two_visits_at_the_same_time(cast: Cast) -> None:
    schedule(cast, make_case(cast, State.SCHEDULE_VISIT))
    other = make_case(cast, State.SCHEDULE_VISIT)

    with pytest.raises(SlotTaken) as refusal:
        schedule(cast, other, at(15))

    other.refresh_from_db()
    assert refusal.value.message == (
        "Field Technician ya tiene una visita de 14:00 a 16:00. Elija otra hora u otro técnico."
    )
    assert (other.state, Event.objects.filter(case_id=other.pk).count()) == (State.SCHEDULE_VISIT, 0)


@pytest.mark.parametrize(("hour", "status"), [(16, "planned"), (12, "planned"), (14, "cancelled"), (14, "failed")])
def test_touching_hours_and_visits_that_ended_leave_the_slot_free(cast: Cast, hour: int, status: str) -> None:
    make_visit(make_case(cast, State.PRIORITISE), cast.field_technician, at(hour), status=status)

    assert schedule(cast, make_case(cast, State.SCHEDULE_VISIT)).pk


def test_a_visit_needs_a_technician_of_the_centre_that_day(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT)
    gone = another_technician(cast)
    with arranging():
        gone.role_assignments.update(ends_on=NOON.date())

    for technician in (cast.field_technician_south, cast.usm_analyst, gone):
        with pytest.raises(TechnicianOfAnotherCentre):
            schedule(cast, case, technician=technician)
    assert Visit.objects.count() == 0


@pytest.mark.parametrize(
    ("begin", "end", "refusal"),
    [
        (NOON, NOON + timedelta(hours=2), SlotInThePast),
        (at(9, day=24), at(11, day=24), SlotInThePast),
        (at(14), at(14), SlotWithoutTime),
        (at(14), at(13), SlotWithoutTime),
        (NOON + timedelta(days=16), NOON + timedelta(days=16, hours=2), SlotTooFar),
    ],
)
def test_a_slot_is_ahead_and_not_too_far(cast: Cast, begin: datetime, end: datetime, refusal: type) -> None:
    with pytest.raises(refusal):
        schedule(cast, make_case(cast, State.SCHEDULE_VISIT), begin, ends_at=end)


def test_the_last_day_that_may_be_agreed_is_allowed(cast: Cast) -> None:
    assert schedule(cast, make_case(cast, State.SCHEDULE_VISIT), NOON + timedelta(days=15, hours=8)).pk


def test_only_the_analyst_of_the_centre_schedules(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT)

    for name in ("centre_supervisor", "field_technician", "usm_analyst_south", "manager_analyst"):
        with pytest.raises(NotYourCase):
            schedule(cast, case, actor=cast.people[name])
    assert (Visit.objects.count(), Event.objects.count()) == (0, 0)


def test_a_repeated_click_schedules_once(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT)
    schedule(cast, case)

    with pytest.raises(SomeoneWasFirst):
        schedule(cast, case, at(9))
    assert Visit.objects.count() == 1


def test_a_critical_case_is_scheduled_with_its_plan(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT, is_critical=True)

    with pytest.raises(ReasonMissing):
        schedule(cast, case)
    schedule(cast, case, given={"plan": "acometida nueva"})

    case.refresh_from_db()
    assert (case.plan, Visit.objects.count()) == ("acometida nueva", 1)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_book_the_same_hour_get_one_visit(cast: Cast) -> None:
    cases = [make_case(cast, State.SCHEDULE_VISIT) for _ in range(4)]
    start, told = threading.Barrier(len(cases)), []

    def book(case: Case) -> None:
        start.wait()
        try:
            schedule(cast, case)
            told.append("booked")
        except SlotTaken:
            told.append("taken")
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=book, args=(case,)) for case in cases]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(told) == ["booked", "taken", "taken", "taken"]
    assert Visit.objects.live().count() == 1


def confirm(cast: Cast, *cases: Case, **fields) -> list[Visit]:
    fields = {"priority": 2, "actor": cast.centre_supervisor, "at": NOON, **fields}
    return confirm_visits(cases=cases, **fields)


def test_a_confirmed_visit_is_the_technicians_until_its_slot_ends(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)

    confirm(cast, case, priority=1, day_order=4)

    case.refresh_from_db()
    visit.refresh_from_db()
    assert (case.state, case.due_at, case.visits) == (State.FIELD_WORK, at(16), 1)
    assert (visit.status, visit.priority, visit.day_order) == ("confirmed", 1, 4)
    assert (visit.confirmed_by, visit.confirmed_at) == (cast.centre_supervisor, NOON)


def test_without_an_order_visits_are_placed_by_their_hours(cast: Cast) -> None:
    late, late_visit = case_to_confirm(cast, at(16))
    early, early_visit = case_to_confirm(cast, at(8))
    tomorrow, tomorrow_visit = case_to_confirm(cast, at(8, day=27))

    confirm(cast, late, early, tomorrow)

    for visit in (late_visit, early_visit, tomorrow_visit):
        visit.refresh_from_db()
    assert (early_visit.day_order, late_visit.day_order, tomorrow_visit.day_order) == (1, 2, 1)


def test_another_free_technician_may_be_named(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)
    other = another_technician(cast)

    confirm(cast, case, technician=other)

    case.refresh_from_db()
    visit.refresh_from_db()
    assert (case.technician, visit.technician) == (other, other)


def test_a_technician_who_is_taken_or_of_another_centre_is_not_named(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)
    busy = another_technician(cast)
    make_visit(make_case(cast, State.PRIORITISE), busy, at(15))

    with pytest.raises(SlotTaken):
        confirm(cast, case, technician=busy)
    with pytest.raises(TechnicianOfAnotherCentre):
        confirm(cast, case, technician=cast.field_technician_south)

    visit.refresh_from_db()
    assert (visit.technician, visit.status, Event.objects.count()) == (cast.field_technician, "planned", 0)


def test_a_visit_whose_hour_is_over_is_not_confirmed(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast, at(8, day=25))

    with pytest.raises(SlotOver):
        confirm(cast, case)


def test_a_case_without_a_visit_is_not_confirmed(cast: Cast) -> None:
    with pytest.raises(VisitMissing):
        confirm(cast, make_case(cast, State.PRIORITISE))


def test_only_the_supervisor_of_the_centre_confirms_and_only_once(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast)
    for name in ("usm_analyst", "field_technician", "centre_supervisor_south"):
        with pytest.raises(NotYourCase):
            confirm(cast, case, actor=cast.people[name])

    confirm(cast, case)
    with pytest.raises(SomeoneWasFirst):
        confirm(cast, case)


def test_one_of_many_that_cannot_be_confirmed_stops_all(cast: Cast) -> None:
    good, visit = case_to_confirm(cast)
    bad = make_case(cast, State.PRIORITISE)

    with pytest.raises(VisitMissing):
        confirm(cast, good, bad)

    visit.refresh_from_db()
    assert (visit.status, Event.objects.count()) == ("planned", 0)


def _queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_confirming_thirty_takes_as_many_queries_as_one(cast: Cast) -> None:
    one = [case_to_confirm(cast, at(8) + timedelta(days=1))[0]]
    many = [case_to_confirm(cast, at(8) + timedelta(hours=n // 2, minutes=30 * (n % 2)))[0] for n in range(30)]

    assert cast.centre_supervisor.viewer.roles

    assert _queries(lambda: confirm(cast, *one)) == _queries(lambda: confirm(cast, *many))


def test_a_visit_sent_back_is_cancelled_and_its_case_waits_for_a_date(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)

    send_back_to_scheduling(
        cases=[case], result=item("VIS-V05"), actor=cast.centre_supervisor, at=NOON, given={"reason": "viaja"}
    )

    case.refresh_from_db()
    visit.refresh_from_db()
    assert (case.state, case.technician) == (State.SCHEDULE_VISIT, None)
    assert (visit.status, visit.result.code, visit.remark) == ("cancelled", "VIS-V05", "viaja")
    assert schedule(cast, case).status == "planned"


def test_a_visit_nobody_confirmed_passes_when_its_slot_begins(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)
    later, _visit = case_to_confirm(cast, at(17))

    passed = pass_begun_visits(at=at(14))

    case.refresh_from_db()
    later.refresh_from_db()
    visit.refresh_from_db()
    event = Event.objects.get(case_id=case.pk)
    assert passed == [case]
    assert (case.state, later.state) == (State.FIELD_WORK, State.PRIORITISE)
    assert (visit.status, visit.confirmed_by, visit.confirmed_at) == ("confirmed", None, at(14))
    assert (event.actor, event.after["outcome"]) == (None, "slot_began")


def test_passing_begun_visits_again_changes_nothing(cast: Cast) -> None:
    case_to_confirm(cast)
    pass_begun_visits(at=at(14))

    assert pass_begun_visits(at=at(15)) == []
    assert Event.objects.count() == 1


def test_a_case_that_came_back_during_its_slot_waits_for_the_supervisor(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast)
    with arranging():
        Case.objects.filter(pk=case.pk).update(state_since=at(15))

    assert pass_begun_visits(at=at(15)) == []


def test_passing_thirty_begun_visits_takes_as_many_queries_as_one(cast: Cast) -> None:
    case_to_confirm(cast, at(8))
    one = _queries(lambda: pass_begun_visits(at=at(8)))
    for n in range(30):
        case_to_confirm(cast, at(9) + timedelta(minutes=n))

    assert _queries(lambda: pass_begun_visits(at=at(10))) == one


def test_visit_statuses_that_take_a_technician() -> None:
    assert set(Status) - {"done", "failed", "cancelled"} == {"planned", "confirmed", "on_the_way", "on_site"}
