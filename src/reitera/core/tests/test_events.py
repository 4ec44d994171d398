"""Consumers of events: own cursor, own order, a failing one left where it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reitera.core import events
from reitera.core.events import catch_up, subscribe
from reitera.core.models import Event, EventCursor
from reitera.core.recording import recording
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_consumers(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(events, "_consumers", {})
    return


def append(*kinds: str) -> None:
    with recording(None, NOON) as record:
        for kind in kinds:
            record.event(kind, subject=("a", 1))


def test_a_consumer_gets_its_kinds_in_order_and_each_once() -> None:
    seen: list[str] = []
    subscribe("tests.one", "a.x", "a.y")(lambda event: seen.append(event.kind))
    append("a.x", "a.z", "a.y")

    handled = [catch_up(), catch_up()]
    append("a.x")

    assert (handled, catch_up(), seen) == ([2, 0], 1, ["a.x", "a.y", "a.x"])


def test_more_events_than_one_batch_are_all_handled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_BATCH", 2)
    seen: list[int] = []
    subscribe("tests.one", "a.x")(lambda event: seen.append(event.pk))
    append(*["a.x"] * 5)

    assert (catch_up(), seen) == (5, sorted(seen))


def test_a_failing_consumer_stays_where_it_was_and_the_others_go_on() -> None:
    seen: list[str] = []
    broken = True

    def tries(event: Event) -> None:
        if event.kind == "a.y" and broken:
            raise RuntimeError("not yet")
        seen.append(f"first {event.kind}")

    subscribe("tests.first", "a.x", "a.y", "a.z")(tries)
    subscribe("tests.second", "a.z")(lambda event: seen.append(f"second {event.kind}"))
    append("a.x", "a.y", "a.z")

    assert (catch_up(), seen) == (2, ["first a.x", "second a.z"])
    broken = False
    assert (catch_up(), seen[2:]) == (2, ["first a.y", "first a.z"])


def test_a_crash_between_the_work_and_the_cursor_shows_the_event_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    subscribe("tests.one", "a.x")(lambda event: seen.append(event.pk))
    append("a.x")

    def killed(self: EventCursor, **_: object) -> None:
        raise KeyboardInterrupt

    EventCursor.objects.create(name="tests.one")
    with monkeypatch.context() as patch:
        patch.setattr(EventCursor, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            catch_up()
    catch_up()

    assert len(seen) == 2
    assert len(set(seen)) == 1


def test_two_consumers_never_share_a_name() -> None:
    subscribe("tests.one", "a.x")(lambda event: None)

    def other(event: Event) -> None: ...

    with pytest.raises(ValueError, match=r"two consumers are called tests\.one"):
        subscribe("tests.one", "a.x")(other)


@pytest.mark.django_db(transaction=True)
def test_a_consumer_is_woken_after_the_commit() -> None:
    seen: list[str] = []
    subscribe("tests.one", "a.x")(lambda event: seen.append(event.kind))

    append("a.x")

    assert seen == ["a.x"]


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_undone_wakes_nobody() -> None:
    seen: list[str] = []
    subscribe("tests.one", "a.x")(lambda event: seen.append(event.kind))

    def append_and_fail() -> None:
        with recording(None, NOON) as record:
            record.event("a.x", subject=("a", 1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        append_and_fail()
    assert (seen, Event.objects.count()) == ([], 0)
