"""What was done to visits, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.sentences import tells_move
from reitera.core.models import Event
from reitera.core.sentences import describe, tells
from reitera.visits.models import Visit, slot_in_words

LEADS = {
    Visit.Pairing.ANALYST_LEADS: _("lidera el Analista USM"),
    Visit.Pairing.TECHNICIAN_LEADS: _("lidera el Técnico"),
}


@tells_move("scheduled")
def _scheduled(event: Event) -> str:
    """ "programó la visita: 24/11, 14:00 a 16:00, Rubén Vargas; lidera el Técnico"."""
    facts = _facts(event)
    if "visit" not in facts:
        return ""
    return gettext("programó la visita: {slot}, {technician}; {leads}").format(
        slot=_slot(facts), technician=facts["technician_name"], leads=LEADS[facts["pairing"]]
    )


@tells_move("confirmed")
def _confirmed(event: Event) -> str:
    facts = _facts(event)
    if "visit" not in facts:
        return ""
    return gettext("confirmó la visita: {slot}, {technician}; prioridad {priority}, orden {order}").format(
        slot=_slot(facts), technician=facts["technician_name"], priority=facts["priority"], order=facts["day_order"]
    )


@tells("visit.rescheduled")
def _rescheduled(event: Event) -> str:
    """ "cambió la visita del 24/11, 14:00 a 16:00, Rubén Vargas: ahora 25/11, 9:00 a 11:00, Luis Arce"."""
    facts = _facts(event)
    was, now = (f"{_slot(told)}, {told['technician_name']}" for told in (facts["visit_before"], facts))
    return gettext("cambió la visita del {before}: ahora {after}").format(before=was, after=now)


@tells("visit.prioritised")
def _prioritised(event: Event) -> str:
    """ "cambió la prioridad de la visita de 2 a 1"."""
    facts = _facts(event)
    if facts.get("priority_before") is None:
        return gettext("puso la prioridad de la visita: {after}").format(after=facts["priority"])
    sentence = gettext("cambió la prioridad de la visita de {before} a {after}")
    return sentence.format(before=facts["priority_before"], after=facts["priority"])


@tells_move("slot_began")
def _began(event: Event) -> str:
    facts = _facts(event)
    if "visit" not in facts:
        return ""
    return gettext("pasó la visita de {technician} porque empezó su hora sin confirmar: {slot}").format(
        slot=_slot(facts), technician=facts["technician_name"]
    )


@tells_move("solved")
def _solved(event: Event) -> str:
    facts = _facts(event)
    if "report" not in facts:
        return ""
    kind = gettext("definitiva") if facts["is_definitive"] else gettext("paliativa")
    told = gettext("terminó el trabajo: {cause}; {solution} ({kind})").format(
        cause=facts["cause_label"], solution=facts["solution_label"], kind=kind
    )
    if photos := len(facts.get("photos", ())):
        told = ngettext("{told}; {n} foto", "{told}; {n} fotos", photos).format(told=told, n=photos)
    return gettext("{told}; cierre observado").format(told=told) if facts["is_observed"] else told


@tells_move("closed")
def _closed(event: Event) -> str:
    facts = _facts(event)
    if "closing" not in facts:
        return ""
    return gettext("cerró la orden con el código {code}").format(code=facts["closing_code"])


def _facts(event: Event) -> dict[str, Any]:
    return event.after or {}


def _slot(facts: dict[str, Any]) -> str:
    return slot_in_words(datetime.fromisoformat(facts["starts_at"]), datetime.fromisoformat(facts["ends_at"]))


describe("visit.on_the_way", _("salió hacia el cliente"))
describe("visit.on_site", _("llegó donde el cliente"))
describe("visit.cancelled", _("anuló la visita del {slot}"))
describe("visit.unconfirmed", _("dejó por confirmar la visita del {slot}"))
describe("visit.resumed", _("volvió a poner en marcha la visita del {slot}"))
describe("visit.work_returned", _("devolvió al técnico el trabajo de la visita del {slot}"))
