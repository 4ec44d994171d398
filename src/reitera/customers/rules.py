"""Who may change customers, who calls or visits them, and who edits the segment bands."""

from reitera.procedure.roles import Role
from reitera.staff.rules import PARAMETER_EDITORS

MERGERS = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
BAND_EDITORS = PARAMETER_EDITORS
CONTACT_ROLES = (
    Role.MANAGER_ANALYST,
    Role.USM_ANALYST,
    Role.RETENTION_AGENT,
    Role.QUALITY_COORDINATOR,
    Role.CENTRE_SUPERVISOR,
    Role.FIELD_TECHNICIAN,
)
"""Roles that call or visit customers, and correct how they are found; the others see a phone and an address masked."""
