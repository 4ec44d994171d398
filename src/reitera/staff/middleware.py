"""A person's own language on every page, whatever browser they borrow; and no page before a password of their own."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation


class PreferencesMiddleware:
    """Answer a signed-in person in the language of their profile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated:
            return self.get_response(request)
        with translation.override(user.language):
            request.LANGUAGE_CODE = translation.get_language()
            return self.get_response(request)


class TemporaryPasswordMiddleware:
    """Lead a person who signed in with a temporary password to choose their own, before any other page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or not user.password_is_temporary or self._is_open(request.path):
            return self.get_response(request)
        return redirect("account_change_password")

    @staticmethod
    def _is_open(path: str) -> bool:
        return path in {reverse("account_change_password"), reverse("account_logout"), reverse("preferences")}
