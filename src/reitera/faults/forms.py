"""Forms of mass outages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reitera.core.widgets import MomentInput


class OutageForm(forms.Form):
    """An element that was out; a blank part means any, a blank number takes the next one."""

    number = forms.CharField(label=_("Número (en blanco, el que sigue)"), max_length=40, required=False)
    olt = forms.CharField(label="OLT", max_length=40)
    port = forms.CharField(label=_("Puerto"), max_length=40, required=False)
    splitter = forms.CharField(label=_("Divisor"), max_length=40, required=False)
    box = forms.CharField(label=_("Caja"), max_length=40, required=False)
    starts_at = forms.DateTimeField(label=_("Empezó"), widget=MomentInput)
    ends_at = forms.DateTimeField(label=_("Terminó"), widget=MomentInput, required=False)
    cause = forms.CharField(label=_("Causa"), max_length=160, required=False)


class EndForm(forms.Form):
    ends_at = forms.DateTimeField(label=_("Terminó"), widget=MomentInput, required=False)
