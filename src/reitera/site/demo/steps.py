"""What the demo's people do at each step, and when: the policy of the demo, one function per step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from reitera.cases.models import Case
from reitera.core.clock import local_zone
from reitera.procedure.steps import State
from reitera.site.demo.hands import press
from reitera.site.demo.orders import typed_number
from reitera.visits.protocol import PROTOCOLS, CheckItem, Kind
from reitera.visits.queries import technology_letter

if TYPE_CHECKING:
    from reitera.site.demo.casework import Casework

HOURS = {
    State.TECHNICAL_REVIEW: (2, 9), State.DISTRIBUTION: (2, 10), State.RETENTION_CONTACT: (2, 8),
    State.QUALITY_CHECK: (2, 10), State.DISSATISFACTION: (1, 4), State.INFORM_CUSTOMER: (1, 4),
    State.SCHEDULE_VISIT: (1, 6), State.PRIORITISE: (1, 4), State.WORK_ACCEPTANCE: (1, 3), State.ORDER_CLOSING: (1, 3),
    State.PLANT_INCIDENT: (8, 24),
}  # fmt: skip
"""Working hours a case waits in the demo, least and most; field work follows its slot, monitoring its 72 hours."""

CAUSES_TOLD = ("ya llamó tres veces este mes", "pide otro plan", "no quiere más visitas", "compara con otro proveedor")
STILL_FAILS, TOO_DEAR = "INS-N01", "INS-N13"
"""Causes of dissatisfaction: the same fault goes on; the price."""


def when_next(work: Casework, case: Case, since: datetime) -> datetime:
    """When the person whose turn it is takes the case up."""
    dice = work.dice(case)
    if case.state == State.SOLUTION_MONITORING:
        return work.calendar.add_hours(since + timedelta(hours=74), dice.uniform(0.2, 3))
    if case.state == State.FIELD_WORK:
        visit = case.every_visit.order_by("-pk").first()
        begin = max(visit.starts_at, since) if visit else since
        return begin + timedelta(minutes=dice.randint(50, 110))
    least, most = HOURS[State(case.state)]
    # Now and then a case is forgotten, so that something is overdue, as anywhere; a visit's slot waits for nobody.
    is_forgotten = case.state != State.PRIORITISE and dice.random() < 0.12
    forgotten = dice.uniform(10, 20) if is_forgotten else 0
    return work.calendar.add_hours(since, dice.uniform(least, most) + forgotten)


def do_next(work: Casework, case: Case, at: datetime) -> None:
    """Do what this stay of the case comes to."""
    AT[State(case.state)](work, case, at, work.dice(case))


def _one_of(dice: Random, **weights: int) -> str:
    return dice.choices(list(weights), list(weights.values()))[0]


def review(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    usm = work.person("usm", case)
    note_readings(case, usm, at, dice, better=False)
    outcome = _one_of(dice, visit_needed=58, remote_fix=22, no_technical_solution=10, already_attended=6, plant_fault=4)
    walk(work, case, outcome, at + timedelta(minutes=6))


def distribute(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    walk(work, case, _one_of(dice, retain=75, check_quality=25), at)


def retain(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    """A call first; whoever answers agrees on something, asks for a technician or leaves."""
    agent = work.person("fidelizacion", case)
    agreement = case.agreements.open().first()
    if agreement is not None:
        press([case], "agreement_executed", agent, at, order=f"OS-{5000 + case.pk}", reason="se atendió su reclamo")
        return
    reached = dice.random() < 0.7
    press([case], "note_call", agent, at, result="LLA-K01" if reached else "LLA-K04")
    if not reached:
        return
    at += timedelta(minutes=9)
    match _one_of(dice, agree=60, technician=28, leaves=12):
        case "agree":
            agreed = (at + timedelta(days=dice.randint(1, 3))).astimezone(local_zone()).date()
            press([case], "note_agreement", agent, at, kind=dice.choice(("plan_change", "claim")), agreed_on=agreed,
                  plan_after="Fibra Hogar 500", billing_after="399")  # fmt: skip
        case "technician":
            walk(work, case, "technician_needed", at)
        case "leaves":
            press([case], "customer_cancels", agent, at)


def check_quality(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    # Some people never answer, however often they are called.
    never_answers = Random(f"telephone {case.pk}").random() < 0.06
    kind = "unreachable" if never_answers else _one_of(dice, satisfied=74, dissatisfied=18, unreachable=8)
    if kind == "unreachable":
        press([case], "note_check_call", work.person("calidad", case), at, result="LLA-K04")
    else:
        walk(work, case, kind, at)


def schedule(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    walk(work, case, "scheduled", at)


def confirm(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    walk(work, case, "confirmed", at)


def do_field_work(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    outcome = _one_of(dice, solved=80, customer_absent=9, material_missing=5, no_technical_solution=4, plant_fault=2)
    if outcome in ("customer_absent", "material_missing"):
        reasons = {"customer_absent": "nadie abrió ni contestó el teléfono", "material_missing": "no hay splitter 1:8"}
        press([case], outcome, work.person("tecnico", case), at, reason=reasons[outcome])
    else:
        walk(work, case, outcome, at)


def accept(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    if dice.random() < 0.08:
        press([case], "refused", work.person("supervisor", case), at, reason="falta la potencia después del trabajo")
    else:
        walk(work, case, "accepted", at)


def close(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    walk(work, case, "closed", at)


def monitor(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    usm = work.person("usm", case)
    holds = dice.random() < 0.9
    note_readings(case, usm, at, dice, better=holds)
    at += timedelta(minutes=5)
    if holds:
        walk(work, case, "stable", at)
    else:
        press([case], "not_holding", usm, at, reason="la potencia volvió a caer anoche")


def end_incident(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    press([case], "incident_solved", work.person("supervisor", case), at)


def identify(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    walk(work, case, "technical" if dice.random() < 0.75 else "not_technical", at)


def inform(work: Casework, case: Case, at: datetime, dice: Random) -> None:
    walk(work, case, "informed", at)


AT: dict[State, Callable[[Any, Case, datetime, Random], None]] = {
    State.TECHNICAL_REVIEW: review, State.DISTRIBUTION: distribute, State.RETENTION_CONTACT: retain,
    State.QUALITY_CHECK: check_quality, State.DISSATISFACTION: identify, State.INFORM_CUSTOMER: inform,
    State.SCHEDULE_VISIT: schedule, State.PRIORITISE: confirm, State.FIELD_WORK: do_field_work,
    State.WORK_ACCEPTANCE: accept, State.ORDER_CLOSING: close, State.SOLUTION_MONITORING: monitor,
    State.PLANT_INCIDENT: end_incident,
}  # fmt: skip


@dataclass(frozen=True)
class Way:
    """How an outcome is reached: who does it (the start of a user name), by which act, and what they write."""

    role: str
    code: str = ""
    written: Callable[[Any, Case, datetime], dict[str, Any]] = lambda work, case, at: {}


def _told(work: Casework, case: Case, at: datetime) -> dict[str, Any]:
    return {"reason": work.dice(case).choice(CAUSES_TOLD)}


def _unsolved(work: Casework, case: Case, at: datetime) -> dict[str, Any]:
    order = typed_number(case.pk)
    return {
        "reason": "la fibra de la cuadra no da para su plan",
        "incident": order.replace("OT", "GIR"),
        "order": order,
    }


def _satisfied(work: Casework, case: Case, at: datetime) -> dict[str, Any]:
    return {"q_working": "yes", "q_csat": str(work.dice(case).choice((4, 5)))}


def _closing(work: Casework, case: Case, at: datetime) -> dict[str, Any]:
    return {"order": typed_number(case.pk), "closing_code": "SOLUCIONADO"}


def _always(**written: Any) -> Callable[[Any, Case, datetime], dict[str, Any]]:
    return lambda work, case, at: written


WAYS: dict[str, Way] = {
    "sent": Way("analista.gestor"),
    "received": Way("usm"),
    "visit_needed": Way("usm"),
    "remote_fix": Way("usm"),
    "no_technical_solution": Way("usm", written=_unsolved),
    "plant_fault": Way("usm", written=_unsolved),
    "already_attended": Way("usm", written=_unsolved),
    "retain": Way("analista.gestor", written=_told),
    "check_quality": Way("analista.gestor", written=_told),
    "technician_needed": Way("fidelizacion"),
    "satisfied": Way("calidad", "survey", _satisfied),
    "dissatisfied": Way("calidad", "survey", _always(q_working="no", q_csat="2", causes=[STILL_FAILS])),
    "technical": Way("calidad", "identify_causes", _always(causes=[STILL_FAILS], is_technical="yes")),
    "not_technical": Way("calidad", "identify_causes", _always(causes=[TOO_DEAR], is_technical="no")),
    "informed": Way("calidad"),
    "scheduled": Way("usm", written=lambda work, case, at: _visit(work, case, at)),
    "confirmed": Way("supervisor"),
    "solved": Way("tecnico", written=lambda work, case, at: _report(case, work.dice(case))),
    "accepted": Way("supervisor"),
    "closed": Way("operador", written=_closing),
    "stable": Way("usm", written=_always(reason="mediciones firmes y cliente conforme")),
}
"""Every outcome that the demo's people know how to reach."""


def walk(work: Casework, case: Case, outcome: str, at: datetime) -> None:
    """Do the act that leads to an outcome, with what the demo writes for it."""
    way = WAYS[outcome]
    role = "tecnico" if case.state == State.FIELD_WORK else way.role
    press([case], way.code or outcome, work.person(role, case), at, **way.written(work, case, at))


def _visit(work: Casework, case: Case, at: datetime) -> dict[str, Any]:
    technician = work.person("tecnico", case)
    begin, end = work.free_slot(technician, at)
    return {
        "day": f"{begin:%Y-%m-%d}", "starts": f"{begin:%H:%M}", "ends": f"{end:%H:%M}", "technician": technician.pk,
        "agreed_with": str(case.customer),
    }  # fmt: skip


def _report(case: Case, dice: Random) -> dict[str, Any]:
    """A field report with its checklist filled: what the technology asks is done, and measured in its range."""
    checks = {f"check_{item.code}": _checked(item, case, dice) for item in PROTOCOLS[technology_letter(case)]}
    material = {"material_0_name": "Conector SC/APC", "material_0_quantity": "2"}
    signed = {"signed_by": str(case.customer), "hours": f"{dice.uniform(0.8, 2.2):.1f}".replace(".", ",")}
    return {**checks, **material, **signed, "left_out": "se midió con el equipo de reserva"}


def _checked(item: CheckItem, case: Case, dice: Random) -> str:
    if item.kind is Kind.DONE:
        return "on"
    if item.kind is Kind.TEXT:
        return f"SERIE-{case.pk:05}"
    low, high = item.low, item.high
    if low is None and high is None:
        return "-28,4" if item.unit.startswith("dB") else "96"
    least = float(low if low is not None else high or 0)
    most = float(high if high is not None else least + 10)
    return f"{dice.uniform(least, most):.1f}".replace(".", ",")


def note_readings(case: Case, person: Any, at: datetime, dice: Random, *, better: bool) -> None:
    """Readings as the analyst takes them from the network; none where the product's technology is not known."""
    if better:
        power, drift, losses = dice.uniform(-22, -18), dice.uniform(0, 1.4), 0
        drops, speed = dice.randint(0, 3), dice.randint(91, 99)
    else:
        power, drift, losses = dice.uniform(-29, -24.5), dice.uniform(1.6, 6), dice.randint(1, 4)
        drops, speed = dice.randint(4, 14), dice.randint(52, 88)
    values = {
        "FAC-F01": f"{power:.1f}", "FAC-F08": f"{drift:.1f}", "FAC-F11": str(losses), "FAC-E07": str(drops),
        "FAC-E11": str(speed),
    }  # fmt: skip
    press([case], "readings", person, at, **values, optical_class="B+")
