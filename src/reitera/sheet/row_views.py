"""One row of the sheet: its panel, the history of its cells, and the row as it was."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from reitera.cases.models import Case
from reitera.cases.page import preview_of
from reitera.cases.rules import can_comment
from reitera.core.clock import local_zone, now
from reitera.core.errors import NotFound
from reitera.sheet.columns import columns_ever_seen
from reitera.sheet.history import changes_of_cell, changes_of_row, row_as_it_was
from reitera.sheet.query import FIRST_YEAR, LAST_YEAR
from reitera.sheet.refusals import UnsoundRequest
from reitera.staff.requests import Request


@require_GET
def row(request: Request, pk: int) -> HttpResponse:
    """The panel beside the sheet: the case with its acts, and the latest changes of its cells."""
    case = _case(request, pk)
    moment = now().astimezone(local_zone())
    changes = changes_of_row(case, columns_ever_seen(request.user.viewer), request.user)
    context = {
        "opened": preview_of(case, request.user),
        "can_comment": can_comment(request.user.viewer, case),
        "changes": changes[:8],
        "comments": case.comments.visible_to(request.user).select_related("author").order_by("-pk")[:5],
        "moment": moment,
        "moments": [
            (_("Ayer a esta hora"), moment - timedelta(days=1)),
            (_("Hace una semana"), moment - timedelta(days=7)),
        ],
    }
    return render(request, "sheet/row.html", context)


@require_GET
def cell_history(request: Request) -> HttpResponse:
    """Who changed a cell, when, from what to what."""
    asked = request.GET.get("id", "")
    case = _case(request, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0)
    column = columns_ever_seen(request.user.viewer).get(request.GET.get("c", ""))
    if column is None:
        raise UnsoundRequest(what="c")
    context = {"case": case, "column": column, "changes": changes_of_cell(case, column, request.user)}
    return render(request, "sheet/cell_history.html", context)


@require_GET
def as_was(request: Request, pk: int) -> HttpResponse:
    """The row as it was at a moment: `?at=2026-11-24T12:00`, local."""
    case, moment = _case(request, pk), _moment(request.GET.get("at", ""))
    columns = columns_ever_seen(request.user.viewer)
    values = row_as_it_was(case, moment, columns, request.user)
    told = [(columns[key], text) for key, text in (values or {}).items() if text or not columns[key].is_aside]
    return render(
        request, "sheet/as_was.html", {"case": case, "moment": moment, "values": told, "known": values is not None}
    )


def _moment(said: str) -> datetime:
    try:
        moment = datetime.fromisoformat(said).replace(tzinfo=local_zone())
    except ValueError:
        raise UnsoundRequest(what=_("la fecha")) from None
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UnsoundRequest(what=_("la fecha"))
    return moment


def _case(request: Request, pk: int) -> Case:
    rows = Case.objects.visible_to(request.user).select_related("customer", "operations_centre", "technician", "owner")
    case = rows.filter(pk=pk).first()
    if case is None:
        raise NotFound(what=_("esa fila"))
    return case
