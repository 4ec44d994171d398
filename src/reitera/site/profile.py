"""A person's own page: who they are here, their roles, their settings and the ways to their access."""

from __future__ import annotations

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reitera.procedure.roles import Role
from reitera.staff.requests import Request
from reitera.staff.words import holders_in_words, roles_in_lines


@require_GET
def profile(request: Request) -> HttpResponse:
    context = {
        "roles": roles_in_lines(request.user),
        "administrators": holders_in_words(Role.ADMINISTRATOR),
        "has_second_factor": is_mfa_enabled(request.user),
    }
    return render(request, "site/profile.html", context)
