"""The page of the sheet and what its grid asks."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reitera.cases.rules import TAKING_OVER
from reitera.core.clock import today
from reitera.core.events import latest_id
from reitera.core.visibility import require_sight
from reitera.sheet.blocks import block_of
from reitera.sheet.columns import Column, columns_seen
from reitera.sheet.distinct import values_under
from reitera.sheet.listing import list_rows
from reitera.sheet.models import SheetRow
from reitera.sheet.page import config_of, view_called
from reitera.sheet.query import Query, read_query
from reitera.sheet.refusals import UnsoundRequest
from reitera.sheet.requests import ids_of
from reitera.staff.requests import Request


@require_GET
def sheet(request: Request, view: str = "") -> HttpResponse:
    """Planilla de Control y Seguimiento en Línea, in a view."""
    require_sight(request.user, SheetRow)
    config = config_of(request.user, view_called(request.user, view))
    return render(request, "sheet/sheet.html", {"config": config, "takes_over": request.user.has_role(*TAKING_OVER)})


@require_GET
def order(request: Request) -> JsonResponse:
    """Which rows, in which order: `?q=`."""
    query, columns = asked_of(request)
    seen = latest_id()
    listed = list_rows(request.user, query, columns)
    return JsonResponse(
        {
            "ids": listed.ids,
            "total": len(listed.ids),
            "overdue": listed.overdue,
            "groups": [vars(group) for group in listed.groups],
            "totals": listed.totals,
            "found": listed.found,
            "as_of": seen,
        }
    )


@require_GET
def rows(request: Request) -> JsonResponse:
    """A block of rows by the ids of their cases: `?ids=17,4`."""
    require_sight(request.user, SheetRow)
    seen = latest_id()
    told = block_of(request.user, ids_of(request.GET.get("ids", "")), columns_seen(request.user.viewer))
    return JsonResponse({**told, "as_of": seen})


@require_GET
def values(request: Request) -> JsonResponse:
    """The values a column has under the other filters, with counts: `?c=&q=`."""
    query, columns = asked_of(request)
    column = columns.get(request.GET.get("c", ""))
    if column is None:
        raise UnsoundRequest(what="c")
    return JsonResponse(values_under(request.user, query, column, columns))


def asked_of(request: Request) -> tuple[Query, dict[str, Column]]:
    require_sight(request.user, SheetRow)
    columns = columns_seen(request.user.viewer)
    return read_query(request.GET.get("q", ""), columns, today()), columns
