"""How the acts on visits read in the history of a case: what comes after the name of who did it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.sentences import tells_move
from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.core.sentences import tells
from reitera.visits.models import Visit

LEADS = {
    Visit.Pairing.ANALYST_LEADS: _("lidera el Analista USM"),
    Visit.Pairing.TECHNICIAN_LEADS: _("lidera el Técnico"),
}
NOTED = {
    "visit.on_the_way": _("salió hacia el cliente"),
    "visit.on_site": _("llegó donde el cliente"),
}
FOLLOWED = {
    "visit.put_cancelled": _("anuló la visita del {slot}"),
    "visit.put_planned": _("dejó por confirmar la visita del {slot}"),
    "visit.put_confirmed": _("volvió a poner en marcha la visita del {slot}"),
    "visit.put_on_site": _("devolvió al técnico el trabajo de la visita del {slot}"),
}


def register() -> None:
    tells_move("scheduled")(_scheduled)
    tells_move("confirmed")(_confirmed)
    tells_move("slot_began")(_began)
    tells_move("solved")(_solved)
    tells_move("closed")(_closed)
    for kind in (*NOTED, *FOLLOWED):
        tells(kind)(_noted)


def _noted(event: Event) -> str:
    words = {**NOTED, **FOLLOWED}[event.kind]
    return str(words).format(slot=_facts(event).get("slot", ""))


def _scheduled(event: Event) -> str:
    """ "programó la visita: 24/11, 14:00 a 16:00, Rubén Vargas; lidera el Técnico"."""
    facts = _facts(event)
    if "visit" not in facts:
        return ""
    return gettext("programó la visita: {slot}, {technician}; {leads}").format(
        slot=_slot(facts), technician=facts["technician_name"], leads=LEADS[facts["pairing"]]
    )


def _confirmed(event: Event) -> str:
    facts = _facts(event)
    if "visit" not in facts:
        return ""
    return gettext("confirmó la visita: {slot}, {technician}; prioridad {priority}, orden {order}").format(
        slot=_slot(facts), technician=facts["technician_name"], priority=facts["priority"], order=facts["day_order"]
    )


def _began(event: Event) -> str:
    facts = _facts(event)
    if "visit" not in facts:
        return ""
    return gettext("pasó la visita de {technician} porque empezó su hora sin confirmar: {slot}").format(
        slot=_slot(facts), technician=facts["technician_name"]
    )


def _solved(event: Event) -> str:
    facts = _facts(event)
    if "report" not in facts:
        return ""
    kind = gettext("definitiva") if facts["is_definitive"] else gettext("paliativa")
    told = gettext("terminó el trabajo: {cause}; {solution} ({kind})").format(
        cause=facts["cause_label"], solution=facts["solution_label"], kind=kind
    )
    return gettext("{told}; cierre observado").format(told=told) if facts["is_observed"] else told


def _closed(event: Event) -> str:
    facts = _facts(event)
    if "closing" not in facts:
        return ""
    return gettext("cerró la orden con el código {code}").format(code=facts["closing_code"])


def _facts(event: Event) -> dict[str, Any]:
    return event.after or {}


def _slot(facts: dict[str, Any]) -> str:
    begin, end = (datetime.fromisoformat(facts[name]).astimezone(local_zone()) for name in ("starts_at", "ends_at"))
    return f"{begin:%d/%m}, {begin:%H:%M} a {end:%H:%M}"
