"""What is asked for with the acts of a visit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.attachments import Checked, check_file
from reitera.cases.catalogue import CAUSE, SOLUTION, VISIT_RESULT
from reitera.cases.forms import NeedsForm, text
from reitera.cases.models import Case, CaseParameters, CatalogueItem
from reitera.cases.refusals import AttachmentTooLarge, NotAnAttachment
from reitera.core.clock import local_zone, today
from reitera.core.widgets import DayInput, HourInput
from reitera.diagnosis.models import Reading
from reitera.diagnosis.words import number
from reitera.staff.models import User
from reitera.visits import protocol
from reitera.visits.actions.field_work import Material, Work
from reitera.visits.models import MOST_HOURS, FieldReport, Visit
from reitera.visits.protocol import CheckItem, Kind
from reitera.visits.queries import latest_report, live_visits, readings_before, same_incident, technology_letter
from reitera.visits.rules import technicians_of

MATERIAL_ROWS = 6
MOST_PHOTOS = 12
SLOT_HOURS = 2


class ScheduleForm(NeedsForm):
    """Step 14: the slot agreed with the customer, the technician, and how the customer was told."""

    day = forms.DateField(label=_("Día"), widget=DayInput)
    starts = forms.TimeField(label=_("Desde"), widget=HourInput)
    ends = forms.TimeField(label=_("Hasta"), widget=HourInput)
    technician = forms.ModelChoiceField(label=_("Técnico"), queryset=User.objects.none(), empty_label=_("Elija"))
    pairing = forms.ChoiceField(label=_("Quién lidera"), choices=Visit.Pairing, initial=Visit.Pairing.TECHNICIAN_LEADS)
    agreed_with = forms.CharField(label=_("Acordado con"), max_length=120, help_text=_("Quién atenderá al técnico."))
    told_how = forms.ChoiceField(label=_("Cómo se le avisó"), choices=Visit.Told)

    always_asks = True
    body = "visits/schedule_form.html"

    def prepare(self) -> None:
        super().prepare()
        last = today() + timedelta(days=CaseParameters.in_force().most_days_agreed)
        self.fields["day"].widget.attrs |= {"min": f"{today():%Y-%m-%d}", "max": f"{last:%Y-%m-%d}"}
        self.fields["day"].initial = today() + timedelta(days=1)
        self.fields["starts"].initial, self.fields["ends"].initial = time(9), time(9 + SLOT_HOURS)
        _offer_technicians(self, {case.operations_centre_id for case in self.cases}, today())
        if self.cases:
            self.fields["agreed_with"].initial = self.cases[0].customer.name

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if {"day", "starts", "ends"} <= set(given):
            given["slot"] = tuple(
                datetime.combine(given["day"], given[name], tzinfo=local_zone()) for name in ("starts", "ends")
            )
        return given


class RescheduleForm(ScheduleForm):
    """Steps 18 and 19: the same, of a visit that has a date."""

    def prepare(self) -> None:
        super().prepare()
        self.fields.pop("plan", None)
        visit = live_visits(self.cases).get(self.cases[0].pk) if self.cases else None
        if visit is None:
            return
        begin, end = (moment.astimezone(local_zone()) for moment in (visit.starts_at, visit.ends_at))
        standing = {
            "day": begin.date(), "starts": begin.time(), "ends": end.time(), "technician": visit.technician_id,
            "pairing": visit.pairing, "agreed_with": visit.agreed_with, "told_how": visit.told_how,
        }  # fmt: skip
        for name, value in standing.items():
            self.fields[name].initial = value


class ConfirmForm(NeedsForm):
    """Step 18: how urgent; and for one visit also its place in the day and another technician."""

    priority = forms.TypedChoiceField(
        label=_("Prioridad"), choices=Visit.Priority, coerce=int, initial=Visit.Priority.NORMAL
    )

    def prepare(self) -> None:
        super().prepare()
        if len(self.cases) != 1:
            return
        self.fields["day_order"] = forms.IntegerField(
            label=_("Orden del día"), required=False, min_value=1, max_value=30,
            help_text=_("En blanco, según la hora."),
        )  # fmt: skip
        self.fields["technician"] = forms.ModelChoiceField(
            label=_("Técnico"), queryset=User.objects.none(), empty_label=None
        )
        visit = live_visits(self.cases).get(self.cases[0].pk)
        day = visit.starts_at.astimezone(local_zone()).date() if visit else today()
        _offer_technicians(self, {self.cases[0].operations_centre_id}, day)
        self.fields["technician"].initial = visit.technician_id if visit else None
        self.fields["technician"].help_text = visit.slot if visit else ""
        self.order_fields(["technician", "priority", "day_order"])


def _offer_technicians(form: forms.Form, centres: Iterable[int | None], day: date) -> None:
    offered = User.objects.none()
    for centre in centres:
        offered = technicians_of(centre, day)
    form.fields["technician"].queryset = offered  # type: ignore[attr-defined]


class ResultForm(NeedsForm):
    """Why nothing was fixed: a result of the list, when the act leaves a choice, and the reason."""

    results: tuple[str, ...] = ()

    def prepare(self) -> None:
        super().prepare()
        offered = CatalogueItem.objects.offered(VISIT_RESULT).filter(code__in=self.results)
        self.fields["result"] = forms.ModelChoiceField(
            label=_("Qué pasó"), queryset=offered, empty_label=None, to_field_name="code"
        )
        self.fields["result"].initial = self.results[0]
        if len(self.results) == 1:
            self.fields["result"].widget = forms.HiddenInput()
        self.order_fields(["result"])


def result_form(needs: tuple[str, ...], *results: str) -> type[ResultForm]:
    return type("VisitResultForm", (ResultForm,), {"needs": needs, "results": results})


class ReadingField(forms.CharField):
    """A number as it is read aloud: decimal comma, true minus or hyphen."""

    def clean(self, value: Any) -> str | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            return f"{protocol.number(written):f}"
        except ValueError:
            raise ValidationError(gettext("No es una medición. Escriba un número, como −21,8.")) from None


class AmountField(forms.DecimalField):
    """A number with a decimal comma or point."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class PhotosInput(forms.FileInput):
    """Several photos at once, from the telephone's camera or its gallery."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Photos as they may be kept; one that is refused refuses the form, with the reason."""

    widget = PhotosInput

    def clean(self, value: Any, initial: Any = None) -> list[Checked]:
        files = [file for file in value or () if file]
        if len(files) > MOST_PHOTOS:
            raise ValidationError(gettext("Son {n} fotos; caben {most}.").format(n=len(files), most=MOST_PHOTOS))
        try:
            return [check_file(file) for file in files]
        except (NotAnAttachment, AttachmentTooLarge) as refusal:
            raise ValidationError(refusal.message) from refusal


class ReportForm(NeedsForm):
    """Step 19: the field report with the checklist of the customer's technology and its photos."""

    cause = forms.ModelChoiceField(label=_("Causa"), queryset=CatalogueItem.objects.none(), empty_label=_("Elija"))
    solution = forms.ModelChoiceField(
        label=_("Solución"), queryset=CatalogueItem.objects.none(), empty_label=_("Elija")
    )
    kind = forms.ChoiceField(
        label=_("La solución es"), choices=[("definitive", _("definitiva")), ("palliative", _("paliativa"))],
        help_text=_("Reinicio, capacitación y sin intervención siempre cuentan como paliativas."),
    )  # fmt: skip
    left_out = text(
        _("Por qué falta o quedó fuera de rango"), required=False,
        help_text=_("Solo si deja algo en blanco o una medición no quedó en rango: será un cierre observado."),
    )  # fmt: skip
    hours = AmountField(label=_("Horas"), required=False, min_value=Decimal("0.01"), max_value=MOST_HOURS,
                        decimal_places=2, widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                        help_text=_("En blanco, desde la llegada."))  # fmt: skip
    signed_by = forms.CharField(label=_("Conformidad del cliente"), max_length=120,
                                help_text=_("Nombre de quien recibió el trabajo."))  # fmt: skip

    photos = PhotosField(label=_("Fotos"), required=False, help_text=_("JPEG, PNG o WebP. Quedan con el caso."))

    body = "visits/report_form.html"

    def prepare(self) -> None:
        super().prepare()
        letter = technology_letter(self.cases[0]) if self.cases else ""
        self.items = protocol.PROTOCOLS[letter]
        for name, family in (("cause", CAUSE), ("solution", SOLUTION)):
            self.fields[name].queryset = _offered(family, letter)  # type: ignore[attr-defined]
        for item in self.items:
            self.fields[f"check_{item.code}"] = _check_field(item)
        if self.cases:
            self._begin_with_what_is_noted(self.cases[0])
            self._keep_photos_of(self.cases[0])
        for row in range(MATERIAL_ROWS):
            self.fields |= _material_fields(row)

    def _begin_with_what_is_noted(self, case: Case) -> None:
        """Propose the readings that somebody noted before the visit, and say whose they are."""
        known = readings_before(case, [code for item in self.items for code in item.factors], self.person)
        for item in self.items:
            noted = [known[code] for code in item.factors if code in known]
            if noted:
                latest = max(noted, key=lambda reading: reading.at)
                field = self.fields[f"check_{item.code}"]
                field.initial, field.help_text = number(latest.value), _noted(latest)

    def _keep_photos_of(self, case: Case) -> None:
        """Photos stay chosen when the form comes back, under the name of their case, unless one of them is refused."""
        self.fields["photos"].widget.attrs |= {
            "id": f"photos-{case.pk}", "accept": "image/*", "capture": "environment", "data-photos": "",
            "hx-preserve": "true",
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "photos" in self.errors:
            self.fields["photos"].widget.attrs.pop("hx-preserve", None)
        for row in range(MATERIAL_ROWS):
            self._check_material(row, given)
        if not self.errors and self._unexplained(given) and not given.get("left_out"):
            items = ", ".join(gettext(item.label).lower() for item in self._unexplained(given))
            self.add_error("left_out", gettext("Escriba el motivo: {items}.").format(items=items))
        return given if self.errors else {**given, "work": self._work(given)}

    def _work(self, given: Mapping[str, Any]) -> Work:
        reason = given["left_out"]
        return Work(
            cause=given["cause"], solution=given["solution"], is_definitive=given["kind"] == "definitive",
            signed_by=given["signed_by"], values=self._values(given), hours=given["hours"],
            reasons={item.code: reason for item in self.items} if reason else {},
            material=[*self._material(given)], remark=given.get("remark", ""),
            photos=given["photos"],
        )  # fmt: skip

    @property
    def check_fields(self) -> list[forms.BoundField]:
        return [self[f"check_{item.code}"] for item in self.items]

    @property
    def material_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"material_{row}_{part}"] for part in ("name", "code", "quantity")] for row in range(MATERIAL_ROWS)
        ]

    @property
    def asks(self) -> bool:
        return True

    def _values(self, given: Mapping[str, Any]) -> dict[str, Any]:
        return {item.code: given.get(f"check_{item.code}") for item in self.items}

    def _unexplained(self, given: Mapping[str, Any]) -> list[CheckItem]:
        solution = given["solution"].code if given.get("solution") else ""
        return protocol.check(self.items, self._values(given), {}, solution).unexplained

    def _material(self, given: Mapping[str, Any]) -> Iterable[Material]:
        for row in range(MATERIAL_ROWS):
            name, quantity = given.get(f"material_{row}_name"), given.get(f"material_{row}_quantity")
            if name and quantity:
                yield Material(name=name, quantity=quantity, code=given.get(f"material_{row}_code", ""))

    def _check_material(self, row: int, given: Mapping[str, Any]) -> None:
        name, quantity = (given.get(f"material_{row}_{part}") for part in ("name", "quantity"))
        if bool(name or given.get(f"material_{row}_code")) != bool(quantity):
            missing = "quantity" if name else "name"
            self.add_error(f"material_{row}_{missing}", gettext("Escriba el material y cuánto se usó."))


def _noted(reading: Reading) -> str:
    """ "Anotó Miriam Rojas, 25/11 12:15. Cámbiela si ahora mide otra."."""
    when = f"{reading.at.astimezone(local_zone()):%d/%m %H:%M}"
    if reading.by is None:
        return gettext("De un archivo, {when}. Cámbiela si ahora mide otra.").format(when=when)
    return gettext("Anotó {who}, {when}. Cámbiela si ahora mide otra.").format(who=reading.by, when=when)


def _offered(family: str, letter: str) -> Any:
    offered = CatalogueItem.objects.offered(family)
    if not letter:
        return offered
    return offered.filter(technologies="") | offered.filter(technologies__contains=letter)


def _check_field(item: CheckItem) -> forms.Field:
    label = f"{gettext(item.label)} ({item.unit})" if item.unit else gettext(item.label)
    if item.kind is Kind.DONE:
        return forms.BooleanField(label=label, required=False)
    if item.kind is Kind.READING:
        return ReadingField(label=label, required=False, max_length=20)
    return forms.CharField(label=label, required=False, max_length=120)


def _material_fields(row: int) -> dict[str, forms.Field]:
    return {
        f"material_{row}_name": forms.CharField(label=_("Material"), required=False, max_length=120),
        f"material_{row}_code": forms.CharField(label=_("Código"), required=False, max_length=40),
        f"material_{row}_quantity": AmountField(
            label=_("Cantidad"), required=False, min_value=Decimal("0.01"), max_digits=9, decimal_places=2,
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        ),
    }  # fmt: skip


class JudgeForm(NeedsForm):
    """Step 19.3: the report to accept or not, before the eyes of who decides."""

    body = "visits/judge_form.html"

    def report(self) -> FieldReport | None:
        return latest_report(self.cases[0]) if self.cases else None

    @property
    def asks(self) -> bool:
        return True


class AcceptForm(JudgeForm):
    needs = ()


class RefuseForm(JudgeForm):
    needs = ("reason",)


class ClosingForm(NeedsForm):
    """Step 19.3: the order that was closed in the commercial system."""

    needs = ("order",)

    def prepare(self) -> None:
        super().prepare()
        self.fields["closing_code"] = forms.CharField(
            label=_("Código de cierre"), max_length=80, help_text=_("Como quedó en el sistema comercial.")
        )
        self.order_fields(["order", "closing_code"])
        if len(self.cases) == 1:
            orders = self.cases[0].customer.work_orders.filter(closed_at=None).order_by("-opened_at")
            numbers = list(orders.values_list("number", flat=True)[:3])
            self.fields["order"].initial = numbers[0] if len(numbers) == 1 else ""
            if numbers:
                known = gettext("Abiertas de este cliente: {orders}.").format(orders=", ".join(numbers))
                self.fields["order"].help_text = known


class IncidentEndForm(NeedsForm):
    """The other cases of the same plant incident, all of them ticked."""

    def prepare(self) -> None:
        super().prepare()
        others = same_incident(self.cases, self.person) if self.cases and self.person else None
        if others is not None and others.exists():
            self.fields["others"] = forms.ModelMultipleChoiceField(
                label=_("También los otros casos del incidente"), queryset=others, required=False,
                initial=lambda: list(others), widget=forms.CheckboxSelectMultiple,
            )  # fmt: skip
            self.fields["others"].label_from_instance = lambda case: f"{case} · {case.customer}"  # type: ignore[attr-defined]

    @property
    def asks(self) -> bool:
        return "others" in self.fields or super().asks


class SolvedIncidentForm(IncidentEndForm):
    needs = ()


class NotTheCauseForm(IncidentEndForm):
    needs = ("reason",)
