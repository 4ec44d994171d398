"""Everything the administration does to people, roles and centres; each act is recorded."""

from reitera.staff.actions.centres import (
    add_alias,
    create_centre,
    deactivate_centre,
    reactivate_centre,
    remove_alias,
    rename_centre,
)
from reitera.staff.actions.people import (
    change_own_password,
    change_preferences,
    change_user,
    create_administrator,
    create_user,
    deactivate_user,
    reactivate_user,
    set_temporary_password,
)
from reitera.staff.actions.roles import end_role, give_role, name_substitute

__all__ = [
    "add_alias",
    "change_own_password",
    "change_preferences",
    "change_user",
    "create_administrator",
    "create_centre",
    "create_user",
    "deactivate_centre",
    "deactivate_user",
    "end_role",
    "give_role",
    "name_substitute",
    "reactivate_centre",
    "reactivate_user",
    "remove_alias",
    "rename_centre",
    "set_temporary_password",
]
