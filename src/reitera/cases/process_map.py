"""The process map: lanes by role and the steps of the procedure, drawn from its table, with what waits in each.

Only the columns are said here; boxes, lanes and arrows come from `procedure`, so that the map cannot disagree with it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext

from reitera.cases.models import Case
from reitera.core.clock import now
from reitera.procedure.moves import MOVES, Move
from reitera.procedure.roles import ROLES, Role
from reitera.procedure.steps import HANDOVERS, STATES, WAITING_STATES, Handover, State
from reitera.repeats.models import RepeatParameters

LANES = (
    Role.MANAGER_ANALYST,
    Role.QUALITY_COORDINATOR,
    Role.RETENTION_AGENT,
    Role.USM_ANALYST,
    Role.CENTRE_SUPERVISOR,
    Role.FIELD_TECHNICIAN,
    Role.CENTRE_OPERATOR,
)
COLUMNS: dict[str, int] = {
    "dispatch": 1, "reception": 2, "technical_review": 3, "5": 4, "distribution": 4, "7": 5, "8": 6,
    "retention_contact": 6, "10": 7, "schedule_visit": 8, "prioritise": 8, "plant_incident": 9, "field_work": 9,
    "work_acceptance": 10, "order_closing": 10, "solution_monitoring": 11, "16": 12, "inform_customer": 9,
    "dissatisfaction": 10, "quality_check": 11, "concluded": 12,
}  # fmt: skip
"""Where each box stands in its lane, from left to right."""

LEFT, TOP, COLUMN, LANE, WIDTH, HEIGHT = 148, 6, 90, 108, 84, 72
CONCLUDED_LANE = Role.QUALITY_COORDINATOR


@dataclass
class Box:
    """A step: what waits in it and how much of that is overdue; `by_centre` splits it. Automatic ones hold nobody."""

    key: str
    number: str
    label: str
    lane: int
    column: int
    waiting: int = 0
    late: int = 0
    is_automatic: bool = False
    by_centre: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def x(self) -> int:
        return LEFT + (self.column - 1) * COLUMN

    @property
    def y(self) -> int:
        return TOP + self.lane * LANE + (LANE - HEIGHT) // 2

    @property
    def split(self) -> str:
        """The split by centre in words, for the box's title."""
        parts = [
            f"{name}: {waiting}" + (f" ({gettext('{n} vencidos').format(n=late)})" if late else "")
            for name, waiting, late in self.by_centre
        ]
        return " · ".join(parts)


@dataclass(frozen=True)
class Arrow:
    """A line from box to box: `path` is its drawing, `kind` "forward" or "back"."""

    origin: str
    target: str
    path: str
    kind: str


@dataclass
class Lane:
    role: Role
    boxes: list[Box]

    @property
    def label(self) -> str:
        return gettext(ROLES[self.role].label)

    @property
    def waiting(self) -> int:
        """Cases in its steps; a concluded case waits for nobody."""
        return sum(box.waiting for box in self.boxes if box.key != State.CONCLUDED)

    @property
    def late(self) -> int:
        return sum(box.late for box in self.boxes)

    @property
    def top(self) -> int:
        return TOP + LANES.index(self.role) * LANE


@dataclass
class ProcessMap:
    lanes: list[Lane]
    arrows: list[Arrow]
    width: int
    height: int
    open: int
    late: int
    watched: int
    most: int


def process_map_of(person: Any, *, centre: str = "", segment: str = "") -> ProcessMap:
    """The map with the counts that the person may see. Two queries, and one for the rule's window."""
    cases = Case.objects.visible_to(person)
    cases = cases.filter(operations_centre__code=centre) if centre else cases
    cases = cases.filter(segment=segment if segment != "-" else "") if segment else cases
    boxes = _boxes()
    _count(boxes, cases)
    watched = _watched(cases)
    boxes[State.CONCLUDED].waiting = watched
    open_boxes = [boxes[state] for state in WAITING_STATES]
    return ProcessMap(
        lanes=[Lane(role, [box for box in boxes.values() if LANES[box.lane] is role]) for role in LANES],
        arrows=_arrows(boxes),
        width=LEFT + max(COLUMNS.values()) * COLUMN,
        height=TOP + len(LANES) * LANE,
        open=sum(box.waiting for box in open_boxes),
        late=sum(box.late for box in open_boxes),
        watched=watched,
        most=max([box.waiting for box in open_boxes], default=0) or 1,
    )


def _boxes() -> dict[str, Box]:
    boxes = {
        state.value: Box(state.value, info.number, gettext(info.label), _lane_of(state), COLUMNS[state])
        for state, info in STATES.items()
    }
    for handover, label in HANDOVERS.items():
        if handover is not Handover.SEND_TO_CENTRE:
            lane = LANES.index(next(role for role in LANES if handover in ROLES[role].steps))
            boxes[handover.value] = Box(
                handover.value, handover.value, gettext(label), lane, COLUMNS[handover], is_automatic=True
            )
    return boxes


def _lane_of(state: State) -> int:
    roles = STATES[state].roles
    return LANES.index(roles[-1] if roles else CONCLUDED_LANE)


def _count(boxes: dict[str, Box], cases: Any) -> None:
    late = Count("pk", filter=Q(due_at__lt=now()))
    rows = cases.order_by().values("state", "operations_centre__name").annotate(waiting=Count("pk"), late=late)
    for row in rows.exclude(state=State.CONCLUDED).order_by("operations_centre__name"):
        box = boxes[row["state"]]
        box.waiting += row["waiting"]
        box.late += row["late"]
        name = row["operations_centre__name"] or gettext("sin centro")
        box.by_centre.append((name, row["waiting"], row["late"]))


def _watched(cases: Any) -> int:
    """Concluded cases that a new report would still reopen."""
    since = now() - timedelta(days=RepeatParameters.in_force().window_days)
    return int(cases.filter(result__in=("satisfied", "no_contact"), concluded_at__gte=since).count())


def _arrows(boxes: dict[str, Box]) -> list[Arrow]:
    """One arrow for each pair of boxes that a move of the table joins, by way of its hand-over."""
    pairs: dict[tuple[str, str], None] = {}
    for move in MOVES:
        stops = [move.origin.value, *_stops(move, boxes), move.target.value]
        pairs.update(dict.fromkeys(pairwise(stops)))
    used: dict[str, int] = defaultdict(int)
    return [_arrow(boxes[origin], boxes[target], used) for origin, target in pairs]


def _stops(move: Move, boxes: dict[str, Box]) -> list[str]:
    return [handover.value for handover in move.logged if handover.value in boxes]


def _arrow(origin: Box, target: Box, used: dict[str, int]) -> Arrow:
    kind = "forward" if target.column >= origin.column else "back"
    return Arrow(origin.key, target.key, _path(origin, target, used), kind)


def _path(origin: Box, target: Box, used: dict[str, int]) -> str:
    """A line with right angles: along the lane to a neighbour, else up or down beside the target's column."""
    used[target.key] += 1
    shift = (used[target.key] - 1) * 7 - 14
    middle_y, right, left = origin.y + HEIGHT // 2, origin.x + WIDTH, origin.x
    if origin.lane == target.lane and abs(target.column - origin.column) == 1:
        edge = target.x if target.column > origin.column else target.x + WIDTH
        return f"M{right if target.column > origin.column else left} {middle_y}H{edge}"
    enter_x = target.x + WIDTH // 2 + shift
    if origin.lane == target.lane:
        turn = origin.y - 10 if target.column < origin.column else origin.y + HEIGHT + 10
        exit_y = origin.y if target.column < origin.column else origin.y + HEIGHT
        enter_y = target.y if target.column < origin.column else target.y + HEIGHT
        return f"M{origin.x + WIDTH // 2 + shift} {exit_y}V{turn}H{enter_x}V{enter_y}"
    enter_y = target.y + HEIGHT if origin.lane > target.lane else target.y
    if origin.column == target.column:
        exit_y = origin.y if origin.lane > target.lane else origin.y + HEIGHT
        return f"M{enter_x} {exit_y}V{enter_y}"
    exit_x = right if target.column > origin.column else left
    return f"M{exit_x} {middle_y + shift // 2}H{enter_x}V{enter_y}"
