"""The provider's working calendar, as the administrator keeps it."""

from reitera.cases.models import Holiday
from reitera.core.clock import local_zone
from reitera.procedure.calendar import DEFAULT_HOURS, WorkingCalendar


def working_calendar() -> WorkingCalendar:
    """Hours of the week and all holidays; one query."""
    return WorkingCalendar(local_zone(), DEFAULT_HOURS, frozenset(Holiday.objects.values_list("day", flat=True)))
