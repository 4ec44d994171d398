"""What was done to imports, in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reitera.core.models import Event
from reitera.core.sentences import Words, after, describe, each
from reitera.intake.models import Kind
from reitera.staff.words import dates_in_words


def _kind(event: Event) -> Words:
    return {**after(event), "what": Kind(after(event)["kind"]).label}


def _applied(event: Event) -> Words:
    new, changed = after(event)["new"], after(event)["changed"]
    return {
        **_kind(event),
        "new": ngettext("{n} fila nueva", "{n} filas nuevas", new).format(n=number_format(new)),
        "changed": ngettext("{n} cambiada", "{n} cambiadas", changed).format(n=number_format(changed)),
    }


def _period(event: Event) -> Words:
    starts, ends = (date.fromisoformat(day) for day in after(event))
    return {"dates": dates_in_words(starts, ends)}


describe("import.received", _("subió un archivo: {what}"), each(_kind))
describe("import.mapped", _("dijo qué es cada columna: {what}"), each(_kind))
describe("import.period_declared", _("dijo que el archivo cubre {dates}"), each(_period))
describe("import.applied", _("aplicó el archivo: {new} y {changed} en {what}"), each(_applied))
describe("import.discarded", _("descartó el archivo sin guardar nada: {what}"), each(_kind))
