"""One case as a row of the inbox: its words are ready when the template begins, for a page draws a hundred of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from reitera.cases.acts import Act, acts_allowed
from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.core import clock
from reitera.core.visibility import role_labels, viewer_of
from reitera.faults.models import FaultReport

LOOK_BACK = timedelta(days=20)
Moments = list[tuple[datetime, bool]]


class Stretch(NamedTuple):
    """From one moment to another; by name, for a template takes three tries to find the first of a pair."""

    start: datetime
    end: datetime


@dataclass
class Row:
    """One case in the list: what decides the next act.

    `says_whom`: the list has cases of other people, so that a row tells whose turn it is; `says_centre`: of several
    centres.
    """

    case: Case
    acts: Sequence[Act]
    moments: Moments
    now: datetime
    says_whom: bool
    says_centre: bool

    @property
    def token(self) -> str:
        return token_of(self.case)

    @cached_property
    def address(self) -> str:
        return reverse("cases:case", kwargs={"number": self.case.number})

    @property
    def act_codes(self) -> str:
        """The acts that the bar for many may offer for it."""
        return " ".join(act.code for act in self.acts if act.many)

    @property
    def tick_label(self) -> str:
        return gettext("Marcar {case}").format(case=self.case)

    @property
    def facts(self) -> str:
        """ "3 reportes · lo atiende Ana Rojas · Zona Norte", what there is of it."""
        case = self.case
        parts = [
            role_labels(case.info.roles) if self.says_whom else "",
            _reports_in_words(case),
            gettext("lo atiende {owner}").format(owner=case.owner) if case.owner else "",
            str(case.technician or ""),
            case.customer.zone,
            str(case.operations_centre or gettext("sin centro")) if self.says_centre else "",
        ]
        return " · ".join(part for part in parts if part)

    @cached_property
    def is_late(self) -> bool:
        return self.case.due_at is not None and self.case.due_at < self.now

    @property
    def is_soon(self) -> bool:
        return not self.is_late and self.case.due_at is not None and _day(self.case.due_at) == _day(self.now)

    @cached_property
    def window(self) -> Stretch | None:
        first, last = self.case.first_reported_at, self.case.last_reported_at
        return Stretch(first, last) if first and last else None

    @cached_property
    def span(self) -> Stretch | None:
        if self.window is None:
            return None
        end = max(self.window.end, self.case.latest_report_at or self.window.end)
        return Stretch(end - LOOK_BACK, end + timedelta(days=1))


def rows_of(
    person: Any, cases: Sequence[Case], now: datetime, *, says_whom: bool = False, says_centre: bool = False
) -> list[Row]:
    """Cases with what their row shows; one query for the reports of all."""
    viewer, reports = viewer_of(person), _reports_of(person, cases)
    return [Row(case, acts_allowed(viewer, case), reports[case.pk], now, says_whom, says_centre) for case in cases]


def _reports_in_words(case: Case) -> str:
    count = case.reports_in_window
    if not count:
        return case.get_origin_display()
    return ngettext("{n} reporte", "{n} reportes", count).format(n=count)


def _reports_of(person: Any, cases: Sequence[Case]) -> dict[int, Moments]:
    """Each case's reports around its window, for its time line. One query."""
    by_customer: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        by_customer[case.customer_id].append(case)
    marks: dict[int, Moments] = defaultdict(list)
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


def _day(moment: datetime) -> Any:
    return moment.astimezone(clock.local_zone()).date()
