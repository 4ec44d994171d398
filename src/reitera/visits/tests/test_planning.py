"""Visits of many cases planned at once: agreed at 14, changed at 18 and 19, and put in order."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connection

from reitera.cases.models import Case
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_pages import signed_in
from reitera.cases.tests.writing import queries_of, undo, write
from reitera.core.events import catch_up
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.notices.models import Notice
from reitera.notices.words import address_of, sentence_of
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.staff.models import RoleAssignment, User
from reitera.visits.actions.planning import VisitWish, plan_visits
from reitera.visits.actions.scheduling import reschedule_visit, schedule_visit
from reitera.visits.models import Status, Visit
from reitera.visits.refusals import SlotTaken
from reitera.visits.rules import Rota, technicians_of
from reitera.visits.tests.arrange import AGREEMENT, at, case_in_field, case_to_confirm, make_visit
from reitera.visits.tests.test_pages import told
from reitera.visits.tests.test_scheduling import another_technician
from tests.cast import NOON, Cast, make_user


def plan(cast: Cast, cases: Sequence[Case], wishes: Sequence[VisitWish], who: str = "usm_analyst") -> dict[int, str]:
    return write(plan_visits, cases, wishes, cast.people[who])


def slot(begin: datetime, technician: User | None = None, **more: Any) -> VisitWish:
    return VisitWish(begin, begin + timedelta(hours=2), technician, **more)


def confirmed_case(cast: Cast, begin: datetime | None = None, **fields: Any) -> tuple[Case, Visit]:
    case = make_case(cast, State.FIELD_WORK, technician=cast.field_technician)
    return case, make_visit(case, cast.field_technician, begin, status=Status.CONFIRMED, **fields)


def live(case: Case) -> tuple[datetime, datetime, User]:
    visit = Visit.objects.live().select_related("technician").get(case=case)
    return visit.starts_at, visit.ends_at, visit.technician


def kinds(case: Case) -> list[str]:
    return list(Event.objects.filter(case_id=case.pk).order_by("pk").values_list("kind", flat=True))


def test_hours_and_technician_make_the_visit_and_pass_the_case(cast: Cast) -> None:
    one, two = make_case(cast, State.SCHEDULE_VISIT), make_case(cast, State.SCHEDULE_VISIT)
    other = another_technician(cast)

    assert plan(cast, [one, two], [slot(at(9), cast.field_technician), VisitWish(at(9), None, other)]) == {}

    one.refresh_from_db()
    visit = Visit.objects.get(case=one)
    event = Event.objects.select_related("personal").get(case_id=one.pk)
    assert (one.state, one.technician, one.due_at) == (State.PRIORITISE, cast.field_technician, at(9))
    assert (visit.agreed_with, visit.told_how, visit.told_at, visit.pairing) == (
        one.customer.name, "call", NOON, "technician",
    )  # fmt: skip
    assert (event.kind, event.after["outcome"], event.after["visit"]) == ("case.moved", "scheduled", visit.pk)
    assert event.personal.after == {"agreed_with": one.customer.name}
    assert live(two) == (at(9), at(11), other)


def test_what_is_missing_for_a_new_visit_is_said(cast: Cast) -> None:
    no_technician, no_slot, nothing = (make_case(cast, State.SCHEDULE_VISIT) for _ in range(3))
    wishes = [slot(at(9)), VisitWish(technician=cast.field_technician), VisitWish()]

    assert plan(cast, [no_technician, no_slot, nothing], wishes) == {
        no_technician.pk: f"Falta el técnico de la visita de {no_technician}. Póngalo junto con la fecha y la hora.",
        no_slot.pk: f"Falta la fecha y la hora de la visita de {no_slot}. Póngalas junto con el técnico.",
    }
    assert (Visit.objects.count(), Event.objects.count()) == (0, 0)


def test_a_visit_gets_other_hours_and_keeps_its_length_and_its_step(cast: Cast) -> None:
    planned, _visit = case_to_confirm(cast)
    confirmed, visit = confirmed_case(cast, at(9), ends_at=at(12), day_order=1)

    assert plan(cast, [planned, confirmed], [VisitWish(at(16)), VisitWish(at(8, day=27))]) == {}

    planned.refresh_from_db()
    confirmed.refresh_from_db()
    visit.refresh_from_db()
    event = Event.objects.select_related("personal").get(case_id=confirmed.pk)
    assert (planned.state, planned.due_at, live(planned)[:2]) == (State.PRIORITISE, at(16), (at(16), at(18)))
    assert (confirmed.state, confirmed.due_at) == (State.FIELD_WORK, at(11, day=27))
    assert (visit.status, visit.told_at, visit.day_order) == ("confirmed", NOON, 1)
    assert (event.kind, event.step) == ("visit.rescheduled", "19")
    assert datetime.fromisoformat(event.after["visit_before"]["starts_at"]) == at(9)
    assert datetime.fromisoformat(event.after["starts_at"]) == at(8, day=27)
    assert event.personal.after == {"agreed_with": "Rosmery Quispe"}
    said = told(signed_in(cast, "usm_analyst"), confirmed)
    assert (
        "cambió la visita del 26/11, 09:00 a 12:00, Field Technician: ahora 27/11, 08:00 a 11:00, Field Technician."
        in said
    )


def test_a_visit_gets_another_technician_who_then_has_the_case(cast: Cast) -> None:
    case, visit = confirmed_case(cast)
    other = another_technician(cast)

    assert plan(cast, [case], [VisitWish(technician=other)], "centre_supervisor") == {}

    case.refresh_from_db()
    visit.refresh_from_db()
    event = Event.objects.get(case_id=case.pk)
    assert (case.technician, visit.technician, case.due_at) == (other, other, at(16))
    assert visit.told_at == NOON
    assert (event.before["technician_id"], event.after["technician_id"]) == (cast.field_technician.pk, other.pk)


def test_both_technicians_are_told_and_who_goes_no_more_reads_no_name(cast: Cast) -> None:
    case, _visit = confirmed_case(cast)
    other = another_technician(cast)

    plan(cast, [case], [VisitWish(technician=other)], "centre_supervisor")
    catch_up()

    notices = {notice.recipient: notice for notice in Notice.objects.select_related("case__customer", "actor")}
    went, goes = notices[cast.field_technician], notices[other]
    assert sentence_of(went) == f"Centre Supervisor le quitó la visita de {case}: ya no va usted."
    assert sentence_of(goes) == (
        f"Centre Supervisor cambió la hora o el técnico de su visita de {case} ({case.customer})."
    )
    assert address_of(went) == "/agenda/"
    page = signed_in(cast, "field_technician").get("/avisos/").content.decode()
    assert case.number in page and case.customer.name not in page


def test_the_day_is_numbered_anew_where_a_visit_leaves_and_where_it_enters(cast: Cast) -> None:
    moved, visit = confirmed_case(cast, at(8), day_order=1)
    _stays, second = confirmed_case(cast, at(10), day_order=2)
    _other, tomorrow = confirmed_case(cast, at(14, day=27), day_order=1)

    plan(cast, [moved], [VisitWish(at(9, day=27))])

    for row in (visit, second, tomorrow):
        row.refresh_from_db()
    assert (second.day_order, visit.day_order, tomorrow.day_order) == (1, 1, 2)


def test_only_a_supervisor_puts_a_visit_first(cast: Cast) -> None:
    case, visit = case_to_confirm(cast)

    assert plan(cast, [case], [VisitWish(priority=1)]) == {
        case.pk: "Solo un Supervisor puede cambiar la prioridad. En Centro Norte es Centre Supervisor."
    }
    assert plan(cast, [case], [VisitWish(priority=1)], "centre_supervisor") == {}
    assert plan(cast, [case], [VisitWish(priority=3)], "centre_supervisor") == {}

    visit.refresh_from_db()
    case.refresh_from_db()
    assert (visit.priority, case.state, kinds(case)) == (3, State.PRIORITISE, ["visit.prioritised"] * 2)
    said = told(signed_in(cast, "usm_analyst"), case)
    assert "puso la prioridad de la visita: 1." in said
    assert "cambió la prioridad de la visita de 1 a 3." in said


def test_a_priority_needs_a_visit_and_is_one_to_three(cast: Cast) -> None:
    waiting, (planned, _), review = (
        make_case(cast, State.SCHEDULE_VISIT), case_to_confirm(cast), make_case(cast, State.TECHNICAL_REVIEW),
    )  # fmt: skip
    wishes = [VisitWish(priority=1), VisitWish(priority=4), VisitWish(priority=1)]

    assert plan(cast, [waiting, planned, review], wishes, "centre_supervisor") == {
        waiting.pk: f"{waiting} no tiene una visita con fecha. Vuelva a programarla.",
        planned.pk: "La prioridad va de 1 (primero) a 3 (puede esperar), y 4 no es ninguna. Escriba 1, 2 o 3.",
        review.pk: f"{review} está en 4 · Revisar factores técnicos. "
        "La prioridad se pone en 18 o 19, cuando hay una visita con fecha.",
    }
    assert Event.objects.count() == 0


def test_who_has_both_roles_schedules_with_a_priority(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT)
    with arranging():
        both = make_user("ambos", (Role.USM_ANALYST, cast.north), (Role.CENTRE_SUPERVISOR, cast.north))
        cast.people["both"] = both

    assert plan(cast, [case], [slot(at(9), cast.field_technician, priority=1)], "both") == {}

    assert (Visit.objects.get().priority, kinds(case)) == (1, ["case.moved"])


def test_each_refusal_names_the_part_it_is_about(cast: Cast) -> None:
    busy, _visit = case_to_confirm(cast, at(9))
    cases = [make_case(cast, State.SCHEDULE_VISIT) for _ in range(4)] + [busy]
    wishes = [
        slot(at(9), cast.field_technician), slot(at(9), cast.field_technician_south),
        slot(NOON, another_technician(cast)), slot(at(9)), VisitWish(priority=1),
    ]  # fmt: skip
    found: dict[int, str] = {}

    def remember(record: Any, wished: Any) -> Any:
        refused = plan_visits(record, wished)
        found.update({pk: refusal.part for pk, refusal in refused.items()})
        return refused

    write(remember, cases, wishes, cast.usm_analyst)

    assert [found[case.pk] for case in cases] == ["slot", "technician", "slot", "technician", "priority"]


def test_a_technician_is_not_booked_twice_by_one_paste(cast: Cast) -> None:
    one, two, three = (make_case(cast, State.SCHEDULE_VISIT) for _ in range(3))
    wishes = [slot(at(9), cast.field_technician), slot(at(10), cast.field_technician),
              slot(at(11), cast.field_technician)]  # fmt: skip

    assert plan(cast, [one, two, three], wishes) == {
        two.pk: f"Field Technician iría a la vez a {one}, de 09:00 a 11:00. Elija otra hora u otro técnico."
    }
    assert set(Visit.objects.values_list("case", flat=True)) == {one.pk, three.pk}


def test_two_visits_change_places_in_one_paste(cast: Cast) -> None:
    one, two = case_to_confirm(cast, at(9))[0], case_to_confirm(cast, at(11))[0]

    assert plan(cast, [one, two], [VisitWish(at(11)), VisitWish(at(9))]) == {}

    assert (live(one)[0], live(two)[0]) == (at(11), at(9))


def test_a_visit_that_may_not_move_keeps_its_hour_from_the_others(cast: Cast) -> None:
    stays, mover, wall = (case_to_confirm(cast, at(hour))[0] for hour in (9, 11, 13))

    refused = plan(cast, [stays, mover], [VisitWish(at(13)), VisitWish(at(9))])

    taken = "Field Technician ya tiene una visita de {} a {}. Elija otra hora u otro técnico."
    assert refused == {stays.pk: taken.format("13:00", "15:00"), mover.pk: taken.format("09:00", "11:00")}
    assert [live(case)[0] for case in (stays, mover, wall)] == [at(9), at(11), at(13)]
    assert Event.objects.count() == 0


def test_a_technician_who_set_out_is_not_sent_elsewhere(cast: Cast) -> None:
    for status, word in ((Status.ON_THE_WAY, "en camino"), (Status.ON_SITE, "en el lugar")):
        case, visit = case_in_field(cast, status)

        assert plan(cast, [case], [VisitWish(at(9))]) == {
            case.pk: f"La visita de {case} ya está «{word}»: Field Technician salió. "
            "Si no puede hacerse, él anota el motivo."
        }
        with arranging():
            Visit.objects.filter(pk=visit.pk).update(status=Status.FAILED)


@pytest.mark.parametrize("who", ["usm_analyst_south", "centre_supervisor_south", "field_technician", "manager_analyst"])
def test_who_is_not_of_the_centre_or_the_role_reads_who_is(cast: Cast, who: str) -> None:
    waiting, (planned, _) = make_case(cast, State.SCHEDULE_VISIT), case_to_confirm(cast)
    wishes = [slot(at(9), cast.field_technician), VisitWish(at(9))]
    only = "La visita la programa el Analista USM del centro; después la cambia también un Supervisor. En Centro Norte "

    assert plan(cast, [waiting, planned], wishes, who) == {
        waiting.pk: only + "es Usm Analyst.", planned.pk: only + "son Usm Analyst, Centre Supervisor.",
    }  # fmt: skip
    assert Event.objects.count() == 0


def test_a_supervisor_does_not_agree_the_first_date(cast: Cast) -> None:
    case = make_case(cast, State.SCHEDULE_VISIT)

    assert set(plan(cast, [case], [slot(at(9), cast.field_technician)], "centre_supervisor")) == {case.pk}


def test_a_case_of_another_step_has_no_visit_to_plan(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)

    assert plan(cast, [case], [slot(at(9), cast.field_technician)]) == {
        case.pk: f"{case} está en 4 · Revisar factores técnicos. "
        "La visita se programa en 14 y se cambia en 18, o en 19 mientras el técnico no salió."
    }


def test_a_critical_case_without_a_plan_is_refused_alone(cast: Cast) -> None:
    critical, good = make_case(cast, State.SCHEDULE_VISIT, is_critical=True), make_case(cast, State.SCHEDULE_VISIT)
    wishes = [slot(at(9), cast.field_technician), slot(at(11), cast.field_technician)]

    refused = plan(cast, [critical, good], wishes)

    assert set(refused) == {critical.pk}
    assert "el plan escrito del caso crítico" in refused[critical.pk]
    assert Visit.objects.get().case == good


def test_the_same_again_changes_nothing(cast: Cast) -> None:
    case, _visit = case_to_confirm(cast)
    for _ in range(2):
        assert plan(cast, [case], [slot(at(9), cast.field_technician)]) == {}

    assert kinds(case) == ["visit.rescheduled"]


def test_what_is_undone_leaves_nothing(cast: Cast) -> None:
    waiting, (planned, visit) = make_case(cast, State.SCHEDULE_VISIT), case_to_confirm(cast)

    wishes = [slot(at(9), cast.field_technician), VisitWish(at(11))]
    undo(plan_visits, [waiting, planned], wishes, cast.usm_analyst)

    waiting.refresh_from_db()
    visit.refresh_from_db()
    assert (waiting.state, visit.starts_at, Visit.objects.count()) == (State.SCHEDULE_VISIT, at(14), 1)
    assert Event.objects.count() == 0


@pytest.mark.parametrize("kind", ["new", "moved", "refused"])
def test_thirty_visits_take_as_many_queries_as_one(cast: Cast, kind: str) -> None:
    actor = cast.centre_supervisor if kind == "moved" else cast.usm_analyst
    assert actor.viewer
    counts = []
    for many in (1, 30):
        with arranging():
            Visit.objects.all().update(status=Status.CANCELLED)
            people = [make_user(f"{kind} {many} {n}", (Role.FIELD_TECHNICIAN, cast.north)) for n in range(many)]
        if kind == "new":
            cases = [make_case(cast, State.SCHEDULE_VISIT) for _ in people]
            wishes = [slot(at(9), person) for person in people]
        else:
            cases = [confirmed_case(cast, at(8) + timedelta(days=n // 4, hours=2 * (n % 4)), day_order=9)[0]
                     for n in range(many)]  # fmt: skip
            wishes = [VisitWish(at(9), None, person, priority=1) for person in people]
        counts.append(queries_of(lambda c=cases, w=wishes: write(plan_visits, c, w, actor)))

    assert counts[0] == counts[1]


def test_the_rota_in_memory_says_what_the_query_says(cast: Cast) -> None:
    days = [date(2026, 11, day) for day in (24, 25, 26)]
    with arranging():
        cast.people["gone"] = make_user("gone", (Role.FIELD_TECHNICIAN, cast.north))
        cast.people["everywhere"] = make_user("everywhere", (Role.FIELD_TECHNICIAN, None))
        cast.people["inactive"] = make_user("inactive", (Role.FIELD_TECHNICIAN, cast.north))
        User.objects.filter(username="inactive").update(is_active=False)
        RoleAssignment.objects.filter(user__username="gone").update(starts_on=days[1], ends_on=days[1])
    people = list(cast.people.values())
    rota = Rota.of(people)

    for centre in (cast.north.pk, cast.south.pk, None):
        for day in days:
            said = {person.pk for person in people if rota.holds(person, centre, day)}
            assert said == set(technicians_of(centre, day).values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_two_people_who_want_the_same_hour_get_one_visit(cast: Cast) -> None:
    moved, new = case_to_confirm(cast)[0], make_case(cast, State.SCHEDULE_VISIT)
    start, said = threading.Barrier(2), list[str]()

    def act(case: Case, action: Any) -> None:
        start.wait()
        try:
            action(case=case, technician=cast.field_technician, starts_at=at(9), ends_at=at(11), agreement=AGREEMENT,
                   actor=cast.usm_analyst, at=NOON)  # fmt: skip
            said.append("booked")
        except SlotTaken:
            said.append("taken")
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in ((moved, reschedule_visit), (new, schedule_visit))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(said) == ["booked", "taken"]
    assert Visit.objects.live().filter(starts_at=at(9)).count() == 1
