"""Roles, centres and dates said in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from reitera.core.clock import today
from reitera.procedure.roles import Role
from reitera.staff.models import OperationsCentre, RoleAssignment, User


@dataclass(frozen=True)
class RoleLine:
    """One role of a person as a page shows it."""

    held: RoleAssignment
    centre: str
    dates: str
    is_over: bool


def roles_in_lines(person: User) -> list[RoleLine]:
    """Every role the person has or had, the latest given first. One query."""
    day = today()
    given = person.role_assignments.select_related("operations_centre", "substitute_for").order_by("-pk")
    return [
        RoleLine(
            held,
            centre_in_words(held.operations_centre),
            dates_in_words(held.starts_on, held.ends_on),
            held.ends_on is not None and held.ends_on < day,
        )
        for held in given
    ]


def holders_in_words(role: Role) -> str:
    """Who holds a role today: "Lucía Pardo, Álvaro Montaño". One query."""
    holders = RoleAssignment.objects.in_force_on(today()).filter(role=role, user__is_active=True)
    return ", ".join(sorted(set(holders.values_list("user__full_name", flat=True))))


def centre_in_words(centre: OperationsCentre | None) -> str:
    return str(centre) if centre else _("todos los centros")


def dates_in_words(starts_on: date | None, ends_on: date | None) -> str:
    """When an assignment counts: "siempre", "desde el 01/12/2026", "del 01/12/2026 al 15/12/2026"."""
    starts, ends = (f"{day:%d/%m/%Y}" if day else "" for day in (starts_on, ends_on))
    if starts and ends:
        return _("del {starts} al {ends}").format(starts=starts, ends=ends)
    if starts:
        return _("desde el {starts}").format(starts=starts)
    if ends:
        return _("hasta el {ends}").format(ends=ends)
    return _("siempre")
