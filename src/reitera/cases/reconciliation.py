"""What is closed here and open in the commercial system, and the reverse, as its last files said.

Nothing is stored: each question compares cases with imported reports and orders, so it is true after every import. A
kind of document takes part only when its files say when they were closed; without that, an open one cannot be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, DateTimeField, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case
from reitera.core.models import Event
from reitera.core.visibility import ScopedQuerySet
from reitera.faults.models import FaultReport, WorkOrder
from reitera.intake.kinds import REPORT_STATES
from reitera.intake.models import Import
from reitera.procedure.steps import State

OPEN_THERE, CLOSED_THERE = "abierto-alla", "cerrado-alla"
DIRECTIONS: dict[str, str | Promise] = {
    OPEN_THERE: _("Cerrado aquí, abierto en Smartflex"),
    CLOSED_THERE: _("Cerrado en Smartflex, abierto aquí"),
}

CLOSES = ("closed", "already_attended")
"""Outcomes that say that the order or report was closed."""

OPEN_AGAIN = (State.TECHNICAL_REVIEW, State.ORDER_CLOSING)
"""States in which an earlier closing no longer stands: the fault came back, or the closing was undone."""

WAITS_FOR_WORK = (
    State.SCHEDULE_VISIT,
    State.PRIORITISE,
    State.FIELD_WORK,
    State.WORK_ACCEPTANCE,
    State.ORDER_CLOSING,
    State.PLANT_INCIDENT,
)
"""States in which the work is not closed here yet (14, 18, 19, 19.3, plant)."""

Told = Mapping[str, datetime]
"""When the last file of a kind of document came that says when they were closed."""


def _status_is(meaning: str) -> Q:
    found = Q(pk__in=())
    for word, means in REPORT_STATES.items():
        if means == meaning:
            found |= Q(status__iexact=word)
    return found


@dataclass(frozen=True)
class DocumentKind:
    """A kind of document of the commercial system: when it began, which count, and which of those are open."""

    label: str | Promise
    files: str | Promise
    model: type[FaultReport] | type[WorkOrder]
    begins: str
    live: Q
    is_open: Q

    def of_customer(self, person: Any = None) -> ScopedQuerySet[Any]:
        """The live documents of the outer query's customer; of those the person sees, when one is given."""
        rows: ScopedQuerySet[Any] = self.model.objects.all()
        return (rows.visible_to(person) if person is not None else rows).filter(
            self.live, customer=OuterRef("customer")
        )


_NOT_CLOSED = Q(closed_at__isnull=True)
KINDS = {
    "fault_reports": DocumentKind(
        label=_("Reporte"),
        files=_("reportes"),
        model=FaultReport,
        begins="reported_at",
        live=Q(annulled=False),
        is_open=_NOT_CLOSED,
    ),
    "work_orders": DocumentKind(
        label=_("Orden"),
        files=_("órdenes"),
        model=WorkOrder,
        begins="opened_at",
        live=~_status_is("annulled"),
        is_open=_NOT_CLOSED & ~_status_is("closed"),
    ),
}


def told_at() -> dict[str, datetime]:
    """The kinds whose files say when a document was closed, with when the last one was applied. One query."""
    applied = Import.objects.filter(
        kind__in=KINDS, status=Import.Status.APPLIED, applied_at__isnull=False, mapping__has_key="closed_at"
    )
    return dict(applied.order_by().values_list("kind").annotate(Max("applied_at")))


def differences(direction: str, person: Any, told: Told) -> QuerySet[Case]:
    """The cases the person sees that differ in one direction, oldest first."""
    find = _open_there if direction == OPEN_THERE else _closed_there
    return find(person, told).select_related("customer", "operations_centre")


def _open_there(person: Any, told: Told) -> QuerySet[Case]:
    """Closed here before the last file came, while what the customer had reported until then is open in it."""
    closings = Event.objects.filter(case_id=OuterRef("pk"), kind="case.moved", after__outcome__in=CLOSES)
    closed_at = Subquery(closings.order_by("-pk").values("at")[:1], output_field=DateTimeField())
    later = Case.objects.filter(customer=OuterRef("customer")).exclude(pk=OuterRef("pk"))
    later = later.filter(~Q(state=State.CONCLUDED) | Q(pk__gt=OuterRef("pk")))
    cases = Case.objects.visible_to(person).exclude(state__in=OPEN_AGAIN)
    cases = cases.annotate(closed_here_at=Coalesce("concluded_at", closed_at))
    differs = Q(pk__in=())
    for name, at in told.items():
        kind = KINDS[name]
        until_then = {f"{kind.begins}__lte": OuterRef("closed_here_at")}
        still_open = kind.of_customer(person).filter(kind.is_open, **until_then)
        # Few documents are open at any time: they lead to the cases, not the other way round.
        customers = kind.model.objects.filter(kind.live, kind.is_open).values("customer")
        differs |= Q(customer__in=customers) & Q(closed_here_at__lt=at) & Q(Exists(still_open))
    cases = cases.filter(differs)
    return cases.exclude(Exists(later), state=State.CONCLUDED).order_by("closed_here_at", "pk")  # type: ignore[misc]


def _closed_there(person: Any, told: Told) -> QuerySet[Case]:
    """Waits here for its work, while everything since its first report is closed there, something of it meanwhile."""
    cases = Case.objects.visible_to(person).filter(state__in=WAITS_FOR_WORK)
    cases = cases.annotate(since=Coalesce("first_reported_at", "latest_report_at", "opened_at"))
    closed_meanwhile, nothing_open = Q(pk__in=()), Q()
    for name in told:
        kind = KINDS[name]
        of_case = {f"{kind.begins}__gte": OuterRef("since")}
        closed_meanwhile |= Q(Exists(kind.of_customer(person).filter(closed_at__gte=OuterRef("opened_at"), **of_case)))
        nothing_open &= ~Q(Exists(kind.of_customer().filter(kind.is_open, **of_case)))
    return cases.filter(closed_meanwhile & nothing_open).order_by("state_since", "pk")


@dataclass(frozen=True)
class Document:
    """A report or an order as the commercial system has it. Times are UTC."""

    label: str
    number: str
    begins_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class Difference:
    """A case and the documents that contradict it; `closed_here_at` only where it is closed here."""

    case: Case
    documents: list[Document]

    @property
    def closed_here_at(self) -> datetime | None:
        return getattr(self.case, "closed_here_at", None)


def with_documents(cases: Sequence[Case], direction: str, person: Any, told: Told) -> list[Difference]:
    """The cases with what contradicts them, of what the person sees. One query for each kind of document."""
    customers = {case.customer_id for case in cases}
    found: dict[int, list[Document]] = {customer: [] for customer in customers}
    for name in told:
        kind = KINDS[name]
        which = kind.is_open if direction == OPEN_THERE else ~kind.is_open
        rows = kind.model.objects.visible_to(person).filter(kind.live, which, customer__in=customers)
        for row in rows.order_by(kind.begins, "pk"):
            begins_at = getattr(row, kind.begins)
            found[row.customer_id].append(Document(str(kind.label), row.number, begins_at, row.closed_at))
    return [Difference(case, list(_of_case(case, found[case.customer_id]))) for case in cases]


def _of_case(case: Case, documents: Iterable[Document]) -> Iterable[Document]:
    until, since = getattr(case, "closed_here_at", None), getattr(case, "since", None)
    for document in documents:
        if (until is None or document.begins_at <= until) and (since is None or document.begins_at >= since):
            yield document


def by_centre(cases: QuerySet[Case]) -> list[tuple[str, str, int]]:
    """Code, name and number of differences of each centre. One query."""
    rows = cases.order_by().values_list("operations_centre__code", "operations_centre__name")
    counted = rows.annotate(n=Count("pk")).order_by("operations_centre__name")
    return [(code or "-", name or "", n) for code, name, n in counted]
