"""`recording`: the only way to change casework. One transaction that locks, changes and appends events.

with recording(actor, at, lock=Customer.objects.filter(pk=customer.pk)) as record:
    customer = record.locked[0]
    ...
    record.event("customer.merged", subject=customer, before=…, after=…)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import Any

from django.db import connection, models, transaction

from reitera.core.announcements import CHANNEL, EVENTS, announce
from reitera.core.models import Event, EventPersonalValues

# Any constant does, as long as every writer of events takes the same one.
_EVENT_ORDER_LOCK = 7_316_405

# SQLite has one writer. Threads of this process take turns here, in order: left to its busy timeout, some of many
# waiting threads would never come through.
_turn = RLock()

_active: ContextVar[Record | None] = ContextVar("active_recording", default=None)


Finish = Callable[[], None]
Projection = Callable[[Sequence[Event]], Finish | None]
_projections: dict[str, Projection] = {}


def project_with(name: str, projection: Projection) -> None:
    """Have a read model kept true in the transaction of every act.

    The projection gets the act's events before they are appended, while the rows are still locked, and reads what
    they changed; what it answers is called once the events have their ids. Registering a name again replaces it.
    """
    _projections[name] = projection


class NothingRecorded(RuntimeError):
    """A recording block ended with neither an event nor `unchanged()`."""


class NestedRecording(RuntimeError):
    """A recording block was opened inside another: pass the record on instead."""


@dataclass
class Record:
    """What one recording block did. `locked` holds the locked rows in id order."""

    actor: Any
    at: datetime
    locked: list[Any] = field(default_factory=list)
    _events: list[tuple[Event, EventPersonalValues | None]] = field(default_factory=list)
    _unchanged: bool = False

    def event(
        self,
        kind: str,
        *,
        subject: models.Model | tuple[str, object],
        before: Any = None,
        after: Any = None,
        step: str = "",
        case_id: int | None = None,
        centres_before: Iterable[int] = (),
        centres_after: Iterable[int] = (),
        customer_id: int | None = None,
        personal_before: Any = None,
        personal_after: Any = None,
    ) -> None:
        """Note one act. Values must be JSON; names, phones and addresses go in the `personal_…` arguments."""
        subject_kind, subject_id = _identity(subject)
        event = Event(
            kind=kind,
            subject_kind=subject_kind,
            subject_id=subject_id,
            case_id=case_id,
            step=step,
            actor=self.actor,
            at=self.at,
            before=before,
            after=after,
            centres_before=sorted(centres_before),
            centres_after=sorted(centres_after),
        )
        personal = None
        if personal_before is not None or personal_after is not None:
            personal = EventPersonalValues(customer_id=customer_id, before=personal_before, after=personal_after)
        self._events.append((event, personal))

    def unchanged(self) -> None:
        """Say that there was nothing to change, so that no event is due."""
        self._unchanged = True

    def flush(self) -> list[Event]:
        """Append the events, last of all in the transaction, so that their ids come in the order of the commits."""
        if not self._events:
            if not self._unchanged:
                raise NothingRecorded("a recording block must append an event or say unchanged()")
            return []
        events = [event for event, _ in self._events]
        # Before the lock that orders the events, so that acts on other cases need not wait for the reading.
        finishes = [projection(events) for projection in _projections.values()]
        _take_place_in_order()
        Event.objects.bulk_create(events)
        EventPersonalValues.objects.bulk_create(_attached(self._events))
        for finish in finishes:
            if finish is not None:
                finish()
        return events


def _take_place_in_order() -> None:
    """Wait until no other transaction holds events back, and announce ours; on PostgreSQL in one query."""
    if connection.vendor != "postgresql":
        announce(EVENTS)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s), pg_notify(%s, %s)", [_EVENT_ORDER_LOCK, CHANNEL, f"{EVENTS} "]
        )


def _attached(pairs: list[tuple[Event, EventPersonalValues | None]]) -> list[EventPersonalValues]:
    for event, personal in pairs:
        if personal is not None:
            personal.event = event
    return [personal for _, personal in pairs if personal is not None]


def _identity(subject: models.Model | tuple[str, object]) -> tuple[str, str]:
    if isinstance(subject, models.Model):
        return str(subject._meta.model_name), str(subject.pk)
    return subject[0], str(subject[1])


@contextmanager
def recording(actor: Any, at: datetime, *, lock: models.QuerySet[Any] | None = None) -> Iterator[Record]:
    """Open the one transaction of an act: lock the rows in id order, then append events as it ends.

    `actor` is a user, or None for the product's own acts; `at` is aware. Raises NothingRecorded when the block ends
    without an event or `unchanged()`, NestedRecording inside another block; any exception undoes everything.
    """
    if _active.get() is not None:
        raise NestedRecording("recording does not nest: pass the record to the inner action")
    record = Record(actor=actor, at=at)
    with _turn_to_write(), transaction.atomic():
        token = _active.set(record)
        try:
            if lock is not None:
                # Not the keys: who inserts an event of a locked person already has its place in the order of events,
                # for which we may be waiting.
                record.locked = list(lock.order_by("pk").select_for_update(of=("self",), no_key=True))
            yield record
            events = record.flush()
        finally:
            _active.reset(token)
    if events:
        transaction.on_commit(_wake_consumers)


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """Wait for one's turn on SQLite; inside a transaction that is already open the turn is not ours to wait for."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _turn:
        yield


def _wake_consumers() -> None:
    from reitera.core.events import are_caught_up_later
    from reitera.core.tasks import catch_up_consumers

    if not are_caught_up_later():
        catch_up_consumers()


def is_recording() -> bool:
    """Whether a recording block is open in this thread."""
    return _active.get() is not None
