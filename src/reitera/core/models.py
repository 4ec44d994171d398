"""The append-only log of acts, and what other models build on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models


class RecordedModel(models.Model):
    """A model whose rows change only inside `core.recording.recording`; in tests any other write fails."""

    class Meta:
        abstract = True


class AppendOnly(Exception):
    """Somebody tried to change or delete an event."""


class EventQuerySet(models.QuerySet["Event"]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnly("events are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnly("events are never deleted")

    def about(self, kind: str, identifier: object) -> EventQuerySet:
        """The events of one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_id=str(identifier)).order_by("pk")


class Event(models.Model):
    """One act: what changed on which subject, by whom, when. History, audit, live feed and process log.

    `actor` is empty for the product's own acts. `centres_before` and `centres_after` are the operations centres the
    subject belonged to, so that a row which leaves a viewer's scope can leave the screen. Times are UTC.
    """

    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    case_id = models.BigIntegerField(null=True, blank=True)
    step = models.CharField(max_length=40, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="events")
    at = models.DateTimeField()
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    centres_before = models.JSONField(default=list)
    centres_after = models.JSONField(default=list)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_of_subject"),
            models.Index(fields=["case_id", "id"], name="event_of_case"),
            models.Index(fields=["kind", "id"], name="event_of_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind}:{self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise AppendOnly("events are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnly("events are never deleted")


class EventPersonalValues(models.Model):
    """The personal part of an event, apart so that anonymising a customer never rewrites the log."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="personal")
    customer_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)

    def __str__(self) -> str:
        return f"personal values of event {self.event_id}"


class EventCursor(models.Model):
    """How far one consumer of events has come."""

    name = models.CharField(max_length=80, unique=True)
    last_event_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} @ {self.last_event_id}"
