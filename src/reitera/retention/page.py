"""What the page of calls shows: whom to call, and the call that is being made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.translation import gettext

from reitera.cases import rules
from reitera.cases.models import Case, CaseParameters, pk_of_number
from reitera.cases.page import offers_of, preview_of
from reitera.core.clock import now
from reitera.core.visibility import viewer_of
from reitera.procedure.steps import State
from reitera.retention.calls import Tally
from reitera.retention.forms import CallForm
from reitera.retention.models import Agreement, CallAttempt
from reitera.retention.phones import phones_in
from reitera.retention.queries import AGREED, LATER, NOW, call_list, calls_of_stays, open_agreements, tally_at

PAGE_SIZE = 50


@dataclass(frozen=True)
class CallRow:
    """One case of the list."""

    case: Any
    tally: Tally
    agreement: Agreement | None

    @property
    def is_late(self) -> bool:
        return self.case.due_at is not None and self.case.due_at < now()


@dataclass(frozen=True)
class CallGroup:
    title: str
    count: int
    rows: list[CallRow]


def calls_page(person: Any, number: str = "", page: Any = 1) -> dict[str, Any]:
    """The list, and the case that is open: the one asked for, else the first one due. Fixed queries."""
    moment, parameters = now(), CaseParameters.in_force()
    listed: Any = call_list(person, moment)
    counts = dict(listed.order_by().values_list("turn").annotate(Count("pk")))
    shown = Paginator(listed, PAGE_SIZE).get_page(page)
    cases = list(shown)
    rows = _rows(cases, moment, parameters)
    chosen = _chosen(listed, cases, number)
    return {
        "groups": _groups(rows, counts),
        "page": shown,
        "total": sum(counts.values()),
        "due": counts.get(NOW, 0),
        "chosen": chosen,
        **(call_of(chosen, person, moment, parameters) if chosen else {}),
    }


def call_of(case: Case, person: Any, moment: datetime, parameters: CaseParameters) -> dict[str, Any]:
    """Who is called, at which numbers, what was said before, and the form of this call."""
    calls = list(CallAttempt.objects.filter(case=case).select_related("by", "result").order_by("-at", "-pk"))
    stay = [call for call in calls if call.at >= case.state_since]
    shows_contact = rules.needs_contact(viewer_of(person))
    offers = offers_of(person, case)
    return {
        "opened": preview_of(case, person),
        "calls": calls,
        "tally": tally_at(stay, moment, parameters),
        "phones": phones_in(case.customer.phone) if shows_contact else [],
        "shows_contact": shows_contact,
        "agreements": list(Agreement.objects.filter(case=case).select_related("kept_with")[::-1]),
        "form": CallForm(cases=[case], person=person),
        "offers": [offer for offer in offers if offer.act.code != "note_call"],
        "can_call": any(offer.act.code == "note_call" for offer in offers),
    }


def _rows(cases: Sequence[Case], moment: datetime, parameters: CaseParameters) -> list[CallRow]:
    calls, agreements = calls_of_stays(cases), open_agreements(cases)
    return [CallRow(case, tally_at(calls[case.pk], moment, parameters), agreements.get(case.pk or 0)) for case in cases]


def _groups(rows: Sequence[CallRow], counts: dict[int, int]) -> list[CallGroup]:
    titles = {NOW: gettext("Por llamar"), LATER: gettext("Más tarde"), AGREED: gettext("Acuerdos por ejecutar")}
    return [
        CallGroup(title, counts[turn], of_turn)
        for turn, title in titles.items()
        if (of_turn := [row for row in rows if row.case.turn == turn])
    ]


def _chosen(listed: Any, cases: Sequence[Case], number: str) -> Case | None:
    """The case asked for while it is still at step 9, else the first of the list."""
    if number:
        asked: Case | None = listed.filter(pk=pk_of_number(number) or -1).first()
        if asked is not None:
            return asked
    return next((case for case in cases if case.state == State.RETENTION_CONTACT), None)
