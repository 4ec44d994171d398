"""The one promise that keeps the product administrable: somebody can always give roles."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from reitera.core import clock
from reitera.procedure.roles import Role
from reitera.staff.models import RoleAssignment, User
from reitera.staff.refusals import LastAdministrator


def with_administrators(user: User) -> QuerySet[User]:
    """The person and whoever ever had the administrator role: locked together, so that two people cannot each
    remove the other at the same moment."""
    administrators = RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).values("user")
    return User.objects.filter(Q(pk=user.pk) | Q(pk__in=administrators))


def require_an_administrator(*, instead_of: User) -> None:
    """Raises LastAdministrator when nobody active is left who is administrator today without an end date."""
    lasting = RoleAssignment.objects.in_force_on(clock.today()).filter(
        role=Role.ADMINISTRATOR, ends_on__isnull=True, user__is_active=True
    )
    if not lasting.exists():
        raise LastAdministrator(name=instead_of)
