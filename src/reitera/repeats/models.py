"""The weekly cycle: its parameters, its frozen runs, the places of the list, what was left out, issued documents."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.customers.models import Customer, Product
from reitera.faults.models import FaultReport
from reitera.procedure.roles import ROLES, Reach
from reitera.staff.models import OperationsCentre


class RepeatParameters(RecordedModel):
    """The rule in force, one row. Runs keep a copy of what they were judged with.

    Source: procedure.md, "The repeat rule" (10 days is the source's; threshold 2 and the 30 days are ours).
    """

    class Subject(models.TextChoices):
        CUSTOMER = "customer", _("el cliente")
        PRODUCT = "product", _("el producto")

    window_days = models.PositiveSmallIntegerField(_("ventana del TOP 10 (días)"), default=10)
    wide_window_days = models.PositiveSmallIntegerField(_("ventana del TOP 30 (días)"), default=30)
    threshold = models.PositiveSmallIntegerField(_("reportes que hacen reiterado"), default=2)
    subject = models.CharField(_("qué se repite"), max_length=10, choices=Subject, default=Subject.CUSTOMER)
    leave_out_while_open = models.BooleanField(
        _("dejar fuera los reportes hechos mientras otro del mismo producto estaba abierto"), default=False
    )
    leave_out_mass_outage = models.BooleanField(_("dejar fuera los reportes de una falla masiva"), default=False)
    document_version = models.CharField(_("versión de los documentos"), max_length=20, default="1")
    prepared_by = models.CharField(_("elaborado por"), max_length=120, default="Div. Gestión de la Relación Cliente")
    approved_by = models.CharField(_("aprobado por"), max_length=120, default="Gerente Comercial")

    FIELDS: ClassVar = (
        "window_days", "wide_window_days", "threshold", "subject", "leave_out_while_open", "leave_out_mass_outage",
        "document_version", "prepared_by", "approved_by",
    )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.threshold} en {self.window_days} días"

    @classmethod
    def in_force(cls) -> RepeatParameters:
        return cls.objects.order_by("pk").first() or cls()

    def as_values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.FIELDS}


class Cycle(RecordedModel):
    """One week (Monday 00:00 to Sunday 24:00, local) of step 1. It waits until imported reports cover the week."""

    class State(models.TextChoices):
        WAITING = "waiting", _("espera datos")
        DONE = "done", _("corrido")

    week_start = models.DateField(_("lunes de la semana"), unique=True)
    state = models.CharField(_("estado"), max_length=8, choices=State, default=State.WAITING)
    missing_days = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-week_start"]

    def __str__(self) -> str:
        year, week = self.week_start.isocalendar()[:2]
        return f"{week}/{year}"

    @property
    def slug(self) -> str:
        """The cycle in an address: "2026-47" (ISO year and week)."""
        year, week = self.week_start.isocalendar()[:2]
        return f"{year}-{week:02}"

    @property
    def week_end(self) -> date:
        """The Sunday of the week."""
        return self.week_start + timedelta(days=6)

    @property
    def missing(self) -> list[date]:
        """The days of the week that no import covers, as last looked at."""
        return [date.fromisoformat(day) for day in self.missing_days]

    @property
    def latest_run(self) -> CycleRun | None:
        return self.runs.order_by("-revision").first()


class CycleRun(RecordedModel):
    """One run of a cycle, frozen. A run with new input is the next revision; nothing rewrites an earlier one.

    `left_out` counts reports by reason; `figures` has, per rule, the repeated subjects gross (only annulled reports
    left out) and net (those of a mass outage or made while another was open left out too).
    """

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="runs")
    revision = models.PositiveIntegerField()
    ran_at = models.DateTimeField()
    ran_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    forced_reason = models.CharField(max_length=300, blank=True)
    parameters = models.JSONField()
    reports_read = models.PositiveIntegerField()
    subjects_read = models.PositiveIntegerField()
    left_out = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-cycle__week_start", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cycle", "revision"], name="one_run_per_cycle_and_revision")
        ]

    def __str__(self) -> str:
        return f"{self.cycle} rev. {self.revision}"


class CycleEntry(RecordedModel):
    """One place of a list: a subject, its window, and what decided its rank. Billing is Bs a month.

    `reports` are the subject's reports of the weeks looked at: [epoch second, in the window?], in order.
    """

    class Rule(models.TextChoices):
        TOP10 = "top10", _("TOP 10")
        TOP30 = "top30", _("TOP 30")

    class Situation(models.TextChoices):
        NEW = "new", _("nuevo")
        CONSECUTIVE = "consecutive", _("sigue")
        RETURNED = "returned", _("reincidente")

    run = models.ForeignKey(CycleRun, models.CASCADE, related_name="entries")
    rule = models.CharField(max_length=5, choices=Rule)
    rank = models.PositiveIntegerField()
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="cycle_entries")
    product = models.ForeignKey(Product, models.PROTECT, null=True, related_name="+", db_index=False)
    operations_centre = models.ForeignKey(OperationsCentre, models.PROTECT, null=True, related_name="cycle_entries")
    segment = models.CharField(max_length=1, blank=True)
    billing = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    reports_in_window = models.PositiveIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    cycles_in_a_row = models.PositiveIntegerField(default=1)
    situation = models.CharField(max_length=12, choices=Situation, default=Situation.NEW)
    reports = models.JSONField(default=list)

    scope = Scope(centre="operations_centre_id")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["run", "rule", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "rule", "rank"], name="one_entry_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.run} {self.rule} {self.rank}"


class LeftOutReport(RecordedModel):
    """A report of the weeks looked at that did not count in a run, and why."""

    class Reason(models.TextChoices):
        ANNULLED = "annulled", _("anulado")
        WHILE_OPEN = "while_open", _("hecho mientras otro del mismo producto estaba abierto")
        MASS_OUTAGE = "mass_outage", _("de una falla masiva")
        NO_PRODUCT = "no_product", _("sin producto")

    run = models.ForeignKey(CycleRun, models.CASCADE, related_name="left_out_reports")
    fault_report = models.ForeignKey(FaultReport, models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(max_length=12, choices=Reason)

    scope = Scope(centre="fault_report__operations_centre_id")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["run", "reason", "fault_report"]

    def __str__(self) -> str:
        return f"{self.fault_report}: {self.reason}"


class IssuedDocument(RecordedModel):
    """A numbered report: Top 10 and Top 30 by the cycle, Casos reiterados by the analyst from a filter, with a remark.

    It points to a frozen run, so the same file can be made again at any time.
    """

    class Kind(models.TextChoices):
        TOP10 = "top10", _("Reporte Top 10")
        TOP30 = "top30", _("Reporte Top 30")
        REITERATED = "reiterated", _("Reporte Casos reiterados")

    kind = models.CharField(max_length=10, choices=Kind)
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    run = models.ForeignKey(CycleRun, models.PROTECT, related_name="documents")
    filters = models.JSONField(default=dict)
    remark = models.CharField(_("observación"), max_length=500, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    # Numbered documents are of the whole provider; a centre has its part of the list on the page of the cycle.
    scope = Scope(reach={role: Reach.NONE for role, info in ROLES.items() if info.is_limited_to_centres})
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "run", "number", "year"], name="one_document_per_number"),
        ]

    def __str__(self) -> str:
        revision = f" rev. {self.run.revision}" if self.run.revision > 1 and self.kind != self.Kind.REITERATED else ""
        return f"{self.get_kind_display()} N.º {self.number}/{self.year}{revision}"
