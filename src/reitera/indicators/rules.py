"""Who reads the indicator, and who closes its months and answers for them. It is of the whole provider."""

from reitera.procedure.roles import Role

READERS = (Role.INDICATOR_OWNER, Role.DIVISION_HEAD, Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
OWNERS = (Role.INDICATOR_OWNER,)
