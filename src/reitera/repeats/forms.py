"""What a person fills in on the pages of the cycles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reitera.core.clock import today
from reitera.repeats.lists import weeks_to_run


class RunCycleForm(forms.Form):
    """Which week to run, and the reason when its days are not all imported."""

    week = forms.DateField(label=gettext_lazy("Semana"))
    force_reason = forms.CharField(
        label=gettext_lazy("Motivo para correrlo con lo que hay"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Solo si no llegarán los días que faltan. Queda escrito en el ciclo."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        weeks = [(week.isoformat(), week_in_words(week)) for week in weeks_to_run(today())]
        self.fields["week"].widget = forms.Select(choices=weeks)

    def clean_force_reason(self) -> str:
        return str(self.cleaned_data["force_reason"]).strip()


class IssueForm(forms.Form):
    """The analyst's remark on a Reporte Casos reiterados."""

    remark = forms.CharField(
        label=gettext_lazy("Observación"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Sale en el encabezado del reporte."),
    )


def week_in_words(monday: Any) -> str:
    """ "47/2026 · 16/11 al 22/11"."""
    from datetime import timedelta

    year, week = monday.isocalendar()[:2]
    return _("{week}/{year} · {first} al {last}").format(
        week=week, year=year, first=f"{monday:%d/%m}", last=f"{monday + timedelta(days=6):%d/%m}"
    )
