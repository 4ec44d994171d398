"""Mi bandeja: what waits for a person, overdue first, then step by step; and what waits for others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.acts import Act, acts_allowed
from reitera.cases.models import Case, pk_of_number, step_label
from reitera.cases.queries import unattended, waiting_for
from reitera.cases.seen import token_of
from reitera.cases.whole_lists import WholeList, whole_lists
from reitera.core import clock
from reitera.core.text import fold
from reitera.core.visibility import Viewer, role_labels, viewer_of
from reitera.customers.models import Customer
from reitera.faults.models import FaultReport
from reitera.procedure.roles import Role
from reitera.procedure.steps import STATES, State

PAGE_SIZE = 100
SHOWN_OF_STEP = 12
LOOK_BACK = timedelta(days=20)
KEEPERS = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
"""Who names substitutes, and so sees the cases that nobody can act on."""

VIEWS: dict[str, str | Promise] = {
    "mias": _("Me toca"),
    "otros": _("Espera a otros"),
    "nadie": _("Sin responsable"),
    "todos": _("Todos"),
    "concluidos": _("Concluidos"),
}


@dataclass(frozen=True)
class InboxFilter:
    """What the address asks for; unknown values are as good as none."""

    view: str = "mias"
    state: str = ""
    late: bool = False
    today: bool = False
    centre: str = ""
    segment: str = ""
    zone: str = ""
    words: str = ""
    reincident: bool = False

    @classmethod
    def from_address(cls, query: Mapping[str, str]) -> InboxFilter:
        view, state = query.get("vista", "mias"), query.get("paso", "")
        return cls(
            view=view if view in VIEWS else "mias",
            state=state if state in STATES else "",
            late=query.get("plazo") == "vencido",
            today=query.get("plazo") == "hoy",
            centre=query.get("centro", "")[:20],
            segment=query.get("segmento", "")[:1],
            zone=query.get("zona", "")[:80],
            words=query.get("q", "").strip()[:80],
            reincident=query.get("reincidente") == "si",
        )

    @property
    def is_narrowed(self) -> bool:
        texts = (self.state, self.centre, self.segment, self.zone, self.words)
        return any(texts) or self.late or self.today or self.reincident

    def narrow(self, rows: QuerySet[Case], now: datetime) -> QuerySet[Case]:
        if self.state:
            rows = rows.filter(state=self.state)
        if self.late:
            rows = rows.filter(due_at__lt=now)
        if self.today:
            rows = rows.filter(due_at__gte=now, due_at__lt=clock.midnight(clock.today() + timedelta(days=1)))
        if self.centre:
            rows = rows.filter(operations_centre__code=self.centre)
        if self.segment:
            rows = rows.filter(segment=self.segment if self.segment != "-" else "")
        if self.zone:
            rows = rows.filter(customer__zone=self.zone)
        if self.reincident:
            rows = rows.filter(is_reincident=True)
        return _with_words(rows, self.words)


def _with_words(rows: QuerySet[Case], words: str) -> QuerySet[Case]:
    if not words:
        return rows
    found = Customer.objects.filter(folded__contains=fold(words)).values("pk")
    number = pk_of_number(words)
    return rows.filter(Q(customer__in=found) | Q(pk=number) if number is not None else Q(customer__in=found))


@dataclass
class Row:
    """One case in the list: what decides the next act."""

    case: Case
    acts: Sequence[Act]
    moments: list[tuple[datetime, bool]]
    now: datetime

    @property
    def token(self) -> str:
        return token_of(self.case)

    @property
    def waits_for(self) -> str:
        """Whose turn it is, in words, and in which centre."""
        return role_labels(self.case.info.roles)

    @property
    def act_codes(self) -> str:
        """The acts that the bar for many may offer for it."""
        return " ".join(act.code for act in self.acts if act.many)

    @property
    def is_late(self) -> bool:
        return self.case.due_at is not None and self.case.due_at < self.now

    @property
    def is_soon(self) -> bool:
        return not self.is_late and self.case.due_at is not None and _day(self.case.due_at) == _day(self.now)

    @property
    def window(self) -> tuple[datetime, datetime] | None:
        first, last = self.case.first_reported_at, self.case.last_reported_at
        return (first, last) if first and last else None

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        if self.window is None:
            return None
        end = max(self.window[1], self.case.latest_report_at or self.window[1])
        return end - LOOK_BACK, end + timedelta(days=1)


@dataclass
class Group:
    """Overdue cases, or those of one step. `count` is of all, also of those not shown."""

    key: str
    title: str
    count: int
    rows: list[Row]
    is_late: bool = False

    @property
    def hidden(self) -> int:
        return self.count - len(self.rows)


@dataclass
class Inbox:
    asked: InboxFilter
    counts: dict[str, int]
    groups: list[Group]
    lists: list[WholeList]
    page: Page[Case] | None
    late: int
    today: int
    steps: list[tuple[str, str, int]] = field(default_factory=list)
    centres: list[tuple[str, str, int]] = field(default_factory=list)
    segments: list[tuple[str, str, int]] = field(default_factory=list)
    acts: list[tuple[Act, bool]] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.counts[self.asked.view]


def inbox_of(person: Any, asked: InboxFilter, page: Any = 1) -> Inbox:
    """Everything of the page, in a fixed number of queries for any number of cases."""
    viewer, now = viewer_of(person), clock.now()
    seen = Case.objects.visible_to(person)
    in_view = _in_view(asked.view, viewer, seen)
    rows = asked.narrow(in_view, now).select_related("customer", "operations_centre", "technician", "owner")
    figures = in_view.aggregate(**_due_counts(now))
    if asked.view == "concluidos" or asked.state:
        shown: Page[Case] | None = Paginator(_ordered(rows, asked), PAGE_SIZE).get_page(page)
        cases, groups_of = list(shown or ()), _one_group
    else:
        shown, cases, groups_of = None, _first_of_each_step(rows, now), _groups
    counts_of_rows = _counts_by_step(rows, now)
    made = rows_of(person, cases, now)
    groups = groups_of(made, counts_of_rows)
    return Inbox(
        asked=asked,
        counts=_tab_counts(viewer, seen),
        groups=groups,
        lists=whole_lists(viewer, rows) if asked.view == "mias" else [],
        page=shown,
        late=figures["late"],
        today=figures["today"],
        steps=_step_choices(in_view),
        centres=_choices(in_view, "operations_centre__code", "operations_centre__name"),
        segments=_choices(in_view, "segment", "segment"),
        acts=_acts_of(made, person),
    )


def count_waiting(person: Any) -> int:
    """How many cases wait for the person: the figure beside «Mi bandeja». One query."""
    viewer = viewer_of(person)
    return Case.objects.visible_to(person).filter(waiting_for(viewer)).count() if viewer.roles else 0


def rows_of(person: Any, cases: Sequence[Case], now: datetime) -> list[Row]:
    """Cases with what their row shows; one query for the reports of all."""
    viewer = viewer_of(person)
    reports = _reports_of(person, cases)
    return [Row(case, acts_allowed(viewer, case), reports[case.pk], now) for case in cases]


def _in_view(view: str, viewer: Viewer, seen: QuerySet[Case]) -> QuerySet[Case]:
    match view:
        case "mias":
            return seen.filter(waiting_for(viewer))
        case "otros":
            return seen.exclude(state=State.CONCLUDED).exclude(waiting_for(viewer))
        case "nadie":
            return seen.filter(unattended()) if viewer.holds(*KEEPERS) else seen.none()
        case "concluidos":
            return seen.filter(state=State.CONCLUDED)
    return seen.exclude(state=State.CONCLUDED)


def _tab_counts(viewer: Viewer, seen: QuerySet[Case]) -> dict[str, int]:
    """How many cases each view has; one query, and one for «Sin responsable» where it is shown."""
    mine, ended = Q(waiting_for(viewer)), Q(state=State.CONCLUDED)
    counts = seen.aggregate(
        mias=Count("pk", filter=mine),
        otros=Count("pk", filter=~ended & ~mine),
        todos=Count("pk", filter=~ended),
        concluidos=Count("pk", filter=ended),
    )
    nobodys = seen.filter(unattended()).count() if viewer.holds(*KEEPERS) else 0
    return {**counts, "nadie": nobodys}


def _due_counts(now: datetime) -> dict[str, Count]:
    midnight = clock.midnight(clock.today() + timedelta(days=1))
    return {
        "late": Count("pk", filter=Q(due_at__lt=now)),
        "today": Count("pk", filter=Q(due_at__gte=now, due_at__lt=midnight)),
    }


def _ordered(rows: QuerySet[Case], asked: InboxFilter) -> QuerySet[Case]:
    return rows.order_by("-concluded_at", "-pk") if asked.view == "concluidos" else rows.order_by("due_at", "pk")


def _first_of_each_step(rows: QuerySet[Case], now: datetime) -> list[Case]:
    """All that is overdue (up to a page), then the first cases of every step. Two queries."""
    late = list(rows.filter(due_at__lt=now).order_by("due_at", "pk")[:PAGE_SIZE])
    steps = [
        rows.filter(Q(due_at__gte=now) | Q(due_at=None), state=state)
        .order_by("due_at", "pk")
        .values("pk")[:SHOWN_OF_STEP]
        for state in STATES
        if state is not State.CONCLUDED
    ]
    picked = Q(pk__in=())
    for step in steps:
        picked |= Q(pk__in=step)
    return late + list(rows.filter(picked).order_by("due_at", "pk"))


def _counts_by_step(rows: QuerySet[Case], now: datetime) -> dict[str, int]:
    """Cases of each state that are not overdue; "late" counts the overdue ones; "…" of a state counts both."""
    counts: dict[str, int] = defaultdict(int)
    figures = rows.order_by().values("state").annotate(every=Count("pk"), late=Count("pk", filter=Q(due_at__lt=now)))
    for state, every, late in figures.values_list("state", "every", "late"):
        counts[state] = every - late
        counts["late"] += late
        counts[f"all {state}"] = every
    return counts


def _groups(rows: list[Row], counts: Mapping[str, int]) -> list[Group]:
    late = [row for row in rows if row.is_late]
    groups = []
    if late:
        groups.append(Group("late", gettext("Vencidos"), counts["late"], late, is_late=True))
    for state in STATES:
        of_step = [row for row in rows if row.case.state == state and not row.is_late]
        if of_step:
            groups.append(_group_of(state, counts[state], of_step))
    return groups


def _one_group(rows: list[Row], counts: Mapping[str, int]) -> list[Group]:
    if not rows:
        return []
    states = {row.case.state for row in rows}
    state = State(next(iter(states)))
    return [_group_of(state, counts[f"all {state}"], rows)]


def _group_of(state: State, count: int, rows: list[Row]) -> Group:
    return Group(state, rows[0].case.step_label, count, rows)


def _acts_of(rows: Sequence[Row], person: Any) -> list[tuple[Act, bool]]:
    """The acts of all rows, each once and whether it asks for something, for the bar that comes with the first tick."""
    found: dict[str, Act] = {}
    for row in rows:
        for act in row.acts:
            if act.many:
                found.setdefault(act.code, act)
    cases = [row.case for row in rows]
    return [(act, act.asks_about(cases, person)) for act in found.values()]


def _reports_of(person: Any, cases: Sequence[Case]) -> dict[int, list[tuple[datetime, bool]]]:
    """Each case's reports around its window, for its time line. One query."""
    by_customer: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        by_customer[case.customer_id].append(case)
    marks: dict[int, list[tuple[datetime, bool]]] = defaultdict(list)
    dated = [case.last_reported_at for case in cases if case.last_reported_at]
    if not dated:
        return marks
    rows = FaultReport.objects.visible_to(person).filter(
        customer__in=by_customer, annulled=False, reported_at__gte=min(dated) - LOOK_BACK
    )
    for customer, moment in rows.order_by("reported_at").values_list("customer", "reported_at"):
        for case in by_customer[customer]:
            inside = bool(case.first_reported_at and moment >= case.first_reported_at)
            marks[case.pk].append((moment, inside))
    return marks


def _choices(rows: QuerySet[Case], key: str, name: str) -> list[tuple[str, str, int]]:
    counted = rows.order_by(name).values(key, name).annotate(count=Count("pk"))
    found = [(row[key], row[name], row["count"]) for row in counted]
    return [(str(value or "-"), str(label or gettext("sin dato")), count) for value, label, count in found]


def _step_choices(rows: QuerySet[Case]) -> list[tuple[str, str, int]]:
    """The steps with something in them, in the order of the procedure."""
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return [(state.value, step_label(state), counts[state]) for state in STATES if state in counts]


def _day(moment: datetime) -> Any:
    return moment.astimezone(clock.local_zone()).date()
