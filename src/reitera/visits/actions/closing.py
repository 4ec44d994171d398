"""Step 19.3: the work is accepted or not, and its order is closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from reitera.cases import gate
from reitera.cases.actions import require_seen, rows_of
from reitera.cases.models import Case
from reitera.core.recording import recording
from reitera.core.visibility import role_labels
from reitera.faults.models import FaultReport as CommercialReport
from reitera.faults.models import WorkOrder
from reitera.procedure.steps import STATES, State
from reitera.staff.models import User
from reitera.visits.models import FieldReport, OrderClosing, Status
from reitera.visits.queries import latest_report
from reitera.visits.refusals import OrderOfAnother, OwnWork, ReportMissing


def accept_work(*, case: Case, actor: User, at: datetime, given: Mapping[str, str] | None = None) -> FieldReport:
    """The readings and the protocol are as they should be. Raises OwnWork, ReportMissing, SomeoneWasFirst and what
    `gate.move` raises."""
    return _judge(case, FieldReport.Verdict.ACCEPTED, actor, at, given or {})


def refuse_work(*, case: Case, actor: User, at: datetime, given: Mapping[str, str]) -> FieldReport:
    """The work is not accepted: the technician goes on with the same visit. Raises as `accept_work` does."""
    return _judge(case, FieldReport.Verdict.REFUSED, actor, at, given)


def close_order(*, case: Case, closing_code: str, actor: User, at: datetime, given: Mapping[str, str]) -> OrderClosing:
    """Note the order, `given["order"]`, that was closed in the commercial system, and its closing code.

    Raises OrderOfAnother when the number is known to be another customer's, SomeoneWasFirst and what `gate.move`
    raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        locked: Case = record.locked[0]
        order = given.get("order", "").strip()
        _require_own_order(locked, order)
        closing = OrderClosing.objects.create(
            case=locked, report=latest_report(locked), order_number=order, closing_code=closing_code.strip(),
            closed_by=actor, at=at,
        )  # fmt: skip
        facts = {"closing": closing.pk, "closing_code": closing.closing_code, "order": order}
        gate.move(record, [locked], outcome="closed", given=given, details=facts, keeps=True)
    return closing


def _judge(
    case: Case, verdict: FieldReport.Verdict, actor: User, at: datetime, given: Mapping[str, str]
) -> FieldReport:
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        locked: Case = record.locked[0]
        report = latest_report(locked)
        if report is None:
            raise ReportMissing(case=locked)
        _require_another_person(locked, report, actor)
        report.verdict, report.judged_by, report.judged_at = verdict, actor, at
        report.refusal = given.get("reason", "")
        report.save(update_fields=["verdict", "judged_by", "judged_at", "refusal"])
        if verdict is FieldReport.Verdict.REFUSED:
            reopen(report)
        facts = {"report": report.pk, "visit": report.visit_id, "technician": report.visit.technician_id}
        gate.move(record, [locked], outcome=verdict.value, given=given, details=facts, keeps=True)
    return report


def reopen(report: FieldReport) -> None:
    """The technician of a report is on site again."""
    visit = report.visit
    visit.status, visit.ended_at = Status.ON_SITE, None
    visit.save(update_fields=["status", "ended_at"])


def _require_another_person(case: Case, report: FieldReport, actor: User) -> None:
    if actor.pk in (report.visit.technician_id, report.author_id):
        raise OwnWork(person=actor, case=case, roles=role_labels(STATES[State.WORK_ACCEPTANCE].roles))


def _require_own_order(case: Case, number: str) -> None:
    for model in (WorkOrder, CommercialReport):
        others = model.objects.filter(number=number).exclude(customer=case.customer_id)
        if number and others.exists():
            raise OrderOfAnother(order=number, case=case)
