"""The frame's own pages: home, search, preferences, and what a person sees when the server fails."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from reitera.core.clock import now
from reitera.site.context import THEME_COOKIE, THEMES
from reitera.site.home import home_of
from reitera.site.search import find
from reitera.staff.actions import change_preferences
from reitera.staff.models import User

A_YEAR = 365 * 24 * 60 * 60


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    shown = home_of(request.user)
    return render(request, "site/home.html", {"home": shown, "waiting_for_me": shown.waiting})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    template = "site/search_results.html" if request.headers.get("HX-Request") else "site/search.html"
    return render(request, template, {"words": words, "groups": find(request.user, words)})


@login_not_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep language, theme and shortcuts in the profile, or in cookies before signing in; then go back."""
    response = HttpResponseRedirect(_own_address(request, request.POST.get("next", "")))
    language, theme, keys = (request.POST.get(name) for name in ("language", "theme", "single_keys"))
    if request.user.is_authenticated:
        _keep_in_profile(request, language, theme, keys)
    if language and check_for_language(language):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=A_YEAR, samesite="Lax")
    if theme in THEMES:
        response.set_cookie(THEME_COOKIE, theme, max_age=A_YEAR, samesite="Lax")
    return response


def _keep_in_profile(request: HttpRequest, language: str | None, theme: str | None, keys: str | None) -> None:
    user = cast(User, request.user)
    change_preferences(
        user=user,
        language=str(language) if language in dict(settings.LANGUAGES) else user.language,
        theme=str(theme) if theme in THEMES else user.theme,
        single_keys=keys == "on" if keys in {"on", "off"} else user.single_keys,
        at=now(),
    )


def _own_address(request: HttpRequest, address: str) -> str:
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else "/"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the page must not ask the request for its user, which may be what was wrong with it."""
    return HttpResponse(loader.render_to_string("400.html", _bare(request)), status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: without queries, and with the reference that the log has."""
    return HttpResponse(loader.render_to_string("500.html", _bare(request)), status=500)


def _bare(request: HttpRequest) -> dict[str, str]:
    return {"reference": getattr(request, "reference", ""), "theme": "auto"}
