"""Events told in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from reitera.core import sentences
from reitera.core.models import Event
from reitera.core.recording import recording
from reitera.core.sentences import describe, each, tell
from tests.cast import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_descriptions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentences, "_descriptions", {})


def append(kind: str, **values: Any) -> None:
    with recording(None, NOON) as record:
        record.event(kind, subject=("a", 1), **values)


def told() -> list[str]:
    return [line.sentence for line in tell(Event.objects.order_by("pk"))]


def test_a_sentence_takes_the_values_of_its_event_and_after_wins() -> None:
    describe("a.moved", "movió {what} a {place}")
    append("a.moved", before={"what": "la caja", "place": "x"}, after={"place": "la sala"})

    assert told() == ["movió la caja a la sala"]


def test_events_keep_their_order_whatever_their_kind() -> None:
    describe("a.x", "x {n}")
    describe("a.y", "y {n}", each(lambda event: {"n": event.after["n"] * 10}))
    for kind, number in (("a.x", 1), ("a.y", 2), ("a.x", 3)):
        append(kind, after={"n": number})

    assert told() == ["x 1", "y 20", "x 3"]


def test_words_are_asked_for_once_for_all_events_of_a_kind() -> None:
    asked: list[int] = []

    def words(events: Sequence[Event]) -> list[dict[str, int]]:
        asked.append(len(events))
        return [{"n": place} for place, _event in enumerate(events)]

    describe("a.x", "x {n}", words)
    for _ in range(3):
        append("a.x")

    assert (told(), asked) == (["x 0", "x 1", "x 2"], [3])


def test_an_event_of_a_kind_that_the_code_no_longer_knows_is_told_without_its_code() -> None:
    append("a.gone")

    assert told() == ["hizo un cambio de otra versión"]
