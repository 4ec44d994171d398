"""Who sees the list of calls. Who may call is whoever has the case: `cases.rules`."""

from reitera.procedure.roles import Role

CALL_READERS = (Role.RETENTION_AGENT, Role.MANAGER_ANALYST, Role.DIVISION_HEAD)
