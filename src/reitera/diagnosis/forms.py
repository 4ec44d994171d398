"""What is asked for: readings, causes, remote solutions, contacts, factors and files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.forms import ActForm, NeedsForm, text
from reitera.core.clock import now
from reitera.core.widgets import MomentInput
from reitera.customers.models import Product
from reitera.diagnosis.catalogue.shape import GROUPS
from reitera.diagnosis.entries import Entry, entry_of, variant_for
from reitera.diagnosis.fields import cause_field, solution_field
from reitera.diagnosis.models import CustomerContact, FactorVersion, Reading
from reitera.diagnosis.queries import class_of, lacking_contact, latest_causes, products_of, stabilities_of
from reitera.diagnosis.technology import FIBRE, TECHNOLOGIES, Technology, classes_of, technology_of
from reitera.diagnosis.words import CannotUse, number
from reitera.procedure.steps import State

MOMENT_OF_STATE = {
    State.TECHNICAL_REVIEW: Reading.Moment.BEFORE,
    State.SCHEDULE_VISIT: Reading.Moment.BEFORE,
    State.FIELD_WORK: Reading.Moment.BEFORE,
    State.WORK_ACCEPTANCE: Reading.Moment.AFTER,
    State.SOLUTION_MONITORING: Reading.Moment.MONITORING,
}
"""What a reading is most likely of, by the state it is noted in; whoever notes it can say otherwise."""

_SMALL = {"class": "field field--s"}


@dataclass(frozen=True)
class Row:
    """One factor of the form: its field, the field of its variant where one is asked for, and what is OK in words."""

    version: FactorVersion
    field: Any
    asked: Any
    expected: str


class ReadingsForm(ActForm):
    """The factors of the product's technology; only what is filled is kept."""

    always_asks = True
    body = "diagnosis/readings_fields.html"

    moment = forms.ChoiceField(label=_("Momento"), choices=Reading.Moment.choices)
    measured_at = forms.DateTimeField(label=_("Medido"), widget=MomentInput)

    def prepare(self) -> None:
        case = self.cases[0]
        self.product: Product | None = products_of([case], self.person).get(case.pk)
        said = self.product.technology if self.product else ""
        self.technology = technology_of(said)
        self.fields["moment"].initial = MOMENT_OF_STATE.get(State(case.state), Reading.Moment.BEFORE)
        self.fields["measured_at"].initial = now().replace(second=0, microsecond=0)
        self._ask_what_limits_depend_on()
        self.versions = FactorVersion.objects.in_force(self.technology)
        for version in self.versions:
            self.fields[version.code] = _factor_field(version)
            if _asks_variant(version):
                self.fields[_variant_name(version)] = forms.ChoiceField(
                    label=version.label, required=False, choices=[("", "—"), *((v, v) for v in version.bands)],
                    widget=forms.Select(attrs=_SMALL),
                )  # fmt: skip
        standing = latest_causes([case]).get(case.pk)
        self.fields["cause"] = cause_field(said, initial=standing.cause_id if standing else None)
        self.fields["remark"] = text(_("Observación"), required=False)

    def _ask_what_limits_depend_on(self) -> None:
        if self.technology is None:
            labels = [(t.value, label) for t, label in TECHNOLOGIES.items()]
            self.fields["technology"] = forms.ChoiceField(
                label=_("Tecnología"), required=False, choices=[("", "—"), *labels],
                help_text=_("El contrato no la dice; con ella se juzga la latencia."),
            )  # fmt: skip
        classes = [name for technology in self._fibres() for name in classes_of(technology)]
        if classes:
            self.fields["optical_class"] = forms.ChoiceField(
                label=_("Clase óptica del puerto"), required=False, initial=class_of(self.product),
                choices=[("", gettext("no se sabe")), *((name, name) for name in classes)],
            )  # fmt: skip

    def _fibres(self) -> tuple[Technology, ...]:
        return FIBRE if self.technology is None else tuple(t for t in FIBRE if t is self.technology)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        moment = given.get("measured_at")
        if moment is not None and moment > now():
            self.add_error("measured_at", gettext("Todavía no ha llegado. Diga cuándo se midió."))
        entries = [entry for version in self.versions if (entry := self._entry(version, given)) is not None]
        if not (entries or given.get("cause") or given.get("remark") or self.errors):
            self.add_error(None, gettext("Llene al menos una lectura, la causa probable o la observación."))
        return {**given, "entries": entries, "product": self.product}

    def _entry(self, version: FactorVersion, given: dict[str, Any]) -> Entry | None:
        written = given.get(version.code) or ""
        if not written.strip():
            return None
        variant = variant_for(
            version,
            optical_class=given.get("optical_class", ""),
            technology=self.technology or given.get("technology"),
            asked=given.get(_variant_name(version), ""),
        )
        try:
            return entry_of(version, written, variant)
        except CannotUse as reason:
            self.add_error(version.code, str(reason))
            return None

    @property
    def technology_field(self) -> Any:
        return self["technology"] if "technology" in self.fields else None

    @property
    def class_field(self) -> Any:
        return self["optical_class"] if "optical_class" in self.fields else None

    @property
    def groups(self) -> Iterator[tuple[str, list[Row], bool]]:
        """The factors under the titles of their families, and whether something there is filled or the first to do."""
        for letter, (title, _technologies) in GROUPS.items():
            rows = [self._row(version) for version in self.versions if version.code[4] == letter]
            if rows:
                yield title, rows, any(row.field.value() for row in rows)

    def _row(self, version: FactorVersion) -> Row:
        asked = self[_variant_name(version)] if _asks_variant(version) else None
        return Row(version, self[version.code], asked, expected_words(version))


def expected_words(version: FactorVersion) -> str:
    """What is OK, in words: "OK −25 a −10"; empty where it depends on what is not said yet."""
    if len(version.bands) != 1:
        return ""
    [variant] = version.bands
    bands = version.bands_of(variant)
    assert bands is not None
    low, high = number(bands.ok.low), number(bands.ok.high)
    if low and high:
        return gettext("OK de {low} a {high}").format(low=low, high=high)
    return gettext("OK desde {low}").format(low=low) if low else gettext("OK hasta {high}").format(high=high)


def _factor_field(version: FactorVersion) -> forms.Field:
    if version.kind == FactorVersion.Kind.CHOICE:
        options = [(option["code"], option["label"]) for option in version.choices]
        blank = ("", gettext("sin dato"))
        return forms.ChoiceField(
            label=version.label, required=False, choices=[blank, *options], widget=forms.Select(attrs=_SMALL)
        )
    attrs = {**_SMALL, "autocomplete": "off"}
    return forms.CharField(
        label=version.label, required=False, max_length=160, help_text=version.hint, widget=forms.TextInput(attrs=attrs)
    )


def _asks_variant(version: FactorVersion) -> bool:
    return version.variant_by not in ("", "class", "technology")


def _variant_name(version: FactorVersion) -> str:
    return f"{version.code}-variant"


class CauseForm(NeedsForm):
    """What a move needs, and the probable cause where it is known."""

    always_asks = True

    def prepare(self) -> None:
        technology, standing = "", None
        if len(self.cases) == 1:
            [case] = self.cases
            product = products_of(self.cases, self.person).get(case.pk)
            technology = product.technology if product else ""
            known = latest_causes(self.cases).get(case.pk)
            standing = known.cause_id if known else None
        self.technology = technology
        super().prepare()
        self.fields["cause"] = cause_field(technology, initial=standing)
        self.order_fields(("solution", "cause", *self.needs, "plan", "remark"))


class RemoteFixForm(CauseForm):
    """What was done from afar."""

    def prepare(self) -> None:
        super().prepare()
        self.fields["solution"] = solution_field(self.technology)
        self.order_fields(("solution", "cause", "plan", "remark"))


def cause_form(needs: tuple[str, ...]) -> type[CauseForm]:
    return type("CauseMoveForm", (CauseForm,), {"needs": needs})


class StableForm(NeedsForm):
    """Nothing is asked for when the hours are full; before, why they are not awaited."""

    def prepare(self) -> None:
        clocks = stabilities_of(self.cases, now())
        missing = max((clock.missing for clock in clocks.values() if not clock.is_reached), default=0)
        self.needs = ("reason",) if missing else ()
        super().prepare()
        if missing:
            needed = next(iter(clocks.values())).needed
            help_text = gettext("Faltan {missing} de las {needed} horas estables: diga por qué no se esperan.")
            self.fields["reason"].help_text = help_text.format(missing=missing, needed=needed)
        if lacking_contact([case for case in self.cases if case.pk in clocks]):
            self.fields["remark" if "remark" in self.fields else "reason"].help_text += " " + gettext(
                "Tampoco hay un contacto anotado con el cliente sobre la solución remota."
            )


class ContactForm(ActForm):
    """The customer was told of the remote solution (15.1)."""

    always_asks = True

    contacted_at = forms.DateTimeField(label=_("Cuándo"), widget=MomentInput)
    how = forms.ChoiceField(label=_("Cómo"), choices=CustomerContact.How.choices)
    with_whom = forms.CharField(label=_("Con quién"), max_length=120)
    told = text(_("Qué se le dijo"))

    def prepare(self) -> None:
        self.fields["contacted_at"].initial = now().replace(second=0, microsecond=0)

    def clean_contacted_at(self) -> Any:
        moment = self.cleaned_data["contacted_at"]
        if moment > now():
            raise forms.ValidationError(gettext("Todavía no ha llegado. Diga cuándo se habló."))
        return moment
