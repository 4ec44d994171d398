"""The states a case waits in, with the numbers the procedure gives them.

A case waits in one state for one role (two where the procedure lets either act). Pure hand-overs hold nobody up: the
product does them at once and logs them under their own numbers (`HANDOVERS`). Source: "Seguimiento TOP 10", version 1.
Due times are ours, in working hours, and only the defaults: an administrator may change them.
"""

from dataclasses import dataclass
from enum import StrEnum

from reitera.procedure.roles import Role


def _(spanish: str) -> str:
    """Mark a label for translation; this package knows no translation machinery."""
    return spanish


class State(StrEnum):
    DISPATCH = "dispatch"
    RECEPTION = "reception"
    TECHNICAL_REVIEW = "technical_review"
    DISTRIBUTION = "distribution"
    RETENTION_CONTACT = "retention_contact"
    QUALITY_CHECK = "quality_check"
    DISSATISFACTION = "dissatisfaction"
    INFORM_CUSTOMER = "inform_customer"
    SCHEDULE_VISIT = "schedule_visit"
    SOLUTION_MONITORING = "solution_monitoring"
    PRIORITISE = "prioritise"
    FIELD_WORK = "field_work"
    WORK_ACCEPTANCE = "work_acceptance"
    ORDER_CLOSING = "order_closing"
    PLANT_INCIDENT = "plant_incident"
    CONCLUDED = "concluded"


@dataclass(frozen=True)
class StateInfo:
    """One state: its number in the procedure, its label, who acts in it, and its default due time in working hours."""

    number: str
    label: str
    roles: tuple[Role, ...]
    due_hours: int | None

    @property
    def numbered_label(self) -> str:
        """Untranslated "14 · Programar visita"; states of our own have no number."""
        return f"{self.number} · {self.label}" if self.number else self.label


STATES: dict[State, StateInfo] = {
    State.DISPATCH: StateInfo("2", _("Enviar a los centros"), (Role.MANAGER_ANALYST,), 4),
    State.RECEPTION: StateInfo("3", _("Recibir lista"), (Role.USM_ANALYST,), 4),
    State.TECHNICAL_REVIEW: StateInfo("4", _("Revisar factores técnicos"), (Role.USM_ANALYST,), 8),
    State.DISTRIBUTION: StateInfo("6", _("Distribuir para gestión"), (Role.MANAGER_ANALYST,), 8),
    State.RETENTION_CONTACT: StateInfo("9", _("Contactar y fidelizar"), (Role.RETENTION_AGENT,), 16),
    State.QUALITY_CHECK: StateInfo("11", _("Controlar calidad"), (Role.QUALITY_COORDINATOR,), 8),
    State.DISSATISFACTION: StateInfo("12", _("Identificar insatisfacción"), (Role.QUALITY_COORDINATOR,), 4),
    State.INFORM_CUSTOMER: StateInfo("13", _("Informar al cliente"), (Role.QUALITY_COORDINATOR,), 4),
    State.SCHEDULE_VISIT: StateInfo("14", _("Programar visita"), (Role.USM_ANALYST,), 8),
    State.SOLUTION_MONITORING: StateInfo("15", _("Monitorear solución"), (Role.USM_ANALYST,), 48),
    State.PRIORITISE: StateInfo("18", _("Priorizar visita"), (Role.CENTRE_SUPERVISOR,), 8),
    State.FIELD_WORK: StateInfo("19", _("Efectuar trabajo"), (Role.FIELD_TECHNICIAN,), 8),
    State.WORK_ACCEPTANCE: StateInfo("19.3", _("Aceptar trabajo"), (Role.USM_ANALYST, Role.CENTRE_SUPERVISOR), 4),
    State.ORDER_CLOSING: StateInfo("19.3", _("Cerrar orden"), (Role.CENTRE_OPERATOR,), 4),
    State.PLANT_INCIDENT: StateInfo("", _("Incidente de planta"), (Role.CENTRE_SUPERVISOR,), 24),
    State.CONCLUDED: StateInfo("", _("Concluido"), (), None),
}

WAITING_STATES = tuple(state for state in State if state is not State.CONCLUDED)


class Handover(StrEnum):
    """Steps without work of their own, done by the product and logged under their numbers."""

    SEND_TO_CENTRE = "2.1"
    REPORT_UNSOLVED = "5"
    HAND_TO_QUALITY = "7"
    HAND_TO_RETENTION = "8"
    HAND_TO_CENTRE = "10"
    NOTE_ON_SHEET = "16"


HANDOVERS: dict[Handover, str] = {
    Handover.SEND_TO_CENTRE: _("Envía el reporte TOP 10 por segmento"),
    Handover.REPORT_UNSOLVED: _("Reporta al cliente sin solución técnica"),
    Handover.HAND_TO_QUALITY: _("Remite al Coordinador de Calidad"),
    Handover.HAND_TO_RETENTION: _("Remite a la Encargada Fidelización"),
    Handover.HAND_TO_CENTRE: _("Coordina con el Centro de Operaciones"),
    Handover.NOTE_ON_SHEET: _("Informa en la Planilla"),
}


class Result(StrEnum):
    """How a case was concluded."""

    SATISFIED = "satisfied"
    NO_CONTACT = "no_contact"
    CHURNED = "churned"
    WITHOUT_EFFECT = "without_effect"


RESULTS: dict[Result, str] = {
    Result.SATISFIED: _("Cliente satisfecho"),
    Result.NO_CONTACT: _("Sin contacto"),
    Result.CHURNED: _("Baja del cliente"),
    Result.WITHOUT_EFFECT: _("Sin efecto"),
}
