"""Who signs in to the demo: one person per role, and per centre where the role is limited to centres."""

from __future__ import annotations

from dataclasses import dataclass

from reitera.procedure.roles import Role
from reitera.site.demo.territory import NORTH, SOUTH, Centre


@dataclass(frozen=True, slots=True)
class Person:
    """A user of the demo; without a centre the role holds everywhere."""

    username: str
    full_name: str
    role: Role
    centre: Centre | None = None

    @property
    def email(self) -> str:
        """A mail address nobody has (RFC 2606)."""
        return f"{self.username}@example.com"


PEOPLE = (
    Person("analista.gestor", "Álvaro Montaño", Role.MANAGER_ANALYST),
    Person("usm.norte", "Miriam Rojas", Role.USM_ANALYST, NORTH),
    Person("usm.sur", "Gonzalo Peredo", Role.USM_ANALYST, SOUTH),
    Person("fidelizacion", "Daniela Heredia", Role.RETENTION_AGENT),
    Person("calidad", "Wilma Choque", Role.QUALITY_COORDINATOR),
    Person("supervisor.norte", "Freddy Camacho", Role.CENTRE_SUPERVISOR, NORTH),
    Person("supervisor.sur", "Iván Guzmán", Role.CENTRE_SUPERVISOR, SOUTH),
    Person("tecnico.norte", "Limbert Soliz", Role.FIELD_TECHNICIAN, NORTH),
    Person("tecnico.sur", "Rubén Claros", Role.FIELD_TECHNICIAN, SOUTH),
    Person("operador.norte", "Sonia Antezana", Role.CENTRE_OPERATOR, NORTH),
    Person("operador.sur", "Gladys Torrico", Role.CENTRE_OPERATOR, SOUTH),
    Person("jefe.division", "Ximena Aguilar", Role.DIVISION_HEAD),
    Person("incidentes", "Hugo Sejas", Role.INDICATOR_OWNER),
    Person("admin", "Lucía Pardo", Role.ADMINISTRATOR),
)
