"""A visit follows its case when the case is returned, concluded or taken back."""

from __future__ import annotations

import pytest

from reitera.cases import actions
from reitera.cases.models import Case
from reitera.core.events import catch_up
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.visits.actions.following import follow_case
from reitera.visits.models import Status
from reitera.visits.tests.arrange import case_in_field, case_to_accept, case_to_confirm, item
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def returned(cast: Cast, case: Case, name: str) -> None:
    actions.send_back(cases=[case], actor=cast.people[name], at=NOON, reason="falta algo")
    catch_up()
    case.refresh_from_db()


def test_a_return_to_scheduling_cancels_the_visit(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)

    returned(cast, case, "centre_supervisor")

    visit.refresh_from_db()
    assert (case.state, visit.status, visit.result.code) == (State.SCHEDULE_VISIT, "cancelled", "VIS-V06")
    assert Event.objects.get(kind="visit.cancelled").case_id == case.pk


def test_a_return_that_is_taken_back_brings_its_visit_back(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)
    returned(cast, case, "centre_supervisor")

    actions.take_back(cases=[case], actor=cast.centre_supervisor, at=NOON)
    catch_up()

    case.refresh_from_db()
    visit.refresh_from_db()
    assert (case.state, case.technician) == (State.PRIORITISE, cast.field_technician)
    assert (visit.status, visit.result, visit.ended_at) == ("planned", None, None)


def test_a_visit_does_not_come_back_to_an_hour_that_was_taken(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)
    returned(cast, case, "centre_supervisor")
    case_to_confirm(cast, visit.starts_at)

    actions.take_back(cases=[case], actor=cast.centre_supervisor, at=NOON)
    catch_up()

    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_a_return_by_the_technician_waits_for_the_supervisor_again(cast: Cast) -> None:
    case, visit = case_in_field(cast, Status.CONFIRMED)

    returned(cast, case, "field_technician")

    visit.refresh_from_db()
    assert (case.state, visit.status, visit.confirmed_by) == (State.PRIORITISE, "planned", None)


def test_work_returned_from_its_acceptance_goes_on(cast: Cast) -> None:
    case, report = case_to_accept(cast)

    returned(cast, case, "usm_analyst")

    report.visit.refresh_from_db()
    assert (case.state, report.visit.status, report.visit.ended_at) == (State.FIELD_WORK, "on_site", None)


def test_a_failed_visit_that_is_returned_is_its_technicians_again(cast: Cast) -> None:
    case, visit = case_in_field(cast)
    with arranging():
        Case.objects.filter(pk=case.pk).update(state=State.SCHEDULE_VISIT, technician=None, came_from=State.FIELD_WORK)
        visit.status, visit.result = Status.FAILED, item("VIS-V02")
        visit.save()
    case.refresh_from_db()

    returned(cast, case, "usm_analyst")

    visit.refresh_from_db()
    assert (case.state, case.technician) == (State.FIELD_WORK, cast.field_technician)
    assert (visit.status, visit.result) == ("confirmed", None)


def test_a_case_without_effect_cancels_its_visit(cast: Cast) -> None:
    case, visit = case_in_field(cast)

    actions.conclude_without_effect(cases=[case], actor=cast.manager_analyst, at=NOON, reason="duplicado")
    catch_up()

    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_following_again_changes_nothing(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast)
    returned(cast, case, "centre_supervisor")
    events = Event.objects.count()

    assert follow_case(case_id=case.pk, at=NOON) is None
    assert Event.objects.count() == events


def test_a_case_without_visits_is_left_alone(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)
    with arranging():
        visit.delete()

    returned(cast, case, "centre_supervisor")

    assert list(Event.objects.values_list("kind", flat=True)) == ["case.returned"]
