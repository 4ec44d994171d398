"""Hours of technicians: whether they may be had, for many visits at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext

from reitera.cases.models import Case, CaseParameters
from reitera.core.clock import local_zone
from reitera.core.errors import Refusals
from reitera.staff.models import User
from reitera.visits.models import Visit
from reitera.visits.queries import taken, visits_of_day
from reitera.visits.refusals import (
    SlotInThePast,
    SlotTaken,
    SlotTooFar,
    SlotTwice,
    SlotWithoutTime,
    TechnicianOfAnotherCentre,
)
from reitera.visits.rules import Rota


@dataclass(frozen=True)
class Slot:
    """An hour of a technician wanted for the visit of a case; `visit` is the one that has another hour until now."""

    case: Case
    technician: User
    starts_at: datetime
    ends_at: datetime
    visit: Visit | None = None

    def meets(self, other: Slot | Visit) -> bool:
        """Whether both want the technician at the same moment; one may begin when the other ends."""
        same = self.technician.pk == other.technician.pk
        return same and self.starts_at < other.ends_at and self.ends_at > other.starts_at


def require_sound(slot: Slot, at: datetime, parameters: CaseParameters) -> None:
    """The hours are ahead, in their order, and not further than a due time may wait for an agreed date."""
    if slot.ends_at <= slot.starts_at:
        raise SlotWithoutTime(start=_local(slot.starts_at), end=_local(slot.ends_at))
    if slot.starts_at <= at:
        raise SlotInThePast(moment=_local(slot.starts_at))
    last = day_of(at) + timedelta(days=parameters.most_days_agreed)
    if day_of(slot.starts_at) > last:
        raise SlotTooFar(last=f"{last:%d/%m/%Y}", days=parameters.most_days_agreed)


def require_of_centre(slot: Slot, rota: Rota) -> None:
    """The technician works in the centre of the case on the day of the visit."""
    if not rota.holds(slot.technician, slot.case.operations_centre_id, day_of(slot.starts_at)):
        centre = slot.case.operations_centre or gettext("todos los centros")
        raise TechnicianOfAnotherCentre(technician=slot.technician, centre=centre)


def refuse_taken(slots: Sequence[Slot], *, lock: bool = True) -> Refusals:
    """The slots, by case, that another visit or an earlier one of them has already. Two queries.

    The technicians' rows are locked first, in id order, so that two people who book the same hour wait for each other;
    without `lock` it only says how it stands.
    A visit keeps its hour as long as its own wish for another is refused.
    """
    if not slots:
        return {}
    people = {slot.technician.pk for slot in slots}
    # Not the key: whoever appends an event meanwhile points to its actor, who may be one of them.
    if lock:
        list(User.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True))
    first, last = min(slot.starts_at for slot in slots), max(slot.ends_at for slot in slots)
    standing = list(taken(people, first, last).select_related("technician"))
    refused = Refusals()
    while clashes := _clashes([slot for slot in slots if slot.case.pk not in refused], standing):
        refused |= clashes
    return refused


def _clashes(slots: Sequence[Slot], standing: Sequence[Visit]) -> Refusals:
    leaving = {slot.visit.pk for slot in slots if slot.visit is not None}
    staying = [visit for visit in standing if visit.pk not in leaving]
    given, refused = list[Slot](), Refusals()
    for slot in slots:
        visit = next((visit for visit in staying if slot.meets(visit)), None)
        other = next((other for other in given if slot.meets(other)), None)
        if visit is not None:
            refused[slot.case.pk] = SlotTaken(technician=slot.technician, **_hours(visit))
        elif other is not None:
            refused[slot.case.pk] = SlotTwice(technician=slot.technician, case=other.case, **_hours(other))
        else:
            given.append(slot)
    return refused


def renumber_days(days: Iterable[tuple[int, date]]) -> None:
    """Number the visits of some technicians' days anew, by the hour, those that had a number. Two queries."""
    touched = set(days)
    rows = visits_of_day({technician for technician, _day in touched}, {day for _technician, day in touched})
    changed, places = list[Visit](), dict[tuple[int, date], int]()
    for visit in rows.order_by("starts_at", "pk"):
        key = visit.technician_id, day_of(visit.starts_at)
        places[key] = places.get(key, 0) + 1
        if key in touched and visit.day_order not in (None, places[key]):
            visit.day_order = places[key]
            changed.append(visit)
    Visit.objects.bulk_update(changed, ["day_order"])


def day_of(moment: datetime) -> date:
    return moment.astimezone(local_zone()).date()


def _hours(taken_by: Slot | Visit) -> dict[str, str]:
    begin, end = (moment.astimezone(local_zone()) for moment in (taken_by.starts_at, taken_by.ends_at))
    return {"start": f"{begin:%H:%M}", "end": f"{end:%H:%M}"}


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(local_zone()):%d/%m/%Y %H:%M}"
