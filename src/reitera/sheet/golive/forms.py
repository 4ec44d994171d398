"""The form of an old sheet."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class OldSheetForm(forms.Form):
    file = forms.FileField(label=_("Archivo"), allow_empty_file=True)
