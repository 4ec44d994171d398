"""What every act of quality asks first: the case or check as it was seen, the right role, and nobody's own work."""

from __future__ import annotations

from reitera.cases import rules
from reitera.cases.actions import not_yours, require_seen
from reitera.cases.models import Case
from reitera.cases.refusals import NoSuchMove
from reitera.core.recording import Record
from reitera.procedure.steps import State
from reitera.quality.models import CrossedCheck
from reitera.quality.refusals import CheckEnded, OwnWork
from reitera.quality.rules import SURVEYORS, has_done_work, is_named_in
from reitera.staff.rules import require_role


def open_case(record: Record, case: Case, state: State) -> Case:
    """The locked case, as seen, in its state and in the hands of the person.

    Raises SomeoneWasFirst, NoSuchMove, NotYourCase.
    """
    require_seen(record, [case])
    locked: Case = record.locked[0]
    if locked.state != state:
        raise NoSuchMove(case=locked, step=locked.step_label)
    if not rules.waits_for(record.actor.viewer, locked):
        raise not_yours(locked)
    return locked


def open_check_of_case(record: Record, case: Case) -> Case:
    """The same at step 11, for somebody who did none of the work. Raises OwnWork."""
    locked = open_case(record, case, State.QUALITY_CHECK)
    if has_done_work(locked, record.actor.pk):
        raise OwnWork(what=locked)
    return locked


def open_crossed_check(record: Record) -> CrossedCheck:
    """The locked crossed check, while it waits. Raises NotAllowed, CheckEnded, OwnWork."""
    require_role(record.actor, *SURVEYORS)
    check: CrossedCheck = record.locked[0]
    if check.end:
        raise CheckEnded(order=check, end=check.get_end_display())
    if is_named_in(check.work_order, record.actor):
        raise OwnWork(what=check)
    return check
