"""What was done to cycles, documents and the rule, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reitera.core.sentences import Words, describe, each
from reitera.core.models import Event
from reitera.repeats.models import IssuedDocument, RepeatParameters


def _cycle(event: Event) -> Words:
    """The cycle as people write it: "47/2026"."""
    year, week = event.after["cycle"].split("-")
    return {"cycle": f"{week}/{year}", "revision": event.after.get("revision", ""), "days": _days(event)}


def _days(event: Event) -> str:
    count = len(event.after.get("missing_days", []))
    return ngettext("{count} día", "{count} días", count).format(count=count)


def _document(event: Event) -> Words:
    return {"document": IssuedDocument.Kind(event.after["kind"]).label, "number": event.after["number"]}


def _parameters(event: Event) -> Words:
    """The changed parameters under the names they have on their page."""
    names = (RepeatParameters._meta.get_field(name).verbose_name for name in event.after)
    return {"parameters": ", ".join(str(name) for name in names)}


describe("cycle.run", _("corrió el ciclo {cycle}, revisión {revision}"), each(_cycle))
describe("cycle.waits", _("dejó en espera el ciclo {cycle}: faltan {days} por importar"), each(_cycle))
describe("document.issued", _("emitió el documento {document} N.º {number}"), each(_document))
describe("parameter.changed", _("cambió la regla: {parameters}"), each(_parameters))
