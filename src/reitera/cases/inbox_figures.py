"""The figures of the inbox: one reading of the open cases gives the tabs, the filters and the headings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext

from reitera.cases.models import Case, step_label
from reitera.core import clock
from reitera.procedure.steps import STATES
from reitera.staff.models import OperationsCentre

K = TypeVar("K")
Choice = tuple[str, str, int]
"""Code for the address, label, and how many."""


class Cell(NamedTuple):
    """How many cases of one state, centre and segment there are, of those how many are overdue and due today."""

    state: str
    centre: int | None
    segment: str
    is_mine: bool
    every: int
    late: int
    today: int


@dataclass(frozen=True)
class Figures:
    """Counts of some cases, of which every sum is taken without asking the database again."""

    cells: tuple[Cell, ...] = ()

    def where(self, fits: Callable[[Cell], bool]) -> Figures:
        return Figures(tuple(cell for cell in self.cells if fits(cell)))

    @property
    def every(self) -> int:
        return sum(cell.every for cell in self.cells)

    @property
    def late(self) -> int:
        return sum(cell.late for cell in self.cells)

    @property
    def today(self) -> int:
        return sum(cell.today for cell in self.cells)

    def by_state(self) -> Counter[str]:
        return _sums((cell.state, cell.every) for cell in self.cells)

    def in_time_by_state(self) -> Counter[str]:
        """Cases of each state that are not overdue."""
        return +_sums((cell.state, cell.every - cell.late) for cell in self.cells)

    def steps(self) -> list[Choice]:
        """The steps with something in them, in the order of the procedure."""
        counts = self.by_state()
        return [(state.value, step_label(state), counts[state]) for state in STATES if counts[state]]

    def segments(self) -> list[Choice]:
        counts = _sums((cell.segment, cell.every) for cell in self.cells)
        return [(code or "-", code or gettext("sin dato"), counts[code]) for code in sorted(counts)]

    def centres(self) -> list[Choice]:
        """By name, and last the cases without a centre. One query."""
        counts = _sums((cell.centre, cell.every) for cell in self.cells)
        placed = [
            (code, name, counts[pk])
            for pk, code, name in OperationsCentre.objects.order_by("name").values_list("pk", "code", "name")
            if counts[pk]
        ]
        return [*placed, ("-", gettext("sin dato"), counts[None])] if counts[None] else placed


def figures_of(rows: QuerySet[Case], mine: Q, now: datetime) -> Figures:
    """The counts of the cases; `mine` says which of them wait for the person. One query."""
    midnight = clock.midnight(clock.today() + timedelta(days=1))
    cells = (
        rows.order_by()
        .annotate(is_mine=ExpressionWrapper(mine, output_field=BooleanField()))
        .values_list("state", "operations_centre", "segment", "is_mine")
        .annotate(
            every=Count("pk"),
            late=Count("pk", filter=Q(due_at__lt=now)),
            today=Count("pk", filter=Q(due_at__gte=now, due_at__lt=midnight)),
        )
    )
    # Without a centre the condition is neither true nor false in SQL: such a case is nobody's.
    return Figures(tuple(Cell(*cell)._replace(is_mine=bool(cell[3])) for cell in cells))


def _sums(pairs: Iterable[tuple[K, int]]) -> Counter[K]:
    counts: Counter[K] = Counter()
    for key, count in pairs:
        counts[key] += count
    return counts
