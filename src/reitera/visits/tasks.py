"""What visits do by themselves: begun ones are passed on each minute, and each follows its case."""

from __future__ import annotations

from huey import crontab
from huey.contrib.djhuey import db_periodic_task

from reitera.core.clock import now
from reitera.core.events import subscribe
from reitera.core.models import Event
from reitera.visits.actions.following import follow_case
from reitera.visits.actions.scheduling import pass_begun_visits


@db_periodic_task(crontab(minute="*"))  # type: ignore[untyped-decorator]
def pass_begun_visits_every_minute() -> int:
    return len(pass_begun_visits(at=now()))


@subscribe(
    "visits.follow_cases",
    "case.returned", "case.taken_back", "case.concluded_without_effect", "case.churned", "case.transferred",
    "case.reincident",
)  # fmt: skip
def follow_the_case(event: Event) -> None:
    if event.case_id is not None:
        follow_case(case_id=event.case_id, at=now())
