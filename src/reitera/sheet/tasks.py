"""Rows of the sheet that change without an act on their case, and rows of an installation older than the sheet."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from reitera.core.clock import now
from reitera.core.events import subscribe
from reitera.core.models import Event
from reitera.sheet.projection import renew_stale, rows_missing


@subscribe("sheet.imports", "import.applied", "customer.merged")
def take_in_changes(event: Event) -> None:
    """Customers, products and reports that the commercial system told otherwise: the open rows follow."""
    renew_stale(actor=event.actor, at=event.at, why=event.kind)


@db_periodic_task(crontab(minute="*/5"))  # type: ignore[untyped-decorator]
def make_missing_rows() -> int:
    """Cases opened before there was a sheet get their rows."""
    return renew_stale(actor=None, at=now(), cases=rows_missing(), why="sheet.first_row")
