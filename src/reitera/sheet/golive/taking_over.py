"""The rows that enter, written: new cases at their steps with visits and facts, and blanks of open ones filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from reitera.cases import gate, rules
from reitera.cases.actions import assign_owners, open_new
from reitera.cases.models import Case
from reitera.cases.remarks import write_remarks
from reitera.cases.rights import Right
from reitera.core.errors import raise_first
from reitera.core.recording import Record
from reitera.customers.billing import segments_of
from reitera.diagnosis.actions.causes import note_causes
from reitera.diagnosis.actions.readings import note_measures
from reitera.diagnosis.models import Reading
from reitera.procedure.steps import State
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.golive.review import Line
from reitera.sheet.own_values import write_own_values
from reitera.visits.actions.planning import facts_of
from reitera.visits.models import Status, Visit

TAKING_OVER = Right(
    rules.can_take_over,
    who=_("La planilla anterior la trae el Analista Gestor TOP 10 o el Administrador."),
    roles=lambda case: rules.TAKING_OVER,
    when=_("Se trae a casos abiertos."),
)


def open_cases(record: Record, sheet: OldSheet, lines: Sequence[Line], own: Mapping[str, str]) -> None:
    """Open a case for each line at its step; `own` is title → key of the columns of one's own.

    The facts go through the writers of the sheet's edits. Raises the first refusal of one: the review has asked
    everything that they ask, so that a refusal means that something changed meanwhile.
    """
    if not lines:
        return
    cases, states = [_case_of(line) for line in lines], [State(_case_of(line).state) for line in lines]
    segments = segments_of(case.customer_id for case in cases)
    for case in cases:
        case.billing, case.segment = segments[case.customer_id]
        case.opening_reason = sheet.file_name[:300]
        # `open_new` puts them into the first state; the old sheet's comes by `take_over`.
        case.state = ""
    open_new(record, cases)
    visits = _keep_visits(record, lines)
    parts = {_case_of(line).pk: _part(sheet, line, visits.get(_case_of(line).pk)) for line in lines}
    gate.take_over(record, dict(zip(cases, states, strict=True)), parts)
    _write_facts(record, lines, own)


def _part(sheet: OldSheet, line: Line, visit: Visit | None) -> gate.Part:
    details: dict[str, Any] = {"row": line.number, "file": sheet.file_name}
    if visit is None:
        return gate.Part(details=details)
    due = visit.starts_at if visit.status == Status.PLANNED else visit.ends_at
    changes = {"technician_id": visit.technician_id, "visits": int(visit.status == Status.CONFIRMED)}
    return gate.Part(due_at=due, details={**details, **facts_of(visit)}, changes=changes)


def _keep_visits(record: Record, lines: Sequence[Line]) -> dict[int, Visit]:
    """The visits that were agreed before this product knew of them, by case. One query."""
    visits = [_visit_of(record, line) for line in lines if line.slot is not None]
    return {visit.case_id: visit for visit in Visit.objects.bulk_create(visits)}


def _visit_of(record: Record, line: Line) -> Visit:
    slot = line.slot
    assert slot is not None
    begun = line.state is State.FIELD_WORK
    return Visit(
        case=_case_of(line), technician=slot.technician, starts_at=slot.starts_at, ends_at=slot.ends_at,
        pairing=Visit.Pairing.TECHNICIAN_LEADS, agreed_with=str(line.customer)[:120], told_how=Visit.Told.CALL,
        told_at=record.at, scheduled_by=record.actor, scheduled_at=record.at,
        status=Status.CONFIRMED if begun else Status.PLANNED,
        priority=Visit.Priority.NORMAL if begun else None,
        confirmed_by=record.actor if begun else None, confirmed_at=record.at if begun else None,
    )  # fmt: skip


def _write_facts(record: Record, lines: Sequence[Line], own: Mapping[str, str]) -> None:
    imported = Reading.Source.IMPORTED
    writers: tuple[tuple[str, Callable[[Mapping[Case, Any]], Any]], ...] = (
        ("cause", lambda found: note_causes(record, found, right=TAKING_OVER)),
        ("before", lambda found: note_measures(record, found, moment="before", right=TAKING_OVER, source=imported)),
        ("after", lambda found: note_measures(record, found, moment="after", right=TAKING_OVER, source=imported)),
        ("owner", lambda found: assign_owners(record, found, right=TAKING_OVER)),
    )
    for name, write in writers:
        found = {_case_of(line): line.facts[name] for line in lines if name in line.facts}
        if found:
            raise_first(write(found))
    _write_words(record, lines, own)


def complete_open_cases(record: Record, lines: Sequence[Line], own: Mapping[str, str]) -> None:
    """Fill the blank remark and columns of one's own of cases that were open already."""
    cases = [_case_of(line) for line in lines]
    list(Case.objects.filter(pk__in=[case.pk for case in cases]).order_by("pk").select_for_update(of=("self",)))
    _write_words(record, lines, own)


def _write_words(record: Record, lines: Sequence[Line], own: Mapping[str, str]) -> None:
    remarks = {_case_of(line): line.remark for line in lines if line.remark}
    if remarks:
        raise_first(write_remarks(record, remarks))
    values = {_case_of(line): {own[title]: value for title, value in line.own.items()} for line in lines if line.own}
    if values:
        raise_first(write_own_values(record, values))


def _case_of(line: Line) -> Case:
    assert line.case is not None
    return line.case
