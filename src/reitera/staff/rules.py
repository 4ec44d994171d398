"""Who may administer people, centres and parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reitera.core.errors import NotAllowed
from reitera.core.visibility import role_labels
from reitera.procedure.roles import Role

if TYPE_CHECKING:
    from reitera.staff.models import User

ADMINISTRATION_WRITERS = (Role.ADMINISTRATOR,)
ADMINISTRATION_READERS = (Role.ADMINISTRATOR, Role.DIVISION_HEAD)
# The procedure: parameters are edited by administrator and division head.
PARAMETER_EDITORS = (Role.ADMINISTRATOR, Role.DIVISION_HEAD)


def require_role(person: User | None, *roles: Role) -> None:
    """Go on when the person holds one of the roles, or is None: the product itself (the command line).

    Raises NotAllowed with the labels of the roles that can.
    """
    if person is not None and not person.has_role(*roles):
        raise NotAllowed(roles=role_labels(roles))
