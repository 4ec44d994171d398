"""Parameters of the procedure: the repeat rule and the segment bands. Each change is an event with from and to."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reitera.core.clock import now
from reitera.customers.actions import change_bands
from reitera.customers.models import SegmentBand
from reitera.repeats.actions import change_parameters
from reitera.repeats.models import RepeatParameters
from reitera.staff.requests import Request
from reitera.staff.rules import PARAMETER_EDITORS, require_role


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """The rule in force."""

    class Meta:
        model = RepeatParameters
        fields = list(RepeatParameters.FIELDS)


class BandsForm(forms.Form):
    """The least billing (Bs a month) of each segment; D begins at 0."""

    a, b, c = (
        forms.DecimalField(label=label, max_digits=12, decimal_places=2, min_value=0, localize=True)
        for label in (
            gettext_lazy("Segmento A, desde (Bs al mes)"),
            gettext_lazy("Segmento B, desde (Bs al mes)"),
            gettext_lazy("Segmento C, desde (Bs al mes)"),
        )
    )

    def bands(self) -> dict[str, Decimal]:
        """Where each band starts, by its code."""
        return {name.upper(): value for name, value in self.cleaned_data.items()}


def parameters(request: Request) -> HttpResponse:
    """Show the parameters, and change the rule or the bands."""
    require_role(request.user, *PARAMETER_EDITORS)
    asked = request.POST.get("form", "")
    rule = RuleForm(request.POST if asked == "rule" else None, instance=RepeatParameters.in_force())
    stored = {band.code.lower(): band.from_billing for band in SegmentBand.objects.all()}
    bands = BandsForm(request.POST if asked == "bands" else None, initial=stored)
    if (asked == "rule" and rule.is_valid()) or (asked == "bands" and bands.is_valid()):
        _change(asked, rule, bands, request)
        messages.success(request, _("Se guardó. Los ciclos que ya corrieron conservan lo que tenían."))
        return redirect("parameters")
    status = 422 if rule.errors or bands.errors else 200
    return render(request, "site/parameters.html", {"rule": rule, "bands": bands}, status=status)


def _change(asked: str, rule: RuleForm, bands: BandsForm, request: Request) -> Any:
    if asked == "rule":
        return change_parameters(values=rule.cleaned_data, actor=request.user, at=now())
    return change_bands(starts=bands.bands(), actor=request.user, at=now())
