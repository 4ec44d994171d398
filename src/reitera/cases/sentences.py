"""What was done to cases, in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import CaseParameters, step_label
from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.core.sentences import Words, after, before, describe, each, tells

DONE = {
    "sent": _("envió el caso a su centro"),
    "received": _("recibió el caso"),
    "visit_needed": _("pidió una visita"),
    "remote_fix": _("lo resolvió a distancia"),
    "no_technical_solution": _("lo dejó sin solución técnica"),
    "already_attended": _("anotó que ya estaba atendido y cerrado"),
    "plant_fault": _("lo entregó a planta"),
    "retain": _("lo envió a fidelización"),
    "check_quality": _("lo envió a control de calidad"),
    "technician_needed": _("pidió un técnico"),
    "agreement_executed": _("anotó el acuerdo como ejecutado"),
    "customer_cancels": _("anotó que el cliente se da de baja"),
    "unreachable": _("lo pasó porque el cliente no contesta"),
    "unreachable_again": _("lo pasó porque el cliente tampoco contestó esta vez"),
    "satisfied": _("anotó que el cliente quedó satisfecho"),
    "dissatisfied": _("anotó que el cliente no quedó satisfecho"),
    "wants_to_leave": _("anotó que el cliente quiere darse de baja"),
    "technical": _("encontró una causa técnica y lo envió al centro"),
    "not_technical": _("encontró una causa que no es técnica"),
    "informed": _("informó al cliente que irá un técnico"),
    "scheduled": _("programó la visita"),
    "stable": _("dio la solución por estable"),
    "not_holding": _("anotó que la solución no se sostiene"),
    "confirmed": _("confirmó la visita"),
    "slot_began": _("pasó la visita al técnico porque empezó su hora"),
    "back_to_scheduling": _("devolvió la visita para otra fecha"),
    "solved": _("terminó el trabajo: daño solucionado"),
    "customer_absent": _("no encontró al cliente"),
    "material_missing": _("no pudo terminar: falta material"),
    "other_trade": _("no pudo terminar: necesita otra especialidad"),
    "accepted": _("aceptó el trabajo"),
    "refused": _("no aceptó el trabajo"),
    "closed": _("cerró la orden"),
    "incident_solved": _("anotó el incidente de planta como resuelto"),
    "not_the_cause": _("anotó que el incidente de planta no era la causa"),
}
"""What each outcome of the procedure was, after the name of who did it."""


Teller = Callable[[Event], str]
_tellers: dict[str, Teller] = {}


def tells_move(outcome: str) -> Callable[[Teller], Teller]:
    """Say a move by this outcome with the facts that a package put into its event; "" leaves the plain words."""

    def register(say: Teller) -> Teller:
        _tellers[outcome] = say
        return say

    return register


def _outcome(event: Event) -> Words:
    outcome = after(event).get("outcome", "")
    said = _tellers[outcome](event) if outcome in _tellers else ""
    return {"done": said or DONE.get(outcome, outcome)}


def _moment(event: Event) -> Words:
    """When the report was made, in the provider's time."""
    moment = parse_datetime(after(event).get("reported_at", ""))
    return {"moment": f"{moment.astimezone(local_zone()):%d/%m/%Y %H:%M}" if moment else ""}


def _parameters(event: Event) -> Words:
    """The changed parameters under the names they have on their page, each from and to."""
    was, now = dict(before(event)), dict(after(event))
    changed = now.pop("due_hours", {})
    hours = [(step_label(state), was["due_hours"].get(state, "—"), to) for state, to in changed.items()]
    counts = [(str(CaseParameters._meta.get_field(name).verbose_name), was[name], to) for name, to in now.items()]  # type: ignore[union-attr]
    return {"parameters": ", ".join(f"{name} ({old} → {new})" for name, old, new in [*hours, *counts])}


def _holiday(event: Event) -> Words:
    said = after(event) or before(event)
    return {"day": f"{date.fromisoformat(said['day']):%d/%m/%Y}", "name": said["name"]}


describe("case_parameters.changed", _("cambió el seguimiento: {parameters}"), each(_parameters))
describe("holiday.added", _("agregó el feriado {day}, {name}"), each(_holiday))
describe("holiday.removed", _("quitó el feriado {day}, {name}"), each(_holiday))
describe("case.moved", "{done}", each(_outcome))
describe("case.changed_customer", _("pasó el caso al cliente con el que se unió el duplicado"))


def _owner(event: Event) -> Words:
    personal = getattr(event, "personal", None)
    name = ((personal.after if personal else None) or {}).get("owner", "")
    return {"owner": gettext("a {name}").format(name=name) if name else gettext("sin responsable propio")}


describe("case.assigned", _("asignó el caso {owner}"), each(_owner))
describe("case.attached", _("adjuntó un archivo"))
describe("case.opened", _("abrió el caso"))
describe("case.taken_over", _("lo trajo de la planilla anterior, fila {row} de «{file}»"))
describe("case.adopted", _("lo encontró otra vez en la lista semanal"))
describe("case.report_joined", _("sumó un reporte nuevo al caso, del {moment}"), each(_moment))
describe("case.reincident", _("lo devolvió a revisión: entró un reporte nuevo después de la solución"))
describe("case.reopened_by_report", _("lo reabrió: entró un reporte nuevo antes de que la solución fuera definitiva"))
describe("case.churned", _("lo concluyó: el cliente dio de baja todos sus productos"))
describe("case.returned", _("devolvió el caso"))
describe("case.transferred", _("transfirió el caso a otro centro"))
describe("case.concluded_without_effect", _("lo concluyó sin efecto"))
describe("case.reopened", _("reabrió el caso"))
describe("case.taken_back", _("deshizo lo último"))
describe("case.planned", _("escribió el plan del caso crítico"))
describe("case.commented", _("comentó"))


@tells("case.remarked")
def _remarked(event: Event) -> str:
    return gettext("borró la observación") if after(event).get("is_cleared") else gettext("escribió la observación")


def _item_added(event: Event) -> Words:
    return {"item": f"«{after(event)['label']}» ({after(event)['code']})"}


def _item_changed(event: Event) -> Words:
    """The item by the name it had when it was changed, and what became of it: a version, or another place."""
    now, was = after(event), before(event)
    place_only = now["version"] == was["version"]
    became = gettext("ahora en el lugar {n}") if place_only else gettext("va por la versión {n}")
    return {**_item_added(event), "became": became.format(n=now["position"] if place_only else now["version"])}


def _item_switched(event: Event) -> Words:
    used, unused = gettext("volvió a usar {item}"), gettext("dejó fuera de uso {item}")
    return {"words": (used if after(event)["is_active"] else unused).format(**_item_added(event))}


describe("catalogue.added", _("agregó {item} al catálogo"), each(_item_added))
describe("catalogue.changed", _("cambió {item} del catálogo: {became}"), each(_item_changed))
describe("catalogue.switched", "{words}", each(_item_switched))
