"""The case of one customer, its comments, and the calendar its due times count in."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.customers.models import Customer
from reitera.procedure.steps import RESULTS, STATES, Result, State, StateInfo
from reitera.staff.models import OperationsCentre

FIRST_NUMBER = 1000


def step_label(state: State | str) -> str:
    """ "14 · Programar visita", in the reader's language; a state of our own has no number."""
    info = STATES[State(state)]
    return f"{info.number} · {gettext(info.label)}" if info.number else gettext(info.label)


def scope_of_case(path: str = "case") -> Scope:
    """What belongs to a case is seen by who sees the case; `path` leads from the row to it."""
    return Scope(
        centre=f"{path}__operations_centre_id",
        centres=f"{path}__customer__operations_centres",
        own=f"{path}__technician_id",
    )


class CaseQuerySet(ScopedQuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.exclude(state=State.CONCLUDED)


class Case(RecordedModel):
    """Caso: waits in one state for one role. Only `cases.gate` writes its state; times are UTC.

    What the weekly list said of the customer when the case was opened or last adopted is kept here, so that a later
    revision of the cycle does not rewrite it: `first_reported_at` and `last_reported_at` are those of the list's
    window, `latest_report_at` the newest report that the case knows. Billing is Bs a month. `solved_at` is when the
    fault was last said to be solved. A critical case goes on only with a written plan; `incident` is the number of the
    latest plant incident it was handed to. Its centre acts on it; other centres of the customer read it.
    """

    class Origin(models.TextChoices):
        CYCLE = "cycle", _("ciclo semanal")
        ALERT = "alert", _("alerta temprana")
        HAND = "hand", _("abierto a mano")
        CROSSED = "crossed", _("control cruzado")
        SHEET = "sheet", _("planilla anterior")

    # Customer and technician begin indexes of their own below.
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="cases", db_index=False)
    operations_centre = models.ForeignKey(OperationsCentre, models.PROTECT, null=True, blank=True, related_name="cases")
    state = models.CharField(_("paso"), max_length=24, choices=[(s, i.label) for s, i in STATES.items()])
    state_since = models.DateTimeField()
    due_at = models.DateTimeField(_("vence"), null=True, blank=True)
    opened_at = models.DateTimeField(_("abierto"))
    origin = models.CharField(_("origen"), max_length=10, choices=Origin)
    opening_reason = models.CharField(_("motivo"), max_length=300, blank=True)
    cycle_run_id = models.BigIntegerField(null=True, blank=True)
    segment = models.CharField(_("segmento"), max_length=1, blank=True)
    billing = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    reports_in_window = models.PositiveIntegerField(default=0)
    first_reported_at = models.DateTimeField(null=True, blank=True)
    last_reported_at = models.DateTimeField(null=True, blank=True)
    latest_report_at = models.DateTimeField(null=True, blank=True)
    cycles_in_a_row = models.PositiveIntegerField(default=1)
    is_reincident = models.BooleanField(pgettext_lazy("case", "reincidente"), default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="owned_cases"
    )
    technician = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="cases_to_attend",
        db_index=False,
    )  # fmt: skip
    solved_at = models.DateTimeField(null=True, blank=True)
    visits = models.PositiveSmallIntegerField(default=0)
    dissatisfactions = models.PositiveSmallIntegerField(default=0)
    is_critical = models.BooleanField(_("crítico"), default=False)
    plan = models.TextField(_("plan escrito"), max_length=2000, blank=True)
    incident = models.CharField(_("incidente de planta"), max_length=40, blank=True)
    came_from = models.CharField(max_length=24, blank=True)
    was_returned = models.BooleanField(default=False)
    result = models.CharField(
        _("resultado"), max_length=16, blank=True, choices=[(r.value, label) for r, label in RESULTS.items()]
    )
    concluded_at = models.DateTimeField(null=True, blank=True)

    scope = Scope(centre="operations_centre_id", centres="customer__operations_centres", own="technician_id")
    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["customer"], condition=~Q(state="concluded"), name="one_open_case_per_customer"
            ),
            models.CheckConstraint(
                name="a_concluded_case_has_a_result",
                condition=Q(state="concluded", concluded_at__isnull=False) & ~Q(result="")
                | ~Q(state="concluded") & Q(result="", concluded_at__isnull=True),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "operations_centre", "due_at"], name="case_waiting"),
            models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
            models.Index(fields=["technician", "state"], name="case_of_technician"),
            # Lists of the inbox are read off these: overdue first, each step by its due time, the latest concluded.
            models.Index(fields=["due_at", "id"], name="open_case_due", condition=~Q(state="concluded")),
            models.Index(
                fields=["state", "due_at", "id"], name="open_case_due_in_state", condition=~Q(state="concluded")
            ),
            models.Index(fields=["-concluded_at", "-id"], name="case_concluded", condition=Q(state="concluded")),
            models.Index(fields=["incident"], name="case_of_incident", condition=Q(state="plant_incident")),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"TT-{FIRST_NUMBER + self.pk}"

    @property
    def info(self) -> StateInfo:
        return STATES[State(self.state)]

    @property
    def step_label(self) -> str:
        return step_label(self.state)

    @property
    def is_open(self) -> bool:
        return self.state != State.CONCLUDED

    @property
    def result_label(self) -> str:
        return gettext(RESULTS[Result(self.result)]) if self.result else ""


def pk_of_number(number: str) -> int | None:
    """The row behind "TT-1042"; None for something that is no case number."""
    digits = number.strip().upper().removeprefix("TT-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
        return None
    return int(digits) - FIRST_NUMBER


class Comment(RecordedModel):
    """What somebody wrote on a case. Comments are never edited: a second one corrects the first."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="case_comments")
    at = models.DateTimeField()
    text = models.TextField(_("comentario"), max_length=4000)

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.case}: {self.text[:40]}"


class CaseRemark(RecordedModel):
    """Observación: the one text that stands beside a case in every list; the last one written counts."""

    LONGEST: ClassVar = 2000

    case = models.OneToOneField(Case, models.PROTECT, related_name="remark")
    text = models.TextField(_("observación"), max_length=LONGEST, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    scope = scope_of_case()
    objects = ScopedQuerySet["CaseRemark"].as_manager()

    def __str__(self) -> str:
        return f"{self.case_id}: {self.text[:40]}"


class CatalogueItemQuerySet(models.QuerySet["CatalogueItem"]):
    def offered(self, family: str) -> CatalogueItemQuerySet:
        """What may be chosen today, in the order of the list."""
        return self.filter(family=family, is_current=True, is_active=True)


class CatalogueItem(RecordedModel):
    """One thing to choose from a list: a cause, a solution, what a call came to. `family` is the prefix of its code.

    An edit makes a new version and leaves the old row as it was, so that a case keeps the label and the facts it was
    judged with. `technologies` are letters (F fibre, H coaxial, D copper); none means all. What `facts` there are of a
    family, and which of them the rules read, is in `cases.catalogue.families`. Lists are shown by `position`.
    """

    family = models.CharField(max_length=3)
    code = models.CharField(_("código"), max_length=12)
    version = models.PositiveSmallIntegerField(default=1)
    label = models.CharField(_("nombre"), max_length=120)
    group = models.CharField(_("grupo"), max_length=60, blank=True)
    technologies = models.CharField(_("tecnologías"), max_length=6, blank=True)
    facts = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(_("lugar en la lista"), default=0)
    is_current = models.BooleanField(default=True)
    is_active = models.BooleanField(pgettext_lazy("catalogue item", "activo"), default=True)

    objects = CatalogueItemQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["family", "position", "code", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="one_row_per_version_of_an_item"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(is_current=True), name="one_current_version_of_an_item"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def has(self, fact: str) -> bool:
        """Whether a yes-or-no fact holds."""
        return bool(self.facts.get(fact))


class Attachment(RecordedModel):
    """A photo or a PDF of a case: a file in the data folder under its own number, served through `scope`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    name = models.CharField(_("archivo"), max_length=120)
    content_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "digest"], name="one_attachment_per_content")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_photo(self) -> bool:
        return self.content_type.startswith("image/")

    @property
    def path(self) -> Path:
        return Path(settings.DATA_DIR) / "attachments" / str(self.case_id) / str(self.pk)


class Holiday(RecordedModel):
    """A day without work, on which no due time passes."""

    day = models.DateField(_("día"), unique=True)
    name = models.CharField(_("nombre"), max_length=80)

    class Meta:
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y} {self.name}"


def _due_hours() -> dict[str, int]:
    return {state.value: info.due_hours for state, info in STATES.items() if info.due_hours}


class CaseParameters(RecordedModel):
    """What the provider may tune in the follow-up; one row, and the defaults below while there is none.

    `due_hours` are working hours per state. Sources: procedure.md gives 3 visits, 2 dissatisfied surveys and "N"
    attempts; N, hours and caps are ours.
    """

    due_hours = models.JSONField(_("plazos por paso (horas hábiles)"), default=_due_hours)
    critical_visits = models.PositiveSmallIntegerField(_("visitas que hacen crítico un caso"), default=3)
    critical_dissatisfactions = models.PositiveSmallIntegerField(
        _("encuestas insatisfechas que hacen crítico un caso"), default=2
    )
    attempts = models.PositiveSmallIntegerField(_("intentos de llamada antes de dar por no ubicado"), default=3)
    attempts_a_day = models.PositiveSmallIntegerField(_("intentos de llamada por día"), default=2)
    stable_hours = models.PositiveSmallIntegerField(_("horas estables antes de dar por estable"), default=72)
    most_days_agreed = models.PositiveSmallIntegerField(_("días que un plazo espera una fecha acordada"), default=15)

    FIELDS: ClassVar = (
        "due_hours", "critical_visits", "critical_dissatisfactions", "attempts", "attempts_a_day", "stable_hours",
        "most_days_agreed",
    )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.attempts} intentos, {self.stable_hours} h estables"

    @classmethod
    def in_force(cls) -> CaseParameters:
        return cls.objects.order_by("pk").first() or cls()

    def hours_of(self, state: State) -> int | None:
        """Working hours a case may wait in a state; None for the concluded one."""
        hours: int | None = self.due_hours.get(state.value, STATES[state].due_hours)
        return hours

    def as_values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.FIELDS}
