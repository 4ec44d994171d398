"""What would become of every row of an old sheet today: asked anew whenever the page is shown and when it is applied.

A row opens a case, completes the customer's open one, or stays out for a reason. What a row says and a fact cannot hold
goes into the remark in words: a mistyped reading is no reason to lose a case.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from reitera.cases.models import Case
from reitera.customers.models import Customer
from reitera.procedure.steps import State
from reitera.sheet.golive.models import OldRow, OldSheet
from reitera.staff.models import OperationsCentre
from reitera.visits.actions.slots import Slot


class Fate(StrEnum):
    OPENS = "opens"
    FILLS = "fills"
    KNOWN = "known"
    CLOSED = "closed"
    LEFT_OUT = "left_out"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Note:
    """A cell that goes into the remark, or is not written, and why: its row, title, value and reason."""

    row: int
    title: str
    value: str
    reason: str


@dataclass
class Line:
    """One row and what becomes of it.

    `case` is the new one, not saved yet, or the open one that is completed. `facts` holds cause, before, after and
    owner; `own` the values of columns of one's own by their titles.
    """

    row: OldRow
    number: int
    fate: Fate = Fate.REJECTED
    customer: Customer | None = None
    case: Case | None = None
    state: State | None = None
    slot: Slot | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    own: dict[str, Any] = field(default_factory=dict)
    remark: str = ""
    notes: list[Note] = field(default_factory=list)
    problem: Note | None = None
    is_unmatched: bool = False

    def reject(self, title: str, value: str, reason: str) -> None:
        self.fate, self.problem = Fate.REJECTED, Note(self.number, title, value, reason)

    def note(self, title: str, value: str, reason: str) -> None:
        self.notes.append(Note(self.number, title, value, reason))


@dataclass
class Review:
    """Every row with its fate; what must be said first, in `questions`: date columns that read both ways."""

    sheet: OldSheet
    lines: list[Line]
    questions: dict[str, str] = field(default_factory=dict)
    unfinished: list[str] = field(default_factory=list)

    def of(self, *fates: Fate) -> list[Line]:
        return [line for line in self.lines if line.fate in fates]

    @property
    def entering(self) -> list[Line]:
        return self.of(Fate.OPENS, Fate.FILLS)

    @property
    def rejected(self) -> list[Line]:
        return self.of(Fate.REJECTED)

    @property
    def notes(self) -> list[Note]:
        return [note for line in self.entering for note in line.notes]

    @property
    def counts(self) -> dict[str, int]:
        return {fate.value: len(self.of(fate)) for fate in Fate}

    @property
    def signature(self) -> str:
        """What a person confirms: another one means that something else would be done."""
        said = [
            (line.row.pk, line.fate, line.customer and line.customer.pk, line.state, line.slot is not None, line.remark)
            for line in self.entering
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()[:16]

    def by_step_and_centre(self) -> list[tuple[State, OperationsCentre | None, int]]:
        """How many cases open where, in the order of the procedure."""
        counts: dict[tuple[State, OperationsCentre | None], int] = defaultdict(int)
        for line in self.of(Fate.OPENS):
            assert line.state is not None
            assert line.case is not None
            counts[line.state, line.case.operations_centre] += 1
        order = list(State)
        listed = sorted(counts.items(), key=lambda item: (order.index(item[0][0]), str(item[0][1] or "")))
        return [(state, centre, count) for (state, centre), count in listed]

    def facts(self) -> dict[str, int]:
        """How many of each fact are kept, by its name: cause, before, after, owner, visit, remark, own."""
        counts: dict[str, int] = defaultdict(int)
        for line in self.entering:
            for name in line.facts:
                counts[name] += 1
            counts["visit"] += line.slot is not None
            counts["remark"] += bool(line.remark)
            counts["own"] += len(line.own)
        return {name: count for name, count in counts.items() if count}


def reject_twins(lines: Iterable[Line]) -> None:
    """Two open rows of one customer: which one stands only a person knows, so none enters."""
    by_customer: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        if line.fate in (Fate.OPENS, Fate.FILLS) and line.customer is not None:
            by_customer[line.customer.pk].append(line)
    for twins in (group for group in by_customer.values() if len(group) > 1):
        for line in twins:
            others = ", ".join(str(other.number) for other in twins if other is not line)
            words = _("Es del mismo cliente que la fila {others}. Deje fuera las que ya no valen.")
            line.reject("", str(line.customer), words.format(others=others))
