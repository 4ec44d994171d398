"""Early alert: a report that makes a customer repeated opens its case before the week is over."""

from __future__ import annotations

from datetime import datetime, timedelta

from reitera.cases.actions import open_new
from reitera.cases.models import Case
from reitera.cases.weekly import case_of, covers, first_entries
from reitera.core.clock import local_zone, midnight, monday_of
from reitera.core.recording import recording
from reitera.customers.models import Customer
from reitera.procedure.steps import State
from reitera.repeats.database_hits import judge
from reitera.repeats.models import CycleEntry, RepeatParameters
from reitera.repeats.runs import entries_of


def raise_alerts(*, at: datetime) -> list[Case]:
    """Open a case at step 3 for each customer that the reports of the present week make repeated; the cases opened.

    Those without a centre wait at 2. The weekly cycle adopts them. Idempotent: whose reports already have a case, open
    or concluded, gets no other.
    """
    week_start = monday_of(at.astimezone(local_zone()).date())
    week = (midnight(week_start), midnight(week_start + timedelta(days=7)))
    judgement = judge(RepeatParameters.in_force(), week, rules=[CycleEntry.Rule.TOP10])
    first_of = first_entries(entries_of(judgement, week_start))
    if not first_of:
        return []
    with recording(None, at, lock=Customer.objects.filter(pk__in=first_of)) as record:
        known = list(Case.objects.filter(customer__in=first_of))
        opened = [
            case_of(entry, Case.Origin.ALERT)
            for customer, entry in first_of.items()
            if not any(covers(case, entry) for case in known if case.customer_id == customer)
        ]
        for state, cases in _by_state(opened).items():
            open_new(record, cases, state)
        if not opened:
            record.unchanged()
    return opened


def _by_state(cases: list[Case]) -> dict[State, list[Case]]:
    placed = [case for case in cases if case.operations_centre_id is not None]
    unplaced = [case for case in cases if case.operations_centre_id is None]
    return {state: found for state, found in ((State.RECEPTION, placed), (State.DISPATCH, unplaced)) if found}
