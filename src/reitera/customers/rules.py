"""Who may change customers, and who edits the segment bands."""

from reitera.procedure.roles import Role
from reitera.staff.rules import PARAMETER_EDITORS

MERGERS = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
BAND_EDITORS = PARAMETER_EDITORS
