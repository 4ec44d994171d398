"""What is asked for to keep an item of a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reitera.cases.catalogue.families import Fact, Family, Kind
from reitera.cases.catalogue.items import BETWEEN, COAX, COPPER, FIBRE
from reitera.cases.models import CatalogueItem

TECHNOLOGIES = {FIBRE: "FTTH", COAX: "HFC", COPPER: "DSL"}
MOST_POSITION = 9999


class ItemForm(forms.Form):
    """How an item is called, where it stands, and what holds of it."""

    label = forms.CharField(label=_("Nombre"), max_length=120)
    group = forms.CharField(label=_("Grupo"), max_length=60, required=False)
    technologies = forms.MultipleChoiceField(
        label=_("Tecnologías"),
        required=False,
        choices=list(TECHNOLOGIES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ninguna marcada: para todas."),
    )
    position = forms.IntegerField(
        label=_("Lugar en la lista"), min_value=0, max_value=MOST_POSITION, help_text=_("El menor va primero.")
    )

    def __init__(self, data: Mapping[str, Any] | None, *, family: Family, initial: Mapping[str, Any]) -> None:
        super().__init__(data, initial=dict(initial))
        self.family = family
        for fact in family.facts:
            self.fields[fact.name] = _field_of(fact)
        if not family.has_groups:
            del self.fields["group"]
        if not family.has_technologies:
            del self.fields["technologies"]

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        given = self.cleaned_data
        facts = {fact.name: given[fact.name] for fact in self.family.facts}
        values: dict[str, Any] = {"label": given["label"].strip(), "position": given["position"], "facts": facts}
        if "group" in given:
            values["group"] = given["group"].strip()
        if "technologies" in given:
            values["technologies"] = "".join(letter for letter in TECHNOLOGIES if letter in given["technologies"])
        return values


class EditForm(ItemForm):
    """An item as it is; `seen` is the version that was on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Mapping[str, Any] | None, *, item: CatalogueItem, family: Family) -> None:
        known = {"label": item.label, "group": item.group, "position": item.position, "seen": item.pk}
        super().__init__(
            data, family=family, initial={**item.facts, **known, "technologies": list(item.technologies)}
        )  # fmt: skip


class NewForm(ItemForm):
    """One more item; the next free code and the end of the list are proposed."""

    code = forms.CharField(label=_("Código"), max_length=12)
    field_order = ("code",)

    def __init__(self, data: Mapping[str, Any] | None, *, family: Family) -> None:
        last = CatalogueItem.objects.filter(family=family.prefix).order_by("position", "code").last()
        proposed = {"code": _next_code(family.prefix), "position": (last.position if last else 0) + BETWEEN}
        super().__init__(data, family=family, initial=proposed)
        help_text = _("{family}, un guion, una letra y dos cifras. No se cambia después.")
        self.fields["code"].help_text = str(help_text).format(family=family.prefix)

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).strip().upper()


def _next_code(family: str) -> str:
    """The next number of the last letter that has one left before 99, which is kept for "other"."""
    codes = CatalogueItem.objects.filter(family=family).exclude(code__endswith="99").values_list("code", flat=True)
    last = max(codes, default=f"{family}-A00")
    return f"{last[:-2]}{int(last[-2:]) + 1:02}"


def _field_of(fact: Fact) -> forms.Field:
    if fact.kind is Kind.FLAG:
        return forms.BooleanField(label=str(fact.label), required=False, help_text=str(fact.help))
    return forms.CharField(label=str(fact.label), required=False, max_length=80, help_text=str(fact.help))
