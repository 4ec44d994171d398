"""Calls to customers, and what was agreed with them. Each act is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext

from reitera.cases import gate, rules
from reitera.cases.actions import not_yours, require_seen, rows_of
from reitera.cases.calendar import working_calendar
from reitera.cases.catalogue import CALL_RESULT, RETENTION
from reitera.cases.catalogue.choosing import chosen
from reitera.cases.models import Case, CaseParameters, CatalogueItem
from reitera.cases.refusals import NoSuchMove, NotOffered, ReasonMissing
from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.core.recording import Record, recording
from reitera.procedure.steps import State
from reitera.retention.calls import Tally, next_call_after
from reitera.retention.models import Agreement, Call, CallAttempt
from reitera.retention.queries import calls_of_stay, tally_at
from reitera.retention.refusals import (
    AgreedDayPast,
    AgreementChanged,
    AgreementMissing,
    CallNotedAlready,
    DaySpent,
    ExecutedLater,
    NextCallMissing,
    OrderMissing,
)
from reitera.staff.models import User

END_OF_DAY = time(23, 59)


def note_call(
    *, case: Case, result: str, number: str, seen_calls: int, actor: User, at: datetime,
    next_call_at: datetime | None = None, remark: str = "",
) -> Case:  # fmt: skip
    """Note a call; the last allowed attempt that fails passes the case on, to 6 the first time and to 11 the second.

    `seen_calls` is how many calls the person saw, so that a second press is noticed. A failed attempt without a time
    for the next one gets it. `result` is a code of the catalogue. Raises CallNotedAlready, DaySpent, NotOffered,
    NextCallMissing, and what `_open` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        locked = _open(record, case)
        calls = list(calls_of_stay(locked))
        _require_as_seen(locked, calls, seen_calls)
        parameters = CaseParameters.in_force()
        if tally_at(calls, at, parameters).is_day_spent:
            raise DaySpent(case=locked, n=parameters.attempts_a_day)
        what = chosen(CALL_RESULT, result)
        if what.has("only_for_surveys"):
            raise NotOffered(item=what.label)
        require_next_call(what, next_call_at, at)
        call = CallAttempt(case=locked, at=at, by=actor, number=number, result=what, remark=remark.strip())
        tally = tally_at([*calls, call], at, parameters)
        if not call.has_reached and not tally.is_spent:
            next_call_at = next_call_at or next_call_after(at, tally, working_calendar())
        call.next_call_at = next_call_at
        call.save()
        gate.note(
            record, "retention.called", locked, gate.snapshot(locked), given={"remark": call.remark},
            **facts_of_call(call, tally),
        )  # fmt: skip
        if tally.is_spent and not call.has_reached:
            _pass_on(record, locked, call)
    return locked


def require_next_call(result: CatalogueItem, next_call_at: datetime | None, at: datetime) -> None:
    """Whoever asks to be called later says when, and nobody calls in the past. Raises NextCallMissing."""
    if (result.has("asks_time") and next_call_at is None) or (next_call_at is not None and next_call_at <= at):
        raise NextCallMissing()


def facts_of_call(call: Call, tally: Tally) -> dict[str, Any]:
    """What the event of a call keeps: its result by code and label, the attempt it was, when the next one is."""
    return {
        "result": call.result.code, "result_label": call.result.label, "reached": call.has_reached,
        "attempt": tally.failed, "of": tally.allowed,
        "next_call_at": call.next_call_at.isoformat() if call.next_call_at else None,
    }  # fmt: skip


def _pass_on(record: Record, case: Case, call: CallAttempt) -> None:
    """The customer was not reached: the product moves the case, in the name of who made the last attempt."""
    before = Event.objects.filter(case_id=case.pk, kind="case.moved", step=case.info.number)
    again = before.filter(after__outcome="unreachable").exists()
    details = {"attempt": call.pk, "written_by": call.by_id}
    outcome = "unreachable_again" if again else "unreachable"
    gate.move(record, [case], outcome=outcome, given={}, by_product=True, details=details, keeps=True)


def note_agreement(
    *, case: Case, kind: str, agreed_on: date, replaces: int | None, actor: User, at: datetime,
    facts: Mapping[str, Any], remark: str = "",
) -> Agreement:  # fmt: skip
    """Note what was agreed; the case stays at 9 until it is executed, due on the agreed day (at most N days off).

    `facts` are plan and billing before and after, the order number if there is one, and how the customer was kept, by
    its code; `replaces` is the open agreement the person saw. Raises AgreementChanged, AgreedDayPast, NotOffered, and
    what `_open` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        locked = _open(record, case)
        if agreed_on < at.astimezone(local_zone()).date():
            raise AgreedDayPast(day=f"{agreed_on:%d/%m/%Y}")
        kept_with = _reason(facts.get("kept_with"), leaving=False)
        _replace(locked, replaces, at)
        agreement = Agreement.objects.create(
            case=locked, kind=kind, agreed_on=agreed_on, made_at=at, made_by=actor, remark=remark.strip(),
            **{**facts, "kept_with": kept_with},
        )  # fmt: skip
        before, locked.due_at = gate.snapshot(locked), _due_of(agreed_on, at)
        said: dict[str, Any] = {name: None if value is None else str(value) for name, value in facts.items()}
        gate.note(
            record, "retention.agreed", locked, before, given={"remark": agreement.remark},
            agreement=agreement.pk, what=kind, agreed_on=agreed_on.isoformat(),
            **said,
            kept_with_label=kept_with.label if kept_with else "",
        )  # fmt: skip
        gate.save([locked])
    return agreement


def _replace(case: Case, replaces: int | None, at: datetime) -> None:
    agreement = case.agreements.open().first()
    if (agreement.pk if agreement else None) != replaces:
        raise AgreementChanged(case=case)
    _end(agreement, Agreement.End.REPLACED, at)


def execute_agreement(
    *, case: Case, executed_on: date, actor: User, at: datetime, given: Mapping[str, str]
) -> Case:  # fmt: skip
    """Say that the open agreement was executed, by its order; a claim may be settled without one, with a reason.

    `given` holds "order", "reason", "plan" and "remark". Raises AgreementMissing, OrderMissing, ExecutedLater,
    ReasonMissing, and what `gate.move` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        locked = _open(record, case)
        agreement = locked.agreements.open().first()
        if agreement is None:
            raise AgreementMissing(case=locked)
        if executed_on > at.astimezone(local_zone()).date():
            raise ExecutedLater(day=f"{executed_on:%d/%m/%Y}")
        agreement.order_number = given.get("order", "").strip() or agreement.order_number
        agreement.executed_on = executed_on
        _end(agreement, _way_it_ended(agreement, given), at)
        details = {"agreement": agreement.pk, "executed_on": executed_on.isoformat(), "end": agreement.end}
        told = {**given, "order": agreement.order_number}
        gate.move(record, [locked], outcome="agreement_executed", given=told, details=details, keeps=True)
    return locked


def _way_it_ended(agreement: Agreement, given: Mapping[str, str]) -> Agreement.End:
    if agreement.order_number:
        return Agreement.End.EXECUTED
    if agreement.kind != Agreement.Kind.CLAIM:
        raise OrderMissing()
    if not given.get("reason", "").strip():
        raise ReasonMissing(what=gettext("el motivo de atenderlo sin orden"), act=gettext("Acuerdo ejecutado"))
    return Agreement.End.SETTLED


def let_customer_go(*, case: Case, why: str, actor: User, at: datetime, given: Mapping[str, str]) -> Case:
    """Conclude the case as churned, with the reason by its code; what was agreed has no effect any more.

    Raises ReasonMissing without a reason, NotOffered for a code that is none to leave, and what `gate.move` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        locked = _open(record, case)
        reason = _reason(why, leaving=True)
        if reason is None:
            raise ReasonMissing(what=gettext("el motivo"), act=gettext("El cliente se da de baja"))
        _end(locked.agreements.open().first(), Agreement.End.WITHDRAWN, at)
        words = ". ".join(part for part in (reason.label, given.get("remark", "").strip()) if part)
        told = {"reason": words, "plan": given.get("plan", "")}
        details = {"why": reason.code, "why_label": reason.label}
        gate.move(record, [locked], outcome="customer_cancels", given=told, details=details, keeps=True)
    return locked


def _reason(code: str | None, *, leaving: bool) -> CatalogueItem | None:
    """The reason by its code; None without one. Raises NotOffered for one of the other kind too."""
    if not code:
        return None
    reason = chosen(RETENTION, code)
    if reason.has("is_leaving") is not leaving:
        raise NotOffered(item=reason.label)
    return reason


def _end(agreement: Agreement | None, end: Agreement.End, at: datetime) -> None:
    if agreement is not None:
        agreement.end, agreement.ended_at = end, at
        agreement.save()


def _open(record: Record, case: Case) -> Case:
    """The locked case, still as seen, at step 9 and in the hands of the person.

    Raises SomeoneWasFirst, NoSuchMove, NotYourCase.
    """
    require_seen(record, [case])
    locked: Case = record.locked[0]
    if locked.state != State.RETENTION_CONTACT:
        raise NoSuchMove(case=locked, step=locked.step_label)
    if not rules.waits_for(record.actor.viewer, locked):
        raise not_yours(locked)
    return locked


def _require_as_seen(case: Case, calls: list[CallAttempt], seen: int) -> None:
    if len(calls) != seen:
        last = calls[-1]
        raise CallNotedAlready(case=case, who=last.by, time=f"{last.at.astimezone(local_zone()):%H:%M}")


def _due_of(agreed_on: date, at: datetime) -> datetime:
    """The end of the agreed day; a clock does not stop longer than the parameter says."""
    latest = at + timedelta(days=CaseParameters.in_force().most_days_agreed)
    return min(datetime.combine(agreed_on, END_OF_DAY, tzinfo=local_zone()), latest)
