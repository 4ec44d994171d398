"""A word to every process of the product: something happened, look for yourselves. Never the thing itself.

    announce("bell", "17")

It is heard after the commit of the transaction that said it, and not at all if that is undone. Nothing depends on it
being heard: a listener looks by itself now and then. On PostgreSQL every process that listens to `CHANNEL` hears it;
on SQLite this process does.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.db import connection, transaction

CHANNEL = "reitera"
EVENTS = "events"

# What PostgreSQL carries in one NOTIFY, in bytes.
LONGEST = 7_900

Listener = Callable[[str, str], None]

_listeners: list[Listener] = []


def announce(topic: str, text: str = "") -> None:
    """Tell the listeners of every process, when this transaction commits. Raises ValueError for a text too long."""
    word = f"{topic} {text}"
    if len(word.encode()) > LONGEST:
        raise ValueError(f"an announcement holds {LONGEST} bytes, not {len(word.encode())}")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, word])
    else:
        transaction.on_commit(partial(hear, word))


def hear(word: str) -> None:
    """Hand one announcement to the listeners of this process."""
    topic, _, text = word.partition(" ")
    for listener in tuple(_listeners):
        listener(topic, text)


def listen(listener: Listener) -> Callable[[], None]:
    """Hear what is announced, in the thread that announces it; how to stop hearing."""
    _listeners.append(listener)
    return lambda: _listeners.remove(listener)
