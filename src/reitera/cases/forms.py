"""What is asked for with an act. Each form is given the cases it acts on and the person who acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case
from reitera.cases.queries import people_for
from reitera.staff.models import OperationsCentre, User

REASON_LENGTH = 300


class ActForm(forms.Form):
    """Nothing is asked for: the button acts at once. `body` is the template that shows the fields of `form`.

    A form that always asks says so with `always_asks`, so that a page need not make it to know.
    """

    always_asks = False
    body = "parts/form.html"

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, cases: Sequence[Case] = (), person: User | None = None,
        files: Any = None,
    ) -> None:  # fmt: skip
        super().__init__(data, files)
        self.cases, self.person = cases, person
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the cases and the person."""

    @property
    def asks(self) -> bool:
        """Whether something must be filled before the act can be done."""
        return any(field.required for field in self.fields.values())


def text(label: Any, *, required: bool = True, rows: int = 2, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=REASON_LENGTH,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class NeedsForm(ActForm):
    """What a move of the table needs, by name; the plan of a critical case; and always room for a remark."""

    needs: tuple[str, ...] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.always_asks = cls.always_asks or bool(cls.needs)

    def prepare(self) -> None:
        for name in self.needs:
            self.fields[name] = FIELDS[name]()
        ask_plan(self)
        if "reason" not in self.needs:
            self.fields["remark"] = text(_("Observación"), required=False)


FIELDS = {
    "reason": lambda: text(_("Motivo")),
    "incident": lambda: forms.CharField(label=_("Número de incidente (OPE-ASE-GIR-P02)"), max_length=40),
    "order": lambda: forms.CharField(label=_("Número de orden o reporte cerrado"), max_length=60),
    "plan": lambda: forms.CharField(
        label=_("Plan escrito"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("El caso es crítico: diga qué se hará distinto, quién y hasta cuándo."),
    ),
}


def ask_plan(form: ActForm) -> None:
    """Ask for the plan where a critical case has none yet."""
    if any(case.is_critical and not case.plan for case in form.cases):
        form.fields["plan"] = FIELDS["plan"]()


class ReasonForm(ActForm):
    always_asks = True
    reason = text(_("Motivo"))


class TransferForm(ReasonForm):
    centre = forms.ModelChoiceField(
        label=_("Centro de Operaciones"), queryset=OperationsCentre.objects.none(), empty_label=None
    )
    field_order = ("centre", "reason")

    def prepare(self) -> None:
        held = {case.operations_centre_id for case in self.cases}
        only = next(iter(held)) if len(held) == 1 else None
        others = OperationsCentre.objects.filter(is_active=True)
        if only is not None:
            others = others.exclude(pk=only)
        self.fields["centre"].queryset = others  # type: ignore[attr-defined]


class AssignForm(ActForm):
    """Who of those who may act on the cases takes care of them."""

    owner = forms.ModelChoiceField(
        label=_("Persona"), queryset=User.objects.none(), required=False, empty_label=_("nadie en particular")
    )

    always_asks = True

    def prepare(self) -> None:
        candidates = [set(people_for(case)) for case in self.cases]
        shared = set.intersection(*candidates) if candidates else set()
        self.fields["owner"].queryset = User.objects.filter(pk__in=shared)  # type: ignore[attr-defined]


class PlanForm(ActForm):
    always_asks = True

    def prepare(self) -> None:
        self.fields["plan"] = FIELDS["plan"]()
        self.fields["plan"].initial = self.cases[0].plan if len(self.cases) == 1 else ""


class ContactForm(ActForm):
    """How the customer is found; what is left as it stands is not corrected."""

    always_asks = True

    phone = forms.CharField(label=_("Teléfono"), max_length=60, required=False)
    address = forms.CharField(label=_("Dirección"), max_length=240, required=False)
    zone = forms.CharField(
        label=_("Zona"), max_length=80, required=False,
        help_text=_("Lo corregido vale hasta que un archivo traiga algo distinto de lo que traía."),
    )  # fmt: skip

    def prepare(self) -> None:
        for name, field in self.fields.items():
            field.initial = getattr(self.cases[0].customer, name) if len(self.cases) == 1 else ""


class OpenCaseForm(forms.Form):
    """A case that no cycle found: whose, and why."""

    customer = forms.CharField(
        label=_("Cliente"), max_length=60, help_text=_("Su código, como está en el sistema comercial.")
    )
    reason = text(_("Motivo"), help_text=_("Por qué hay que seguirlo aunque la lista semanal no lo trae."))


class CommentForm(forms.Form):
    text = forms.CharField(
        max_length=4000,
        label=_("Comentario"),
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("Escribir un comentario")}),
    )


def needs_form(needs: tuple[str, ...]) -> type[NeedsForm]:
    """The form of a move without work of its own."""
    return type("MoveForm", (NeedsForm,), {"needs": needs})


def first_mistake(form: forms.Form) -> str:
    """One sentence that says which field is wrong and why, for places without room for the whole form."""
    name, mistakes = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    sentence = gettext("{field}: {mistake}").format(field=label, mistake=mistakes[0])
    return sentence if label else str(mistakes[0])
