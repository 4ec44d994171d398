"""Forms of the administration."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from reitera.core.widgets import DayInput
from reitera.procedure.roles import ROLES, Role
from reitera.staff.models import OperationsCentre, User


class PersonForm(forms.Form):
    username = forms.CharField(label=_("Usuario"), max_length=150)
    full_name = forms.CharField(label=_("Nombre completo"), max_length=120)
    email = forms.EmailField(label=_("Correo"), required=False)


class RoleForm(forms.Form):
    """A role for one centre or all, always or between two days."""

    role = forms.ChoiceField(label=_("Rol"), choices=[(role.value, _(info.label)) for role, info in ROLES.items()])
    centre = forms.ModelChoiceField(
        OperationsCentre.objects.filter(is_active=True), required=False, label=_("Centro"), empty_label=_("todos")
    )
    starts_on = forms.DateField(label=_("Desde"), required=False, widget=DayInput)
    ends_on = forms.DateField(label=_("Hasta"), required=False, widget=DayInput)

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class SubstituteForm(forms.Form):
    """Who stands in for the person of the page, between two days."""

    substitute = forms.ModelChoiceField(
        User.objects.filter(is_active=True), label=_("Suplente"), empty_label=_("elija una persona")
    )
    starts_on = forms.DateField(label=_("Desde"), widget=DayInput)
    ends_on = forms.DateField(label=_("Hasta"), widget=DayInput)


class CentreForm(forms.Form):
    code = forms.CharField(label=_("Código"), max_length=20)
    name = forms.CharField(label=_("Nombre"), max_length=80)


class AliasForm(forms.Form):
    written = forms.CharField(label=_("Nombre en los archivos"), max_length=80)
