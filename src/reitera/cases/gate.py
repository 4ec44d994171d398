"""The one gate through which a case moves. Nothing else writes `Case.state`.

Every function takes the open record and the rows it has locked, many at once: 1 and 30 take the same queries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from reitera.cases.calendar import working_calendar
from reitera.cases.models import Case
from reitera.cases.refusals import NoSuchMove, NotYourCase, ReasonMissing
from reitera.cases.rules import can_do
from reitera.core.recording import Record
from reitera.core.visibility import role_labels
from reitera.procedure.calendar import WorkingCalendar
from reitera.procedure.moves import Move, move_for
from reitera.procedure.steps import STATES, Result, State

STATE_FIELDS = (
    "state", "state_since", "due_at", "came_from", "was_returned", "result", "concluded_at", "is_reincident",
    "operations_centre_id", "owner_id",
)  # fmt: skip
"""What a move may change, and what an event keeps of a case before and after."""

NEEDS = {"reason": "el motivo", "incident": "el número de incidente", "order": "el número de orden"}


def move(
    record: Record, cases: Sequence[Case], *, outcome: str, given: Mapping[str, str], by_product: bool = False
) -> None:
    """Move locked cases by one outcome, all or none.

    `given` holds what was written with the act: "reason", "incident", "order", "remark". Raises NoSuchMove,
    NotYourCase or ReasonMissing; the caller's record then undoes everything.
    """
    chosen = [_chosen_move(case, outcome, record.actor, by_product) for case in cases]
    for step in set(chosen):
        _require_given(step, given)
    calendar = working_calendar()
    for case, step in zip(cases, chosen, strict=True):
        before = snapshot(case)
        _enter(case, step.target, record.at, calendar)
        case.came_from, case.was_returned = step.origin, False
        case.result = step.result or ""
        note(record, "case.moved", case, before, outcome=outcome, given=given, logged=step.logged)
    save(cases)


def put_in(
    record: Record, cases: Sequence[Case], state: State, *, kind: str, given: Mapping[str, str], result: str = ""
) -> None:
    """Put locked cases into a state that no line of the table leads to: a return, a conclusion without effect,
    a reopening. The caller has asked `rules` whether it may."""
    calendar = working_calendar()
    for case in cases:
        before = snapshot(case)
        case.was_returned = kind == "case.returned"
        case.came_from = "" if kind != "case.returned" else case.state
        _enter(case, state, record.at, calendar)
        case.result = result
        note(record, kind, case, before, given=given)
    save(cases)


def snapshot(case: Case) -> dict[str, Any]:
    return {name: _plain(getattr(case, name)) for name in STATE_FIELDS}


def note(
    record: Record,
    kind: str,
    case: Case,
    before: dict[str, Any] | None,
    *,
    given: Mapping[str, str],
    **more: Any,
) -> None:
    """Append the event of one case; what people wrote goes to the erasable side."""
    written = {name: text for name, text in given.items() if text}
    centre_before = before and before["operations_centre_id"]
    record.event(
        kind,
        subject=case,
        case_id=case.pk,
        step=STATES[State(before["state"] if before else case.state)].number,
        before=before,
        after={**snapshot(case), **more},
        centres_before=[centre_before] if centre_before else [],
        centres_after=[case.operations_centre_id] if case.operations_centre_id else [],
        customer_id=case.customer_id,
        personal_after=written or None,
    )


def save(cases: Sequence[Case]) -> None:
    Case.objects.bulk_update(cases, STATE_FIELDS)


def _enter(case: Case, state: State, at: datetime, calendar: WorkingCalendar) -> None:
    hours = STATES[state].due_hours
    case.state, case.state_since = state, at
    case.due_at = calendar.add_hours(at, hours) if hours else None
    case.concluded_at = at if state is State.CONCLUDED else None


def _chosen_move(case: Case, outcome: str, actor: Any, by_product: bool) -> Move:
    step = move_for(State(case.state), outcome)
    if step is None or step.by_product != by_product:
        raise NoSuchMove(case=case, step=case.step_label)
    if not by_product and not can_do(actor.viewer, case, step):
        raise NotYourCase(
            case=case,
            step=case.step_label,
            roles=role_labels(STATES[step.origin].roles),
            centre=case.operations_centre or gettext("todos los centros"),
        )
    return step


def _require_given(step: Move, given: Mapping[str, str]) -> None:
    for name in step.needs:
        if not given.get(name, "").strip():
            raise ReasonMissing(what=gettext(NEEDS[name]), act=gettext(step.label))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, (State, Result)) else value
