"""Views kept by the page: saved, changed and removed."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from reitera.core.clock import now, today
from reitera.core.visibility import require_sight
from reitera.sheet.actions import change_view, remove_view, save_view
from reitera.sheet.columns import columns_seen
from reitera.sheet.given_view import GivenView, read_view
from reitera.sheet.models import SavedView, SheetRow
from reitera.sheet.requests import body_of
from reitera.staff.requests import Request


@require_POST
def views(request: Request) -> JsonResponse:
    """Save a view of one's own."""
    require_sight(request.user, SheetRow)
    return _answer(save_view(given=_given(request), actor=request.user, at=now()))


@require_http_methods(["PUT", "DELETE"])
def saved_view(request: Request, pk: int) -> HttpResponse:
    """Make a view of one's own what is sent, or remove it."""
    require_sight(request.user, SheetRow)
    if request.method == "DELETE":
        remove_view(pk=pk, actor=request.user, at=now())
        return HttpResponse(status=204)
    return _answer(change_view(pk=pk, given=_given(request), actor=request.user, at=now()))


def _given(request: Request) -> GivenView:
    return read_view(body_of(request), columns_seen(request.user.viewer), today())


def _answer(view: SavedView) -> JsonResponse:
    return JsonResponse({"id": view.pk, "url": reverse("sheet:view", args=[view.pk])})
