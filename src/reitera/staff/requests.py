"""The request as a view behind sign-in sees it: with one of our users, and what htmx says of it."""

from __future__ import annotations

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from reitera.staff.models import User


class Request(HttpRequest):
    """For annotations: LoginRequiredMiddleware and HtmxMiddleware make every view's request one of these."""

    user: User
    htmx: HtmxDetails
