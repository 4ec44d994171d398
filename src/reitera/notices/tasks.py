"""Notices are made after the act, outside its transaction; sending them is a job of its own."""

from __future__ import annotations

import structlog
from django.utils import translation
from huey.contrib.djhuey import db_task

from reitera.core.clock import now
from reitera.core.events import subscribe
from reitera.core.models import Event
from reitera.notices import actions
from reitera.notices.models import Channel, Notice
from reitera.notices.recipients import TELLS
from reitera.notices.sending import send
from reitera.notices.words import sentence_of

log = structlog.get_logger(__name__)


@subscribe("notices.bell", *TELLS, "case.commented", "visit.rescheduled")
def notify(event: Event) -> None:
    told = actions.notify_of(event)
    for channel in Channel.objects.filter(user__in=[notice.recipient_id for notice in told]):
        send_notices(channel.pk)


# A moment's delay lets a list of many cases become one message.
@db_task(retries=3, retry_delay=60)  # type: ignore[untyped-decorator]
def send_notices(channel_id: int) -> None:
    """Send what the person has not been sent; a service that fails is tried again, and its failure kept."""
    channel = Channel.objects.select_related("user").filter(pk=channel_id).first()
    if channel is None:
        return
    waiting = list(Notice.objects.filter(recipient=channel.user, sent_at=None, read_at=None).order_by("pk")[:20])
    if not waiting:
        return
    with translation.override(channel.user.language):
        text = "\n".join(sentence_of(notice) for notice in waiting)
        try:
            send(channel.address, title="Reitera", text=text)
        except Exception as failure:
            Channel.objects.filter(pk=channel.pk).update(last_failure=str(failure)[:300])
            log.warning("notice_not_sent", user=channel.user_id, failure=str(failure))
            raise
    Notice.objects.filter(pk__in=[notice.pk for notice in waiting]).update(sent_at=now())
    Channel.objects.filter(pk=channel.pk).update(last_failure="")
