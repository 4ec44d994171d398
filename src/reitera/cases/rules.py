"""Who may do what to a case. What may happen at all is in `procedure.moves`."""

from __future__ import annotations

from reitera.cases.models import Case
from reitera.core.visibility import Viewer
from reitera.customers.rules import CONTACT_ROLES
from reitera.procedure.moves import Move
from reitera.procedure.roles import ROLES, Reach, Role
from reitera.procedure.steps import STATES, State

TRANSFER_FROM = (State.DISPATCH, State.RECEPTION, State.TECHNICAL_REVIEW, State.SCHEDULE_VISIT)
"""States whose actor may hand the case to another centre (3, 4 and 14; at 2 the centre may be missing)."""

NO_RETURN_FROM = (State.DISPATCH, State.CONCLUDED)


def waits_for(viewer: Viewer, case: Case) -> bool:
    """Whether the case waits for a role that the viewer holds in its centre."""
    return any(_holds(viewer, role, case) for role in STATES[State(case.state)].roles)


def can_do(viewer: Viewer, case: Case, move: Move) -> bool:
    return not move.by_product and move.origin == case.state and waits_for(viewer, case)


def can_return(viewer: Viewer, case: Case) -> bool:
    """Whoever has the case may send it back once; a returned case is answered forward."""
    returnable = bool(case.came_from) and not case.was_returned and case.state not in NO_RETURN_FROM
    return returnable and waits_for(viewer, case)


def can_transfer(viewer: Viewer, case: Case) -> bool:
    return case.state in TRANSFER_FROM and waits_for(viewer, case)


def can_conclude_without_effect(viewer: Viewer, case: Case) -> bool:
    return case.state != State.CONCLUDED and viewer.holds(Role.MANAGER_ANALYST)


def can_reopen(viewer: Viewer, case: Case) -> bool:
    """A mistaken conclusion is reopened by the manager analyst; churned and without-effect cases never are."""
    return (
        case.state == State.CONCLUDED
        and case.result in ("satisfied", "no_contact")
        and viewer.holds(Role.MANAGER_ANALYST)
    )


def can_write_plan(viewer: Viewer, case: Case) -> bool:
    """A critical case: whoever has it, the supervisor of its centre and the manager analyst."""
    in_charge = _holds(viewer, Role.CENTRE_SUPERVISOR, case) or viewer.holds(Role.MANAGER_ANALYST)
    return case.is_critical and case.state != State.CONCLUDED and (in_charge or waits_for(viewer, case))


IN_CHARGE = (Role.CENTRE_SUPERVISOR, Role.MANAGER_ANALYST)


def can_assign(viewer: Viewer, case: Case) -> bool:
    """The supervisor of the centre and the manager analyst say whose an open case is."""
    return case.state != State.CONCLUDED and any(_holds(viewer, role, case) for role in IN_CHARGE)


TAKING_OVER = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
"""Who brings in the sheet that was used before, on the day the product begins."""


def can_take_over(viewer: Viewer, case: Case) -> bool:
    return case.state != State.CONCLUDED and viewer.holds(*TAKING_OVER)


RECONCILERS = (
    Role.MANAGER_ANALYST,
    Role.USM_ANALYST,
    Role.CENTRE_OPERATOR,
    Role.ADMINISTRATOR,
    Role.DIVISION_HEAD,
)
"""Roles that compare our cases with the commercial system; the division head only reads, as everywhere."""


def needs_contact(viewer: Viewer) -> bool:
    return viewer.holds(*CONTACT_ROLES)


def can_correct_contact(viewer: Viewer, case: Case) -> bool:
    """Whoever calls or visits customers, on the cases that they see."""
    return needs_contact(viewer) and Case.scope.includes(viewer, case)


def offers_correction(viewer: Viewer, case: Case) -> bool:
    """The same of a case that is seen already, while it is followed."""
    return case.state != State.CONCLUDED and needs_contact(viewer)


def can_remark(viewer: Viewer, case: Case) -> bool:
    """Who may comment keeps the remark of an open case."""
    return case.state != State.CONCLUDED and can_comment(viewer, case)


COMMENTERS = tuple(role for role, info in ROLES.items() if not info.read_only)


def can_comment(viewer: Viewer, case: Case) -> bool:
    """Everybody who sees the case, except those who may only read."""
    return viewer.holds(*COMMENTERS) and Case.scope.includes(viewer, case)


def _holds(viewer: Viewer, role: Role, case: Case) -> bool:
    if ROLES[role].reach is Reach.OWN and case.technician_id not in (None, viewer.user_id):
        return False
    if not ROLES[role].is_limited_to_centres:
        return viewer.holds(role)
    return viewer.holds_in(case.operations_centre_id, role)
