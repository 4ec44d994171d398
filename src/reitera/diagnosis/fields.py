"""Choices from the catalogues, in their groups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Q
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from reitera.cases.catalogue import CAUSE, SOLUTION, letter_of
from reitera.cases.catalogue.choosing import by_group
from reitera.cases.models import CatalogueItem


class _Grouped(ModelChoiceIterator):  # type: ignore[type-arg]
    """The items under the titles of their groups; those without a group as a plain list."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        for group, items in by_group(self.queryset):
            options = [self.choice(item) for item in items]
            if group:
                yield (group, options)
            else:
                yield from options


class ItemField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One item of a catalogue, offered for a technology (every item when it is not known)."""

    iterator = _Grouped

    def __init__(self, family: str, technology: str = "", **more: Any) -> None:
        items = CatalogueItem.objects.offered(family)
        letter = letter_of(technology)
        if letter:
            items = items.filter(Q(technologies="") | Q(technologies__contains=letter))
        super().__init__(queryset=items, **more)

    def label_from_instance(self, item: Any) -> str:
        return f"{item.label} · {item.code}"


def cause_field(technology: str = "", initial: Any = None) -> ItemField:
    return ItemField(
        CAUSE,
        technology,
        label=_("Causa probable"),
        required=False,
        empty_label=_("todavía no se sabe"),
        initial=initial,
    )


def solution_field(technology: str = "") -> ItemField:
    return ItemField(SOLUTION, technology, label=_("Solución dada"), empty_label=_("Elija qué se hizo"))
