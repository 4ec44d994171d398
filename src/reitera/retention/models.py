"""Calls made to keep a customer (step 9) and what was agreed with them (9.1)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case, CatalogueItem, scope_of_case
from reitera.core.models import RecordedModel
from reitera.core.visibility import ScopedQuerySet


class Call(RecordedModel):
    """One telephone call to a customer: when, by whom, to which number, and what came of it. Times are UTC.

    `result` is the version of the catalogue that it was noted with, so that a change of the list rewrites nothing.
    """

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    number = models.CharField(_("número marcado"), max_length=60, blank=True)
    result = models.ForeignKey(CatalogueItem, models.PROTECT, related_name="+", verbose_name=_("resultado"))
    next_call_at = models.DateTimeField(_("volver a llamar"), null=True, blank=True)
    remark = models.CharField(_("observación"), max_length=300, blank=True)

    class Meta:
        abstract = True
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.result_label}"

    @property
    def result_label(self) -> str:
        return self.result.label

    @property
    def has_reached(self) -> bool:
        return self.result.has("is_contact")


class CallAttempt(Call):
    """A call to keep the customer of a case. Those since the case came to step 9 count as its attempts."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="call_attempts")

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta(Call.Meta):
        indexes: ClassVar = [models.Index(fields=["case", "-at"], name="call_of_case")]


class AgreementQuerySet(ScopedQuerySet["Agreement"]):
    def open(self) -> AgreementQuerySet:
        return self.filter(end="")


class Agreement(RecordedModel):
    """What was agreed with the customer of a case: to be executed on a day, until its order number says it was.

    A case has one open agreement; another one takes its place. Billing is Bs a month.
    """

    class Kind(models.TextChoices):
        MIGRATION = "migration", _("migración")
        PLAN_CHANGE = "plan_change", _("cambio de plan")
        CLAIM = "claim", _("reclamo reiterado en general")

    class End(models.TextChoices):
        EXECUTED = "executed", _("ejecutado")
        SETTLED = "settled", _("reclamo atendido sin orden")
        REPLACED = "replaced", _("reemplazado por otro acuerdo")
        WITHDRAWN = "withdrawn", _("sin efecto: el cliente se da de baja")

    case = models.ForeignKey(Case, models.PROTECT, related_name="agreements")
    kind = models.CharField(_("acuerdo"), max_length=12, choices=Kind)
    kept_with = models.ForeignKey(
        CatalogueItem, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("cómo se retuvo al cliente"),
    )  # fmt: skip
    plan_before = models.CharField(_("plan de ahora"), max_length=80, blank=True)
    plan_after = models.CharField(_("plan acordado"), max_length=80, blank=True)
    billing_before = models.DecimalField(
        _("facturación de ahora"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    billing_after = models.DecimalField(
        _("facturación acordada"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    agreed_on = models.DateField(_("fecha acordada"))
    order_number = models.CharField(_("número de orden"), max_length=60, blank=True)
    remark = models.CharField(_("observación"), max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    end = models.CharField(_("cómo terminó"), max_length=10, choices=End, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    executed_on = models.DateField(_("ejecutado el"), null=True, blank=True)

    scope = scope_of_case()
    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=Q(end=""), name="one_open_agreement_per_case"),
            models.CheckConstraint(
                name="an_executed_agreement_has_its_order",
                condition=~Q(end="executed") | ~Q(order_number="") & Q(executed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="an_agreement_ends_once",
                condition=Q(end="", ended_at__isnull=True) | ~Q(end="") & Q(ended_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.case})"

    @property
    def is_open(self) -> bool:
        return not self.end
