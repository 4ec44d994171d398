"""What waits for one browser is bounded; a stopped server lets go of all of them."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import CancelledError
from typing import Any

import pytest

from reitera.sheet.live import reader, streams
from reitera.sheet.live.messages import message
from reitera.sheet.live.streams import Stream
from reitera.sheet.live.tests.listening import LiveSite, Told, scope_of
from tests.cast import Cast


@pytest.fixture
def stream(cast: Cast) -> Stream:
    return Stream(user=cast.usm_analyst, session_key="k", cursor=7, wants_rows=True)


def taken(stream: Stream) -> list[Told]:
    """What the browser reads now."""
    text = asyncio.run(stream.next()).decode()
    return [told for told in map(Told.parse, text.split("\n\n")) if told is not None]


def row(number: int) -> bytes:
    return message("row", {"rows": [{"id": number}]}, event_id=number)


def test_what_waits_comes_in_order_and_once(stream: Stream) -> None:
    for number in range(3):
        stream.tell(row(number))
    first = taken(stream)
    stream.tell(row(3))

    assert [told.event_id for told in first] == [0, 1, 2]
    assert [told.event_id for told in taken(stream)] == [3]


def test_a_browser_that_does_not_read_is_told_to_ask_again(stream: Stream) -> None:
    for number in range(streams.MOST_WAITING + 20):
        stream.tell(row(number))

    told = taken(stream)
    stream.tell(row(99))

    assert [(said.name, said.data, said.event_id) for said in told] == [
        ("reload", {"behind": streams.MOST_WAITING + 20}, 7)
    ]
    assert [said.event_id for said in taken(stream)] == [99]


def test_no_browser_makes_the_server_keep_more_than_a_bounded_size(stream: Stream) -> None:
    big = message("row", {"rows": ["x" * 60_000]})
    most = 0
    for number in range(1_000):
        stream.tell(big)
        stream.ring(number, message("bell", {"unread": number}))
        stream.keep_open()
        most = max(most, sum(map(len, stream._messages)) + len(stream._bell))

    assert most <= streams.MOST_BYTES + 200


def test_the_bell_and_the_end_come_through_whatever_else_was_lost(stream: Stream) -> None:
    stream.ring(2, message("bell", {"unread": 2}))
    for number in range(streams.MOST_WAITING * 2):
        stream.tell(row(number))
    stream.end("stopping")

    assert [told.name for told in taken(stream)] == ["reload", "bell", "end"]
    assert stream.is_over


def test_a_beat_never_says_less_than_what_was_told_before_it(stream: Stream) -> None:
    stream.keep_open()
    stream.cursor = 8
    stream.tell(row(8))

    assert asyncio.run(stream.next()).endswith(b": \nid: 8\n\n")


def test_other_rights_make_what_waits_worthless(stream: Stream) -> None:
    stream.tell(row(1))

    stream.tell_anew(message("rights", {}))

    assert [told.name for told in taken(stream)] == ["rights"]


def test_a_beat_says_how_far_the_browser_was_told(stream: Stream) -> None:
    stream.keep_open()

    assert asyncio.run(stream.next()) == b": \nid: 7\n\n"


def test_a_message_is_one_line_whatever_it_holds() -> None:
    told = message("row", {"text": "línea\notra\r\n\u2028fin"}).decode()

    assert told.count("\n") == 3
    assert json.loads(told.split("data: ")[1])["text"] == "línea\notra\r\n\u2028fin"


@pytest.mark.django_db(transaction=True)
def test_a_stopping_server_ends_every_stream_and_opens_none(cast: Cast, live: LiveSite) -> None:
    listeners = [live.listen(person) for person in cast.people.values()]

    live.run(live.application.stop()).result(20)
    late = live.listen(cast.usm_analyst)

    assert {listener.is_ended() for listener in [*listeners, late]} == {"stopping"}
    assert live.application.reader.streams == set()


@pytest.mark.django_db(transaction=True)
def test_a_browser_that_takes_nothing_at_all_is_given_up(
    cast: Cast, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its socket is full: `send` never comes back."""
    monkeypatch.setattr(reader, "BEAT", 0.1)
    monkeypatch.setattr(reader, "STUCK", 0.1)
    socket = Full()

    task = live.run(live.application(scope_of(cast.usm_analyst), socket.receive, socket.send))

    with pytest.raises(CancelledError):
        task.result(20)
    assert live.application.reader.streams == set()


class Full:
    """A socket that takes the beginning of the answer and then no more."""

    async def receive(self) -> Any:
        await asyncio.Event().wait()

    async def send(self, said: Any) -> None:
        if said["type"] == "http.response.body":
            await asyncio.Event().wait()
