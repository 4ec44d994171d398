"""When cycles run by themselves: on Monday morning, and when an import brings the days that one waited for."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from reitera.core.clock import now
from reitera.core.events import subscribe
from reitera.core.models import Event
from reitera.repeats.actions import run_due_cycles


# Monday 10:00 UTC is 06:00 in Bolivia, which has no daylight saving time.
@db_periodic_task(crontab(day_of_week="1", hour="10", minute="0"))
def run_weekly_cycle() -> None:
    run_due_cycles(at=now())


@subscribe("repeats.waiting_cycles", "import.applied")
def run_waiting_cycles(event: Event) -> None:
    """Idempotent: a cycle that is done is not run again by this."""
    if (event.after or {}).get("kind") == "fault_reports":
        run_due_cycles(at=now())
