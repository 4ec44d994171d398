"""Who is told of what, once; the bell; and channels outside, which never hold up an act."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reitera.cases import actions
from reitera.cases.models import Case
from reitera.cases.tests.test_acts import GIVEN, make_case
from reitera.core.events import catch_up
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.notices.actions import choose_channel, notify_of, read
from reitera.notices.models import Channel, Notice
from reitera.notices.refusals import UnknownChannel
from reitera.notices.sending import is_usable
from reitera.notices.words import sentence_of
from reitera.procedure.steps import State
from tests.cast import NOON, Cast


def told() -> set[str]:
    return {notice.recipient.username for notice in Notice.objects.select_related("recipient")}


def act(cast: Cast, person: str, cases: list[Case], outcome: str) -> None:
    actions.act(cases=cases, outcome=outcome, actor=cast.people[person], at=NOON, given=GIVEN)
    catch_up()


def test_an_act_tells_those_it_hands_the_case_to_in_their_centre(cast: Cast) -> None:
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH)], "sent")

    assert told() == {"usm_analyst"}


def test_who_acts_is_not_told_of_their_own_act(cast: Cast) -> None:
    act(cast, "usm_analyst", [make_case(cast, State.RECEPTION)], "received")

    assert told() == set()


def test_field_work_tells_the_technician_of_the_visit_alone(cast: Cast) -> None:
    act(cast, "centre_supervisor", [make_case(cast, State.PRIORITISE, technician=cast.field_technician)], "confirmed")

    assert told() == {"field_technician"}


def test_a_list_of_many_cases_is_one_notice_with_their_count(cast: Cast) -> None:
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH) for _ in range(12)], "sent")

    notice = Notice.objects.get()
    assert (notice.count, sentence_of(notice)) == (12, "Manager Analyst le pasó 12 casos: 3 · Recibir lista.")


def test_an_event_seen_twice_tells_once(cast: Cast) -> None:
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH)], "sent")

    assert notify_of(Event.objects.get()) == []
    assert Notice.objects.get().count == 1


def test_a_conclusion_tells_nobody(cast: Cast) -> None:
    act(cast, "quality_coordinator", [make_case(cast, State.QUALITY_CHECK)], "satisfied")

    assert told() == set()


def test_becoming_critical_tells_the_supervisor_and_the_manager_analyst(cast: Cast) -> None:
    act(cast, "quality_coordinator", [make_case(cast, State.QUALITY_CHECK, dissatisfactions=1)], "dissatisfied")

    people = Notice.objects.filter(kind="critical").values_list("recipient__username", flat=True)
    assert set(people) == {"centre_supervisor", "manager_analyst"}


def test_a_mention_tells_only_those_who_may_see_the_case(cast: Cast) -> None:
    text = "@centre_supervisor y @centre_supervisor_south, miren. cc @nobody @quien.sabe"
    actions.comment(case=make_case(cast, State.RECEPTION), text=text, actor=cast.usm_analyst, at=NOON)
    catch_up()

    assert told() == {"centre_supervisor"}


def test_a_notice_of_a_case_that_left_ones_sight_is_not_shown(cast: Cast) -> None:
    case = make_case(cast, State.DISPATCH)
    act(cast, "manager_analyst", [case], "sent")
    with arranging():
        Case.objects.update(operations_centre=cast.south)
        case.customer.operations_centres.set([cast.south])
    client = Client()
    client.force_login(cast.usm_analyst)

    html = client.get(reverse("notices:notices")).content.decode()

    assert case.number not in html and "No tiene avisos" in html


def test_opening_a_notice_reads_it_and_leads_to_the_case(cast: Cast) -> None:
    case = make_case(cast, State.DISPATCH)
    act(cast, "manager_analyst", [case], "sent")
    client = Client()
    client.force_login(cast.usm_analyst)
    notice = Notice.objects.get()

    answer = client.post(reverse("notices:open", args=[notice.pk]))

    notice.refresh_from_db()
    assert answer.headers["Location"] == reverse("cases:case", args=[case.number])
    assert notice.read_at is not None


def test_nobody_opens_the_notice_of_another(cast: Cast) -> None:
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH)], "sent")
    client = Client()
    client.force_login(cast.centre_supervisor)

    answer = client.post(reverse("notices:open", args=[Notice.objects.get().pk]))

    assert (answer.status_code, Notice.objects.get().read_at) == (404, None)


def test_what_was_told_before_a_moment_is_read_and_what_came_after_is_not(cast: Cast) -> None:
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH)], "sent")
    later = NOON + timedelta(days=2)
    actions.act(cases=[make_case(cast, State.DISPATCH)], outcome="sent", actor=cast.manager_analyst, at=later)
    catch_up()

    assert read(person=cast.usm_analyst, at=later, told_before=later) == 1
    assert list(Notice.objects.filter(read_at=None).values_list("at", flat=True)) == [later]


def test_a_chosen_mailbox_gets_the_notice_too_and_once(cast: Cast) -> None:
    choose_channel(person=cast.usm_analyst, address="usm@example.com")
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH)], "sent")
    catch_up()

    [letter] = mail.outbox
    assert letter.to == ["usm@example.com"]
    assert "3 · Recibir lista" in letter.body


def test_a_channel_that_fails_holds_up_no_act_and_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise OSError("no hay red")

    monkeypatch.setattr("reitera.notices.tasks.send", fail)
    choose_channel(person=cast.usm_analyst, address="usm@example.com")
    case = make_case(cast, State.DISPATCH)

    act(cast, "manager_analyst", [case], "sent")

    case.refresh_from_db()
    assert case.state == State.RECEPTION
    assert (Channel.objects.get().last_failure, Notice.objects.get().sent_at) == ("no hay red", None)


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("ana@example.com", True),
        ("tgram://123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/12315544/", True),
        ("json://127.0.0.1/hook", False),
        ("mailtos://user:pass@internal", False),
        ("file:///etc/passwd", False),
        ("hola", False),
    ],
)
def test_only_addresses_that_stay_outside_our_network_are_taken(cast: Cast, address: str, usable: bool) -> None:
    assert is_usable(address) is usable
    if not usable:
        with pytest.raises(UnknownChannel):
            choose_channel(person=cast.usm_analyst, address=address)


def test_the_page_takes_as_many_queries_for_one_notice_as_for_thirty(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.usm_analyst)
    counts = []
    for many in (1, 29):
        for step in range(many):
            case = make_case(cast, State.DISPATCH)
            moment = NOON + timedelta(seconds=step + many)
            actions.act(cases=[case], outcome="sent", actor=cast.manager_analyst, at=moment)
        catch_up()
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("notices:notices"))
        counts.append(len(captured))

    assert counts[0] == counts[1]
