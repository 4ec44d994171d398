"""What the owner of the indicator sends: a month as it was seen, and the remark on an observed one."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from reitera.indicators.indicator import Indicator
from reitera.indicators.models import ActionRemark


class ClosingForm(forms.Form):
    """The two inputs that the page showed, so that nobody freezes figures they have not seen."""

    previous = forms.IntegerField(min_value=0)
    current = forms.IntegerField(min_value=0)

    def seen(self, month: date) -> Indicator:
        return Indicator(month, self.cleaned_data["previous"], self.cleaned_data["current"])


class RemarkForm(forms.ModelForm):  # type: ignore[type-arg]
    """What will be done; `seen` is the number of the last remark that the page showed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = ActionRemark
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        labels = {"text": _("Qué se hará, quién y hasta cuándo")}
        help_texts = {"text": _("No se corrige después: se escribe otra.")}
