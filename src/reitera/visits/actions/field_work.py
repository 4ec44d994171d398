"""Step 19: the technician goes, works and reports, or says why it could not be done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from reitera.cases import gate
from reitera.cases.actions import not_yours, require_seen, rows_of
from reitera.cases.attachments import Checked, keep
from reitera.cases.models import Case, CatalogueItem
from reitera.cases.refusals import NoSuchMove
from reitera.core.recording import recording
from reitera.procedure.steps import State
from reitera.staff.models import User
from reitera.visits import protocol
from reitera.visits.actions.planning import facts_of
from reitera.visits.models import FieldReport, MaterialUsed, Status, Visit, hours_between
from reitera.visits.queries import latest_report, live_visits, technology_letter
from reitera.visits.refusals import AlreadyNoted, ChecklistUnexplained, HoursMissing, NotAReading, VisitMissing
from reitera.visits.rules import is_on_the_job


@dataclass(frozen=True)
class Material:
    name: str
    quantity: Decimal
    code: str = ""


@dataclass(frozen=True)
class Work:
    """What the technician reports. `values` and `reasons` are by code of the protocol's items; without `hours` they
    are those since the arrival. A solution that is only palliative is never definitive."""

    cause: CatalogueItem
    solution: CatalogueItem
    signed_by: str
    is_definitive: bool = True
    values: Mapping[str, Any] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    material: Sequence[Material] = ()
    hours: Decimal | None = None
    remark: str = ""
    photos: Sequence[Checked] = ()


def set_out(*, case: Case, actor: User, at: datetime) -> Visit:
    """The technician is on the way. Raises AlreadyNoted, VisitMissing, NotYourCase, SomeoneWasFirst."""
    return _note_progress(case, actor, at, status=Status.ON_THE_WAY, after=(Status.CONFIRMED,))


def arrive(*, case: Case, actor: User, at: datetime) -> Visit:
    """The technician is on site. Raises AlreadyNoted, VisitMissing, NotYourCase, SomeoneWasFirst."""
    return _note_progress(case, actor, at, status=Status.ON_SITE, after=(Status.CONFIRMED, Status.ON_THE_WAY))


def report_solved(
    *, case: Case, work: Work, actor: User, at: datetime, given: Mapping[str, str] | None = None
) -> FieldReport:
    """Write the field report, keep its photos with the case and hand the work to its acceptance (19 → 19.3).

    Raises ChecklistUnexplained when something is missing or out of range without a reason, NotAReading, HoursMissing,
    VisitMissing, SomeoneWasFirst and what `gate.move` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        locked: Case = record.locked[0]
        _require_on_the_job(locked, actor)
        visit = _require_visit(locked)
        report = _write_report(locked, visit, work, actor, at)
        photos = [photo.pk for photo, _is_new in keep(record, locked, work.photos)]
        visit.status, visit.ended_at = Status.DONE, at
        visit.save(update_fields=["status", "ended_at"])
        part = gate.Part(details={**facts_of(visit), **_facts_of_report(report), "photos": photos})
        gate.move(record, [locked], outcome="solved", given=given or {}, parts={locked.pk: part}, keeps=True)
    return report


def report_failed(
    *, case: Case, outcome: str, result: CatalogueItem, actor: User, at: datetime, given: Mapping[str, str]
) -> Visit:
    """End the visit without a solution: the customer absent, material missing, another trade needed, no solution, or
    a fault of the plant. Raises VisitMissing, SomeoneWasFirst and what `gate.move` raises."""
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        locked: Case = record.locked[0]
        visit = _require_visit(locked)
        visit.status, visit.result, visit.ended_at = Status.FAILED, result, at
        visit.remark = given.get("reason", "") or given.get("remark", "")
        visit.save(update_fields=["status", "result", "ended_at", "remark"])
        part = gate.Part(details={**facts_of(visit), "result": result.code})
        gate.move(record, [locked], outcome=outcome, given=given, parts={locked.pk: part}, keeps=True)
    return visit


def _note_progress(case: Case, actor: User, at: datetime, *, status: Status, after: Sequence[Status]) -> Visit:
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        locked: Case = record.locked[0]
        _require_on_the_job(locked, actor)
        visit = _require_visit(locked)
        if visit.status not in after:
            raise AlreadyNoted(case=locked, status=visit.get_status_display())
        visit.status = status
        moment = "on_the_way_at" if status is Status.ON_THE_WAY else "on_site_at"
        setattr(visit, moment, at)
        visit.save(update_fields=["status", moment])
        kind = "visit.on_the_way" if status is Status.ON_THE_WAY else "visit.on_site"
        gate.note(record, kind, locked, gate.snapshot(locked), given={}, visit=visit.pk)
    return visit


def _require_on_the_job(case: Case, actor: User) -> None:
    if case.state != State.FIELD_WORK:
        raise NoSuchMove(case=case, step=case.step_label)
    if not is_on_the_job(actor.viewer, case):
        raise not_yours(case)


def _require_visit(case: Case) -> Visit:
    visit = live_visits([case], lock=True).get(case.pk)
    if visit is None:
        raise VisitMissing(case=case)
    return visit


def _write_report(case: Case, visit: Visit, work: Work, actor: User, at: datetime) -> FieldReport:
    checked = _checked(case, work)
    report = FieldReport.objects.create(
        visit=visit, author=actor, at=at, cause=work.cause, solution=work.solution,
        is_definitive=work.is_definitive and not work.solution.facts.get("is_palliative", False),
        checklist=checked.rows, is_observed=checked.is_observed, hours=_hours(case, visit, work, at),
        remark=work.remark.strip(), signed_by=work.signed_by.strip(),
    )  # fmt: skip
    MaterialUsed.objects.bulk_create([MaterialUsed(report=report, **vars(line)) for line in work.material])
    return report


def _checked(case: Case, work: Work) -> protocol.Checked:
    try:
        checked = protocol.check(
            protocol.PROTOCOLS[technology_letter(case)], work.values, work.reasons, work.solution.code
        )
    except ValueError as mistake:
        raise NotAReading(value=str(mistake).rpartition(": ")[2]) from mistake
    if checked.unexplained:
        raise ChecklistUnexplained(items=", ".join(gettext(item.label).lower() for item in checked.unexplained))
    return checked


def _hours(case: Case, visit: Visit, work: Work, at: datetime) -> Decimal:
    """As written, else since the arrival; after a refusal, since the refusal: the time before is in that report."""
    if work.hours is not None:
        return work.hours
    before = latest_report(case)
    starts = [visit.on_site_at] if visit.on_site_at else []
    if before is not None and before.visit_id == visit.pk and before.judged_at:
        starts.append(before.judged_at)
    if not starts:
        raise HoursMissing(case=case)
    return hours_between(max(starts), at)


def _facts_of_report(report: FieldReport) -> dict[str, Any]:
    return {
        "report": report.pk,
        "cause": report.cause.code,
        "cause_label": report.cause.label,
        "solution": report.solution.code,
        "solution_label": report.solution.label,
        "is_definitive": report.is_definitive,
        "is_observed": report.is_observed,
        "hours": str(report.hours),
    }
