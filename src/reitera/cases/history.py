"""The events of a case in plain Spanish: who did what, when, and where the case went.

Another package says its own events with `tells`; the sentence begins with a verb, because a name goes before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case
from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.procedure.steps import HANDOVERS, STATES, Handover, State
from reitera.staff.models import OperationsCentre

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

TOLD = {
    "case.opened": _("abrió el caso"),
    "case.adopted": _("lo encontró otra vez en la lista semanal"),
    "case.report_joined": _("sumó un reporte nuevo al caso"),
    "case.reincident": _("lo devolvió a revisión: entró un reporte nuevo después de la solución"),
    "case.reopened_by_report": _("lo reabrió: entró un reporte nuevo antes de que la solución fuera definitiva"),
    "case.churned": _("lo concluyó: el cliente dio de baja todos sus productos"),
    "case.returned": _("devolvió el caso"),
    "case.transferred": _("transfirió el caso a otro centro"),
    "case.concluded_without_effect": _("lo concluyó sin efecto"),
    "case.reopened": _("reabrió el caso"),
    "case.taken_back": _("deshizo lo último"),
    "case.planned": _("escribió el plan del caso crítico"),
    "case.commented": _("comentó"),
}

WRITTEN = {
    "reason": _("Motivo"),
    "incident": _("Incidente"),
    "order": _("Orden"),
    "plan": _("Plan"),
    "remark": _("Observación"),
}
"""What people wrote with an act, by the name it is kept under."""

Teller = Callable[[Event], str | SafeString]
_tellers: dict[str, Teller] = {}


@dataclass(frozen=True)
class Line:
    """One event on the page. `by_product` ones are quieter; `text` is safe HTML."""

    at: datetime
    step: str
    text: SafeString
    by_product: bool
    is_comment: bool


def tells(kind: str) -> Callable[[Teller], Teller]:
    """Say how an event of another package reads: the words after the name of who did it."""

    def register(teller: Teller) -> Teller:
        _tellers[kind] = teller
        return teller

    return register


def history_of(case: Case) -> list[tuple[date, list[Line]]]:
    """All events of the case, the latest first, by day. Two queries."""
    events = Event.objects.filter(case_id=case.pk).select_related("actor", "personal").order_by("-pk")
    return by_day(lines_of(events))


def lines_of(events: Iterable[Event]) -> list[Line]:
    centres = dict(OperationsCentre.objects.values_list("pk", "name"))
    return [line_of(event, centres) for event in events]


def line_of(event: Event, centres: Mapping[int, str]) -> Line:
    who = str(event.actor) if event.actor else gettext("El sistema")
    text = format_html("<b>{}</b> {}{}", who, _what(event), _where_to(event, centres))
    for extra in (_handed_over(event), *_written(event)):
        text = format_html("{} {}", text, extra)
    comment = event.kind == "case.commented"
    return Line(event.at, event.step, text, event.actor_id is None, comment)


def by_day(lines: list[Line]) -> list[tuple[date, list[Line]]]:
    grouped = groupby(lines, key=lambda line: line.at.astimezone(local_zone()).date())
    return [(day, list(of_day)) for day, of_day in grouped]


def _what(event: Event) -> str | SafeString:
    if event.kind in _tellers:
        return conditional_escape(_tellers[event.kind](event))
    after = event.after or {}
    if event.kind == "case.moved":
        return str(DONE.get(after.get("outcome", ""), after.get("outcome", "")))
    told = str(TOLD.get(event.kind, event.kind))
    if event.kind == "case.report_joined" and (moment := parse_datetime(after.get("reported_at", ""))):
        return f"{told} ({moment.astimezone(local_zone()):%d/%m/%Y %H:%M})"
    return told


def _where_to(event: Event, centres: Mapping[int, str]) -> SafeString:
    """ ". El caso pasó a 15 · Monitorear solución." where it moved; just the full stop where it did not."""
    before, after = event.before or {}, event.after or {}
    if event.kind == "case.transferred":
        name = centres.get(after.get("operations_centre_id", 0), "")
        return format_html(": <b>{}</b>.", name)
    state = after.get("state")
    if not state or not before or before.get("state") == state:
        return format_html("{}", "." if event.kind != "case.commented" else ":")
    info = STATES[State(state)]
    step = f"{info.number} · {gettext(info.label)}" if info.number else gettext(info.label)
    return format_html(gettext(". El caso pasó a <b>{}</b>."), step)


def _handed_over(event: Event) -> SafeString:
    logged = (event.after or {}).get("logged") or ()
    said = ", ".join(f"{number} · {gettext(HANDOVERS[Handover(number)])}" for number in logged)
    return format_html('<span class="t3">{}.</span>', said) if said else SafeString("")


def _written(event: Event) -> list[SafeString]:
    personal = getattr(event, "personal", None)
    written = (personal.after if personal else None) or {}
    if event.kind == "case.commented":
        return [format_html("«{}»", written.get("remark", ""))]
    return [
        format_html('<span class="t2">{}: «{}».</span>', WRITTEN[name], words)
        for name, words in written.items()
        if name in WRITTEN
    ]


def last_acts(case: Case, count: int = 5) -> list[Line]:
    """The latest events of the case, for the preview."""
    events: Any = Event.objects.filter(case_id=case.pk).select_related("actor", "personal").order_by("-pk")[:count]
    return lines_of(events)


def done_steps(case: Case) -> dict[str, int]:
    """How often each numbered step of the procedure was done in the case, the hand-overs included."""
    counts: dict[str, int] = {}
    for step, after in Event.objects.filter(case_id=case.pk, kind="case.moved").values_list("step", "after"):
        for number in (step, *((after or {}).get("logged") or ())):
            counts[number] = counts.get(number, 0) + 1
    return counts
