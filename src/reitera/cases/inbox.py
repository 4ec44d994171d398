"""Mi bandeja: what waits for a person, overdue first, then step by step; and what waits for others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.acts import Act
from reitera.cases.inbox_figures import Choice, Figures, figures_of
from reitera.cases.models import Case, CaseQuerySet, pk_of_number
from reitera.cases.queries import unattended, waiting_for
from reitera.cases.rows import Row, rows_of
from reitera.cases.whole_lists import WholeList, whole_lists
from reitera.core import clock
from reitera.core.text import fold
from reitera.core.visibility import Viewer, viewer_of
from reitera.customers.models import Customer
from reitera.procedure.roles import Role
from reitera.procedure.steps import STATES, State

PAGE_SIZE = 50
SHOWN_LATE = 24
SHOWN_OF_STEP = 8
MOST_CONCLUDED = 5_000
SHOWN_WITH = ("customer", "operations_centre", "technician", "owner")
"""What a row shows of other tables: every list of rows brings it along, or each row would ask for it."""
KEEPERS = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
"""Who names substitutes, and so sees the cases that nobody can act on."""

VIEWS: dict[str, str | Promise] = {
    "mias": _("Me toca"),
    "otros": _("Espera a otros"),
    "nadie": _("Sin responsable"),
    "todos": _("Todos"),
    "concluidos": _("Concluidos"),
}
_SOME_STATE = "\0"
"""Stands for a state where it does not matter which; no text in a database has it."""
OF_OTHERS = ("otros", "nadie", "todos")
"""Views with cases of other people, whose rows say whose turn it is."""


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
            placed = Q(operations_centre=None) if self.centre == "-" else Q(operations_centre__code=self.centre)
            rows = rows.filter(placed)
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
    """The page. `counts` has no figure for the concluded: years of them are not counted to open a list."""

    asked: InboxFilter
    counts: dict[str, int]
    figures: Figures
    groups: list[Group]
    lists: list[WholeList]
    page: Page[Case] | None
    centres: list[Choice]
    acts: list[tuple[Act, bool]] = field(default_factory=list)

    @property
    def late(self) -> int:
        return self.figures.late

    @property
    def today(self) -> int:
        return self.figures.today

    @property
    def steps(self) -> list[Choice]:
        return self.figures.steps()

    @property
    def segments(self) -> list[Choice]:
        return self.figures.segments()


def inbox_of(person: Any, asked: InboxFilter, page: Any = 1) -> Inbox:
    """Everything of the page, in a fixed number of queries for any number of cases."""
    viewer, now = viewer_of(person), clock.now()
    seen = Case.objects.visible_to(person)
    every = figures_of(seen.open(), waiting_for(viewer), now)
    in_view = _in_view(asked.view, viewer, seen)
    rows = asked.narrow(in_view, now).select_related(*SHOWN_WITH)
    figures = _figures_in_view(asked, every, in_view, now)
    found = figures_of(_countable(asked, rows), Q(pk__in=()), now) if asked.is_narrowed else figures
    if asked.view == "concluidos" or asked.state or asked.late:
        shown: Page[Case] | None = Paginator(_ordered(rows, asked), PAGE_SIZE).get_page(page)
        cases, groups_of = list(shown or ()), _one_group if asked.state or not asked.late else _overdue
    else:
        shown, cases, groups_of = None, _first_of_each_step(rows, found, now), _groups
    centres = figures.centres()
    made = rows_of(person, cases, now, says_whom=asked.view in OF_OTHERS, says_centre=len(centres) > 1)
    return Inbox(
        asked=asked,
        counts=_tab_counts(viewer, seen, every),
        figures=figures,
        groups=groups_of(made, found),
        lists=whole_lists(viewer, rows) if asked.view == "mias" else [],
        page=shown,
        centres=centres,
        acts=_acts_of(made, person),
    )


class Waiting(NamedTuple):
    """How many cases wait for a person, and of those how many are overdue."""

    every: int
    late: int


def count_waiting(person: Any) -> Waiting:
    """The figure beside «Mi bandeja», and what the home page says of it. One query."""
    viewer = viewer_of(person)
    if not viewer.roles:
        return Waiting(0, 0)
    mine = Case.objects.visible_to(person).filter(waiting_for(viewer))
    return Waiting(**mine.aggregate(every=Count("pk"), late=Count("pk", filter=Q(due_at__lt=clock.now()))))


def _in_view(view: str, viewer: Viewer, seen: CaseQuerySet) -> QuerySet[Case]:
    match view:
        case "mias":
            return seen.filter(waiting_for(viewer))
        case "otros":
            return seen.open().exclude(waiting_for(viewer))
        case "nadie":
            return seen.filter(unattended()) if viewer.holds(*KEEPERS) else seen.none()
        case "concluidos":
            return seen.filter(state=State.CONCLUDED)
    return seen.open()


def _figures_in_view(asked: InboxFilter, every: Figures, in_view: QuerySet[Case], now: datetime) -> Figures:
    """Counts of the view before it is narrowed; taken from those of all open cases where they can be."""
    match asked.view:
        case "mias":
            return every.where(lambda cell: cell.is_mine)
        case "otros":
            return every.where(lambda cell: not cell.is_mine)
        case "todos":
            return every
    return figures_of(_countable(asked, in_view), Q(pk__in=()), now)


def _countable(asked: InboxFilter, rows: QuerySet[Case]) -> QuerySet[Case]:
    """Of the concluded only the latest are listed and counted; filters find the older ones."""
    if asked.view != "concluidos":
        return rows
    return Case.objects.filter(pk__in=_ordered(rows, asked).values("pk"))


def _tab_counts(viewer: Viewer, seen: CaseQuerySet, every: Figures) -> dict[str, int]:
    """How many open cases each view has; one query for «Sin responsable» where it is shown."""
    mine = every.where(lambda cell: cell.is_mine).every
    nobodys = seen.filter(unattended()).count() if viewer.holds(*KEEPERS) else 0
    return {"mias": mine, "otros": every.every - mine, "todos": every.every, "nadie": nobodys}


def _ordered(rows: QuerySet[Case], asked: InboxFilter) -> QuerySet[Case]:
    if asked.view == "concluidos":
        return rows.order_by("-concluded_at", "-pk")[:MOST_CONCLUDED]
    return rows.order_by("due_at", "pk")


def _first_of_each_step(rows: QuerySet[Case], figures: Figures, now: datetime) -> list[Case]:
    """The first of what is overdue, then the first cases of every step. Two queries."""
    late = list(rows.filter(due_at__lt=now).order_by("due_at", "pk")[:SHOWN_LATE])
    states = figures.in_time_by_state()
    if not states:
        return late
    in_time = rows.filter(Q(due_at__gte=now) | Q(due_at=None)).order_by("due_at", "pk")
    picked = Case.objects.filter(pk__in=_first_pks(in_time, states)).select_related(*SHOWN_WITH)
    return late + list(picked.order_by("due_at", "pk"))


def _first_pks(rows: QuerySet[Case], states: Collection[str]) -> RawSQL:
    """Each step by itself, so that its first cases are read off an index and the others not at all.

    The steps differ in one value, so their SQL is made once: making it takes Django longer than PostgreSQL to run it.
    """
    one = rows.filter(state=_SOME_STATE).values("pk")[:SHOWN_OF_STEP]
    sql, values = one.query.sql_with_params()
    every = [state if value == _SOME_STATE else value for state in states for value in values]
    # Nothing of a request is in this text: Django wrote it, and the values travel beside it.
    return RawSQL(" UNION ALL ".join([f"SELECT * FROM ({sql}) AS firsts"] * len(states)), every)  # noqa: S608, S611


def _groups(rows: list[Row], figures: Figures) -> list[Group]:
    late = [row for row in rows if row.is_late]
    counts, groups = figures.in_time_by_state(), []
    if late:
        groups.append(_late_group(figures, late))
    for state in STATES:
        of_step = [row for row in rows if row.case.state == state and not row.is_late]
        if of_step:
            groups.append(_group_of(state, counts[state], of_step))
    return groups


def _overdue(rows: list[Row], figures: Figures) -> list[Group]:
    return [_late_group(figures, rows)] if rows else []


def _one_group(rows: list[Row], figures: Figures) -> list[Group]:
    if not rows:
        return []
    state = State(rows[0].case.state)
    return [_group_of(state, figures.by_state()[state], rows)]


def _late_group(figures: Figures, rows: list[Row]) -> Group:
    return Group("late", gettext("Vencidos"), figures.late, rows, is_late=True)


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
