"""Imports: a file received, what it was read as, what applying it changed, and the period it covers."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.procedure.roles import ROLES, Reach, Role

SEEN_BY = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR, Role.DIVISION_HEAD)
# A file holds rows of every centre, so only those who see everything and work with files see imports.
_SCOPE = Scope(reach={role: Reach.NONE for role in ROLES if role not in SEEN_BY})


class Kind(models.TextChoices):
    """What a file holds. `intake.kinds` says which columns each kind has."""

    FAULT_REPORTS = "fault_reports", _("Reportes de daño")
    CUSTOMERS_PRODUCTS = "customers_products", _("Clientes y productos")
    WORK_ORDERS = "work_orders", _("Órdenes de trabajo")
    CANCELLATIONS = "cancellations", _("Bajas")


class Source(RecordedModel):
    """A saved mapping: the columns of a system's export, so that the next file needs no hand."""

    name = models.CharField(_("nombre"), max_length=80)
    kind = models.CharField(_("tipo de archivo"), max_length=20, choices=Kind)
    mapping = models.JSONField(default=dict)
    date_orders = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "kind"], name="one_source_per_name_and_kind")]

    def __str__(self) -> str:
        return self.name


class Import(RecordedModel):
    """One file on its way in. Counts are rows; the period it covers is of local days, both included.

    `mapping` is field → column title; `date_orders` is column title → dmy, mdy or ymd where a person had to say it.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("recibido")
        READY = "ready", _("por revisar")
        APPLIED = "applied", _("aplicado")
        DISCARDED = "discarded", _("descartado")

    kind = models.CharField(_("tipo de archivo"), max_length=20, choices=Kind)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.UPLOADED)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="imports")
    file_name = models.CharField(_("archivo"), max_length=255)
    size = models.PositiveBigIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    described = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    date_orders = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    failure = models.CharField(max_length=600, blank=True)
    covers_from = models.DateField(_("cubre desde"), null=True, blank=True)
    covers_to = models.DateField(_("cubre hasta"), null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    scope = _SCOPE
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["kind", "status", "covers_from"], name="import_coverage")]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_kind_display()})"

    @property
    def folder(self) -> Path:
        """Where the file and everything made from it lie; outside the web root."""
        return Path(settings.DATA_DIR) / "intake" / str(self.pk)

    @property
    def original(self) -> Path:
        return self.folder / ("original" + Path(self.file_name).suffix.lower())


class ImportChange(RecordedModel):
    """One field of one row that an import changed, from and to, as text."""

    imported = models.ForeignKey(Import, models.CASCADE, related_name="changes")
    subject_kind = models.CharField(max_length=20)
    natural_key = models.CharField(max_length=130)
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=300, blank=True)
    after = models.CharField(max_length=300, blank=True)

    scope = _SCOPE
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.natural_key}: {self.field}"
