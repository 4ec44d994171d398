"""What a person is told, and where else they want to be told. Notices are no casework: no work depends on them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case
from reitera.staff.models import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def shown_to(self, person: User) -> NoticeQuerySet:
        """The person's notices of cases that they may see; and of visits that are theirs no more, which say no name."""
        seen = models.Q(case__in=Case.objects.visible_to(person)) | models.Q(kind=Notice.Kind.VISIT_GONE)
        return self.filter(seen, recipient=person)


class Notice(models.Model):
    """One line of the bell. Acts on many cases at once are told in one notice, which counts them.

    `group` tells what belongs together; `last_event_id` makes its consumer idempotent. `case` is the first of them.
    """

    class Kind(models.TextChoices):
        ARRIVED = "arrived", _("le llegó un caso")
        REINCIDENT = "reincident", _("un caso es reincidente")
        CRITICAL = "critical", _("un caso es crítico")
        MENTIONED = "mentioned", _("lo mencionaron")
        ALERT = "alert", _("una alerta temprana")
        RESCHEDULED = "rescheduled", _("cambió la visita de un caso")
        VISIT_GONE = "visit_gone", _("ya no tiene la visita de un caso")

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind)
    group = models.CharField(max_length=160)
    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    count = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=24, blank=True)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    last_event_id = models.BigIntegerField()
    read_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recipient", "group"], name="one_notice_per_recipient_and_group"),
        ]
        indexes: ClassVar = [models.Index(fields=["recipient", "read_at", "-at"], name="notice_unread")]

    def __str__(self) -> str:
        return f"{self.recipient}: {self.kind} {self.case}"


class Channel(models.Model):
    """Where else a person wants their notices: an e-mail address, or an address that apprise understands."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_channel")
    address = models.CharField(_("dirección"), max_length=300)
    last_failure = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.user}"
