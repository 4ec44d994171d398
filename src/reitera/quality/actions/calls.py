"""Calls that did not come to a survey; after the last one allowed the product ends the check without contact."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reitera.cases import gate
from reitera.cases.actions import rows_of
from reitera.cases.calendar import working_calendar
from reitera.cases.catalogue import CALL_RESULT
from reitera.cases.catalogue.choosing import chosen
from reitera.cases.models import Case, CaseParameters
from reitera.core.clock import local_zone
from reitera.core.recording import Record, recording
from reitera.quality.actions.opening import open_check_of_case, open_crossed_check
from reitera.quality.models import CheckCall, CrossedCheck
from reitera.quality.queries import calls_of_case, calls_of_check, locked_check
from reitera.retention.actions import facts_of_call, require_next_call
from reitera.retention.calls import Tally, next_call_after
from reitera.retention.queries import tally_at
from reitera.retention.refusals import CallNotedAlready, DaySpent
from reitera.staff.models import User


def note_check_call(
    *, case: Case, result: str, number: str, seen_calls: int, actor: User, at: datetime,
    next_call_at: datetime | None = None, remark: str = "",
) -> Case:  # fmt: skip
    """Note a call about a case at 11; the last allowed attempt that fails concludes it without contact.

    Raises OwnWork, CallNotedAlready, DaySpent, NotOffered, NextCallMissing, and what `open_check_of_case` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        locked = open_check_of_case(record, case)
        what = chosen(CALL_RESULT, result)
        call = CheckCall(case=locked, at=at, by=actor, number=number, result=what, remark=remark.strip())
        tally = _note(call, list(calls_of_case(locked)), seen_calls, next_call_at, about=locked)
        gate.note(
            record,
            "quality.called",
            locked,
            gate.snapshot(locked),
            given={"remark": call.remark},
            **facts_of_call(call, tally),
        )
        if tally.is_spent and not call.has_reached:
            details = {"attempt": call.pk, "written_by": actor.pk}
            gate.move(
                record, [locked], outcome="unreachable", given={}, by_product=True, details=details, keeps=True
            )  # fmt: skip
    return locked


def note_crossed_call(
    *, check: CrossedCheck, result: str, number: str, seen_calls: int, actor: User, at: datetime,
    next_call_at: datetime | None = None, remark: str = "",
) -> CrossedCheck:  # fmt: skip
    """The same for a crossed check, which then ends without contact. Raises CheckEnded too."""
    with recording(actor, at, lock=locked_check(check)) as record:
        locked = open_crossed_check(record)
        what = chosen(CALL_RESULT, result)
        call = CheckCall(crossed_check=locked, at=at, by=actor, number=number, result=what, remark=remark.strip())
        tally = _note(call, list(calls_of_check(locked)), seen_calls, next_call_at, about=locked)
        note_check(record, "quality.crossed_called", locked, remark=call.remark, **facts_of_call(call, tally))
        if tally.is_spent and not call.has_reached:
            end_check(record, locked, CrossedCheck.End.NO_CONTACT)
    return locked


def note_check(record: Record, kind: str, check: CrossedCheck, *, remark: str = "", **facts: Any) -> None:
    """Append the event of a crossed check; what people wrote goes to the erasable side."""
    centres = [check.operations_centre_id] if check.operations_centre_id else []
    record.event(
        kind, subject=check, step="11", after={"order": str(check), **facts},
        centres_before=centres, centres_after=centres, customer_id=check.work_order.customer_id,
        personal_after={"remark": remark} if remark else None,
    )  # fmt: skip


def end_check(record: Record, check: CrossedCheck, end: CrossedCheck.End, case: Case | None = None) -> None:
    check.end, check.ended_at, check.case = end, record.at, case
    check.save()
    note_check(record, "quality.crossed_ended", check, end=end.value, case=case.number if case else "")


def _note(
    call: CheckCall, calls: Sequence[CheckCall], seen: int, next_call_at: datetime | None, *, about: Any
) -> Tally:
    """Keep the call, once the same questions are asked as for every call; the tally with it."""
    if len(calls) != seen:
        last = calls[-1]
        raise CallNotedAlready(case=about, who=last.by, time=f"{last.at.astimezone(local_zone()):%H:%M}")
    parameters = CaseParameters.in_force()
    if tally_at(calls, call.at, parameters).is_day_spent:
        raise DaySpent(case=about, n=parameters.attempts_a_day)
    require_next_call(call.result, next_call_at, call.at)
    tally = tally_at([*calls, call], call.at, parameters)
    if not call.has_reached and not tally.is_spent:
        next_call_at = next_call_at or next_call_after(call.at, tally, working_calendar())
    call.next_call_at = next_call_at
    call.save()
    return tally
