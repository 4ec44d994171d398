"""Who may note what of a diagnosis."""

from __future__ import annotations

from reitera.cases import rules
from reitera.cases.models import Case
from reitera.core.visibility import Viewer
from reitera.procedure.roles import Role
from reitera.procedure.steps import State

MEASURED_IN = (
    State.TECHNICAL_REVIEW, State.SCHEDULE_VISIT, State.SOLUTION_MONITORING, State.FIELD_WORK, State.WORK_ACCEPTANCE,
)  # fmt: skip
"""States in which readings are noted."""

FILE_READERS = (Role.USM_ANALYST, Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
"""Who brings readings from a file; an analyst only those of their centres."""

UNSOLVED_READERS = (Role.MANAGER_ANALYST, Role.DIVISION_HEAD, Role.ADMINISTRATOR)


def readers_of(case: Case) -> tuple[Role, ...]:
    """The roles that note readings on a case."""
    return tuple(dict.fromkeys((*case.info.roles, Role.USM_ANALYST)))


def can_note_readings(viewer: Viewer, case: Case) -> bool:
    """Whoever has the case, and the analyst of its centre, who supports the work of the others (17.1)."""
    supports = viewer.holds_in(case.operations_centre_id, Role.USM_ANALYST)
    return case.state in MEASURED_IN and (supports or rules.waits_for(viewer, case))


def can_note_contact(viewer: Viewer, case: Case) -> bool:
    return case.state == State.SOLUTION_MONITORING and rules.waits_for(viewer, case)


def can_import_into(viewer: Viewer, case: Case) -> bool:
    """Open cases: of the whole provider, or of the analyst's centres."""
    everywhere = viewer.holds(Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
    return case.is_open and (everywhere or viewer.holds_in(case.operations_centre_id, Role.USM_ANALYST))
