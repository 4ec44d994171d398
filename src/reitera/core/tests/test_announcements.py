"""Announcements: heard after the commit, in order, and not at all when undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from django.db import connection, transaction

from reitera.core.announcements import CHANNEL, LONGEST, announce, listen
from reitera.core.recording import recording
from tests.cast import NOON

pytestmark = pytest.mark.django_db(transaction=True)

Heard = Callable[[], list[tuple[str, str]]]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """What a listener has heard by now: another connection on PostgreSQL, this process on SQLite."""
    words: list[tuple[str, str]] = []
    if connection.vendor != "postgresql":
        stop = listen(lambda topic, text: words.append((topic, text)))
        yield lambda: words
        stop()
        return
    parameters = connection.get_connection_params()
    known = {name: parameters[name] for name in ("dbname", "user", "host") if name in parameters}
    with psycopg.connect(**known, autocommit=True) as other:
        other.execute(f"LISTEN {CHANNEL}")
        yield lambda: [*words, *(_split(notice.payload) for notice in other.notifies(timeout=0.5))]


def _split(word: str) -> tuple[str, str]:
    topic, _, text = word.partition(" ")
    return topic, text


def test_what_is_announced_is_heard_when_it_is_committed(heard: Heard) -> None:
    with transaction.atomic():
        announce("bell", "7")
        before = list(heard())
    announce("bell", "8")

    assert (before, heard()) == ([], [("bell", "7"), ("bell", "8")])


def test_what_is_undone_is_not_heard(heard: Heard) -> None:
    with transaction.atomic():
        announce("bell", "7")
        transaction.set_rollback(True)

    assert heard() == []


def test_a_recording_with_events_is_announced_once_and_one_without_is_not(heard: Heard) -> None:
    with recording(None, NOON) as record:
        record.event("a.x", subject=("a", 1))
        record.event("a.y", subject=("a", 1))
    with recording(None, NOON) as record:
        record.unchanged()

    assert heard() == [("events", "")]


def test_what_postgresql_would_not_carry_is_refused_everywhere() -> None:
    with pytest.raises(ValueError, match="holds 7900 bytes, not 7901"):
        announce("bell", "ñ" * ((LONGEST - 4) // 2))
