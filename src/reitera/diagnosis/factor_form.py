"""The form that edits how a factor is called and judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.diagnosis.judgement import Bands, Judgement, NotANumber, parse_value
from reitera.diagnosis.models import JUDGEMENTS, FactorVersion
from reitera.diagnosis.words import number

ENDS = (("ok", 0), ("ok", 1), ("watch", 0), ("watch", 1))
STATES = (Judgement.OK, Judgement.OBSERVATION, Judgement.CRITICAL, Judgement.NOT_APPLICABLE)


@dataclass(frozen=True)
class VariantRow:
    """The four ends of one variant's bands."""

    variant: str
    fields: list[Any]


class EndField(forms.CharField):
    """An end of a band as a person writes it; blank is open."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=20, **more)
        self.widget.attrs |= {"class": "field field--s", "autocomplete": "off"}

    def clean(self, value: Any) -> Any:
        written = super().clean(value)
        if not written:
            return None
        try:
            return parse_value(written)
        except NotANumber as error:
            raise forms.ValidationError(
                gettext("«{text}» no es un número. Se espera algo como −21,8.").format(text=written)
            ) from error


class FactorForm(forms.Form):
    """Label, thresholds by variant, what can be measured, and the state of each option."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    label = forms.CharField(label=_("Nombre"), max_length=120)

    def __init__(self, data: Mapping[str, Any] | None, *, version: FactorVersion) -> None:
        super().__init__(data, initial={"version": version.pk, "label": version.label})
        self.edited = version
        for variant, plain in version.bands.items():
            for which, end in ENDS:
                self.fields[_end_name(variant, which, end)] = EndField(initial=_written(plain[which][end]))
        if version.kind == FactorVersion.Kind.NUMBER:
            low, high = version.possible or (None, None)
            self.fields["possible_low"] = EndField(label=_("Lo menos que se puede medir"), initial=_written(low))
            self.fields["possible_high"] = EndField(label=_("Lo más que se puede medir"), initial=_written(high))
        for option in version.choices:
            self.fields[f"state-{option['code']}"] = forms.ChoiceField(
                label=option["label"], initial=option["state"], choices=[(s.value, JUDGEMENTS[s]) for s in STATES]
            )

    @property
    def rows(self) -> Iterator[VariantRow]:
        for variant in self.edited.bands:
            yield VariantRow(variant, [self[_end_name(variant, which, end)] for which, end in ENDS])

    @property
    def options(self) -> list[Any]:
        return [self[f"state-{option['code']}"] for option in self.edited.choices]

    @property
    def possible_fields(self) -> list[Any]:
        return [self[name] for name in ("possible_low", "possible_high") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and not _is_sound(self.bands()):
            self.add_error(None, gettext("Los umbrales se cruzan: lo que es OK debe quedar dentro de Observación."))
        return given

    def bands(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            variant: {
                which: [_kept(given[_end_name(variant, which, end)], plain[which][end]) for end in (0, 1)]
                for which in ("ok", "watch")
            }
            for variant, plain in self.edited.bands.items()
        }

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        values: dict[str, Any] = {"label": given["label"].strip()}
        if self.edited.kind == FactorVersion.Kind.NUMBER:
            low, high = self.edited.possible or (None, None)
            values["bands"] = self.bands()
            values["possible"] = [_kept(given["possible_low"], low), _kept(given["possible_high"], high)]
        if self.edited.choices:
            values["choices"] = [{**o, "state": given[f"state-{o['code']}"]} for o in self.edited.choices]
        return values


def _is_sound(bands: Mapping[str, Any]) -> bool:
    try:
        return all(Bands.of(plain) for plain in bands.values())
    except ValueError:
        return False


def _end_name(variant: str, which: str, end: int) -> str:
    return f"{which}{end}-{variant}"


def _written(end: str | None) -> str:
    return number(Decimal(end)) if end is not None else ""


def _kept(value: Decimal | None, before: str | None) -> str | None:
    """The text that is kept; the one from before while it says the same, so that 22.0 and 22 are no change."""
    if value is None:
        return None
    return before if before is not None and Decimal(before) == value else str(value)
