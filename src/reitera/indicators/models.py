"""A month as it was closed, and what its owner wrote about an observed one."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reitera.core.models import RecordedModel
from reitera.indicators.indicator import Indicator, Verdict

VERDICTS = {Verdict.ACCEPTED: _("Aceptado"), Verdict.OBSERVED: _("Observado"), Verdict.NONE: _("Sin veredicto")}


class MonthClosing(RecordedModel):
    """A month closed by its owner: inputs and result stay as they were, whatever is imported later.

    `month` is its first day; `previous` and `current` are product cancellations of the month before and of the month;
    `imports` are the imports whose periods covered both.
    """

    month = models.DateField(_("mes"), unique=True)
    previous = models.PositiveIntegerField(_("bajas del mes anterior"))
    current = models.PositiveIntegerField(_("bajas del mes"))
    result = models.IntegerField(_("indicador"))
    verdict = models.CharField(
        _("veredicto"), max_length=10, choices=[(v.value, label) for v, label in VERDICTS.items() if v != Verdict.NONE]
    )
    imports = models.JSONField(default=list)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-month"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="closed_result_is_the_difference", condition=models.Q(result=F("previous") - F("current"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}: {self.result}"

    @property
    def frozen(self) -> Indicator:
        return Indicator(self.month, self.previous, self.current)


class ActionRemark(RecordedModel):
    """What will be done about an observed month. Remarks are not edited: the next number corrects the one before."""

    month = models.DateField(_("mes"))
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("observación de acción"), max_length=2000)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["month", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "number"], name="one_remark_per_month_and_number"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}: {self.text[:40]}"
