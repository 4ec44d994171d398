"""Visits follow their cases: what a return, a conclusion or an undone return means for a visit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reitera.cases import gate
from reitera.cases.catalogue import VISIT_RESULT
from reitera.cases.models import Case, CatalogueItem
from reitera.core.recording import recording
from reitera.procedure.steps import State
from reitera.visits.models import Status, Visit
from reitera.visits.queries import taken

WITH_DONE_WORK = (State.WORK_ACCEPTANCE, State.ORDER_CLOSING)
RESCHEDULED_BY_US, CANCELLED_BY_CUSTOMER = "VIS-V06", "VIS-V10"


def follow_case(*, case_id: int, at: datetime) -> Visit | None:
    """Make the latest visit of a case fit the state the case is in now; the visit if it changed. Idempotent.

    A case that left the field cancels its visit; one that came back to the supervisor waits for a confirmation again;
    work that came back from its acceptance goes on; a return that was undone brings its visit back, when its hour is
    still free.
    """
    with recording(None, at, lock=Case.objects.filter(pk=case_id)) as record:
        case = record.locked[0]
        rows = Visit.objects.filter(case=case).select_related("technician").select_for_update(of=("self",))
        visit = rows.order_by("-scheduled_at", "-pk").first()
        status = _fitting_status(case, visit) if visit else None
        if visit is None or status is None or status == visit.status:
            record.unchanged()
            return None
        visit.status = status
        visit.ended_at = at if status == Status.CANCELLED else None
        visit.result = _result_of(case) if status == Status.CANCELLED else None
        if status == Status.PLANNED:
            visit.confirmed_by = visit.confirmed_at = visit.priority = visit.day_order = None
        visit.save()
        before = gate.snapshot(case)
        if visit.is_live:
            case.technician_id = visit.technician_id
            gate.save([case])
        facts: dict[str, Any] = {"visit": visit.pk, "slot": visit.slot, "follows": True}
        kind = {
            Status.CANCELLED: "visit.cancelled",
            Status.PLANNED: "visit.unconfirmed",
            Status.CONFIRMED: "visit.resumed",
            Status.ON_SITE: "visit.work_returned",
        }[status]
        gate.note(record, kind, case, before, given={}, **facts)
    return visit


def _fitting_status(case: Case, visit: Visit) -> Status | None:
    """The status the visit should have; None to leave it as it is."""
    state = State(case.state)
    if state in WITH_DONE_WORK:
        return None
    if state is State.FIELD_WORK:
        return _under_way(visit)
    if state is not State.PRIORITISE:
        return Status.CANCELLED if visit.is_live else None
    if visit.is_live:
        return Status.PLANNED
    is_free = not taken([visit.technician_id], visit.starts_at, visit.ends_at).exists()
    return Status.PLANNED if is_free and visit.status != Status.DONE else None


def _under_way(visit: Visit) -> Status | None:
    """The case is with its technician, whatever became of the visit before and whatever else is at that hour."""
    if visit.status == Status.DONE:
        return Status.ON_SITE
    return Status.CONFIRMED if visit.status in (Status.PLANNED, Status.FAILED, Status.CANCELLED) else None


def _result_of(case: Case) -> CatalogueItem | None:
    code = CANCELLED_BY_CUSTOMER if case.result == "churned" else RESCHEDULED_BY_US
    return CatalogueItem.objects.offered(VISIT_RESULT).filter(code=code).first()
