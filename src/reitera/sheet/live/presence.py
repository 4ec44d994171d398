"""Who is at which row now. Kept in memory only; every process hears of everybody."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from typing import Any

TOPIC = "presence"
STAYS_FOR = 30.0
"""Seconds after which somebody is gone whose process says nothing more of them."""

REPEATED_EVERY = 10.0
AT_ONCE = 10


@dataclass(frozen=True)
class Presence:
    """Somebody at a row, through one stream; `case` is None when they went away."""

    stream: str
    person: int
    name: str
    initials: str
    case: int | None
    column: str
    editing: bool

    def as_told(self) -> dict[str, Any]:
        return {
            "id": self.person, "name": self.name, "initials": self.initials, "column": self.column,
            "editing": self.editing,
        }  # fmt: skip


def written(found: Iterable[Presence]) -> list[str]:
    """The presences as texts of announcements, a few in each."""
    every = [asdict(presence) for presence in found]
    return [json.dumps(every[begin : begin + AT_ONCE], ensure_ascii=False) for begin in range(0, len(every), AT_ONCE)]


class Presences:
    """All that this process has heard. Each change answers the ids of the cases whose people are others now."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Presence, float]] = {}

    def hear(self, text: str) -> set[int]:
        changed = set[int]()
        for fields in json.loads(text):
            changed |= self._put(Presence(**fields))
        return changed

    def _put(self, presence: Presence) -> set[int]:
        before = self._known.pop(presence.stream, None)
        if presence.case is not None:
            self._known[presence.stream] = (presence, time.monotonic())
        if before is not None and before[0] == presence:
            return set()
        return {case for case in (before and before[0].case, presence.case) if case is not None}

    def forget_silent(self) -> set[int]:
        """Forget who was not heard of for too long."""
        oldest = time.monotonic() - STAYS_FOR
        silent = [presence for presence, heard_at in self._known.values() if heard_at < oldest]
        for presence in silent:
            del self._known[presence.stream]
        return {presence.case for presence in silent if presence.case is not None}

    def of_streams(self, names: Collection[str]) -> list[Presence]:
        return [self._known[name][0] for name in names if name in self._known]

    def at(self, case: int) -> list[Presence]:
        """Who is at a case, each person once, an editing one as such."""
        here = [presence for presence, _ in self._known.values() if presence.case == case]
        by_person = {presence.person: presence for presence in sorted(here, key=lambda presence: presence.editing)}
        return sorted(by_person.values(), key=lambda presence: presence.name)

    @property
    def cases(self) -> set[int]:
        return {presence.case for presence, _ in self._known.values() if presence.case is not None}
