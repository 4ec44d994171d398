"""What is new for whom: events become messages, each stream's by what its viewer may see. Runs in the reader's thread.

Rows are read after the events and one batch after the other, so that what is told later of a row is never older. Who
may see them is read after the rows: of one that moves meanwhile nobody is told what it became elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import F
from django.utils import translation
from django.utils.translation import ngettext

from reitera.cases.models import Case
from reitera.core.events import latest_id
from reitera.core.models import Event
from reitera.core.visibility import Sight
from reitera.notices.queries import unread_of
from reitera.sheet.live.messages import batch, encoded, message
from reitera.sheet.live.presence import Presence
from reitera.sheet.live.rows import Rendered, Span, rows
from reitera.sheet.live.sessions import people_of
from reitera.sheet.live.streams import Stream
from reitera.staff.models import User

MOST_EVENTS = 1_000
"""A viewer who missed more is told to ask for everything again."""

MOST_ROWS = 200
"""So is one to whom one batch would tell more rows: a page shows fewer."""


@dataclass(frozen=True)
class Question:
    """The streams as they are, and what to look at besides new events."""

    streams: tuple[Stream, ...]
    check_everybody: bool = False
    bells_of: frozenset[int] = frozenset()
    present: Mapping[int, Sequence[Presence]] = field(default_factory=dict)
    moved: frozenset[int] = frozenset()
    """Who is at which case (all cases with somebody), and at which of them that has changed."""


@dataclass
class Answer:
    latest: int
    people: dict[Stream, User | None] = field(default_factory=dict)
    """Those who were looked at again: None is out."""
    anew: set[Stream] = field(default_factory=set)
    """Those whose viewer is out or has other rights than the page knows."""
    told: list[tuple[Stream, bytes]] = field(default_factory=list)
    bells: dict[int, tuple[int, bytes]] = field(default_factory=dict)


class Touch(NamedTuple):
    """One event as the stream needs it."""

    event_id: int
    kind: str
    subject_kind: str
    subject_id: str
    case: int | None
    centres_before: list[int]
    technician_before: int | None


class Place(NamedTuple):
    """Whom a row reaches."""

    centres: Collection[int]
    owner: int | None


def answer(question: Question) -> Answer:
    """Look at the database once for all streams."""
    found = Answer(latest=latest_id())
    touches = _touches(question.streams, found.latest)
    looked_at = _to_look_at(question, touches)
    if looked_at:
        signed_in = people_of([stream.session_key for stream in looked_at])
        found.people = {stream: signed_in.get(stream.session_key) for stream in looked_at}
        found.anew = {stream for stream in looked_at if _is_another(stream, found.people[stream], touches)}
    going_on = [stream for stream in question.streams if stream not in found.anew]
    found.told += _tell_events(going_on, touches, found.latest)
    found.told += _tell_presence(going_on, question)
    users = {stream.user.pk: found.people.get(stream) or stream.user for stream in question.streams}
    found.bells = {pk: _bell(users[pk]) for pk in question.bells_of & users.keys()}
    return found


def _touches(streams: Sequence[Stream], latest: int) -> list[Touch]:
    """The newest events that some stream was not told of, newest first, one more than are told."""
    lowest = min((stream.cursor for stream in streams if stream.cursor is not None), default=latest)
    if lowest >= latest:
        return []
    rows = Event.objects.filter(pk__gt=lowest, pk__lte=latest).order_by("-pk")
    names = ("pk", "kind", "subject_kind", "subject_id", "case_id", "centres_before")
    return [Touch(*row) for row in rows.values_list(*names, F("before__technician_id"))[: MOST_EVENTS + 1]]


def _to_look_at(question: Question, touches: Iterable[Touch]) -> list[Stream]:
    """The streams whose people were changed by an event, or all."""
    if question.check_everybody:
        return list(question.streams)
    changed = {touch.subject_id for touch in touches if touch.subject_kind == "user"}
    return [stream for stream in question.streams if str(stream.user.pk) in changed]


def _is_another(stream: Stream, user: User | None, touches: Iterable[Touch]) -> bool:
    """Whether the viewer is out, or has other rights than the stream thinks or than the page did that it goes on
    from."""
    return rights_differ(stream, user) or (stream.is_new and _is_changed_since(stream, touches))


def _is_changed_since(stream: Stream, touches: Iterable[Touch]) -> bool:
    """Whether roles came or went between the page and now."""
    person, known = str(stream.user.pk), stream.cursor
    return known is not None and any(
        touch.event_id > known and touch.kind.startswith("role.") and touch.subject_id == person for touch in touches
    )


def rights_differ(stream: Stream, user: User | None) -> bool:
    return user is None or user.viewer != stream.user.viewer or rows().class_of(user) != stream.row_class


def _tell_events(streams: Sequence[Stream], touches: Sequence[Touch], latest: int) -> list[tuple[Stream, bytes]]:
    if not touches:
        return _tell_of_the_future(streams, latest)
    oldest = touches[-1].event_id if len(touches) > MOST_EVENTS else 0
    listening = [stream for stream in streams if stream.wants_rows and stream.cursor is not None]
    behind = [stream for stream in listening if _cursor(stream) < oldest]
    told = [(stream, _reload(stream, latest)) for stream in behind]
    groups = defaultdict[tuple[int, Sight, Hashable], list[Stream]](list)
    for stream in listening:
        if oldest <= _cursor(stream) < latest:
            groups[_cursor(stream), stream.sight, stream.row_class].append(stream)
    if groups:
        span = Span(min(cursor for cursor, _, _ in groups), latest)
        batches = Batches.of(touches, {row_class for _, _, row_class in groups}, span)
        for (cursor, sight, row_class), members in groups.items():
            said = batches.since(cursor, sight, row_class)
            told += [(stream, said) for stream in members if said]
    return told + _tell_of_the_future(streams, latest)


def _tell_of_the_future(streams: Iterable[Stream], latest: int) -> list[tuple[Stream, bytes]]:
    """Whoever was told of events that are not there knew another database (a copy was put back)."""
    return [
        (stream, message("reload", {"behind": 0}, event_id=latest)) for stream in streams if _cursor(stream) > latest
    ]


def _reload(stream: Stream, latest: int) -> bytes:
    return message("reload", {"behind": latest - _cursor(stream)}, event_id=latest)


def _cursor(stream: Stream) -> int:
    return stream.cursor or 0


@dataclass(frozen=True)
class Batches:
    """The cases that events touched, as they are now, ready to be told to any kind of viewer."""

    touched: Mapping[int, Sequence[Touch]]
    places: Mapping[int, Place]
    rendered: Rendered
    latest: int
    _encoded: dict[tuple[Hashable, int, int], bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, touches: Iterable[Touch], classes: Collection[Hashable], span: Span) -> Batches:
        touched = defaultdict[int, list[Touch]](list)
        for touch in touches:
            if touch.case is not None:
                touched[touch.case].append(touch)
        rendered = rows().render(list(touched), classes, span) if touched else {}
        places = {pk: place_of(case) for pk, case in read_cases(touched).items()}
        return cls(touched, places, rendered, span.until)

    def since(self, cursor: int, sight: Sight, row_class: Hashable) -> bytes:
        """What is told to a viewer who was told all up to `cursor`; empty when there is nothing for them."""
        rendered, seen, gone = self.rendered.get(row_class, {}), [], []
        for pk, touches in self.touched.items():
            news = [touch for touch in touches if touch.event_id > cursor]
            if not news:
                continue
            if pk in self.places and sight.reaches(*self.places[pk]):
                # One that has come since it was rendered is told with the event that brought it.
                seen += [pk] if pk in rendered else []
            elif any(sight.reaches(touch.centres_before, touch.technician_before) for touch in news):
                gone.append(pk)
        if len(seen) > MOST_ROWS:
            return message("reload", {"behind": self.latest - cursor}, event_id=self.latest)
        if not seen and not gone:
            return b""
        return batch([self._payload(row_class, pk, cursor) for pk in sorted(seen)], gone, event_id=self.latest)

    def _payload(self, row_class: Hashable, pk: int, cursor: int) -> bytes:
        """A row with the acts after `cursor`; those who were told of the same acts are sent the very same bytes."""
        told = self.rendered[row_class][pk]
        key = (row_class, pk, sum(act["event"] > cursor for act in told.acts))
        if key not in self._encoded:
            self._encoded[key] = encoded(told.since(cursor))
        return self._encoded[key]


def read_cases(ids: Collection[int]) -> dict[int, Case]:
    """The cases as they are now, with what says who sees them. Two queries."""
    found = Case.objects.filter(pk__in=list(ids)).select_related("customer", "operations_centre", "technician", "owner")
    return {case.pk: case for case in found.prefetch_related("customer__operations_centres")}


def place_of(case: Case) -> Place:
    return Place(frozenset(Case.scope.centres_of(case)), Case.scope.owner_of(case))


def _tell_presence(streams: Sequence[Stream], question: Question) -> list[tuple[Stream, bytes]]:
    """Who is at which row, to those who see the row: what changed, and all of it to who has not been told yet."""
    listening = [stream for stream in streams if stream.wants_rows]
    wanted = set(question.moved)
    if any(not stream.knows_presence for stream in listening):
        wanted |= question.present.keys()
    if not wanted or not listening:
        return []
    places = {pk: place_of(case) for pk, case in read_cases(wanted).items()}
    return [
        (stream, _presence(pk, stream, question.present.get(pk, ())))
        for stream in listening
        for pk, place in places.items()
        if (pk in question.moved or not stream.knows_presence) and stream.sight.reaches(*place)
    ]


def _presence(case: int, stream: Stream, people: Iterable[Presence]) -> bytes:
    others = [person.as_told() for person in people if person.person != stream.user.pk]
    return message("presence", {"id": case, "people": others})


def _bell(user: User) -> tuple[int, bytes]:
    unread = unread_of(user)
    with translation.override(user.language):
        label = ngettext("%(n)s aviso sin leer", "%(n)s avisos sin leer", unread) % {"n": unread}
    return unread, message("bell", {"unread": unread, "label": label})
