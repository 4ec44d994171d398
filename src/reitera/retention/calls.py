"""What a telephone call to a customer can come to, and how many may be made (pure).

The results are proposals of ours with their codes; three attempts and two a day follow the limits that dialling
products ship with, and an attempt is not repeated within two hours of one that failed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from reitera.procedure.calendar import WorkingCalendar

HOURS_BETWEEN = 2
CONTACTED, PARTLY, LATER = "LLA-K01", "LLA-K02", "LLA-K03"


def _(spanish: str) -> str:
    return spanish


@dataclass(frozen=True)
class CallResult:
    """`name` says what happened; `button` and `key` are how the page offers it. One that did not reach the customer
    counts as a failed attempt."""

    name: str
    button: str
    key: str
    reached: bool = False


RESULTS: dict[str, CallResult] = {
    CONTACTED: CallResult(_("contactado"), _("Contactado"), "C", reached=True),
    PARTLY: CallResult(_("contactado a medias"), _("A medias"), "P", reached=True),
    LATER: CallResult(_("pide que lo llamen luego"), _("Llamar luego"), "L", reached=True),
    "LLA-K04": CallResult(_("no contesta"), _("No contesta"), "N"),
    "LLA-K05": CallResult(_("ocupado"), _("Ocupado"), "O"),
    "LLA-K06": CallResult(_("apagado o fuera de servicio"), _("Apagado"), "A"),
    "LLA-K07": CallResult(_("número equivocado"), _("Equivocado"), "E"),
    "LLA-K08": CallResult(_("buzón"), _("Buzón"), "B"),
    "LLA-K09": CallResult(_("rechaza la encuesta"), _("Rechaza"), "R"),
    "LLA-K10": CallResult(_("contesta otra persona"), _("Otra persona"), "T"),
    "LLA-K11": CallResult(_("número bloqueado o pide que no lo llamen"), _("No molestar"), "D"),
}


class Called(Protocol):
    """One call as it is kept."""

    at: datetime
    result: str


@dataclass(frozen=True)
class Tally:
    """The calls of one stay in a step, against what is allowed."""

    made: int
    failed: int
    failed_today: int
    allowed: int
    allowed_a_day: int

    @property
    def is_spent(self) -> bool:
        return self.failed >= self.allowed

    @property
    def is_day_spent(self) -> bool:
        return self.failed_today >= self.allowed_a_day

    @property
    def is_last(self) -> bool:
        """Whether the next attempt that fails is the last one."""
        return self.failed + 1 >= self.allowed

    @property
    def number(self) -> int:
        """The number of the attempt to be made now."""
        return self.failed + 1

    @property
    def dots(self) -> list[bool]:
        """One for each attempt allowed: whether it was made."""
        return [place < self.failed for place in range(max(self.allowed, self.failed))]


def tally_of(calls: Iterable[Called], *, day: date, zone: ZoneInfo, allowed: int, allowed_a_day: int) -> Tally:
    made = list(calls)
    failed = [call for call in made if not has_reached(call.result)]
    today = [call for call in failed if call.at.astimezone(zone).date() == day]
    return Tally(len(made), len(failed), len(today), allowed, allowed_a_day)


def has_reached(result: str) -> bool:
    return RESULTS[result].reached


def next_call_after(at: datetime, tally: Tally, calendar: WorkingCalendar) -> datetime:
    """When to try again after a failed attempt: two working hours later, the next day once the day's are spent.

    `tally` counts the attempt that failed.
    """
    if not tally.is_day_spent:
        return calendar.add_hours(at, HOURS_BETWEEN)
    tomorrow = at.astimezone(calendar.zone).date() + timedelta(days=1)
    return calendar.add_hours(datetime.combine(tomorrow, datetime.min.time(), tzinfo=calendar.zone), HOURS_BETWEEN)
