"""Who records mass outages, and who may look at them."""

from reitera.procedure.roles import Role

OUTAGE_WRITERS = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
OUTAGE_READERS = (*OUTAGE_WRITERS, Role.DIVISION_HEAD)
