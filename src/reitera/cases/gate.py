"""The one gate through which a case moves. Nothing else writes `Case.state`.

Every function takes the open record and the rows it has locked, many at once: 1 and 30 take the same queries.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.calendar import working_calendar
from reitera.cases.models import Case, CaseParameters
from reitera.cases.refusals import NoSuchMove, NotYourCase, ReasonMissing
from reitera.cases.rules import can_do
from reitera.core.recording import Record
from reitera.core.visibility import role_labels
from reitera.procedure.calendar import WorkingCalendar
from reitera.procedure.moves import Move, move_for
from reitera.procedure.steps import STATES, Result, State

STATE_FIELDS = (
    "state", "state_since", "due_at", "came_from", "was_returned", "result", "concluded_at", "is_reincident",
    "operations_centre_id", "owner_id", "technician_id", "solved_at", "visits", "dissatisfactions", "is_critical",
)  # fmt: skip
"""What a move may change, and what an event keeps of a case before and after."""

LISTING_FIELDS = (
    "cycle_run_id", "segment", "billing", "reports_in_window", "first_reported_at", "last_reported_at",
    "latest_report_at", "cycles_in_a_row",
)  # fmt: skip
"""What the weekly list says of a case."""

NEEDS = {
    "reason": _("el motivo"),
    "incident": _("el número de incidente"),
    "order": _("el número de orden"),
    "plan": _("el plan escrito del caso crítico"),
}


@dataclass(frozen=True)
class Part:
    """What is one case's own in a move of many: its due time, facts for its event, fields that change with it, and
    what was written for it alone."""

    due_at: datetime | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)


def move(
    record: Record,
    cases: Sequence[Case],
    *,
    outcome: str,
    given: Mapping[str, str],
    by_product: bool = False,
    due_at: datetime | None = None,
    details: Mapping[str, Any] | None = None,
    parts: Mapping[int, Part] | None = None,
    keeps: bool = False,
) -> None:
    """Move locked cases by one outcome, all or none.

    `given` holds what people wrote with the act: "reason", "incident", "order", "plan", "remark". `due_at` replaces
    the due time of the state, for a date agreed with the customer. `details` are facts that the event keeps; `parts`
    says by case id what differs from case to case. With `keeps` the act left rows of its own (a visit, a survey), so
    that it is answered and not taken back. Raises NoSuchMove, NotYourCase or ReasonMissing; the caller's record then
    undoes everything.
    """
    own = [(parts or {}).get(case.pk, Part()) for case in cases]
    words = [{**given, **part.given} for part in own]
    chosen = [
        require_move(record, case, outcome=outcome, given=written, by_product=by_product)
        for case, written in zip(cases, words, strict=True)
    ]
    clock = Clock.of_today()
    for case, step, part, written in zip(cases, chosen, own, words, strict=True):
        before = snapshot(case)
        clock.enter(case, step.target, record.at, part.due_at or due_at)
        for name, value in part.changes.items():
            setattr(case, name, value)
        case.came_from, case.was_returned = step.origin, False
        case.result = step.result or ""
        clock.count(case, step)
        if step.solves:
            case.solved_at = record.at
        case.plan = written.get("plan", "").strip() or case.plan
        case.incident = written.get("incident", "").strip().upper() or case.incident
        facts: dict[str, Any] = {"outcome": outcome, "logged": step.logged, **({"keeps": True} if keeps else {})}
        facts |= {**(details or {}), **part.details}
        note(record, "case.moved", case, before, given=written, **facts)
    save(cases)


def put_in(
    record: Record,
    cases: Sequence[Case],
    state: State,
    *,
    kind: str,
    given: Mapping[str, str],
    result: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Put locked cases into a state that no line of the table leads to: a return, a conclusion without effect,
    a reopening. The caller has asked `rules` whether it may."""
    clock = Clock.of_today()
    for case in cases:
        before = snapshot(case)
        case.was_returned = kind == "case.returned"
        case.came_from = "" if kind != "case.returned" else case.state
        clock.enter(case, state, record.at)
        case.result = result
        note(record, kind, case, before, given=given, **dict(details or {}))
    save(cases)


def take_over(record: Record, states: Mapping[Case, State], parts: Mapping[int, Part]) -> None:
    """Put new cases where the sheet that was used before had them (go-live day): the one way past the table of moves
    into a state in the middle of the procedure. They are due from today, and cannot be sent back to where they never
    were. The caller has asked `rules.can_take_over`."""
    clock = Clock.of_today()
    for case, state in states.items():
        before, part = snapshot(case), parts[case.pk]
        clock.enter(case, state, record.at, part.due_at)
        for name, value in part.changes.items():
            setattr(case, name, value)
        note(record, "case.taken_over", case, before, given=part.given, **part.details)
    save(list(states))


def snapshot(case: Case) -> dict[str, Any]:
    return {name: _plain(getattr(case, name)) for name in STATE_FIELDS}


def note(
    record: Record,
    kind: str,
    case: Case,
    before: dict[str, Any] | None,
    *,
    given: Mapping[str, str],
    replaced: Mapping[str, str] | None = None,
    **more: Any,
) -> None:
    """Append the event of one case; what people wrote, and what it replaced, goes to the erasable side."""
    written = {name: text for name, text in given.items() if text or replaced is not None}
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
        personal_before=dict(replaced) if replaced is not None else None,
        personal_after=written or None,
    )


def save(cases: Sequence[Case]) -> None:
    _keep(cases, [*STATE_FIELDS, "plan", "incident"])


def save_listing(cases: Sequence[Case]) -> None:
    """Keep what the weekly list or a new report says of open cases; their state stays."""
    _keep(cases, LISTING_FIELDS)


def save_customer(cases: Sequence[Case]) -> None:
    """Keep whose the cases are, after a merge of customers."""
    _keep(cases, ["customer"])


def _keep(cases: Sequence[Case], fields: Sequence[str]) -> None:
    """Write the fields in one query, whether of one case or of many."""
    if len(cases) == 1:
        # Most acts are on one case, and a CASE for every field costs a third of such an act.
        cases[0].save(update_fields=fields)
    else:
        Case.objects.bulk_update(cases, fields)


@dataclass(frozen=True)
class Clock:
    """The calendar and parameters that due times and counts are judged with; two queries for any number of cases."""

    calendar: WorkingCalendar
    parameters: CaseParameters

    @classmethod
    def of_today(cls) -> Clock:
        return cls(working_calendar(), CaseParameters.in_force())

    def enter(self, case: Case, state: State, at: datetime, due_at: datetime | None = None) -> None:
        """Put the case into a state, with the time it is due there."""
        hours = self.parameters.hours_of(state)
        if case.state and STATES[State(case.state)].roles != STATES[state].roles:
            # The next step is of another role: whose the case was can do nothing there.
            case.owner_id = None
        case.state, case.state_since = state, at
        case.due_at = due_at or (self.calendar.add_hours(at, hours) if hours else None)
        case.concluded_at = at if state is State.CONCLUDED else None
        if state is State.SCHEDULE_VISIT:
            # The next visit is agreed anew, perhaps with another technician.
            case.technician_id = None

    def count(self, case: Case, step: Move) -> None:
        """Count visits and dissatisfied surveys; too many make the case critical."""
        case.visits += step.target is State.FIELD_WORK and step.origin is State.PRIORITISE
        case.dissatisfactions += step.outcome == "dissatisfied"
        case.is_critical = (
            case.visits >= self.parameters.critical_visits
            or case.dissatisfactions >= self.parameters.critical_dissatisfactions
        )


def require_move(
    record: Record, case: Case, *, outcome: str, given: Mapping[str, str], by_product: bool = False
) -> Move:
    """The move of the table by this outcome. Raises NoSuchMove, NotYourCase, or ReasonMissing for what is not given."""
    step = move_for(State(case.state), outcome)
    if step is None or step.by_product != by_product:
        raise NoSuchMove(case=case, step=case.step_label)
    if not by_product and not can_do(record.actor.viewer, case, step):
        raise NotYourCase(
            case=case,
            step=case.step_label,
            roles=role_labels(STATES[step.origin].roles),
            centre=case.operations_centre or gettext("todos los centros"),
        )
    _require_given(case, step, given)
    return step


def needs_of(case: Case, step: Move) -> tuple[str, ...]:
    """What must be written to do the move: the move's own needs, and the plan of a critical case without one."""
    lacks_plan = case.is_critical and not case.plan and not step.by_product
    return (*step.needs, "plan") if lacks_plan else step.needs


def _require_given(case: Case, step: Move, given: Mapping[str, str]) -> None:
    for name in needs_of(case, step):
        if not given.get(name, "").strip():
            raise ReasonMissing(what=NEEDS[name], act=gettext(step.label))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value) if isinstance(value, (State, Result)) else value
