"""A visit to a customer, what the technician reports of it, and the closing of its order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case, CatalogueItem, scope_of_case
from reitera.core.clock import local_zone
from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.visits.protocol import said

MOST_HOURS = Decimal(24)


class Status(models.TextChoices):
    PLANNED = "planned", _("por confirmar")
    CONFIRMED = "confirmed", _("confirmada")
    ON_THE_WAY = "on_the_way", _("en camino")
    ON_SITE = "on_site", _("en el lugar")
    DONE = "done", _("hecha")
    FAILED = "failed", _("no se hizo")
    CANCELLED = "cancelled", _("anulada")


LIVE = (Status.PLANNED, Status.CONFIRMED, Status.ON_THE_WAY, Status.ON_SITE)
"""A visit that is still to come or under way: its technician is taken for its slot."""


def hours_between(start: datetime, end: datetime) -> Decimal:
    """Hours from one moment to a later one, to two decimals, at least one hundredth and at most a day."""
    hours = Decimal((end - start).total_seconds()) / 3600
    return min(max(hours, Decimal("0.01")), MOST_HOURS).quantize(Decimal("0.01"))


def slot_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """ "24/11, 14:00 a 16:00" in the provider's time zone."""
    begin, end = (moment.astimezone(local_zone()) for moment in (starts_at, ends_at))
    words = gettext("{day}, {start} a {end}")
    return words.format(day=f"{begin:%d/%m}", start=f"{begin:%H:%M}", end=f"{end:%H:%M}")


class VisitQuerySet(ScopedQuerySet["Visit"]):
    def live(self) -> VisitQuerySet:
        return self.filter(status__in=LIVE)

    def overlapping(self, starts_at: datetime, ends_at: datetime) -> VisitQuerySet:
        """Visits that share a moment with the slot; one may begin when the other ends."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Visit(RecordedModel):
    """Visita: a slot of a technician agreed with the customer of one case. Times are UTC.

    `day_order` is its place among the technician's visits of the day. One case has one live visit; a technician has
    no two at the same time. `result` says why nothing was fixed.
    """

    class Pairing(models.TextChoices):
        ANALYST_LEADS = "analyst", _("Analista USM con Técnico")
        TECHNICIAN_LEADS = "technician", _("Técnico con Analista USM")

    class Told(models.TextChoices):
        CALL = "call", _("por llamada")
        WHATSAPP = "whatsapp", _("por WhatsApp")
        MESSAGE = "message", _("por mensaje de texto")
        MAIL = "mail", _("por correo")
        IN_PERSON = "in_person", _("en persona")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("1 · primero")
        NORMAL = 2, _("2 · normal")
        LOW = 3, _("3 · puede esperar")

    case = models.ForeignKey(Case, models.PROTECT, related_name="every_visit")
    technician = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="visits")
    starts_at = models.DateTimeField(_("empieza"))
    ends_at = models.DateTimeField(_("termina"))
    pairing = models.CharField(_("quién lidera"), max_length=12, choices=Pairing)
    agreed_with = models.CharField(_("acordado con"), max_length=120)
    told_how = models.CharField(_("cómo se avisó"), max_length=12, choices=Told)
    told_at = models.DateTimeField(_("cuándo se avisó"))
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField()
    status = models.CharField(_("estado"), max_length=12, choices=Status, default=Status.PLANNED)
    priority = models.PositiveSmallIntegerField(_("prioridad"), null=True, blank=True, choices=Priority)
    day_order = models.PositiveSmallIntegerField(_("orden del día"), null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    on_the_way_at = models.DateTimeField(null=True, blank=True)
    on_site_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    result = models.ForeignKey(CatalogueItem, models.PROTECT, null=True, blank=True, related_name="+")
    remark = models.CharField(_("observación"), max_length=300, blank=True)

    scope = Scope(
        centre="case__operations_centre_id", centres="case__customer__operations_centres", own="technician_id"
    )
    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(status__in=LIVE), name="one_live_visit_per_case"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="visit_ends_after_it_starts"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["technician", "starts_at"], name="visit_of_technician"),
            models.Index(fields=["status", "starts_at"], name="visit_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.case}, {self.slot}"

    @property
    def slot(self) -> str:
        """ "24/11, 14:00 a 16:00"."""
        return slot_in_words(self.starts_at, self.ends_at)

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


class FieldReport(RecordedModel):
    """Informe de campo: what the technician found and did, and what was said of it (19.3).

    A refused report stays; the technician writes another for the same visit, so the latest counts. `checklist` holds
    a row per item of the protocol: code, label, value and, where it is missing or out of range, the reason. An
    observed one lacks something that the protocol insists on.
    """

    class Verdict(models.TextChoices):
        WAITING = "", _("por aceptar")
        ACCEPTED = "accepted", _("aceptado")
        REFUSED = "refused", _("no aceptado")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="reports")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    cause = models.ForeignKey(CatalogueItem, models.PROTECT, related_name="+")
    solution = models.ForeignKey(CatalogueItem, models.PROTECT, related_name="+")
    is_definitive = models.BooleanField(_("definitiva"))
    checklist = models.JSONField(default=list)
    is_observed = models.BooleanField(_("cierre observado"), default=False)
    hours = models.DecimalField(_("horas"), max_digits=5, decimal_places=2)
    remark = models.TextField(_("observación"), max_length=2000, blank=True)
    signed_by = models.CharField(_("conformidad del cliente"), max_length=120)
    verdict = models.CharField(_("aceptación"), max_length=10, choices=Verdict, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    judged_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(_("motivo"), max_length=300, blank=True)

    scope = Scope(
        centre="visit__case__operations_centre_id",
        centres="visit__case__customer__operations_centres",
        own="visit__technician_id",
    )
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_judged_report_says_by_whom",
                condition=Q(verdict="") | Q(judged_by__isnull=False, judged_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.solution}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The rows of the checklist with `said`: a number as people here write it."""
        return [{**row, "said": said(row["value"])} for row in self.checklist]

    @property
    def missing(self) -> list[dict[str, Any]]:
        """The rows of the checklist that were left out or are out of range, each with its reason."""
        return [row for row in self.checklist if row.get("reason")]


class MaterialUsed(RecordedModel):
    """One line of material spent in a visit."""

    report = models.ForeignKey(FieldReport, models.PROTECT, related_name="material")
    code = models.CharField(_("código"), max_length=40, blank=True)
    name = models.CharField(_("material"), max_length=120)
    quantity = models.DecimalField(_("cantidad"), max_digits=9, decimal_places=2)

    scope = Scope(
        centre="report__visit__case__operations_centre_id",
        centres="report__visit__case__customer__operations_centres",
        own="report__visit__technician_id",
    )
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="material_has_a_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.name}"


class OrderClosing(RecordedModel):
    """Cierre de orden (19.3): the order or report that the operator closed in the commercial system."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="closings")
    report = models.ForeignKey(FieldReport, models.PROTECT, null=True, blank=True, related_name="closings")
    order_number = models.CharField(_("número de orden o reporte"), max_length=60)
    closing_code = models.CharField(_("código de cierre"), max_length=80)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.order_number
