"""Whole lists in the inbox: what is sent to the centres (2.1) or received from the analyst (3) with one act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext

from reitera.cases.acts import Act, acts_allowed
from reitera.cases.models import Case
from reitera.cases.seen import MOST_CASES, token_of
from reitera.core.visibility import Viewer
from reitera.procedure.steps import State


class Listed(NamedTuple):
    """What a list needs of a case; a thousand whole cases would cost more than the rest of the page."""

    pk: int
    state: str
    state_since: datetime
    operations_centre_id: int | None
    operations_centre: str | None
    segment: str


@dataclass
class WholeList:
    """Cases that one act takes together. Those without a centre stay: they are counted apart."""

    act: Act
    cases: list[Listed]
    without_centre: int = 0

    @property
    def key(self) -> str:
        return f"{self.cases[0].state}-{self.cases[0].operations_centre_id}"

    @property
    def tokens(self) -> list[str]:
        return [token_of(case) for case in self.cases]

    @property
    def by_centre(self) -> list[tuple[str, int, str]]:
        """Centre, how many, and of which segments in words: ("Centro Norte", 11, "2 de A, 4 de B")."""
        ordered = sorted(self.cases, key=lambda case: str(case.operations_centre))
        found = []
        for centre, of_centre in groupby(ordered, key=lambda case: str(case.operations_centre)):
            cases = list(of_centre)
            found.append((centre, len(cases), in_segments(cases)))
        return found


def whole_lists(viewer: Viewer, rows: QuerySet[Case]) -> list[WholeList]:
    """The lists of two cases or more that the person can send or receive now. One query."""
    waiting = rows.filter(state__in=(State.DISPATCH, State.RECEPTION)).order_by("state", "operations_centre", "pk")
    names = ("pk", "state", "state_since", "operations_centre", "operations_centre__name", "segment")
    cases = [Listed(*values) for values in waiting.values_list(*names)[: 2 * MOST_CASES]]
    placed = [case for case in cases if case.operations_centre_id is not None]
    to_send = [case for case in placed if case.state == State.DISPATCH]
    found = [_list_of(viewer, to_send, without=sum(c.operations_centre_id is None for c in cases))]
    to_receive = [case for case in placed if case.state == State.RECEPTION]
    for _centre, of_centre in groupby(to_receive, key=lambda case: case.operations_centre_id):
        found.append(_list_of(viewer, list(of_centre)))
    return [one for one in found if one is not None]


def _list_of(viewer: Viewer, cases: list[Listed], without: int = 0) -> WholeList | None:
    if len(cases) < 2:
        return None
    # In these two states what is allowed goes by state and centre alone.
    like = Case(pk=cases[0].pk, state=cases[0].state, operations_centre_id=cases[0].operations_centre_id)
    act = next((act for act in acts_allowed(viewer, like) if act.move is not None and act.many), None)
    return WholeList(act, cases[:MOST_CASES], without) if act else None


def in_segments(cases: Iterable[Listed]) -> str:
    """ "2 de A, 4 de B, 1 sin dato"."""
    counts = Counter(case.segment for case in cases)
    named = [gettext("{n} de {segment}").format(n=counts[code], segment=code) for code in sorted(counts) if code]
    unknown = [gettext("{n} sin dato").format(n=counts[""])] if counts[""] else []
    return ", ".join([*named, *unknown])
