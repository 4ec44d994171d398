"""What a row message holds: the sheet says it once, for each class of people who see the same columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from reitera.staff.models import User


class Span(NamedTuple):
    """The events after one and up to another."""

    after: int
    until: int


@dataclass(frozen=True)
class RowTold:
    """A row as it is now, and the acts of the span that changed it, in their order; each says its "event"."""

    row: Mapping[str, Any]
    acts: Sequence[Mapping[str, Any]] = ()

    def since(self, event_id: int) -> dict[str, Any]:
        """What is told to who was told of all up to an event: the row, what the latest act changed, and each act."""
        acts = [act for act in self.acts if act["event"] > event_id]
        return {**self.row, **acts[-1], "changes": acts} if acts else dict(self.row)


Rendered = Mapping[Hashable, Mapping[int, RowTold]]
Render = Callable[[Collection[int], Collection[Hashable], Span], Rendered]


@dataclass(frozen=True)
class Rows:
    class_of: Callable[[User], Hashable]
    render: Render


def _only_ids(cases: Collection[int], classes: Collection[Hashable], span: Span) -> Rendered:
    return {row_class: {pk: RowTold({"id": pk}) for pk in cases} for row_class in classes}


_registered = Rows(class_of=lambda user: None, render=_only_ids)


def register_rows(*, class_of: Callable[[User], Hashable], render: Render) -> None:
    """Say what a row holds for whom; the package's docstring has the shapes."""
    global _registered
    _registered = Rows(class_of, render)


def rows() -> Rows:
    return _registered
