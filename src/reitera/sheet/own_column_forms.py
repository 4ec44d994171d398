"""What is asked for to keep a column of the provider's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn
from reitera.sheet.own_columns import LONGEST_HELP, LONGEST_LABEL, LONGEST_OPTION, MOST_POSITION, token_of

BETWEEN = 10
_OPTION = "option_"


class ColumnForm(forms.Form):
    """How a column is called and where it stands."""

    label = forms.CharField(label=gettext_lazy("Nombre"), max_length=LONGEST_LABEL)
    help = forms.CharField(
        label=gettext_lazy("Ayuda"),
        max_length=LONGEST_HELP,
        required=False,
        help_text=gettext_lazy("Se lee al pasar por el título de la columna."),
    )
    position = forms.IntegerField(
        label=gettext_lazy("Lugar"),
        min_value=0,
        max_value=MOST_POSITION,
        help_text=gettext_lazy("Van detrás de las demás columnas, el menor primero."),
    )
    new_options = forms.CharField(
        label=gettext_lazy("Opciones"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Solo para una lista: una opción en cada línea."),
    )

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        given = self.cleaned_data
        options = {name.removeprefix(_OPTION): text for name, text in given.items() if name.startswith(_OPTION)}
        plain = {name: given[name] for name in ("label", "help", "position")}
        return {**plain, "options": options, "new_options": given.get("new_options", "").splitlines()}


class NewColumnForm(ColumnForm):
    """One more column; the end of the list is proposed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Tipo"), help_text=gettext_lazy("No se cambia después, para no perder lo anotado.")
    )
    field_order = ("label", "kind", "new_options", "help", "position")

    def __init__(self, data: Mapping[str, Any] | None) -> None:
        last = OwnColumn.objects.order_by("position").last()
        super().__init__(data, initial={"position": (last.position if last else 0) + BETWEEN})
        self.fields["kind"].choices = [(code, _(label)) for code, label in Kind.own_choices()]  # type: ignore[attr-defined]


class EditColumnForm(ColumnForm):
    """A column as it is, a field for each option of a list; `seen` tells how it was on the page."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, column: OwnColumn) -> None:
        known = {name: getattr(column, name) for name in ("label", "help", "position")}
        super().__init__(data, initial={**known, "seen": token_of(column)})
        if column.kind != Kind.CHOICE:
            del self.fields["new_options"]
            return
        for place, (code, label) in enumerate(column.offered.items(), start=1):
            self.fields[f"{_OPTION}{code}"] = forms.CharField(
                label=_("Opción {n}").format(n=place), initial=label, max_length=LONGEST_OPTION, required=False
            )
        self.fields["new_options"].label = _("Opciones nuevas")
        self.fields["new_options"].help_text = _("Una en cada línea. Para quitar una opción, deje vacío su nombre.")
        self.order_fields(["label", *(f"{_OPTION}{code}" for code in column.offered), "new_options"])
