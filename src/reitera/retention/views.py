"""The page of calls. Its acts are those of the case: `cases:act`."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reitera.retention.page import calls_page
from reitera.retention.rules import CALL_READERS
from reitera.staff.requests import Request
from reitera.staff.rules import require_role


@require_GET
def calls(request: Request) -> HttpResponse:
    """Whom to call now, in order, and the call itself."""
    require_role(request.user, *CALL_READERS)
    context = calls_page(request.user, request.GET.get("caso", "")[:20], request.GET.get("pagina"))
    return render(request, "retention/calls.html", context)
