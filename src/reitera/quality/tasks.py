"""When the sample is drawn: every morning, and when an import brings orders that a draw waited for."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from reitera.core.clock import now
from reitera.core.events import subscribe
from reitera.core.models import Event
from reitera.quality.actions import draw_due


# 10:30 UTC is 06:30 in Bolivia, which has no daylight saving time.
@db_periodic_task(crontab(hour="10", minute="30"))  # type: ignore[untyped-decorator]
def draw_daily_sample() -> None:
    draw_due(at=now())


@subscribe("quality.waiting_draws", "import.applied")
def draw_waiting_samples(event: Event) -> None:
    """Idempotent: a day that is drawn is not drawn again."""
    if (event.after or {}).get("kind") == "work_orders":
        draw_due(at=now())
