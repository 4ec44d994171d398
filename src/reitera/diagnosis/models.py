"""Factors and their versions, readings, probable causes, remote solutions, contacts, and files of readings."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reitera.cases.models import Case, CatalogueItem, scope_of_case
from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.customers.models import Product
from reitera.diagnosis.judgement import Bands, Judgement, Span, judge, span_of
from reitera.procedure.roles import Reach, Role

JUDGEMENTS: dict[Judgement, Any] = {
    Judgement.OK: _("OK"),
    Judgement.OBSERVATION: _("Observación"),
    Judgement.CRITICAL: _("Crítico"),
    Judgement.NO_DATA: _("Sin dato"),
    Judgement.NOT_APPLICABLE: _("No aplica"),
}

"""Whoever sees a case sees what was noted on it."""


class Factor(RecordedModel):
    """Something reviewed on a repeat fault. What it is called and judged by is in its versions; an edit makes one.

    A main factor is what a connection of its technologies is told by in one figure, as in a row of the sheet.
    """

    code = models.CharField(_("código"), max_length=12, unique=True)
    technologies = models.JSONField(_("tecnologías"), default=list)
    is_active = models.BooleanField(pgettext_lazy("factor", "activo"), default=True)
    is_main = models.BooleanField(pgettext_lazy("factor", "principal"), default=False)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.code


class FactorVersionQuerySet(models.QuerySet["FactorVersion"]):
    def in_force(self, technology: str | None = None) -> list[FactorVersion]:
        """The current versions of active factors in the order of the catalogue, of one technology or all. One query."""
        rows = self.filter(is_current=True, factor__is_active=True).select_related("factor").order_by("factor_id")
        return [version for version in rows if technology is None or technology in version.factor.technologies]


class FactorVersion(RecordedModel):
    """How a factor is called and judged from one change on. A reading keeps the version it was judged with.

    `bands` are by variant ("B+", "HFC", "1:8"; "" when there is one), each {"ok": [low, high], "watch": [low, high]}
    as texts, null for an open end; see `judgement.Bands`. `possible` is what `instrument` can measure. A choice has
    its options with their states.
    """

    class Kind(models.TextChoices):
        NUMBER = "number", _("medida")
        CHOICE = "choice", _("elección")
        TEXT = "text", _("texto")

    factor = models.ForeignKey(Factor, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("versión"), default=1)
    label = models.CharField(_("nombre"), max_length=120)
    unit = models.CharField(_("unidad"), max_length=30, blank=True)
    kind = models.CharField(max_length=8, choices=Kind)
    bands = models.JSONField(_("umbrales"), default=dict)
    choices = models.JSONField(_("opciones"), default=list)
    possible = models.JSONField(default=list)
    instrument = models.CharField(max_length=60, blank=True)
    is_count = models.BooleanField(default=False)
    variant_by = models.CharField(max_length=12, blank=True)
    source = models.CharField(_("fuente"), max_length=160, blank=True)
    hint = models.CharField(_("ayuda"), max_length=160, blank=True)
    is_current = models.BooleanField(default=True)

    objects = FactorVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["factor", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["factor", "number"], name="one_row_per_version_of_a_factor"),
            models.UniqueConstraint(
                fields=["factor"], condition=models.Q(is_current=True), name="one_current_version_of_a_factor"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def code(self) -> str:
        return self.factor.code

    @property
    def possible_span(self) -> Span:
        return span_of(self.possible or (None, None))

    def bands_of(self, variant: str) -> Bands | None:
        """The bands of one variant; None for a variant this version does not judge, and for what has no bands."""
        plain = self.bands.get(variant)
        return Bands.of(plain) if plain else None

    def option(self, code: str) -> dict[str, str] | None:
        return next((option for option in self.choices if option["code"] == code), None)

    def judge_value(self, value: Decimal | None, variant: str) -> Judgement:
        """The state of a measured value; NOT_APPLICABLE where the version has no bands for the variant."""
        bands = self.bands_of(variant)
        if value is None:
            return Judgement.NO_DATA
        return judge(value, bands) if bands else Judgement.NOT_APPLICABLE

    def judge_choice(self, code: str) -> Judgement:
        option = self.option(code)
        return Judgement(option["state"]) if option else Judgement.NO_DATA


class PortClass(RecordedModel):
    """The optical class of one OLT port, as people or files said it; limits of fibre readings depend on it."""

    olt = models.CharField("OLT", max_length=40)
    port = models.CharField(_("puerto"), max_length=40, blank=True)
    optical_class = models.CharField(_("clase óptica"), max_length=4)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["olt", "port"], name="one_class_per_olt_port")]

    def __str__(self) -> str:
        return f"{self.olt} {self.port}: {self.optical_class}"


class ReadingQuerySet(ScopedQuerySet["Reading"]):
    def of_cases(self, cases: Sequence[Case]) -> ReadingQuerySet:
        """With what they were judged with, the oldest first."""
        rows = self.filter(case__in=[case.pk for case in cases])
        return rows.select_related("version__factor", "factor").order_by("at", "pk")


class Reading(RecordedModel):
    """One factor of a case at one moment: a value, an answer or a text, and its state. Never edited. Times are UTC.

    `variant` is the key of the version's bands it was judged by.
    """

    class Moment(models.TextChoices):
        BEFORE = "before", _("antes de la solución")
        AFTER = "after", _("después de la solución")
        MONITORING = "monitoring", _("monitoreo")

    class Source(models.TextChoices):
        TYPED = "typed", _("escrita")
        IMPORTED = "imported", _("de un archivo")

    case = models.ForeignKey(Case, models.PROTECT, related_name="readings", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, null=True, blank=True, related_name="readings")
    factor = models.ForeignKey(Factor, models.PROTECT, related_name="readings")
    version = models.ForeignKey(FactorVersion, models.PROTECT, related_name="readings", db_index=False)
    variant = models.CharField(max_length=12, blank=True)
    moment = models.CharField(_("momento"), max_length=10, choices=Moment)
    value = models.DecimalField(_("valor"), max_digits=14, decimal_places=4, null=True, blank=True)
    choice = models.CharField(max_length=4, blank=True)
    text = models.CharField(max_length=160, blank=True)
    judgement = models.CharField(
        _("estado"), max_length=16, choices=[(state.value, label) for state, label in JUDGEMENTS.items()]
    )
    at = models.DateTimeField(_("medido"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="readings")
    source = models.CharField(max_length=8, choices=Source, default=Source.TYPED)

    follows_merge = True
    scope = scope_of_case()
    objects = ReadingQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "factor", "at", "moment"], name="one_reading_of_a_factor_at_a_moment"
            ),
            models.CheckConstraint(
                name="a_reading_without_value_has_no_band",
                condition=~models.Q(judgement__in=["ok", "observation", "critical"])
                | models.Q(value__isnull=False)
                | ~models.Q(choice=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.factor_id} {self.at}"


class ProbableCause(RecordedModel):
    """Why the fault happens, as somebody thought at a moment; the latest one stands."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="probable_causes")
    cause = models.ForeignKey(CatalogueItem, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    scope = scope_of_case()
    objects = ScopedQuerySet["ProbableCause"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.cause)


class RemoteSolution(RecordedModel):
    """What was done from afar, without a visit. It stands while the case's `solved_at` is its moment."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="remote_solutions")
    solution = models.ForeignKey(CatalogueItem, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    scope = scope_of_case()
    objects = ScopedQuerySet["RemoteSolution"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return str(self.solution)


class CustomerContact(RecordedModel):
    """The customer was told of the solution (step 15.1). What was said is in the erasable side of its event."""

    class How(models.TextChoices):
        CALL = "call", _("llamada")
        WHATSAPP = "whatsapp", "WhatsApp"
        MESSAGE = "message", _("mensaje de texto")
        MAIL = "mail", _("correo")
        PERSON = "person", _("en persona")

    case = models.ForeignKey(Case, models.PROTECT, related_name="solution_contacts", db_index=False)
    at = models.DateTimeField(_("cuándo"))
    how = models.CharField(_("cómo"), max_length=10, choices=How)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    scope = scope_of_case()
    objects = ScopedQuerySet["CustomerContact"].as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "at", "how"], name="one_contact_of_a_case_at_a_moment")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.how} {self.at}"


class ReadingsFile(RecordedModel):
    """A file of readings between its review and its application. `rows` are ready to apply, `rejects` say why not."""

    class Status(models.TextChoices):
        REVIEWED = "reviewed", _("por aplicar")
        APPLIED = "applied", _("aplicado")
        DISCARDED = "discarded", _("descartado")

    file_name = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.REVIEWED)
    rows = models.JSONField(default=list)
    rejects = models.JSONField(default=list)
    known = models.PositiveIntegerField(default=0)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    scope = Scope(
        own="uploaded_by_id",
        reach={
            role: Reach.OWN if role in (Role.MANAGER_ANALYST, Role.USM_ANALYST, Role.ADMINISTRATOR) else Reach.NONE
            for role in Role
        },
    )
    objects = ScopedQuerySet["ReadingsFile"].as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.file_name
