"""Parameters of the procedure: the repeat rule, the segment bands, the follow-up of cases and its holidays.

Each form does its own action; each change is an event with from and to.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from reitera.cases import parameters as follow_up
from reitera.cases.models import CaseParameters, Holiday
from reitera.core.clock import now, today
from reitera.customers.actions import change_bands
from reitera.customers.models import SegmentBand
from reitera.procedure.steps import STATES, WAITING_STATES
from reitera.repeats.actions import change_parameters
from reitera.repeats.models import RepeatParameters
from reitera.staff.models import User
from reitera.staff.requests import Request
from reitera.staff.rules import PARAMETER_EDITORS, require_role

KEPT_BY_RUNS = gettext_lazy("Se guardó. Los ciclos que ya corrieron conservan lo que tenían.")
FROM_NOW_ON = gettext_lazy("Se guardó. Vale para lo que se mueva desde ahora; los plazos ya puestos quedan como están.")


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """The rule in force."""

    name, title, button = "rule", gettext_lazy("Regla de reiterados y documentos"), gettext_lazy("Guardar regla")
    note: str | Promise = ""
    said = KEPT_BY_RUNS

    class Meta:
        model = RepeatParameters
        fields = list(RepeatParameters.FIELDS)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, instance=RepeatParameters.in_force())

    def change(self, actor: User, at: datetime) -> None:
        change_parameters(values=self.cleaned_data, actor=actor, at=at)


class BandsForm(forms.Form):
    """The least billing (Bs a month) of each segment; D begins at 0."""

    name, title, button = "bands", gettext_lazy("Segmentos por facturación"), gettext_lazy("Guardar segmentos")
    note: str | Promise = ""
    said = KEPT_BY_RUNS

    a, b, c = (
        forms.DecimalField(label=label, max_digits=12, decimal_places=2, min_value=0, localize=True)
        for label in (
            gettext_lazy("Segmento A, desde (Bs al mes)"),
            gettext_lazy("Segmento B, desde (Bs al mes)"),
            gettext_lazy("Segmento C, desde (Bs al mes)"),
        )
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={band.code.lower(): band.from_billing for band in SegmentBand.objects.all()})

    def bands(self) -> dict[str, Decimal]:
        """Where each band starts, by its code."""
        return {name.upper(): value for name, value in self.cleaned_data.items()}

    def change(self, actor: User, at: datetime) -> None:
        change_bands(starts=self.bands(), actor=actor, at=at)


class DueHoursForm(forms.Form):
    """How many working hours a case may wait in each state; a field a state, by its step in the procedure."""

    name, title, button = "due", gettext_lazy("Plazos por paso"), gettext_lazy("Guardar plazos")
    note = gettext_lazy("En horas hábiles. Los feriados de abajo no cuentan.")
    said = FROM_NOW_ON

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        in_force = CaseParameters.in_force()
        for state in WAITING_STATES:
            number, label = STATES[state].number, _(STATES[state].label)
            self.fields[state.value] = forms.IntegerField(
                label=f"{number} · {label}" if number else label,
                min_value=follow_up.LEAST,
                max_value=follow_up.MOST_DUE_HOURS,
                initial=in_force.hours_of(state),
            )

    def change(self, actor: User, at: datetime) -> None:
        follow_up.change_parameters(values={"due_hours": self.cleaned_data}, actor=actor, at=at)


class CountsForm(forms.ModelForm):  # type: ignore[type-arg]
    """When a case is critical, how often customers are called, how long a solution is watched."""

    name, title, button = "counts", gettext_lazy("Seguimiento de casos"), gettext_lazy("Guardar seguimiento")
    note: str | Promise = ""
    said = FROM_NOW_ON

    class Meta:
        model = CaseParameters
        fields = list(follow_up.MOST)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, instance=CaseParameters.in_force())
        for name, most in follow_up.MOST.items():
            label = self.fields[name].label
            self.fields[name] = forms.IntegerField(label=label, min_value=follow_up.LEAST, max_value=most)

    def change(self, actor: User, at: datetime) -> None:
        follow_up.change_parameters(values=self.cleaned_data, actor=actor, at=at)


class HolidayForm(forms.Form):
    """One more day without work."""

    name, title, button = "holiday", gettext_lazy("Agregar feriado"), gettext_lazy("Agregar feriado")
    note: str | Promise = ""
    said = FROM_NOW_ON

    day = forms.DateField(label=gettext_lazy("Día"), widget=forms.DateInput(attrs={"type": "date"}))
    called = forms.CharField(label=gettext_lazy("Nombre del feriado"), max_length=80)

    def change(self, actor: User, at: datetime) -> None:
        given = self.cleaned_data
        follow_up.add_holiday(day=given["day"], name=given["called"], actor=actor, at=at)


FORMS: tuple[type[Any], ...] = (RuleForm, BandsForm, DueHoursForm, CountsForm, HolidayForm)


def parameters(request: Request) -> HttpResponse:
    """Show the parameters, and change those of one form."""
    require_role(request.user, *PARAMETER_EDITORS)
    asked = request.POST.get("form", "")
    panels = {form.name: form(request.POST if asked == form.name else None) for form in FORMS}
    sent = panels.get(asked)
    if sent is not None and sent.is_valid():
        sent.change(request.user, now())
        messages.success(request, sent.said)
        return redirect("parameters")
    context = {"panels": panels.values(), "holidays": _holidays(), "this_year": today().year}
    return render(request, "site/parameters.html", context, status=422 if sent is not None and sent.errors else 200)


def _holidays() -> dict[int, list[Holiday]]:
    """The days without work of this year and the ones to come, by year. One query."""
    years: dict[int, list[Holiday]] = {}
    for holiday in Holiday.objects.filter(day__gte=date(today().year, 1, 1)):
        years.setdefault(holiday.day.year, []).append(holiday)
    return years


@require_POST
def remove(request: Request, pk: int) -> HttpResponse:
    """The day is worked again."""
    gone = follow_up.remove_holiday(holiday_id=pk, actor=request.user, at=now())
    text = _("Se quitó el feriado del {day}. Los plazos ya puestos quedan como están.")
    messages.success(request, text.format(day=f"{gone.day:%d/%m/%Y}"))
    return redirect("parameters")
