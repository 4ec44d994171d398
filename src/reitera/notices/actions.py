"""Notices are made from events, read by their recipient, and sent on to the channel they chose."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from reitera.cases.models import Case
from reitera.core.announcements import announce
from reitera.core.models import Event
from reitera.notices.models import Channel, Notice
from reitera.notices.recipients import told_of
from reitera.notices.refusals import UnknownChannel
from reitera.notices.sending import is_usable
from reitera.staff.models import User


def notify_of(event: Event) -> list[Notice]:
    """Tell the people an event is for. Seen twice it tells once; the notices made or counted up."""
    case = Case.objects.select_related("customer").filter(pk=event.case_id or -1).first()
    if case is None:
        return []
    told = [(kind, person) for kind, people in told_of(event, case) for person in people]
    made = [_tell(person, kind, event, case) for kind, person in told if person.pk != event.actor_id]
    return [notice for notice in made if notice is not None]


def _tell(person: User, kind: Notice.Kind, event: Event, case: Case) -> Notice | None:
    state = str((event.after or {}).get("state", case.state))
    with transaction.atomic():
        notice, is_new = Notice.objects.select_for_update().get_or_create(
            recipient=person,
            group=_group(kind, event, state),
            defaults={
                "kind": kind, "case": case, "state": state, "actor": event.actor, "at": event.at,
                "last_event_id": event.pk,
            },
        )  # fmt: skip
        announce("bell", str(person.pk))
        if is_new:
            return notice
        if event.pk <= notice.last_event_id:
            return None
        Notice.objects.filter(pk=notice.pk).update(
            count=F("count") + 1, last_event_id=event.pk, at=event.at, read_at=None
        )
    return notice


def _group(kind: Notice.Kind, event: Event, state: str) -> str:
    """Acts on many cases have one actor and one moment; what the product does in one run too."""
    return f"{kind}:{state}:{event.actor_id or 0}:{event.at.isoformat()}"


def read(*, person: User, at: datetime, notice_id: int | None = None, told_before: datetime | None = None) -> int:
    """Mark one notice, those told before a moment, or all, as read; how many were not."""
    rows = Notice.objects.filter(recipient=person, read_at=None)
    if notice_id is not None:
        rows = rows.filter(pk=notice_id)
    if told_before is not None:
        rows = rows.filter(at__lt=told_before)
    count = rows.update(read_at=at)
    if count:
        announce("bell", str(person.pk))
    return count


def choose_channel(*, person: User, address: str) -> None:
    """Send the person's notices to an address as well, or, when empty, only to the bell. Raises UnknownChannel."""
    if not address.strip():
        Channel.objects.filter(user=person).delete()
        return
    if not is_usable(address.strip()):
        raise UnknownChannel(address=address.strip()[:60])
    Channel.objects.update_or_create(user=person, defaults={"address": address.strip(), "last_failure": ""})
