"""What the frame around every page needs; worked out only when a template asks, so that fragments cost nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from reitera.cases.inbox import count_waiting
from reitera.core.visibility import role_labels, viewer_of
from reitera.notices.queries import unread_of
from reitera.site.navigation import navigation_of, tabs_of

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "theme"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, theme and the person's roles in words, for `base.html` and `door.html`."""
    user = getattr(request, "user", None)
    inside = user if user is not None and user.is_authenticated else None
    links = SimpleLazyObject(lambda: navigation_of(user, request.path))
    return {
        "frame_template": "base.html" if inside else "door.html",
        "navigation": links,
        "tabs": SimpleLazyObject(lambda: tabs_of(links)),
        "roles_in_words": SimpleLazyObject(lambda: role_labels(viewer_of(user).roles)),
        "unread": cache(lambda: unread_of(inside)) if inside else 0,
        "waiting_for_me": cache(lambda: count_waiting(user).every) if inside else 0,
        "theme": inside.theme if inside else _theme_of_visitor(request),
        "single_keys": inside.single_keys if inside else True,
        "reference": getattr(request, "reference", ""),
    }


def _theme_of_visitor(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"
