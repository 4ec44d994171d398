"""Events in words: every kind of event has one sentence, described by the package that appends it.

    describe("alias.added", _("agregó «{written}» como nombre de un centro"))
    describe("role.given", _("dio el rol {role} en {centre}"), role_words)

A sentence is what comes after the name of who did it, so it begins with a verb in the past. Packages keep theirs in a
module called `sentences`, which is read at start. A test fails for a kind of event that has no sentence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext

from reitera.core.models import Event

Words = Mapping[str, Any]
WordsOfMany = Callable[[Sequence[Event]], Iterable[Words]]
"""The values of a sentence's places for many events of one kind, in their order: as many queries for 1 as for 40."""


@dataclass(frozen=True)
class _Description:
    sentence: str | Promise
    words: WordsOfMany


_descriptions: dict[str, _Description] = {}


@dataclass(frozen=True)
class Told:
    """An event with its sentence, for a history on a page."""

    event: Event
    sentence: str


def each(words: Callable[[Event], Words]) -> WordsOfMany:
    """Words that need nothing but the event itself."""
    return lambda events: [words(event) for event in events]


def before(event: Event) -> Any:
    """What the event keeps of before; its kind says in which shape."""
    return event.before


def after(event: Event) -> Any:
    """What the event keeps of after; its kind says in which shape."""
    return event.after


def _own_values(event: Event) -> Words:
    """What the event says before and after; after wins."""
    sides = [side for side in (event.before, event.after) if isinstance(side, dict)]
    return {name: value for side in sides for name, value in side.items()}


def describe(kind: str, sentence: str | Promise, words: WordsOfMany | None = None) -> None:
    """Say a kind of event in a sentence; without `words` its places are the event's own values."""
    _descriptions[kind] = _Description(sentence, words or each(_own_values))


def tells(kind: str) -> Callable[[Callable[[Event], str]], Callable[[Event], str]]:
    """Register a function that says a kind of event, where filling places is not enough."""

    def register(say: Callable[[Event], str]) -> Callable[[Event], str]:
        describe(kind, "{words}", each(lambda event: {"words": say(event)}))
        return say

    return register


def described_kinds() -> set[str]:
    return set(_descriptions)


def tell(events: Iterable[Event]) -> list[Told]:
    """The events with their sentences, in the given order."""
    listed, by_kind = list(events), defaultdict[str, list[Event]](list)
    for event in listed:
        by_kind[event.kind].append(event)
    sentences = {pk: text for kind, group in by_kind.items() for pk, text in _sentences(kind, group)}
    return [Told(event, sentences[event.pk]) for event in listed]


def _sentences(kind: str, events: Sequence[Event]) -> Iterable[tuple[int, str]]:
    description = _descriptions.get(kind)
    if description is None:  # the log outlives the code: a kind that nothing appends any more
        return [(event.pk, gettext("hizo un cambio de otra versión")) for event in events]
    sentence = str(description.sentence)
    return [
        (event.pk, sentence.format(**words)) for event, words in zip(events, description.words(events), strict=True)
    ]
