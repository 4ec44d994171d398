"""What was done in a diagnosis, in words: the sentences come after the name of who did it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.core.sentences import describe, tells
from reitera.diagnosis.judgement import Judgement
from reitera.diagnosis.models import JUDGEMENTS, CustomerContact, Reading
from reitera.diagnosis.words import with_unit

_MOST_SAID = 4

describe("factor.changed", _("cambió el factor {factor}: va por la versión {version}"))
describe("port.class_noted", _("anotó que el puerto {olt} {port} es de clase {optical_class}"))
describe("readings.reviewed", _("subió el archivo de lecturas «{file}»: {ready} por aplicar, {rejected} rechazadas"))
describe("readings.applied", _("aplicó {applied} lecturas del archivo «{file}»"))
describe("readings.discarded", _("descartó el archivo de lecturas «{file}»"))


@tells("factor.switched")
def factor_switched(event: Event) -> str:
    after, said = event.after or {}, []
    if "is_active" in after:
        used, unused = gettext("volvió a usar el factor {factor}"), gettext("dejó fuera de uso el factor {factor}")
        said.append(used if after["is_active"] else unused)
    if "is_main" in after:
        main, other = gettext("hizo principal el factor {factor}"), gettext("dejó de usar como principal {factor}")
        said.append(main if after["is_main"] else other)
    return ", ".join(said).format(factor=after.get("factor", ""))


@tells("diagnosis.readings_noted")
def readings_noted(event: Event) -> str:
    return _readings_words(event, gettext("anotó {readings} {moment}: {said}"))


@tells("diagnosis.readings_imported")
def readings_imported(event: Event) -> str:
    return _readings_words(event, gettext("trajo de un archivo {readings} {moment}: {said}"))


@tells("diagnosis.cause_noted")
def cause_noted(event: Event) -> str:
    after = event.after or {}
    before, cause = after.get("cause_before"), after.get("cause", {})
    if before:
        sentence = gettext("cambió la causa probable de {before} a {cause}")
        return sentence.format(before=_item(before), cause=_item(cause))
    return gettext("anotó la causa probable: {cause}").format(cause=_item(cause))


@tells("diagnosis.solution_noted")
def solution_noted(event: Event) -> str:
    return gettext("anotó la solución: {solution}").format(solution=_item((event.after or {}).get("solution", {})))


@tells("diagnosis.contact_noted")
def contact_noted(event: Event) -> SafeString:
    after, personal = event.after or {}, getattr(event, "personal", None)
    written = (personal.after if personal else None) or {}
    moment = parse_datetime(after.get("at", ""))
    when = f"{moment.astimezone(local_zone()):%d/%m/%Y %H:%M}" if moment else ""
    how = str(CustomerContact.How(after["how"]).label) if after.get("how") in CustomerContact.How.values else ""
    said = gettext("contactó al cliente por la solución, {how}, {when}").format(how=how, when=when)
    if not written:
        return format_html("{}", said)
    whom = gettext("Habló con {whom}: «{told}»").format(whom=written.get("with_whom", ""), told=written.get("told", ""))
    return format_html('{}. <span class="t2">{}</span>', said, whom)


def _readings_words(event: Event, sentence: str) -> str:
    after = event.after or {}
    readings = after.get("readings", [])
    if not readings:
        return gettext("anotó una observación de la revisión")
    count = after.get("count", len(readings))
    counted = ngettext("{n} lectura", "{n} lecturas", count).format(n=count)
    moment = after.get("moment", "")
    label = str(Reading.Moment(moment).label) if moment in Reading.Moment.values else ""
    said = "; ".join(_one(reading) for reading in readings[:_MOST_SAID])
    more = gettext(" y {n} más").format(n=count - _MOST_SAID) if count > _MOST_SAID else ""
    return sentence.format(readings=counted, moment=f"({label})", said=said + more)


def _one(reading: Mapping[str, Any]) -> str:
    """ "Potencia Rx ONT, clase B+ −28,1 dBm (crítico)"."""
    value = with_unit(Decimal(reading["value"]), reading["unit"]) if reading.get("value") else reading.get("said", "")
    state = str(JUDGEMENTS[Judgement(reading["judgement"])]).lower()
    words = f"{reading['label']} {value}".strip()
    return f"{words} ({state})" if reading["judgement"] != Judgement.NOT_APPLICABLE or not value else words


def _item(item: Mapping[str, str]) -> str:
    return f"{item.get('label', '')} ({item.get('code', '')})"
