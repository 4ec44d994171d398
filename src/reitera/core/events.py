"""Consumers of events: how a later package learns what an earlier one did, without being called by it.

    @subscribe("repeats.waiting_cycles", "import.applied")
    def run_waiting_cycles(event: Event) -> None: ...

A consumer is idempotent: it may see an event twice (a crash between the work and the cursor), never zero times.
Each has its own cursor and is caught up after every commit, at start and every minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

import structlog

from reitera.core.models import Event, EventCursor

log = structlog.get_logger(__name__)

_BATCH = 200


@dataclass(frozen=True)
class Consumer:
    name: str
    kinds: tuple[str, ...]
    run: Callable[[Event], None]


_consumers: dict[str, Consumer] = {}


def subscribe(name: str, *kinds: str) -> Callable[[Callable[[Event], None]], Callable[[Event], None]]:
    """Register an idempotent consumer of some kinds of event under a name that never changes (its cursor's)."""

    def register(run: Callable[[Event], None]) -> Callable[[Event], None]:
        known = _consumers.get(name)
        if known is not None and known.run.__qualname__ != run.__qualname__:
            raise ValueError(f"two consumers are called {name}")
        _consumers[name] = Consumer(name, kinds, run)
        return run

    return register


_later: ContextVar[bool] = ContextVar("consumers_later", default=False)


@contextmanager
def caught_up_later() -> Iterator[None]:
    """Let many acts go by before consumers are caught up, once, at the end."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)
    catch_up()


def are_caught_up_later() -> bool:
    return _later.get()


def latest_id() -> int:
    """The id of the newest event; ids come in the order of the commits, so what is read after this has it all."""
    return Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def catch_up() -> int:
    """Give every consumer the events it has not seen, in order; answer how many were handled.

    A consumer that raises is logged and left where it was, to be tried again; the others go on.
    """
    return sum(_catch_up(consumer) for consumer in list(_consumers.values()))


def _catch_up(consumer: Consumer) -> int:
    cursor, _ = EventCursor.objects.get_or_create(name=consumer.name)
    handled = 0
    while batch := list(
        Event.objects.filter(pk__gt=cursor.last_event_id, kind__in=consumer.kinds).order_by("pk")[:_BATCH]
    ):
        for event in batch:
            try:
                consumer.run(event)
            except Exception:
                log.exception("consumer_failed", consumer=consumer.name, event_id=event.pk)
                return handled
            cursor.last_event_id = event.pk
            cursor.save(update_fields=["last_event_id"])
            handled += 1
    return handled
