"""What was done to people and centres, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.core.models import Event
from reitera.core.sentences import Words, after, before, describe, each
from reitera.procedure.roles import ROLES, Role
from reitera.staff.models import OperationsCentre, User
from reitera.staff.words import centre_in_words, dates_in_words


def role_words(events: Sequence[Event]) -> Iterable[Words]:
    """Role, centre, dates and whom it stands in for: as they are after the act, or were before a role taken away."""
    said = [event.after or event.before or {} for event in events]
    centres = OperationsCentre.objects.in_bulk({values["centre"] for values in said if values["centre"]})
    absent = User.objects.in_bulk({values["substitute_for"] for values in said if values["substitute_for"]})
    for values in said:
        yield {
            "role": gettext(ROLES[Role(values["role"])].label),
            "centre": centre_in_words(centres.get(values["centre"])),
            "dates": dates_in_words(_day(values["starts_on"]), _day(values["ends_on"])),
            "absent": absent.get(values["substitute_for"], ""),
        }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _renaming(event: Event) -> Words:
    return {"old": before(event)["name"], "new": after(event)["name"], "code": after(event)["code"]}


def _preferences(event: Event) -> Words:
    """Which of their own settings a person changed."""
    return {"what": ", ".join(_changed_settings(event))}


def _changed_settings(event: Event) -> Iterator[str]:
    labels = {"language": _("el idioma"), "theme": _("el tema"), "single_keys": _("los atajos de una letra")}
    return (str(label) for name, label in labels.items() if before(event)[name] != after(event)[name])


describe("user.created", _("creó el usuario «{username}»"))
describe("user.changed", _("cambió el nombre, el usuario o el correo"))
describe("user.deactivated", _("desactivó el usuario"))
describe("user.reactivated", _("reactivó el usuario"))
describe("user.password_replaced", _("dio una clave temporal"))
describe("user.password_changed", _("eligió su propia contraseña"))
describe("user.preferences_changed", _("cambió {what}"), each(_preferences))
describe("role.given", _("dio el rol {role}, {centre}, {dates}"), role_words)
describe("role.substituted", _("nombró suplente de {absent} como {role}, {centre}, {dates}"), role_words)
describe("role.ended", _("terminó el rol {role}, {centre}, que valió {dates}"), role_words)
describe("role.withdrawn", _("quitó el rol {role}, {centre}, antes de que empezara"), role_words)
describe("centre.created", _("creó el centro {name} ({code})"))
describe("centre.renamed", _("cambió el nombre del centro de {old} a {new} ({code})"), each(_renaming))
describe("centre.deactivated", _("desactivó el centro {name}"))
describe("centre.reactivated", _("reactivó el centro {name}"))
describe("alias.added", _("agregó «{written}» como nombre del centro en los archivos"))
describe("alias.removed", _("quitó «{written}» como nombre del centro en los archivos"))
