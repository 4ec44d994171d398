"""The file of the sheet that was used before, and its rows as they came."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reitera.cases.models import Case
from reitera.cases.rules import TAKING_OVER
from reitera.core.models import RecordedModel
from reitera.core.visibility import Scope, ScopedQuerySet
from reitera.customers.models import Customer
from reitera.procedure.roles import ROLES, Reach

# A file holds rows of every centre: only who takes it over sees it.
_REACH = {role: Reach.NONE for role in ROLES if role not in TAKING_OVER}


class OldSheet(RecordedModel):
    """Planilla anterior: a file as downloaded, and what a person said of it.

    `columns` are its titles in order. `choices` has what they said: "columns" (title → target, `targets`), "states"
    (folded word → state, `states`), "blank" (the state of rows that say none) and "orders" (title → dmy or mdy). It may
    be applied more than once: rows that had no customer yet enter later.
    """

    class Status(models.TextChoices):
        OPEN = "open", _("por revisar")
        APPLIED = "applied", pgettext_lazy("sheet", "aplicada")
        DISCARDED = "discarded", pgettext_lazy("sheet", "descartada")

    file_name = models.CharField(_("archivo"), max_length=200)
    status = models.CharField(_("estado"), max_length=10, choices=Status, default=Status.OPEN)
    described = models.JSONField(default=dict)
    columns = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    scope = Scope(reach=_REACH)
    objects = ScopedQuerySet["OldSheet"].as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_open(self) -> bool:
        return self.status != self.Status.DISCARDED


class OldRow(RecordedModel):
    """One row of an old sheet, as it came: `cells` beside the sheet's columns, blank as "".

    `customer` is whose row it is where a person said so, `is_left_out` that a person put it aside; `case` is the case
    it opened or completed, once it did.
    """

    class Outcome(models.TextChoices):
        WAITING = "", _("por entrar")
        OPENED = "opened", _("abrió un caso")
        FILLED = "filled", _("completó un caso abierto")

    sheet = models.ForeignKey(OldSheet, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("fila"))
    cells = models.JSONField(default=list)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    is_left_out = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default=Outcome.WAITING)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="+")

    follows_merge = True
    scope = Scope(reach=_REACH)
    objects = ScopedQuerySet["OldRow"].as_manager()

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sheet", "number"], name="one_old_row_per_number")]

    def __str__(self) -> str:
        return f"{self.sheet_id}: {self.number}"
