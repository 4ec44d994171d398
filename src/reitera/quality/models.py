"""Surveys of customers, what they were dissatisfied with, and the daily sample of crossed checks."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case, scope_of_case
from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.faults.models import WorkOrder
from reitera.procedure.roles import ROLES, Reach
from reitera.quality.sampling import Candidate, Sizes
from reitera.quality.survey import WORKING_WORDS, Question, Verdict, questions_of
from reitera.retention.models import Call
from reitera.staff.models import OperationsCentre

VERDICTS = {
    Verdict.SATISFIED: _("satisfecho"),
    Verdict.DISSATISFIED: _("no satisfecho"),
    Verdict.WANTS_TO_LEAVE: _("quiere darse de baja"),
}


class Questionnaire(RecordedModel):
    """One version of the survey. A change makes the next one, so that every survey keeps the questions it asked."""

    version = models.PositiveIntegerField(_("versión"), unique=True)
    greeting = models.TextField(_("saludo"), max_length=600)
    questions = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = models.Manager["Questionnaire"]()

    class Meta:
        ordering: ClassVar = ["-version"]

    def __str__(self) -> str:
        return f"v{self.version}"

    @classmethod
    def in_force(cls) -> Questionnaire:
        """The latest version; the first one comes with the product."""
        return cls.objects.latest("version")

    def asked(self) -> list[Question]:
        return [question for question in questions_of(self.questions) if question.is_on]


class QualityParameters(RecordedModel):
    """Sizes of the crossed sample, for each centre and day; one row, which comes with the product."""

    random_per_centre = models.PositiveSmallIntegerField(_("controles al azar por centro y día"), default=3)
    risk_per_centre = models.PositiveSmallIntegerField(_("controles por riesgo por centro y día"), default=2)
    risk_reports = models.PositiveSmallIntegerField(_("reportes que hacen riesgo"), default=1)
    risk_days = models.PositiveSmallIntegerField(_("días en que se cuentan"), default=10)

    FIELDS: ClassVar = ("random_per_centre", "risk_per_centre", "risk_reports", "risk_days")

    objects = models.Manager["QualityParameters"]()

    def __str__(self) -> str:
        return f"{self.random_per_centre} + {self.risk_per_centre}"

    @classmethod
    def in_force(cls) -> QualityParameters:
        return cls.objects.order_by("pk").first() or cls()

    def as_values(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.FIELDS}


class Draw(RecordedModel):
    """The draw of one day's closed orders: seed, sizes and pool are kept, so that it can be repeated.

    `pool` has a row for each order that could be drawn: number, centre, segment, reports.
    """

    day = models.DateField(unique=True)
    at = models.DateTimeField()
    seed = models.CharField(max_length=32)
    parameters = models.JSONField()
    pool = models.JSONField()

    scope = Scope(reach={role: Reach.NONE for role, info in ROLES.items() if info.is_limited_to_centres})
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"

    def candidates(self) -> list[Candidate]:
        return [Candidate(*row) for row in self.pool]

    @property
    def sizes(self) -> Sizes:
        asked = self.parameters
        return Sizes(asked["random_per_centre"], asked["risk_per_centre"], asked["risk_reports"])


class CrossedCheck(RecordedModel):
    """A closed order whose customer is asked how it went, although no case follows it."""

    class End(models.TextChoices):
        SATISFIED = "satisfied", _("satisfecho")
        CASE_OPENED = "case_opened", _("no satisfecho: se abrió un caso preventivo")
        NO_CONTACT = "no_contact", _("sin contacto")

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="checks")
    work_order = models.OneToOneField(WorkOrder, models.PROTECT, related_name="crossed_check")
    operations_centre = models.ForeignKey(
        OperationsCentre, models.PROTECT, null=True, blank=True, related_name="crossed_checks"
    )
    by_risk = models.BooleanField()
    reports = models.PositiveIntegerField(default=0)
    segment = models.CharField(max_length=1, blank=True)
    end = models.CharField(max_length=12, choices=End, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    case = models.OneToOneField(Case, models.PROTECT, null=True, blank=True, related_name="opened_by_check")

    scope = Scope(centre="operations_centre_id")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["draw", "-by_risk", "pk"]
        indexes: ClassVar = [models.Index(fields=["end"], name="check_waiting", condition=Q(end=""))]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="a_check_ends_once",
                condition=Q(end="", ended_at__isnull=True) | ~Q(end="") & Q(ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.work_order)

    @property
    def customer(self) -> Any:
        return self.work_order.customer


def _of_one_thing(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(case__isnull=False, crossed_check__isnull=True) | Q(case__isnull=True, crossed_check__isnull=False),
    )


class CheckCall(Call):
    """A call to ask how it went: about a case at step 11, or a crossed check."""

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="check_calls")
    crossed_check = models.ForeignKey(CrossedCheck, models.PROTECT, null=True, blank=True, related_name="calls")

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta(Call.Meta):
        indexes: ClassVar = [models.Index(fields=["at"], name="check_call_by_time")]
        constraints: ClassVar = [_of_one_thing("a_check_call_is_of_one_thing")]


class Survey(RecordedModel):
    """An answered survey, of a case or of a crossed check. `answers` has the questions that decide nothing.

    `causes` are items of the catalogue by the code and the label that they had then.
    """

    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="surveys")
    crossed_check = models.OneToOneField(CrossedCheck, models.PROTECT, null=True, blank=True, related_name="survey")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="surveys")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    working = models.CharField(max_length=10, choices=list(WORKING_WORDS.items()))
    csat = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    causes = models.JSONField(default=list)
    remark = models.CharField(max_length=300, blank=True)
    verdict = models.CharField(max_length=16, choices=list(VERDICTS.items()))

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        indexes: ClassVar = [models.Index(fields=["at"], name="survey_by_time")]
        constraints: ClassVar = [
            _of_one_thing("a_survey_is_of_one_thing"),
            models.CheckConstraint(name="csat_is_1_to_5", condition=Q(csat__gte=1, csat__lte=5)),
        ]

    def __str__(self) -> str:
        return f"{self.csat}/5"

    @property
    def working_label(self) -> str:
        return gettext(WORKING_WORDS[self.working])

    @property
    def cause_labels(self) -> list[str]:
        return [cause["label"] for cause in self.causes]


class Dissatisfaction(RecordedModel):
    """Step 12: what the customer is not satisfied with, and whether it is technical. `causes` as in a survey."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="dissatisfactions_found")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    causes = models.JSONField()
    is_technical = models.BooleanField()
    remark = models.CharField(max_length=300, blank=True)

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return ", ".join(self.cause_labels)

    @property
    def cause_labels(self) -> list[str]:
        return [cause["label"] for cause in self.causes]


class CustomerInformed(RecordedModel):
    """Step 13: the customer was told that a technician will come: how, when and by whom."""

    class Channel(models.TextChoices):
        CALL = "call", _("llamada")
        WHATSAPP = "whatsapp", "WhatsApp"
        SMS = "sms", _("mensaje de texto")
        MAIL = "mail", _("correo")
        IN_PERSON = "in_person", _("en persona")

    case = models.ForeignKey(Case, models.PROTECT, related_name="times_informed")
    channel = models.CharField(_("cómo"), max_length=10, choices=Channel)
    informed_at = models.DateTimeField(_("cuándo"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    remark = models.CharField(max_length=300, blank=True)

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["informed_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.informed_at:%d/%m/%Y %H:%M}"
