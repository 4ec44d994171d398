"""What the database says happened: where each row was after each event, and which cells changed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reitera.sheet.models import CellChange, SheetRow
from reitera.sheet.projection import cells_of
from tests.stress.office import Office, Person, Place

FACTS = ("remark", "phone", "address", "zone")
"""Standard columns that only an edit changes."""


def cells(pks: Iterable[int]) -> dict[int, dict[str, Any]]:
    """All cells of some rows as they stand, blanks left out."""
    return {
        row.pk: {key: value for key, value in cells_of(vars(row)).items() if value is not None}
        for row in SheetRow.objects.filter(pk__in=list(pks))
    }


@dataclass
class Log:
    """`begun` is how the rows stood before the first event of the test."""

    office: Office
    begun: dict[int, dict[str, Any]]
    changes: list[CellChange] = field(default_factory=list)
    by_row: dict[int, dict[int, list[CellChange]]] = field(default_factory=dict)
    _moves: dict[int, list[tuple[int, Place]]] = field(default_factory=dict)

    def read(self, after: int) -> None:
        rows = CellChange.objects.filter(event__gt=after).select_related("event").order_by("event", "pk")
        self.changes, self.by_row = list(rows), defaultdict(lambda: defaultdict(list))
        for change in self.changes:
            self.by_row[change.case_id][change.event_id].append(change)
        for pk in [*self.office.cases, *self.office.fences]:
            self._moves[pk] = self._moves_of(pk)

    def _moves_of(self, pk: int) -> list[tuple[int, Place]]:
        centre, technician = (_number(self.begun[pk].get(key)) for key in ("centre", "technician"))
        customer_centres = self.office.customer_centres[pk]
        moves = [(0, Place(centre, technician, customer_centres))]
        for event, changed in self.by_row[pk].items():
            now = {change.column: change.after for change in changed}
            centre = _number(now["centre"]) if "centre" in now else centre
            technician = _number(now["technician"]) if "technician" in now else technician
            moves.append((event, Place(centre, technician, customer_centres)))
        return moves

    def place(self, pk: int, event: int) -> Place:
        """Where a row was right after an event."""
        moves = self._moves[pk]
        return moves[bisect_right(moves, event, key=lambda move: move[0]) - 1][1]

    def next_leaving(self, pk: int, event: int, person: Person) -> int | None:
        """The first event after another that took a row out of a person's sight."""
        return next((at for at, place in self._moves[pk] if at > event and not person.sees(place)), None)


def place_said(values: dict[str, Any], customer_centres: frozenset[int]) -> Place:
    """Where a told row says that it is."""
    return Place(_number(values["centre"]), _number(values["technician"]), customer_centres)


def _number(code: str | None) -> int | None:
    return int(code) if code else None
