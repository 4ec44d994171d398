"""Corrections of contacts and imports of customers take turns: neither overtakes the other unseen."""

from __future__ import annotations

from django.db import connection

# Any constant does, as long as corrections and imports take the same one.
_TURN = 7_316_406


def wait_for_imports() -> None:
    """Keep imports from being applied until this transaction ends, and let the one that is being applied end first.

    SQLite has one writer anyway.
    """
    _take("pg_advisory_xact_lock_shared")


def wait_for_corrections() -> None:
    """Keep people from correcting contacts until this transaction ends, and let those who do end first."""
    _take("pg_advisory_xact_lock")


def _take(lock: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {lock}(%s)", [_TURN])
