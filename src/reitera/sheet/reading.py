"""What a person typed or pasted, read as the value that a column's writer takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from reitera.cases.catalogue import CAUSE
from reitera.cases.models import CatalogueItem
from reitera.core import clock
from reitera.core.text import fold
from reitera.sheet.columns import Column
from reitera.sheet.kinds import (
    Kind,
    Unreadable,
    canonical,
    plain_number,
    read_day,
    read_moments,
    read_number,
    read_yes_no,
)
from reitera.staff.models import User
from reitera.visits.models import Visit

LONGEST = 2000


@dataclass
class Reader:
    """Reads the texts of one request; lists of people and causes are asked once."""

    _lists: dict[str, dict[str, list[Any]]] = field(default_factory=dict)

    def read(self, text: str, column: Column) -> Any:
        """The value that the column's writer takes; None for a blank. Raises Unreadable."""
        said = text.strip()
        if len(said) > LONGEST:
            raise Unreadable(gettext("pasa de {n} letras").format(n=LONGEST))
        if not said:
            return None
        if column.own is not None:
            return _OWN[column.kind](said, column)
        return self._of_standard(said, column)

    def _of_standard(self, said: str, column: Column) -> Any:
        match column.key:
            case "owner" | "technician":
                return self._named("people", said, _people)
            case "cause":
                return self._named("causes", said, _causes)
            case "visit":
                return read_moments(said, clock.today(), clock.local_zone())
            case "priority":
                return self._named("priorities", said, _priorities)
        return said

    def _named(self, name: str, said: str, listed: Callable[[], dict[str, list[Any]]]) -> Any:
        if name not in self._lists:
            self._lists[name] = listed()
        found = self._lists[name].get(fold(said), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Unreadable(gettext("hay {n} con ese nombre: escriba el usuario").format(n=len(found)))
        raise Unreadable(gettext("no está en la lista"))


def canonical_wish(value: Any, column: Column) -> Any:
    """What the cell will say once the value is written; to know that nothing would change."""
    match value:
        case User():
            return str(value.pk)
        case CatalogueItem():
            return value.code
        case (datetime() as start, _end):
            return canonical(start)
        case int() if column.kind is Kind.CHOICE:
            return str(value)
        case str() if column.kind is Kind.NUMBER and column.own is None:
            return _number_or_text(value)
    return canonical(value)


def _number_or_text(said: str) -> str:
    try:
        return plain_number(read_number(said))
    except Unreadable:
        return said


def _people() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for user in User.objects.filter(is_active=True):
        for word in {fold(str(user)), fold(user.username)}:
            found.setdefault(word, []).append(user)
    return found


def _causes() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for item in CatalogueItem.objects.offered(CAUSE):
        for word in {fold(item.label), fold(item.code)}:
            found.setdefault(word, []).append(item)
    return found


def _priorities() -> dict[str, list[Any]]:
    return {word: [value] for value, label in Visit.Priority.choices for word in (str(value), fold(str(label)))}


def _own_choice(said: str, column: Column) -> str:
    by_word = {fold(label): code for code, label in column.own.offered.items()} if column.own else {}
    if fold(said) not in by_word:
        raise Unreadable(gettext("no está en la lista"))
    return by_word[fold(said)]


_OWN: Mapping[Kind, Callable[[str, Column], Any]] = {
    Kind.TEXT: lambda said, column: said,
    Kind.NUMBER: lambda said, column: plain_number(read_number(said)),
    Kind.DATE: lambda said, column: read_day(said, clock.today()).isoformat(),
    Kind.CHOICE: _own_choice,
    Kind.YES_NO: lambda said, column: read_yes_no(said),
}
