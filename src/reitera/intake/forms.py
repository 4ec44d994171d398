"""Forms of an import: the file, and the columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reitera.intake.kinds import KINDS


class UploadForm(forms.Form):
    """The file and what it holds; the kind may be left to the titles."""

    file = forms.FileField(label=_("Archivo"), allow_empty_file=True)
    kind = forms.ChoiceField(
        label=_("Qué contiene"),
        required=False,
        choices=[("", _("deducir por los títulos")), *((kind.name, kind.label) for kind in KINDS.values())],
    )


def posted_columns(data: Mapping[str, Any], columns: list[str]) -> tuple[dict[str, str], dict[str, str]]:
    """What the columns form says: field → column, and column → date order.

    A field chosen for two columns is kept under both names, so that the check can refuse it by name.
    """
    mapped: dict[str, str] = {}
    orders: dict[str, str] = {}
    for place, column in enumerate(columns):
        if name := data.get(f"field_{place}", ""):
            if name in mapped:
                raise_twice(name, mapped[name], column)
            mapped[name] = column
        if order := data.get(f"order_{place}", ""):
            orders[column] = order
    return mapped, orders


def raise_twice(name: str, first: str, second: str) -> None:
    from reitera.intake.refusals import FieldTwice

    label = next(field.label for kind in KINDS.values() for field in kind.fields if field.name == name)
    raise FieldTwice(field=label, first=first, second=second)
