"""The rows of the sheet as they stand, what changed in each cell, the provider's own columns and saved views.

`SheetRow` is made from the cases and what belongs to them (`sources`), in the transaction of the act that changes
them, so that a list of 200,000 rows is sorted and filtered without asking fifteen tables. It can be made anew at any
time; nothing reads a decision from it.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reitera.cases.models import Case, scope_of_case
from reitera.core.models import Event, RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.procedure.roles import Reach, Role
from reitera.sheet.kinds import Kind


def _code(length: int = 24) -> models.CharField[Any, Any]:
    return models.CharField(max_length=length, blank=True)


def _text(length: int) -> models.CharField[Any, Any]:
    return models.CharField(max_length=length, blank=True)


def _amount() -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)


def _moment() -> models.DateTimeField[Any, Any]:
    return models.DateTimeField(null=True, blank=True)


class SheetRow(RecordedModel):
    """A row of the sheet: one field per column (`columns`), blank as "" or null, times in UTC.

    Choices are codes (people by id); `labels` has their words as they were when chosen, so that an edited catalogue
    rewrites no row. A text that is searched and sorted has a folded twin. `opened_day` and `closed_day` are ordinals
    of local days, for the days open. `product_centre` says who may see the columns of the product. `own` holds the
    provider's own columns by their keys, `own_folded` what their texts are searched and sorted by.
    """

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="sheet_row")
    week = models.DateField(null=True, blank=True)
    customer = _text(160)
    customer_folded = _text(160)
    contract = _text(60)
    contract_folded = _text(60)
    phone = _text(60)
    phone_folded = _text(60)
    address = _text(240)
    address_folded = _text(240)
    zone = _text(80)
    zone_folded = _text(80)
    centre = _code()
    segment = _code(1)
    billing = _amount()
    technology = _text(20)
    technology_folded = _text(20)
    plan = _text(80)
    plan_folded = _text(80)
    reports = models.PositiveIntegerField(default=0)
    reports_30 = models.PositiveIntegerField(default=0)
    last_report = _moment()
    state = _code()
    role = _code(60)
    owner = _code()
    due = _moment()
    opened = models.DateTimeField()
    opened_day = models.IntegerField()
    closed_day = models.IntegerField(null=True, blank=True)
    priority = _code(1)
    factor = _text(120)
    factor_folded = _text(120)
    before = _amount()
    after = _amount()
    before_judgement = _code(16)
    after_judgement = _code(16)
    unit = _text(30)
    cause = _code()
    solution = _code()
    analyst = _code()
    technician = _code()
    visit = _moment()
    visit_ends = _moment()
    visit_result = _code()
    material = _text(300)
    material_folded = _text(300)
    agreement = _code()
    satisfaction = _code()
    dissatisfaction = _text(240)
    dissatisfaction_folded = _text(240)
    order = _text(60)
    order_folded = _text(60)
    incident = _text(40)
    incident_folded = _text(40)
    remark = models.TextField(blank=True)
    remark_folded = models.TextField(blank=True)
    definitive_until = models.DateField(null=True, blank=True)
    result = _code()
    reincident = models.BooleanField(default=False)
    critical = models.BooleanField(default=False)
    unsolved = models.BooleanField(default=False)
    labels = models.JSONField(default=dict)
    own = models.JSONField(default=dict)
    own_folded = models.JSONField(default=dict)
    product_centre = models.BigIntegerField(null=True, blank=True)

    scope = scope_of_case()
    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["due", "case"], name="open_row_by_due", condition=~Q(state="concluded")),
            models.Index(fields=["opened", "case"], name="row_by_opening"),
        ]

    def __str__(self) -> str:
        return str(self.case)


class CellChange(RecordedModel):
    """One cell of one row, from and to, with the act that changed it: the history of a cell, and a row as it was.

    Values are canonical (`kinds`); `told` has the words of a choice as they were. Erasable: names, phones and remarks
    stand here and not in the log.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="cell_changes", db_index=False)
    column = models.CharField(max_length=24)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    told_before = models.CharField(max_length=160, blank=True)
    told_after = models.CharField(max_length=160, blank=True)

    scope = scope_of_case()
    objects = ScopedQuerySet["CellChange"].as_manager()

    class Meta:
        ordering: ClassVar = ["event", "pk"]
        indexes: ClassVar = [models.Index(fields=["case", "column", "event"], name="change_of_cell")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.column}: {self.before} → {self.after}"


class OwnColumn(RecordedModel):
    """A column that the provider added without code. Its values are facts of open cases; it is put aside, not deleted.

    `options` of a choice, in order: {"code": "1", "label": "Sí, ya", "is_offered": true}. Cells hold the code, so that
    a renamed option keeps its rows; one that is removed keeps its words, for the history.
    """

    label = models.CharField(_("nombre"), max_length=60)
    help = models.CharField(_("ayuda"), max_length=160, blank=True)
    kind = models.CharField(_("tipo"), max_length=8, choices=Kind.own_choices())
    options = models.JSONField(_("opciones"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(pgettext_lazy("column", "activa"), default=True)

    objects = models.Manager["OwnColumn"]()

    @property
    def words(self) -> dict[str, str]:
        """Every option it ever had, by code."""
        return {option["code"]: option["label"] for option in self.options}

    @property
    def offered(self) -> dict[str, str]:
        """The options that can be chosen, by code."""
        return {option["code"]: option["label"] for option in self.options if option["is_offered"]}

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class OwnValues(RecordedModel):
    """What a case says in the provider's own columns: canonical values by the column's key; a blank one is left out."""

    case = models.OneToOneField(Case, models.CASCADE, primary_key=True, related_name="own_values")
    values = models.JSONField(default=dict)

    scope = scope_of_case()
    objects = ScopedQuerySet["OwnValues"].as_manager()

    def __str__(self) -> str:
        return str(self.case_id)


class SavedView(RecordedModel):
    """Columns, order, filters and grouping under a name: of one person, or shared with everybody.

    A shared one shows each reader only the rows and columns of their own role. `query` is as in the address
    (`query.Query`); `columns` are keys in their order, `widths` by key in pixels.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sheet_views")
    name = models.CharField(_("nombre"), max_length=60)
    is_shared = models.BooleanField(_("compartida"), default=False)
    columns = models.JSONField(default=list)
    widths = models.JSONField(default=dict)
    query = models.JSONField(default=dict)
    density = models.CharField(max_length=8, default="compact")

    scope = Scope(own="owner_id", reach=dict.fromkeys(Role, Reach.OWN))
    objects = ScopedQuerySet["SavedView"].as_manager()

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "name"], name="one_view_per_person_and_name"),
        ]

    def __str__(self) -> str:
        return self.name


from reitera.sheet.golive.models import OldRow, OldSheet  # noqa: E402, F401  (Django looks for models here)
