"""Who signs out leaves the stream at once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from reitera.core.announcements import announce
from reitera.sheet.live.reader import SIGNED_OUT
from reitera.sheet.live.sessions import name_of


@receiver(user_logged_out)
def end_streams(request: HttpRequest | None, **_more: Any) -> None:
    """Django says so just before the session is gone, so the announcement names the session."""
    key = request and request.session.session_key
    if key:
        announce(SIGNED_OUT, name_of(key))
