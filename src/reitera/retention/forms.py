"""What is asked for with a call and with an agreement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.acts import free_letters
from reitera.cases.forms import ActForm, ask_plan, text
from reitera.cases.models import CatalogueItem
from reitera.core import clock
from reitera.core.widgets import DayInput, MomentInput
from reitera.customers.models import Product
from reitera.retention.models import Agreement
from reitera.retention.phones import phones_in
from reitera.retention.queries import call_results, calls_of_stay, retention_reasons

TAKEN_KEYS = "jkm"
"""Letters that mean something on the pages of calls: the next and the one before, and to dial."""


class ResultButtons(forms.RadioSelect):
    """The results of a call as buttons, each with its letter."""

    template_name = "retention/result_buttons.html"

    def __init__(self) -> None:
        super().__init__()
        self.results: dict[str, CatalogueItem] = {}
        self.keys: dict[str, str] = {}

    def offer(self, results: Sequence[CatalogueItem]) -> None:
        self.results = {item.code: item for item in results}
        self.keys = free_letters({code: words_of(item) for code, item in self.results.items()}, taken=TAKEN_KEYS)
        self.choices = [(code, words_of(item)) for code, item in self.results.items()]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return option | {"key": self.keys[value], "asks_time": self.results[value].has("asks_time")}


def words_of(result: CatalogueItem) -> str:
    """What the button of a result says."""
    return result.facts.get("button") or result.label


class NoteCallForm(ActForm):
    """How a call went, whoever makes it: result, number, and when to call again."""

    always_asks = True
    result = forms.ChoiceField(label=_("Qué pasó"), widget=ResultButtons)
    number = forms.CharField(label=_("Número marcado"), max_length=60, required=False)
    next_call_at = forms.DateTimeField(
        label=_("Volver a llamar"),
        required=False,
        widget=MomentInput,
        help_text=_("Si no contesta y lo deja en blanco, se propone otra hora."),
    )
    remark = text(_("Observación"), required=False)
    seen_calls = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def offered(self) -> list[CatalogueItem]:
        """The results to choose from. One query."""
        return call_results(for_surveys=False)

    def prepare(self) -> None:
        results: Any = self.fields["result"]
        results.widget.offer(self.offered())
        results.choices = results.widget.choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        result = self.fields["result"].widget.results.get(given.get("result"))
        if result and result.has("asks_time") and not given.get("next_call_at"):
            self.add_error("next_call_at", _("Escriba el día y la hora que pidió el cliente."))
        if given.get("next_call_at") and given["next_call_at"] <= clock.now():
            self.add_error("next_call_at", _("Esa hora ya pasó. Escriba una que todavía no llegó."))
        return given


class CallForm(NoteCallForm):
    """A call to the customer of a case at step 9."""

    def prepare(self) -> None:
        super().prepare()
        if len(self.cases) == 1:
            phones = phones_in(self.cases[0].customer.phone)
            self.fields["number"].initial = phones[0].written if phones else ""
            self.fields["seen_calls"].initial = calls_of_stay(self.cases[0]).count()


class AgreementForm(ActForm):
    """What was agreed: what kind of change, from what to what, and for when."""

    kind = forms.ChoiceField(label=_("Acuerdo"), choices=Agreement.Kind.choices, widget=forms.RadioSelect)
    agreed_on = forms.DateField(label=_("Fecha acordada"), widget=DayInput)
    plan_before = forms.CharField(label=_("Plan de ahora"), max_length=80, required=False)
    plan_after = forms.CharField(label=_("Plan acordado"), max_length=80, required=False)
    billing_before = forms.DecimalField(
        label=_("Facturación de ahora (Bs al mes)"), max_digits=12, decimal_places=2, min_value=0, required=False,
        localize=True,
    )  # fmt: skip
    billing_after = forms.DecimalField(
        label=_("Facturación acordada (Bs al mes)"), max_digits=12, decimal_places=2, min_value=0, required=False,
        localize=True,
    )  # fmt: skip
    order_number = forms.CharField(label=_("Número de orden"), max_length=60, required=False)
    kept_with = forms.ChoiceField(label=_("Cómo se retuvo al cliente"), required=False)
    remark = text(_("Observación"), required=False)
    replaces = forms.IntegerField(widget=forms.HiddenInput, required=False)

    FACTS = ("plan_before", "plan_after", "billing_before", "billing_after", "order_number", "kept_with")

    def prepare(self) -> None:
        kept = ((item.code, item.label) for item in retention_reasons(leaving=False))
        choices = [("", gettext("sin decir")), *kept]
        self.fields["kept_with"].choices = choices  # type: ignore[attr-defined]
        if len(self.cases) == 1:
            self._begin_with_what_is_known(self.cases[0])

    def _begin_with_what_is_known(self, case: Any) -> None:
        product = Product.objects.filter(customer=case.customer_id, status=Product.Status.ACTIVE).first()
        agreement = case.agreements.open().first()
        known = {"billing_before": case.billing, "plan_before": product.plan if product else ""}
        if agreement is not None:
            names = ("kind", "agreed_on", "remark", *self.FACTS)
            known |= {name: getattr(agreement, name) for name in names} | {"replaces": agreement.pk}
            known["kept_with"] = agreement.kept_with.code if agreement.kept_with else ""
        for name, value in known.items():
            self.fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("agreed_on") and given["agreed_on"] < clock.today():
            self.add_error("agreed_on", _("Esa fecha ya pasó. Escriba la de hoy o una posterior."))
        if given.get("kind") == Agreement.Kind.PLAN_CHANGE and not given.get("plan_after"):
            self.add_error("plan_after", _("Escriba el plan que se acordó."))
        return given


class ExecutionForm(ActForm):
    """The order with which an agreement was executed; a claim settled without one says why."""

    order = forms.CharField(label=_("Número de orden"), max_length=60, required=False)
    executed_on = forms.DateField(label=_("Ejecutado el"), widget=DayInput)
    reason = text(_("Motivo de atenderlo sin orden"), required=False, help_text=_("Solo para un reclamo en general."))

    def prepare(self) -> None:
        self.fields["executed_on"].initial = clock.today()
        agreement = self.cases[0].agreements.open().first() if len(self.cases) == 1 else None
        if agreement is not None:
            self.fields["order"].initial = agreement.order_number
            self.fields["order"].required = agreement.kind != Agreement.Kind.CLAIM
        if agreement is None or agreement.kind != Agreement.Kind.CLAIM:
            del self.fields["reason"]
        ask_plan(self)
        self.fields["remark"] = text(_("Observación"), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("executed_on") and given["executed_on"] > clock.today():
            self.add_error("executed_on", _("Ese día todavía no llegó. Anote la ejecución cuando ocurra."))
        if "reason" in self.fields and not (given.get("order") or given.get("reason")):
            self.add_error("order", _("Escriba el número de orden, o el motivo de atenderlo sin orden."))
        return given


class LeavingForm(ActForm):
    """Why the customer cancels."""

    always_asks = True
    why = forms.ChoiceField(label=_("Motivo"), widget=forms.RadioSelect)

    def prepare(self) -> None:
        reasons = [(item.code, item.label) for item in retention_reasons(leaving=True)]
        self.fields["why"].choices = reasons  # type: ignore[attr-defined]
        ask_plan(self)
        self.fields["remark"] = text(_("Lo que dijo el cliente"), required=False)
