"""«Reprogramar visita»: the act on the case page, and the action behind it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reitera.cases.models import Case
from reitera.cases.page import offers_of
from reitera.cases.refusals import NoSuchMove, NotYourCase, SomeoneWasFirst
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_pages import press, signed_in
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.steps import State
from reitera.staff.models import User
from reitera.visits.actions.scheduling import reschedule_visit, schedule_visit
from reitera.visits.models import Status
from reitera.visits.refusals import VisitUnderWay
from reitera.visits.tests.arrange import AGREEMENT, at, case_in_field, case_to_confirm
from reitera.visits.tests.test_pages import told
from reitera.visits.tests.test_planning import confirmed_case
from tests.cast import NOON, Cast


def test_a_visit_is_rescheduled_from_the_case_page(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)
    written = {"technician": str(cast.field_technician.pk), "pairing": "analyst", "agreed_with": "Su hermana",
               "told_how": "whatsapp", "day": "2026-11-27", "starts": "08:00", "ends": "10:00",
               "remark": "trabaja de tarde"}  # fmt: skip

    assert press(signed_in(cast, "centre_supervisor"), case, "reschedule", **written) == 302

    visit.refresh_from_db()
    assert (visit.starts_at, visit.agreed_with, visit.told_how, visit.pairing) == (
        at(8, day=27), "Su hermana", "whatsapp", "analyst",
    )  # fmt: skip
    said = told(signed_in(cast, "usm_analyst"), case)
    assert "Observación: «trabaja de tarde»." in said and "Acordado con: «Su hermana»." in said


def test_the_act_is_offered_until_the_technician_sets_out(cast: Cast) -> None:
    planned, confirmed = case_to_confirm(cast)[0], confirmed_case(cast, at(9))[0]
    gone, waiting = case_in_field(cast, Status.ON_THE_WAY)[0], make_case(cast, State.SCHEDULE_VISIT)

    def offered(case: Case, who: str = "usm_analyst") -> bool:
        return "reschedule" in [offer.act.code for offer in offers_of(cast.people[who], case)]

    assert [offered(case) for case in (planned, confirmed, gone, waiting)] == [True, True, False, False]
    assert offered(planned, "centre_supervisor") and not offered(confirmed, "field_technician")
    assert not offered(planned, "usm_analyst_south")


def test_rescheduling_directly_is_refused_like_the_rest(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast)
    gone, waiting = case_in_field(cast, Status.ON_THE_WAY)[0], make_case(cast, State.SCHEDULE_VISIT)

    def reschedule(which: Case, actor: User) -> None:
        reschedule_visit(case=which, technician=cast.field_technician, starts_at=at(9), ends_at=at(11),
                         agreement=AGREEMENT, actor=actor, at=NOON)  # fmt: skip

    for which, actor, refusal in (
        (case, cast.field_technician, NotYourCase), (gone, cast.usm_analyst, VisitUnderWay),
        (waiting, cast.usm_analyst, NoSuchMove),
    ):  # fmt: skip
        with pytest.raises(refusal):
            reschedule(which, actor)
    with arranging():
        Case.objects.filter(pk=case.pk).update(state_since=NOON + timedelta(minutes=1))
    with pytest.raises(SomeoneWasFirst):
        reschedule(case, cast.usm_analyst)
    assert Event.objects.count() == 0


def test_a_case_with_a_visit_is_not_scheduled_again(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast)

    with pytest.raises(NoSuchMove):
        schedule_visit(case=case, technician=cast.field_technician, starts_at=at(9), ends_at=at(11),
                       agreement=AGREEMENT, actor=cast.usm_analyst, at=NOON)  # fmt: skip
