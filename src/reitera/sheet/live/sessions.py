"""Whom a session signs in now: Django's own check of sessions, for many at once."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from reitera.staff.models import User, read_viewers

AT_ONCE = 500


def name_of(session_key: str) -> str:
    """A name of the session that lets nobody in."""
    return hashlib.sha256(session_key.encode()).hexdigest()[:32]


def people_of(session_keys: Collection[str]) -> dict[str, User]:
    """Whom each session signs in, with their roles of today; sessions of nobody are left out.

    A person is signed in only after the second factor, as the sign-in pages write a session's person last. Three
    queries for up to 500 sessions.
    """
    people: dict[str, User] = {}
    keys = sorted(set(session_keys))
    for begin in range(0, len(keys), AT_ONCE):
        people |= _people_of(keys[begin : begin + AT_ONCE])
    return people


def _people_of(keys: Collection[str]) -> dict[str, User]:
    model = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    stored = model.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    claims: dict[str, Mapping[str, Any]] = {row.session_key: row.get_decoded() for row in stored}
    claimed = {claim[SESSION_KEY] for claim in claims.values() if SESSION_KEY in claim}
    users = {str(user.pk): user for user in User.objects.filter(pk__in=claimed, is_active=True)}
    read_viewers(users.values())
    return {
        key: users[claim[SESSION_KEY]]
        for key, claim in claims.items()
        if claim.get(SESSION_KEY) in users and _holds(claim, users[claim[SESSION_KEY]])
    }


def _holds(claim: Mapping[str, Any], user: User) -> bool:
    """Whether the session was made by one of our ways in, and with the password the person has now."""
    known = claim.get(HASH_SESSION_KEY, "")
    hashes = (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    return claim.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS and any(
        constant_time_compare(known, hashed) for hashed in hashes
    )
