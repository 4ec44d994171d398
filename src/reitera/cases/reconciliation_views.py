"""Conciliación: what differs between our cases and the commercial system, as a page and as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reitera.cases.models import Case
from reitera.cases.reconciliation import (
    DIRECTIONS,
    KINDS,
    OPEN_THERE,
    Told,
    by_centre,
    differences,
    told_at,
    with_documents,
)
from reitera.cases.rules import RECONCILERS
from reitera.core.exports import csv_response
from reitera.staff.requests import Request
from reitera.staff.rules import require_role

PAGE_SIZE = 50
CASES_A_QUERY = 500
NO_CENTRE = "-"


@dataclass(frozen=True)
class Asked:
    """What the address asks for; unknown values are as good as none."""

    direction: str = OPEN_THERE
    centre: str = ""

    @classmethod
    def from_address(cls, query: Mapping[str, str]) -> Asked:
        direction = query.get("sentido", "")
        return cls(direction if direction in DIRECTIONS else OPEN_THERE, query.get("centro", "")[:20])

    def narrow(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        if self.centre == NO_CENTRE:
            return cases.filter(operations_centre__isnull=True)
        return cases.filter(operations_centre__code=self.centre) if self.centre else cases


@require_GET
def reconciliation(request: Request) -> HttpResponse:
    """What is closed here and open there, or the reverse, with the documents that say so."""
    require_role(request.user, *RECONCILERS)
    asked, told = Asked.from_address(request.GET), told_at()
    found = {direction: differences(direction, request.user, told) for direction in DIRECTIONS}
    centres = by_centre(found[asked.direction])
    page = Paginator(asked.narrow(found[asked.direction]), PAGE_SIZE).get_page(request.GET.get("pagina"))
    counts = {direction: rows.count() for direction, rows in found.items() if direction != asked.direction}
    counts[asked.direction] = sum(count for _code, _name, count in centres)
    context = {
        "asked": asked,
        "page": page,
        "lines": with_documents(list(page.object_list), asked.direction, request.user, told),
        "directions": [(name, label, counts[name]) for name, label in DIRECTIONS.items()],
        "centres": [(code, name or _("sin centro"), count) for code, name, count in centres],
        "told": [(KINDS[name].files, told.get(name)) for name in KINDS],
        "is_told": bool(told),
    }
    return render(request, "cases/reconciliation.html", context)


@require_GET
def reconciliation_csv(request: Request) -> StreamingHttpResponse:
    """The direction and centre of the address as a file, a line for each document."""
    require_role(request.user, *RECONCILERS)
    asked = Asked.from_address(request.GET)
    return csv_response(f"conciliacion-{asked.direction}", _titles(), _lines(asked, request.user, told_at()))


def _titles() -> list[str]:
    return [
        _("Caso"), _("Cliente, código"), _("Cliente"), _("Centro"), _("Paso"), _("Cerrado aquí"), _("Documento"),
        _("Número"), _("Abierto en Smartflex"), _("Cerrado en Smartflex"),
    ]  # fmt: skip


def _lines(asked: Asked, person: Any, told: Told) -> Iterator[list[Any]]:
    cases = list(asked.narrow(differences(asked.direction, person, told)))
    for start in range(0, len(cases), CASES_A_QUERY):
        for line in with_documents(cases[start : start + CASES_A_QUERY], asked.direction, person, told):
            case = line.case
            about = [case.number, case.customer.code, case.customer.name, case.operations_centre or "",
                     case.step_label, line.closed_here_at]  # fmt: skip
            for document in line.documents:
                yield [*about, document.label, document.number, document.begins_at, document.closed_at]
