"""Jobs of the core: consumers of events are caught up after each commit and once a minute."""

from huey import crontab
from huey.contrib.djhuey import db_periodic_task, db_task

from reitera.core.events import catch_up


@db_task()
def catch_up_consumers() -> int:
    return catch_up()


@db_periodic_task(crontab(minute="*"))
def catch_up_every_minute() -> int:
    """A job that was lost with its process is found again here."""
    return catch_up()
