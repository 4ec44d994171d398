"""The hands of the demo's people: they do acts through the same forms and actions as the pages do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django import forms

from reitera.cases.acts import act_called
from reitera.cases.models import Case
from reitera.core import clock
from reitera.staff.models import User

PLAN = "Cuadrilla completa el martes, con acometida y ONT nuevas; el supervisor revisa antes de cerrar."
"""What is written where a critical case asks for its plan."""


class NotDone(RuntimeError):
    """A form of the demo was filled in a way that the product does not take."""


def press(cases: Sequence[Case], code: str, person: User, at: datetime, **written: Any) -> None:
    """Do an act at a simulated time: the form's own proposals, with what is written over them.

    Raises NotDone when the form is not valid, and whatever the action raises.
    """
    with clock.fixed(at):
        act = act_called(code, person.viewer, cases[0])
        data = filled(act.form(cases=cases, person=person), {"plan": PLAN, **written})
        form = act.form(data, cases=cases, person=person)
        if not form.is_valid():
            raise NotDone(f"{code} on {cases[0]}: {form.errors.as_json()}")
        act.do(cases, form.cleaned_data, person, at)


def filled(form: forms.Form, written: dict[str, Any]) -> dict[str, Any]:
    """What a browser would send: each field's proposal unless something is written; of an asked choice, the first."""
    sent: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = written[name] if name in written else _proposal(form, name, field)
        if value not in (None, "", []):
            sent[name] = value
    return sent


def _proposal(form: forms.Form, name: str, field: forms.Field) -> Any:
    value = form.get_initial_for_field(field, name)
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [row.pk for row in value or ()]
    if value is None and field.required and isinstance(field, forms.ChoiceField):
        return next((str(key) for key in _keys(field.choices) if str(key)), None)
    if isinstance(field, forms.ModelChoiceField):
        return field.prepare_value(value)
    if isinstance(field.widget, (forms.DateInput, forms.TimeInput, forms.DateTimeInput)):
        return field.widget.format_value(field.prepare_value(value))
    return value


def _keys(choices: Any) -> Iterator[Any]:
    """The keys of choices, those in groups included."""
    for key, label in choices:
        if isinstance(label, (list, tuple)):
            yield from _keys(label)
        else:
            yield key


def person_called(username: str) -> User:
    """One of the demo's people, with the roles they hold on the simulated day."""
    return User.objects.get(username=username)
