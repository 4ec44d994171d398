"""Steps 14 and 18: a visit is agreed with the customer, confirmed by the supervisor, or sent back for another date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from reitera.cases import gate
from reitera.cases.actions import require_seen, rows_of
from reitera.cases.catalogue import VISIT_RESULT
from reitera.cases.models import Case, CaseParameters, CatalogueItem
from reitera.core.clock import local_zone
from reitera.core.recording import Record, recording
from reitera.procedure.steps import State
from reitera.staff.models import User
from reitera.visits.models import Status, Visit
from reitera.visits.queries import live_visits, taken, visits_of_day
from reitera.visits.refusals import (
    SlotInThePast,
    SlotOver,
    SlotTaken,
    SlotTooFar,
    SlotWithoutTime,
    TechnicianOfAnotherCentre,
    VisitMissing,
)
from reitera.visits.rules import technicians_of

RESCHEDULED_BY_US = "VIS-V06"


@dataclass(frozen=True)
class Agreement:
    """What was agreed with the customer: with whom, and how and when they were told."""

    agreed_with: str
    told_how: str
    told_at: datetime
    pairing: str


def schedule_visit(
    *, case: Case, technician: User, starts_at: datetime, ends_at: datetime, agreement: Agreement, actor: User,
    at: datetime, given: Mapping[str, str] | None = None,
) -> Visit:  # fmt: skip
    """Give the case a visit in a free slot of a technician of its centre, and pass it to the supervisor (14).

    Raises SlotTaken, SlotInThePast, SlotTooFar, SlotWithoutTime, TechnicianOfAnotherCentre, SomeoneWasFirst and what
    `gate.move` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        locked: Case = record.locked[0]
        _require_sound_slot(starts_at, ends_at, at)
        _require_of_centre(technician, locked, starts_at)
        _cancel_leftovers(locked, at)
        require_free(technician, starts_at, ends_at)
        visit = Visit(
            case=locked, technician=technician, starts_at=starts_at, ends_at=ends_at, scheduled_by=actor,
            scheduled_at=at, **vars(agreement),
        )  # fmt: skip
        visit.save()
        part = gate.Part(due_at=starts_at, details=facts_of(visit), changes={"technician_id": technician.pk})
        words = {**(given or {}), "agreed_with": agreement.agreed_with}
        gate.move(record, [locked], outcome="scheduled", given=words, parts={locked.pk: part}, keeps=True)
    return visit


def confirm_visits(
    *, cases: Sequence[Case], priority: int, actor: User, at: datetime, day_order: int | None = None,
    technician: User | None = None, given: Mapping[str, str] | None = None,
) -> list[Visit]:  # fmt: skip
    """Confirm the visits of cases (18): their priority and their place in the technician's day.

    With one case another technician may be named, and the place; many keep their technicians and are placed by their
    hours. Raises VisitMissing, SlotOver, SlotTaken, TechnicianOfAnotherCentre, SomeoneWasFirst and what `gate.move`
    raises.
    """
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        visits = _require_visits(record.locked)
        if technician is not None:
            _change_technician(record.locked[0], visits[0], technician)
        for case, visit in zip(record.locked, visits, strict=True):
            if visit.ends_at <= at:
                raise SlotOver(case=case, slot=visit.slot)
            visit.status, visit.priority = Status.CONFIRMED, priority
            visit.confirmed_by, visit.confirmed_at = actor, at
        _place_in_the_day(visits, day_order)
        _pass_to_field(record, visits, "confirmed", given or {})
    return visits


def send_back_to_scheduling(
    *, cases: Sequence[Case], result: CatalogueItem, actor: User, at: datetime, given: Mapping[str, str]
) -> list[Case]:
    """Cancel the visits of cases, which wait for another date (18 → 14). Raises what `gate.move` raises."""
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        visits = live_visits(record.locked, lock=True)
        for visit in visits.values():
            visit.status, visit.result, visit.ended_at = Status.CANCELLED, result, at
            visit.remark = given.get("reason", "")
        _save(list(visits.values()))
        parts = {pk: gate.Part(details={**facts_of(visit), "result": result.code}) for pk, visit in visits.items()}
        gate.move(record, record.locked, outcome="back_to_scheduling", given=given, parts=parts, keeps=True)
    return record.locked


def pass_begun_visits(*, at: datetime) -> list[Case]:
    """Pass on the visits that nobody confirmed before their slot began (18 → 19, by the product). Idempotent.

    A case that came back to 18 during its slot waits for the supervisor: it would be passed on for ever.
    """
    begun = Visit.objects.filter(status=Status.PLANNED, starts_at__lte=at, case__state=State.PRIORITISE)
    waiting = list(begun.values_list("case", "starts_at", "case__state_since"))
    cases = [case for case, starts_at, since in waiting if since < starts_at]
    if not cases:
        return []
    with recording(None, at, lock=Case.objects.filter(pk__in=cases, state=State.PRIORITISE)) as record:
        held = live_visits(record.locked, lock=True)
        visits = [visit for visit in held.values() if visit.status == Status.PLANNED and visit.starts_at <= at]
        if not visits:
            record.unchanged()
            return []
        for visit in visits:
            visit.status, visit.confirmed_at = Status.CONFIRMED, at
        _place_in_the_day(visits, None)
        return _pass_to_field(record, visits, "slot_began", {}, by_product=True)


def require_free(technician: User, starts_at: datetime, ends_at: datetime, *, but: int = 0) -> None:
    """Nobody else has the technician's slot. The technician's row is locked first, so that two people who book the
    same hour wait for each other. Raises SlotTaken."""
    list(User.objects.filter(pk=technician.pk).select_for_update())
    other = taken([technician.pk], starts_at, ends_at).exclude(pk=but).first()
    if other is not None:
        begin, end = (moment.astimezone(local_zone()) for moment in (other.starts_at, other.ends_at))
        raise SlotTaken(technician=technician, start=f"{begin:%H:%M}", end=f"{end:%H:%M}")


def facts_of(visit: Visit) -> dict[str, Any]:
    """What the event of a move keeps of its visit: for the history, which never asks for the row again."""
    return {
        "visit": visit.pk,
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
        "pairing": visit.pairing,
        "technician": visit.technician_id,
        "technician_name": str(visit.technician),
    }


def _require_sound_slot(starts_at: datetime, ends_at: datetime, at: datetime) -> None:
    if ends_at <= starts_at:
        raise SlotWithoutTime(start=_local(starts_at), end=_local(ends_at))
    if starts_at <= at:
        raise SlotInThePast(moment=_local(starts_at))
    days = CaseParameters.in_force().most_days_agreed
    last = _day(at) + timedelta(days=days)
    if _day(starts_at) > last:
        raise SlotTooFar(last=f"{last:%d/%m/%Y}", days=days)


def _require_of_centre(technician: User, case: Case, starts_at: datetime) -> None:
    if not technicians_of(case.operations_centre_id, _day(starts_at)).filter(pk=technician.pk).exists():
        centre = case.operations_centre or gettext("todos los centros")
        raise TechnicianOfAnotherCentre(technician=technician, centre=centre)


def _cancel_leftovers(case: Case, at: datetime) -> None:
    """A visit that outlived a return of its case: what follows cases has not seen the return yet."""
    result = CatalogueItem.objects.offered(VISIT_RESULT).filter(code=RESCHEDULED_BY_US).first()
    Visit.objects.live().filter(case=case).update(status=Status.CANCELLED, ended_at=at, result=result)


def _require_visits(cases: Sequence[Case]) -> list[Visit]:
    """The live visit of every case, in the order of the cases, locked. Raises VisitMissing."""
    held = live_visits(cases, lock=True)
    for case in cases:
        if case.pk not in held:
            raise VisitMissing(case=case)
    return [held[case.pk] for case in cases]


def _change_technician(case: Case, visit: Visit, technician: User) -> None:
    _require_of_centre(technician, case, visit.starts_at)
    require_free(technician, visit.starts_at, visit.ends_at, but=visit.pk)
    visit.technician = technician


def _place_in_the_day(visits: Sequence[Visit], asked: int | None) -> None:
    """Number the visits within their technician's day: as asked, else by the hour. One query."""
    if asked is not None:
        visits[0].day_order = asked
        return
    days = {_day(visit.starts_at) for visit in visits}
    others = visits_of_day([visit.technician_id for visit in visits], days)
    known = {(row.technician_id, row.starts_at): row for row in others}
    known |= {(visit.technician_id, visit.starts_at): visit for visit in visits}
    for visit in visits:
        earlier = [
            start
            for technician, start in known
            if technician == visit.technician_id and _day(start) == _day(visit.starts_at) and start < visit.starts_at
        ]
        visit.day_order = len(earlier) + 1


def _pass_to_field(
    record: Record, visits: Sequence[Visit], outcome: str, given: Mapping[str, str], *, by_product: bool = False
) -> list[Case]:
    """Move the cases of the visits to their technicians; they are due when their slots end."""
    _save(visits)
    parts = {
        visit.case_id: gate.Part(
            due_at=visit.ends_at,
            details={**facts_of(visit), "priority": visit.priority, "day_order": visit.day_order},
            changes={"technician_id": visit.technician_id},
        )
        for visit in visits
    }
    cases = [case for case in record.locked if case.pk in parts]
    gate.move(record, cases, outcome=outcome, given=given, by_product=by_product, parts=parts, keeps=True)
    return cases


def _save(visits: Sequence[Visit]) -> None:
    fields = ("status", "technician", "priority", "day_order", "confirmed_by", "confirmed_at", "result", "ended_at")
    Visit.objects.bulk_update(visits, [*fields, "remark"])


def _day(moment: datetime) -> date:
    return moment.astimezone(local_zone()).date()


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(local_zone()):%d/%m/%Y %H:%M}"
