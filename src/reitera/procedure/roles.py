"""The ten roles (lanes) of the procedure and what each may see.

Source: the procedure "Seguimiento TOP 10", version 1, June 2022. The reach of each role is a decision of ours.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


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
    """One lane: its label, the label where there is little room, its steps, its reach and whether it may only read."""

    label: str
    short: str
    steps: tuple[str, ...]
    reach: Reach
    read_only: bool = False

    @property
    def is_limited_to_centres(self) -> bool:
        return self.reach is not Reach.ALL


ROLES: dict[Role, RoleInfo] = {
    Role.MANAGER_ANALYST: RoleInfo(
        _("Analista Gestor TOP 10"), _("Gestor TOP 10"), ("1", "2", "6", "7", "8"), Reach.ALL
    ),
    Role.USM_ANALYST: RoleInfo(
        _("Analista USM"), _("Analista USM"), ("3", "4", "5", "14", "15", "16", "19.3"), Reach.CENTRES
    ),
    Role.RETENTION_AGENT: RoleInfo(_("Encargada Fidelización"), _("Fidelización"), ("9", "10"), Reach.ALL),
    Role.QUALITY_COORDINATOR: RoleInfo(_("Coordinador Calidad"), _("Calidad"), ("11", "12", "13"), Reach.ALL),
    Role.CENTRE_SUPERVISOR: RoleInfo(
        _("Supervisor Centro de Operaciones"), _("Supervisor"), ("17", "18", "19.3"), Reach.CENTRES
    ),
    Role.FIELD_TECHNICIAN: RoleInfo(_("Técnico Multiservicios"), _("Técnico"), ("19",), Reach.OWN),
    Role.CENTRE_OPERATOR: RoleInfo(_("Operador Centro de Operaciones"), _("Operador"), ("19.3",), Reach.CENTRES),
    Role.DIVISION_HEAD: RoleInfo(
        _("Jefe División Gestión de la Relación Cliente"), _("Jefe de División"), (), Reach.ALL, read_only=True
    ),
    Role.INDICATOR_OWNER: RoleInfo(
        _("Responsable Equipo Atención de Incidentes"), _("Incidentes"), (), Reach.ALL, read_only=True
    ),
    Role.ADMINISTRATOR: RoleInfo(_("Administrador"), _("Administrador"), (), Reach.ALL),
}


def stretches() -> list[tuple[Role, list[str]]]:
    """The numbers of the procedure in their order, grouped where one role does several in a row.

    19.3 is worked on by three roles; it stands under the one that ends it, the last that names it.
    """
    doer = {number: role for role, info in ROLES.items() for number in info.steps}
    ordered = sorted(doer, key=lambda number: [int(part) for part in number.split(".")])
    return [(role, list(numbers)) for role, numbers in groupby(ordered, key=doer.__getitem__)]
