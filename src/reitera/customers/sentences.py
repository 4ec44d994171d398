"""What was done to customers and to the segment bands, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reitera.core.models import Event
from reitera.core.sentences import Words, after, before, describe, each
from reitera.customers.models import ContactCorrection


def _merging(event: Event) -> Words:
    return {"duplicate": before(event)["code"], "kept": after(event)["code"]}


def _bands(event: Event) -> Words:
    """Only the bands that moved: "B desde Bs 220,00"."""
    moved = {code: amount for code, amount in after(event).items() if amount != before(event).get(code)}
    return {"bands": ", ".join(f"{code} Bs {amount.replace('.', ',')}" for code, amount in moved.items())}


def _corrected(event: Event) -> Words:
    """ "teléfono, zona": which, not what: not everybody who reads a history may see a phone."""
    return {"fields": ", ".join(str(ContactCorrection.Field(name).label) for name in after(event)["fields"])}


describe("customer.corrected", _("corrigió del cliente: {fields}"), each(_corrected))
describe("customer.merged", _("unió el cliente {duplicate} al cliente {kept}"), each(_merging))
describe("bands.changed", _("cambió desde qué facturación empieza cada segmento: {bands}"), each(_bands))
