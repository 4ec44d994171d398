"""Agenda: the visits by day and technician, and beside them the cases that have no date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from reitera.cases import rules as case_rules
from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.core import clock
from reitera.core.visibility import viewer_of
from reitera.procedure.moves import move_for
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.visits.models import Status, Visit

PAGE_SIZE = 100
SHOWN_WITHOUT_DATE = 20
TODAY, TOMORROW = "hoy", "manana"


@dataclass(frozen=True)
class AgendaFilter:
    """What the address asks for; unknown values are as good as none."""

    day: str = ""
    centre: str = ""
    technician: str = ""

    @classmethod
    def from_address(cls, query: Mapping[str, str]) -> AgendaFilter:
        technician = query.get("tecnico", "")
        return cls(
            day=query.get("dia", "")[:10],
            centre=query.get("centro", "")[:20],
            technician=technician if technician.isascii() and technician.isdigit() and len(technician) < 16 else "",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.day or self.centre or self.technician)

    @property
    def chosen_day(self) -> date | None:
        named = {TODAY: clock.today(), TOMORROW: clock.today() + timedelta(days=1)}
        if self.day in named:
            return named[self.day]
        try:
            return date.fromisoformat(self.day)
        except ValueError:
            return None

    def narrow(self, rows: QuerySet[Visit]) -> QuerySet[Visit]:
        """The visits of a day; without one, all that are still to come or under way."""
        day = self.chosen_day
        if day is None:
            rows = rows.live()  # type: ignore[attr-defined]
        else:
            rows = rows.filter(
                starts_at__gte=clock.midnight(day), starts_at__lt=clock.midnight(day + timedelta(days=1))
            ).exclude(status=Status.CANCELLED)
        if self.centre:
            rows = rows.filter(case__operations_centre__code=self.centre)
        return rows.filter(technician=int(self.technician)) if self.technician else rows


@dataclass(frozen=True)
class OfTechnician:
    """The visits of one technician on one day."""

    technician: Any
    visits: list[Visit]


@dataclass(frozen=True)
class Agenda:
    """`days` holds day → technicians → visits of this page. `without_date` are cases at 14, each with its token and
    whether the person may schedule it; None when the person plans nothing."""

    page: Page[Visit]
    days: list[tuple[date, list[OfTechnician]]]
    centres: list[tuple[str, str, int]]
    technicians: list[tuple[str, str, int]]
    days_offered: list[tuple[str, str]]
    without_date: list[tuple[Case, str, bool]] | None
    count_without_date: int
    shows_contact: bool


def visits_asked(person: Any, asked: AgendaFilter) -> QuerySet[Visit]:
    rows = asked.narrow(Visit.objects.visible_to(person))
    rows = rows.select_related("technician", "case__customer", "case__operations_centre", "result")
    return rows.order_by("starts_at", "technician__full_name", "pk")


def agenda_of(person: Any, asked: AgendaFilter, page: Any = 1) -> Agenda:
    """Everything of the page, in a fixed number of queries for any number of visits."""
    shown = Paginator(visits_asked(person, asked), PAGE_SIZE).get_page(page)
    live = Visit.objects.visible_to(person).live()
    cases, count = _without_date(person, asked)
    return Agenda(
        page=shown,
        days=_by_day(list(shown)),
        centres=_choices(live, "case__operations_centre__code", "case__operations_centre__name"),
        technicians=_choices(live, "technician", "technician__full_name"),
        days_offered=_days_offered(),
        without_date=cases,
        count_without_date=count,
        shows_contact=case_rules.needs_contact(viewer_of(person)),
    )


def _by_day(visits: Sequence[Visit]) -> list[tuple[date, list[OfTechnician]]]:
    def day(visit: Visit) -> date:
        return visit.starts_at.astimezone(clock.local_zone()).date()

    return [(on, _by_technician(list(of_day))) for on, of_day in groupby(visits, key=day)]


def _by_technician(visits: list[Visit]) -> list[OfTechnician]:
    ordered = sorted(visits, key=lambda visit: (str(visit.technician), visit.technician_id, visit.starts_at))
    grouped = groupby(ordered, key=lambda visit: visit.technician_id)
    return [OfTechnician(listed[0].technician, listed) for listed in (list(rows) for _pk, rows in grouped)]


def _without_date(person: Any, asked: AgendaFilter) -> tuple[list[tuple[Case, str, bool]] | None, int]:
    """The cases at 14 by due time, the first of them, and how many they are."""
    viewer = viewer_of(person)
    if set(viewer.roles) <= {Role.FIELD_TECHNICIAN}:
        return None, 0
    rows = Case.objects.visible_to(person).filter(state=State.SCHEDULE_VISIT)
    if asked.centre:
        rows = rows.filter(operations_centre__code=asked.centre)
    count = rows.count()
    first = rows.select_related("customer", "operations_centre").order_by("due_at", "pk")[:SHOWN_WITHOUT_DATE]
    move = move_for(State.SCHEDULE_VISIT, "scheduled")
    may = [(case, token_of(case), move is not None and case_rules.can_do(viewer, case, move)) for case in first]
    return may, count


def _choices(rows: QuerySet[Visit], key: str, name: str) -> list[tuple[str, str, int]]:
    counted = rows.order_by(name).values(key, name).annotate(count=Count("pk"))
    return [(str(row[key]), str(row[name]), row["count"]) for row in counted.filter(~Q(**{key: None}))]


def _days_offered() -> list[tuple[str, str]]:
    """The days of a week from today, to choose from."""
    first = clock.today()
    return [(f"{first + timedelta(days=n):%Y-%m-%d}", f"{first + timedelta(days=n):%d/%m}") for n in range(2, 8)]
