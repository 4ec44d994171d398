"""The moves of the procedure: one line, one move. Whoever reads this table knows the process.

Screens, permissions, the process map, the manual's page and the tests are made from it.
"""

from dataclasses import dataclass
from functools import cache

from reitera.procedure.roles import Role
from reitera.procedure.steps import STATES, Handover, Result, State


def _(spanish: str) -> str:
    return spanish


@dataclass(frozen=True)
class Move:
    """From a state, by an outcome, to a state; `logged` are the hand-overs done on the way.

    `roles` are those who may do it; empty means the product itself (a count reached, a rule of time, an import).
    `needs` names what must be given with it, beside the actor: "reason", "incident", "order". `solves` marks the moves
    that say the fault is solved: from then on a new report speaks against the solution.
    """

    origin: State
    outcome: str
    target: State
    label: str
    logged: tuple[Handover, ...] = ()
    result: Result | None = None
    needs: tuple[str, ...] = ()
    by_product: bool = False
    solves: bool = False

    @property
    def roles(self) -> tuple[Role, ...]:
        return () if self.by_product else STATES[self.origin].roles


MOVES: tuple[Move, ...] = (
    Move(State.DISPATCH, "sent", State.RECEPTION, _("Enviar al centro"), (Handover.SEND_TO_CENTRE,)),
    Move(State.RECEPTION, "received", State.TECHNICAL_REVIEW, _("Recibir")),
    Move(State.TECHNICAL_REVIEW, "visit_needed", State.SCHEDULE_VISIT, _("Enviar a visita")),
    Move(State.TECHNICAL_REVIEW, "remote_fix", State.SOLUTION_MONITORING, _("Resolver remoto"), solves=True),
    Move(State.TECHNICAL_REVIEW, "no_technical_solution", State.DISTRIBUTION, _("Sin solución técnica"),
         (Handover.REPORT_UNSOLVED,), needs=("reason",)),
    Move(State.TECHNICAL_REVIEW, "already_attended", State.DISTRIBUTION, _("Ya atendido y cerrado"), needs=("order",),
         solves=True),
    Move(State.TECHNICAL_REVIEW, "plant_fault", State.PLANT_INCIDENT, _("Falla de planta"), needs=("incident",)),
    Move(State.DISTRIBUTION, "retain", State.RETENTION_CONTACT, _("Enviar a fidelización"),
         (Handover.HAND_TO_RETENTION,), needs=("reason",)),
    Move(State.DISTRIBUTION, "check_quality", State.QUALITY_CHECK, _("Enviar a control de calidad"),
         (Handover.HAND_TO_QUALITY,), needs=("reason",)),
    Move(State.RETENTION_CONTACT, "technician_needed", State.SCHEDULE_VISIT, _("Necesita técnico"),
         (Handover.HAND_TO_CENTRE,)),
    Move(State.RETENTION_CONTACT, "agreement_executed", State.QUALITY_CHECK, _("Acuerdo ejecutado"), solves=True),
    Move(State.RETENTION_CONTACT, "customer_cancels", State.CONCLUDED, _("El cliente se da de baja"),
         result=Result.CHURNED, needs=("reason",)),
    Move(State.RETENTION_CONTACT, "unreachable", State.DISTRIBUTION, _("No contesta"), by_product=True),
    Move(State.RETENTION_CONTACT, "unreachable_again", State.QUALITY_CHECK, _("No contesta otra vez"), by_product=True),
    Move(State.QUALITY_CHECK, "satisfied", State.CONCLUDED, _("Cliente satisfecho"), result=Result.SATISFIED),
    Move(State.QUALITY_CHECK, "dissatisfied", State.DISSATISFACTION, _("Cliente insatisfecho")),
    Move(State.QUALITY_CHECK, "unreachable", State.CONCLUDED, _("No contesta"), result=Result.NO_CONTACT,
         by_product=True),
    Move(State.QUALITY_CHECK, "wants_to_leave", State.DISTRIBUTION, _("Quiere darse de baja"), needs=("reason",)),
    Move(State.DISSATISFACTION, "technical", State.INFORM_CUSTOMER, _("Causa técnica: enviar al centro")),
    Move(State.DISSATISFACTION, "not_technical", State.DISTRIBUTION, _("Causa no técnica")),
    Move(State.INFORM_CUSTOMER, "informed", State.SCHEDULE_VISIT, _("Cliente informado")),
    Move(State.SCHEDULE_VISIT, "scheduled", State.PRIORITISE, _("Programar visita")),
    Move(State.SCHEDULE_VISIT, "remote_fix", State.SOLUTION_MONITORING, _("Resuelto remoto"), solves=True),
    Move(State.SCHEDULE_VISIT, "no_technical_solution", State.DISTRIBUTION, _("Sin solución técnica"),
         (Handover.REPORT_UNSOLVED,), needs=("reason",)),
    Move(State.SCHEDULE_VISIT, "wants_to_leave", State.DISTRIBUTION, _("Quiere darse de baja"), needs=("reason",)),
    Move(State.SCHEDULE_VISIT, "plant_fault", State.PLANT_INCIDENT, _("Falla de planta"), needs=("incident",)),
    Move(State.SOLUTION_MONITORING, "stable", State.QUALITY_CHECK, _("Dar por estable"), (Handover.NOTE_ON_SHEET,)),
    Move(State.SOLUTION_MONITORING, "not_holding", State.SCHEDULE_VISIT, _("No se sostiene"), needs=("reason",)),
    Move(State.SOLUTION_MONITORING, "no_technical_solution", State.DISTRIBUTION, _("Sin solución técnica"),
         (Handover.REPORT_UNSOLVED,), needs=("reason",)),
    Move(State.SOLUTION_MONITORING, "plant_fault", State.PLANT_INCIDENT, _("Falla de planta"), needs=("incident",)),
    Move(State.PRIORITISE, "confirmed", State.FIELD_WORK, _("Confirmar visita")),
    Move(State.PRIORITISE, "slot_began", State.FIELD_WORK, _("Empezó la hora de la visita"), by_product=True),
    Move(State.PRIORITISE, "back_to_scheduling", State.SCHEDULE_VISIT, _("Volver a programar"), needs=("reason",)),
    Move(State.FIELD_WORK, "solved", State.WORK_ACCEPTANCE, _("Daño solucionado"), solves=True),
    Move(State.FIELD_WORK, "customer_absent", State.SCHEDULE_VISIT, _("Cliente ausente"), needs=("reason",)),
    Move(State.FIELD_WORK, "material_missing", State.SCHEDULE_VISIT, _("Falta material"), needs=("reason",)),
    Move(State.FIELD_WORK, "other_trade", State.SCHEDULE_VISIT, _("Necesita otra especialidad"), needs=("reason",)),
    Move(State.FIELD_WORK, "no_technical_solution", State.DISTRIBUTION, _("Sin solución técnica"),
         (Handover.REPORT_UNSOLVED,), needs=("reason",)),
    Move(State.FIELD_WORK, "plant_fault", State.PLANT_INCIDENT, _("Falla de planta"), needs=("incident",)),
    Move(State.WORK_ACCEPTANCE, "accepted", State.ORDER_CLOSING, _("Aceptar trabajo")),
    Move(State.WORK_ACCEPTANCE, "refused", State.FIELD_WORK, _("No aceptar"), needs=("reason",)),
    Move(State.ORDER_CLOSING, "closed", State.SOLUTION_MONITORING, _("Cerrar orden"), needs=("order",)),
    Move(State.PLANT_INCIDENT, "incident_solved", State.SOLUTION_MONITORING, _("Incidente resuelto"), solves=True),
    Move(State.PLANT_INCIDENT, "not_the_cause", State.SCHEDULE_VISIT, _("No era la causa"), needs=("reason",)),
)  # fmt: skip


@cache
def moves_from(state: State) -> tuple[Move, ...]:
    """The moves that leave a state, in the order of the table."""
    return tuple(move for move in MOVES if move.origin is state)


def move_for(state: State, outcome: str) -> Move | None:
    """The one move by this outcome from this state, or None when the procedure has none."""
    return next((move for move in MOVES if move.origin is state and move.outcome == outcome), None)
