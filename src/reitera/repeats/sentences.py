"""What was done to cycles, documents and the rule, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reitera.core.models import Event
from reitera.core.sentences import Words, after, describe, each
from reitera.repeats.models import IssuedDocument, RepeatParameters


def _cycle(event: Event) -> Words:
    """The cycle as people write it: "47/2026"."""
    year, week = after(event)["cycle"].split("-")
    return {"cycle": f"{week}/{year}", "revision": after(event).get("revision", ""), "days": _days(event)}


def _days(event: Event) -> str:
    count = len(after(event).get("missing_days", []))
    return ngettext("{count} día", "{count} días", count).format(count=count)


def _document(event: Event) -> Words:
    return {"document": IssuedDocument.Kind(after(event)["kind"]).label, "number": after(event)["number"]}


def _parameters(event: Event) -> Words:
    """The changed parameters under the names they have on their page."""
    labels = {field.name: str(field.verbose_name) for field in RepeatParameters._meta.fields}
    return {"parameters": ", ".join(labels[name] for name in after(event))}


describe("cycle.run", _("corrió el ciclo {cycle}, revisión {revision}"), each(_cycle))
describe("cycle.waits", _("dejó el ciclo {cycle} en espera de {days} por importar"), each(_cycle))
describe("document.issued", _("emitió el documento {document} N.º {number}"), each(_document))
describe("parameter.changed", _("cambió la regla: {parameters}"), each(_parameters))
