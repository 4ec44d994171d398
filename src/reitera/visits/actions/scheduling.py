"""Steps 14 and 18: a visit is agreed with the customer, confirmed by the supervisor, or sent back for another date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from reitera.cases import gate
from reitera.cases.actions import require_seen, rows_of
from reitera.cases.models import Case, CatalogueItem
from reitera.cases.refusals import NoSuchMove
from reitera.core.errors import raise_first
from reitera.core.recording import Record, recording
from reitera.procedure.steps import State
from reitera.staff.models import User
from reitera.visits.actions.planning import Agreement, VisitWish, facts_of, plan_visits
from reitera.visits.actions.slots import Slot, day_of, refuse_taken, require_of_centre
from reitera.visits.models import Status, Visit
from reitera.visits.queries import live_visits, visits_of_day
from reitera.visits.refusals import SlotOver, VisitMissing
from reitera.visits.rules import PLANNED_IN, Rota


def schedule_visit(
    *, case: Case, technician: User, starts_at: datetime, ends_at: datetime, agreement: Agreement, actor: User,
    at: datetime, given: Mapping[str, str] | None = None,
) -> Visit:  # fmt: skip
    """Give the case a visit in a free slot of a technician of its centre, and pass it to the supervisor (14).

    Raises SomeoneWasFirst, NoSuchMove, and what `plan_visits` refuses.
    """
    wish = VisitWish(starts_at, ends_at, technician, agreement=agreement, written=given or {})
    return _plan_one(case, wish, (State.SCHEDULE_VISIT,), actor, at)


def reschedule_visit(
    *, case: Case, technician: User, starts_at: datetime, ends_at: datetime, agreement: Agreement, actor: User,
    at: datetime, given: Mapping[str, str] | None = None,
) -> Visit:  # fmt: skip
    """Give the live visit of a case other hours or another technician (18, and 19 until the technician sets out).

    Raises SomeoneWasFirst, NoSuchMove, and what `plan_visits` refuses.
    """
    wish = VisitWish(starts_at, ends_at, technician, agreement=agreement, written=given or {})
    return _plan_one(case, wish, PLANNED_IN, actor, at)


def _plan_one(case: Case, wish: VisitWish, states: Sequence[State], actor: User, at: datetime) -> Visit:
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        locked: Case = record.locked[0]
        if locked.state not in states:
            raise NoSuchMove(case=locked, step=locked.step_label)
        raise_first(plan_visits(record, {locked: wish}))
        return live_visits([locked])[locked.pk]


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
            _change_technician(visits[0], technician)
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


def _require_visits(cases: Sequence[Case]) -> list[Visit]:
    """The live visit of every case, in the order of the cases, locked. Raises VisitMissing."""
    held = live_visits(cases, lock=True)
    for case in cases:
        if case.pk not in held:
            raise VisitMissing(case=case)
    return [held[case.pk] for case in cases]


def _change_technician(visit: Visit, technician: User) -> None:
    slot = Slot(visit.case, technician, visit.starts_at, visit.ends_at, visit)
    require_of_centre(slot, Rota.of([technician]))
    raise_first(refuse_taken([slot]))
    visit.technician = technician


def _place_in_the_day(visits: Sequence[Visit], asked: int | None) -> None:
    """Number the visits within their technician's day: as asked, else by the hour. One query."""
    if asked is not None:
        visits[0].day_order = asked
        return
    days = {day_of(visit.starts_at) for visit in visits}
    others = visits_of_day([visit.technician_id for visit in visits], days)
    known = {(row.technician_id, row.starts_at): row for row in others}
    known |= {(visit.technician_id, visit.starts_at): visit for visit in visits}
    for visit in visits:
        day = day_of(visit.starts_at)
        earlier = [
            start
            for technician, start in known
            if technician == visit.technician_id and day_of(start) == day and start < visit.starts_at
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
