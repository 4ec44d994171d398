"""What happens around every request: a reference for the log, and refusals shown as a person can read them."""

from __future__ import annotations

import secrets
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from reitera.core.errors import Refusal

log = structlog.get_logger(__name__)


class ReferenceMiddleware:
    """A short reference per request, in the log and on the error page, so that a call can be traced."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.reference = secrets.token_hex(3).upper()  # type: ignore[attr-defined]
        with structlog.contextvars.bound_contextvars(reference=request.reference, path=request.path):  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers["X-Reference"] = request.reference  # type: ignore[attr-defined]
        return response


class RefusalMiddleware:
    """Turn a `Refusal` raised by any view into a page, an htmx fragment or JSON, with its own status."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        log.info("refused", code=exception.code, user=getattr(request.user, "pk", None))
        if request.accepts("text/html"):
            template = "refusal_fragment.html" if request.headers.get("HX-Request") else "refusal.html"
            return render(request, template, {"refusal": exception}, status=exception.status)
        return JsonResponse(exception.as_json(), status=exception.status)
