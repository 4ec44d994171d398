"""What a run of a cycle does to cases: it opens those of new customers and adopts those already open.

One customer has one case for one stretch of reports: running a week again, or a week whose reports an alert or a
person already acted on, never makes a second one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from reitera.cases import gate
from reitera.cases.actions import open_new
from reitera.cases.models import Case
from reitera.core.recording import Record, recording
from reitera.customers.models import Customer
from reitera.repeats.models import CycleEntry, CycleRun


def take_in_list(*, run: CycleRun, at: datetime) -> list[Case]:
    """Open a case at step 2 for each customer of a run's TOP 10 that has none, and adopt the open ones.

    Idempotent; the cases opened. A customer whose reports already belong to a case, open or concluded, gets no other.
    """
    entries = CycleEntry.objects.filter(run=run, rule=CycleEntry.Rule.TOP10)
    with recording(None, at, lock=Customer.objects.filter(pk__in=entries.values("customer_id"))) as record:
        first_of = first_entries(entries.order_by("rank"))
        known = _cases_of(entries)
        adopted = [case for case in known if _adopt(record, case, first_of[case.customer_id], run)]
        gate.save_listing(adopted)
        opened = [
            case_of(entry, Case.Origin.CYCLE, run)
            for customer, entry in first_of.items()
            if not any(covers(case, entry) for case in known if case.customer_id == customer)
        ]
        if opened:
            open_new(record, opened)
        if not adopted and not opened:
            record.unchanged()
    return opened


def first_entries(entries: Iterable[CycleEntry]) -> dict[int, CycleEntry]:
    """The best place of each customer: a list by product may have several."""
    first: dict[int, CycleEntry] = {}
    for entry in entries:
        first.setdefault(entry.customer_id, entry)
    return first


def _cases_of(entries: QuerySet[CycleEntry]) -> list[Case]:
    rows = Case.objects.filter(customer__in=entries.values("customer_id"))
    return list(rows.select_related("customer").order_by("pk").select_for_update(of=("self",)))


def covers(case: Case, entry: CycleEntry) -> bool:
    """Whether the entry's reports already belong to the case."""
    return case.is_open or (case.latest_report_at is not None and case.latest_report_at >= entry.last_at)


def _adopt(record: Record, case: Case, entry: CycleEntry, run: CycleRun) -> bool:
    if not case.is_open or case.cycle_run_id == run.pk:
        return False
    before = gate.snapshot(case)
    _take_figures(case, entry, run)
    gate.note(
        record,
        "case.adopted",
        case,
        before,
        given={},
        cycle=run.cycle.slug,
        rank=entry.rank,
        reports=entry.reports_in_window,
    )
    return True


def case_of(entry: CycleEntry, origin: Case.Origin, run: CycleRun | None = None) -> Case:
    """A new case for a place of the list, not yet saved."""
    case = Case(customer_id=entry.customer_id, operations_centre_id=entry.operations_centre_id, origin=origin)
    _take_figures(case, entry, run)
    return case


def _take_figures(case: Case, entry: CycleEntry, run: CycleRun | None) -> None:
    case.cycle_run_id, case.segment, case.billing = run.pk if run else None, entry.segment, entry.billing
    case.reports_in_window, case.cycles_in_a_row = entry.reports_in_window, entry.cycles_in_a_row
    case.first_reported_at, case.last_reported_at = entry.first_at, entry.last_at
    case.latest_report_at = max(entry.last_at, case.latest_report_at or entry.last_at)
