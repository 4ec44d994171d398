"""The ten roles (lanes) of the procedure and what each may see.

Source: the procedure "Seguimiento TOP 10", version 1, June 2022. The reach of each role is a decision of ours.
"""

from dataclasses import dataclass
from enum import StrEnum


def _(spanish: str) -> str:
    """Mark a label for translation; this package knows no translation machinery."""
    return spanish


class Role(StrEnum):
    MANAGER_ANALYST = "manager_analyst"
    USM_ANALYST = "usm_analyst"
    RETENTION_AGENT = "retention_agent"
    QUALITY_COORDINATOR = "quality_coordinator"
    CENTRE_SUPERVISOR = "centre_supervisor"
    FIELD_TECHNICIAN = "field_technician"
    CENTRE_OPERATOR = "centre_operator"
    DIVISION_HEAD = "division_head"
    INDICATOR_OWNER = "indicator_owner"
    ADMINISTRATOR = "administrator"


class Reach(StrEnum):
    """How far a role sees rows that belong to operations centres."""

    ALL = "all"
    CENTRES = "centres"
    OWN = "own"
    NONE = "none"


@dataclass(frozen=True)
class RoleInfo:
    """One lane: its label, the steps of the procedure it does, its reach and whether it may only read."""

    label: str
    steps: tuple[str, ...]
    reach: Reach
    read_only: bool = False

    @property
    def is_limited_to_centres(self) -> bool:
        return self.reach is not Reach.ALL


ROLES: dict[Role, RoleInfo] = {
    Role.MANAGER_ANALYST: RoleInfo(_("Analista Gestor TOP 10"), ("1", "2", "6", "7", "8"), Reach.ALL),
    Role.USM_ANALYST: RoleInfo(_("Analista USM"), ("3", "4", "5", "14", "15", "16", "19.3"), Reach.CENTRES),
    Role.RETENTION_AGENT: RoleInfo(_("Encargada Fidelización"), ("9", "10"), Reach.ALL),
    Role.QUALITY_COORDINATOR: RoleInfo(_("Coordinador Calidad"), ("11", "12", "13"), Reach.ALL),
    Role.CENTRE_SUPERVISOR: RoleInfo(_("Supervisor Centro de Operaciones"), ("17", "18", "19.3"), Reach.CENTRES),
    Role.FIELD_TECHNICIAN: RoleInfo(_("Técnico Multiservicios"), ("19",), Reach.OWN),
    Role.CENTRE_OPERATOR: RoleInfo(_("Operador Centro de Operaciones"), ("19.3",), Reach.CENTRES),
    Role.DIVISION_HEAD: RoleInfo(_("Jefe División Gestión de la Relación Cliente"), (), Reach.ALL, read_only=True),
    Role.INDICATOR_OWNER: RoleInfo(_("Responsable Equipo Atención de Incidentes"), (), Reach.ALL, read_only=True),
    Role.ADMINISTRATOR: RoleInfo(_("Administrador"), (), Reach.ALL),
}
