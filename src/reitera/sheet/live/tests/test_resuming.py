"""A stream that was cut goes on where it was, without a gap; one that is too far behind is told so."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from reitera.cases.models import Case
from reitera.cases.tests.test_acts import make_case
from reitera.core.events import latest_id
from reitera.core.recording import recording
from reitera.core.testing import arranging
from reitera.sheet.live import telling
from reitera.sheet.live.tests.listening import Listener, LiveSite
from reitera.sheet.live.tests.test_rows import ids, touch
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db(transaction=True)


def until_all(listener: Listener, cases: list[Case]) -> list[int]:
    """What the listener was told when it had heard of all the cases."""
    while not {case.pk for case in cases} <= set(ids(listener)):
        listener.until("row")
    return ids(listener)


def test_what_happened_while_a_browser_was_away_is_told_once_and_then_it_goes_on(cast: Cast, live: LiveSite) -> None:
    cases = [make_case(cast) for _ in range(7)]
    before = live.listen(cast.manager_analyst)
    touch(cases[0])
    before.until("row")
    before.leave()
    for case in cases[1:6]:
        touch(case)

    after = live.listen(cast.manager_analyst, since=0, **{"last-event-id": str(before.last_id)})
    told_at_once = until_all(after, cases[1:6])
    touch(cases[6])
    told = until_all(after, cases[6:])

    assert (ids(before), told_at_once) == ([cases[0].pk], [case.pk for case in cases[1:6]])
    assert told == [case.pk for case in cases[1:]]


def test_a_page_is_told_what_happened_since_it_was_drawn(cast: Cast, live: LiveSite) -> None:
    case, drawn_with = make_case(cast), latest_id()
    touch(case)

    listener = live.listen(cast.manager_analyst, since=drawn_with)

    assert listener.until("row").data == {"rows": [{"id": case.pk}]}


def test_only_the_last_message_of_a_batch_says_how_far_it_reaches(cast: Cast, live: LiveSite) -> None:
    here, away = make_case(cast), make_case(cast, operations_centre=None)
    with arranging():
        away.customer.operations_centres.clear()
    since = latest_id()
    with recording(None, NOON) as record:
        for case in (here, away):
            record.event("case.touched", subject=case, case_id=case.pk, centres_before=[cast.north.pk])

    listener = live.listen(cast.centre_supervisor, since=since)
    listener.until("row")

    batch = [(told.name, told.event_id) for told in listener.all if told.name in ("gone", "row")]
    assert batch == [("gone", None), ("row", latest_id())]


def test_too_far_behind_is_told_to_ask_again_with_how_much_was_missed(
    cast: Cast, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_EVENTS", 3)
    case, start = make_case(cast), latest_id()
    for _ in range(4):
        touch(case)

    behind = live.listen(cast.manager_analyst, since=start)
    just_not = live.listen(cast.manager_analyst, since=latest_id() - 3)
    told = behind.until("reload", "row")

    assert (told.name, told.data, told.event_id) == ("reload", {"behind": latest_id() - start}, latest_id())
    assert just_not.until("reload", "row").name == "row"
    touch(case)
    assert behind.until("reload", "row").name == "row"


def test_a_batch_of_more_rows_than_a_page_holds_is_a_reload(
    cast: Cast, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MOST_ROWS", 2)
    listener = live.listen(cast.manager_analyst)

    touch(*[make_case(cast) for _ in range(3)])

    assert listener.until("reload", "row").name == "reload"


def test_a_browser_that_knows_events_of_the_future_asks_again(cast: Cast, live: LiveSite) -> None:
    listener = live.listen(cast.manager_analyst, since=latest_id() + 1_000)

    assert listener.until("reload", "row").data == {"behind": 0}


@pytest.mark.parametrize("known", ["", "x", "-4", "٣", "9" * 30])
def test_a_place_that_is_no_number_means_from_now_on(cast: Cast, live: LiveSite, known: str) -> None:
    first, second = make_case(cast), make_case(cast)
    touch(first)
    listener = live.listen(cast.manager_analyst, since=0, **{"last-event-id": known or "x"})
    listener.until("bell")

    touch(second)

    assert listener.until("row").data == {"rows": [{"id": second.pk}]}


def test_an_act_that_commits_late_is_not_passed_by(cast: Cast, live: LiveSite) -> None:
    """The first transaction has written its event and is still open while the second would commit."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, so that its transactions never interleave")
    slow, quick = make_case(cast), make_case(cast)
    listener = live.listen(cast.manager_analyst)
    written, go_on = threading.Event(), threading.Event()

    def act_slowly() -> None:
        with transaction.atomic():
            touch(slow)
            written.set()
            go_on.wait(20)
        connection.close()

    def act_quickly() -> None:
        touch(quick)
        connection.close()

    threads = [threading.Thread(target=act_slowly), threading.Thread(target=act_quickly)]
    threads[0].start()
    assert written.wait(20)
    threads[1].start()
    threads[1].join(0.7)
    go_on.set()
    for thread in threads:
        thread.join(20)

    assert sorted(until_all(listener, [slow, quick])) == sorted([slow.pk, quick.pk])
