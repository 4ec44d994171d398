"""What a row message holds: the sheet says it once, for each class of people who see the same columns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from reitera.cases.models import Case
from reitera.staff.models import User

Payloads = Mapping[Hashable, Mapping[int, Any]]


@dataclass(frozen=True)
class Rows:
    class_of: Callable[[User], Hashable]
    render: Callable[[Mapping[int, Case], Collection[Hashable]], Payloads]


def _only_ids(cases: Mapping[int, Case], classes: Collection[Hashable]) -> Payloads:
    return {row_class: {pk: {"id": pk} for pk in cases} for row_class in classes}


_registered = Rows(class_of=lambda user: None, render=_only_ids)


def register_rows(
    *,
    class_of: Callable[[User], Hashable],
    render: Callable[[Mapping[int, Case], Collection[Hashable]], Payloads],
) -> None:
    """Say what a row holds for whom; the package's docstring has the shapes."""
    global _registered
    _registered = Rows(class_of, render)


def rows() -> Rows:
    return _registered
