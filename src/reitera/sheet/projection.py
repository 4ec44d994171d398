"""Keeps the rows of the sheet true: in the transaction of every act, and anew where something else changed.

An act's rows are read again before its events are appended, so that what differs is this act's doing and nobody
else's: the cases are locked. The difference is kept per cell (`CellChange`) with the event.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from reitera.cases.models import Case
from reitera.core.models import Event
from reitera.core.recording import Record, recording
from reitera.core.text import fold
from reitera.sheet import sources
from reitera.sheet.columns import OWN as OWN_KEYS
from reitera.sheet.columns import STANDARD
from reitera.sheet.kinds import canonical
from reitera.sheet.models import CellChange, SheetRow
from reitera.sheet.sources import Fields, Reader

BATCH = 500
"""Rows that one transaction makes anew."""


@dataclass(frozen=True)
class Source:
    """A reader and the fields it fills; those it does not mention for a case are blank."""

    read: Reader
    fields: tuple[str, ...]


CASE = Source(sources.read_case, (
    "centre", "segment", "billing", "reports", "last_report", "state", "role", "owner", "due", "opened", "opened_day",
    "closed_day", "technician", "incident", "definitive_until", "result", "reincident", "critical", "customer",
    "phone", "address", "zone",
))  # fmt: skip
PRODUCT = Source(sources.read_product, ("contract", "technology", "plan", "product_centre", "week", "reports_30"))
DIAGNOSIS = Source(sources.read_diagnosis, ("factor", "before", "before_judgement", "after", "after_judgement", "unit"))
FOUND = Source(sources.read_found, ("cause", "solution"))
SPENT = Source(sources.read_spent, ("material", "order"))
VISITS = Source(sources.read_visits, ("visit", "visit_ends", "priority", "visit_result"))
RETENTION = Source(sources.read_retention, ("agreement",))
QUALITY = Source(sources.read_quality, ("satisfaction", "dissatisfaction"))
REMARK = Source(sources.read_remark, ("remark",))
OWN = Source(sources.read_own, ("own",))
LOG = Source(sources.read_log, ("analyst", "unsolved"))

EVERY = (CASE, PRODUCT, DIAGNOSIS, FOUND, SPENT, VISITS, RETENTION, QUALITY, REMARK, OWN, LOG)
_WORK = (DIAGNOSIS, FOUND, SPENT, VISITS)

_OF_STEP: dict[str, tuple[Source, ...]] = {
    "2": (), "3": (), "4": (DIAGNOSIS, FOUND), "6": (), "9": (RETENTION,), "11": (QUALITY,), "12": (QUALITY,),
    "13": (), "14": (DIAGNOSIS, FOUND, VISITS), "15": (DIAGNOSIS, FOUND), "18": (VISITS,), "19": _WORK,
    "19.3": (FOUND, SPENT, VISITS),
}  # fmt: skip
"""The tables that the acts of a step write."""

_OF_PACKAGE: dict[str, tuple[Source, ...]] = {
    "diagnosis": (DIAGNOSIS, FOUND), "visit": _WORK, "visits": _WORK, "retention": (RETENTION,), "quality": (QUALITY,),
    "sheet": EVERY,
}  # fmt: skip

_OF_KIND: dict[str, tuple[Source, ...]] = {
    "case.commented": (), "case.attached": (), "case.assigned": (), "case.planned": (), "case.remarked": (REMARK,),
    "case.own_noted": (OWN,), "case.report_joined": (PRODUCT,), "case.adopted": (PRODUCT,),
    "case.transferred": (PRODUCT,), "case.reincident": (PRODUCT,), "case.reopened_by_report": (PRODUCT,),
    "case.changed_customer": EVERY, "case.opened": EVERY, "case.taken_over": EVERY, "customer.corrected": (),
}  # fmt: skip


def sources_for(event: Event) -> tuple[Source, ...]:
    """What an act may have written, beside the case itself; all for one that is not known here."""
    if event.kind in _OF_KIND:
        return _OF_KIND[event.kind]
    package, _dot, _rest = event.kind.partition(".")
    if package == "case":
        return _OF_STEP.get(event.step, EVERY)
    return _OF_PACKAGE.get(package, EVERY)


@dataclass
class Renewed:
    """Rows as they are now, what changed in their cells, and by which event."""

    rows: list[SheetRow]
    changes: list[CellChange]


def project(events: Sequence[Event]) -> Callable[[], None] | None:
    """Make the rows anew that an act's events touch; answers what to do once the events have their ids."""
    touched: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if event.case_id is not None:
            touched[event.case_id].append(event)
    if not touched:
        return None
    needed = [source for source in EVERY if source is CASE or any(source in sources_for(e) for e in events)]
    renewed = renew(list(touched), [source for source in needed if source is not LOG], touched)
    if not renewed.rows:
        return None
    _store(renewed.rows)

    def note_changes() -> None:
        for change in renewed.changes:
            change.event = touched[change.case_id][-1]
        CellChange.objects.bulk_create(renewed.changes)

    return note_changes


def renew(pks: Sequence[int], needed: Sequence[Source], events: dict[int, list[Event]] | None = None) -> Renewed:
    """The rows of cases read again from some sources, those that differ only; a new row from all."""
    cases = list(Case.objects.filter(pk__in=pks).select_related("customer"))
    known = SheetRow.objects.in_bulk(pks)
    fresh = [case for case in cases if case.pk not in known]
    found: dict[int, list[tuple[Source, Fields]]] = defaultdict(list)
    for source in EVERY:
        asked = cases if source in needed else fresh
        if asked and (events is None or source is not LOG):
            read = source.read(asked)
            for case in asked:
                found[case.pk].append((source, dict(read.get(case.pk, {}))))
    renewed = Renewed([], [])
    for case in cases:
        row = known.get(case.pk) or SheetRow(case=case)
        before = _fields_of(row) if case.pk in known else None
        for source, fields in found[case.pk]:
            _fill(row, source, fields)
        for event in (events or {}).get(case.pk, ()):
            _set(row, sources.of_event(event))
        row.own_folded = {key: _searched(value) for key, value in row.own.items()}
        if before != _fields_of(row):
            renewed.rows.append(row)
            renewed.changes += _changes(row, before or {})
    return renewed


def _fields_of(row: SheetRow) -> Fields:
    return {name: getattr(row, name) for name in _FIELDS}


def _changes(row: SheetRow, before: Fields) -> list[CellChange]:
    """What differs cell by cell, with the words of the choices as they were."""
    old, new = cells_of(before), cells_of(_fields_of(row))
    told = before.get("labels", {})
    return [
        CellChange(
            case_id=row.case_id, column=key, before=old.get(key), after=new.get(key),
            told_before=told.get(key, "")[:160], told_after=row.labels.get(key, "")[:160],
        )
        for key in {**old, **new}
        if old.get(key) != new.get(key)
    ]  # fmt: skip


def cells_of(fields: Fields) -> dict[str, Any]:
    """The canonical values of a row's fields by column."""
    cells = {key: canonical(fields[key]) for key in STANDARD if key in fields}
    return {**cells, **fields.get("own", {})}


def _fill(row: SheetRow, source: Source, fields: Fields) -> None:
    """Give the row what a source says, and blanks for what it does not mention."""
    labels = {key: label for key, label in row.labels.items() if _field_of(key) not in source.fields}
    row.labels = {**labels, **fields.get("labels", {})}
    _set(row, {name: fields[name] if name in fields else _blank(name) for name in source.fields})


def _field_of(key: str) -> str:
    return "own" if key.startswith(OWN_KEYS) else key


def _blank(name: str) -> Any:
    field: Any = SheetRow._meta.get_field(name)
    return field.get_default()


def _set(row: SheetRow, values: Fields) -> None:
    for name, value in values.items():
        longest = getattr(SheetRow._meta.get_field(name), "max_length", None)
        setattr(row, name, value[:longest] if longest and isinstance(value, str) else value)
        if name in STANDARD and STANDARD[name].is_folded:
            folded = fold(getattr(row, name))
            setattr(row, f"{name}_folded", folded[:longest] if longest else folded)


def _searched(value: Any) -> str:
    """How the value of an own column is searched and sorted: as a text, folded."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return fold(str(value))


_FIELDS = [field.name for field in SheetRow._meta.concrete_fields if not field.primary_key]


def _store(rows: Sequence[SheetRow]) -> None:
    """One statement for any number of rows, new or known."""
    SheetRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["case"], update_fields=_FIELDS)


def renew_stale(*, actor: Any, at: datetime, cases: Any = None, why: str) -> int:
    """Make anew, in batches, the open rows (or those of `cases`) whose sources changed without an act on the case: an
    import that brought another telephone, a catalogue; how many differed. Idempotent."""
    rows = Case.objects.open() if cases is None else cases
    pks, done = list(rows.order_by("pk").values_list("pk", flat=True)), 0
    for start in range(0, len(pks), BATCH):
        batch = pks[start : start + BATCH]
        stale = [row.case_id for row in renew(batch, EVERY).rows]
        if stale:
            with recording(actor, at, lock=Case.objects.filter(pk__in=stale)) as record:
                _note_renewed(record, why)
            done += len(stale)
    return done


def _note_renewed(record: Record, why: str) -> None:
    for case in record.locked:
        centres = [case.operations_centre_id] if case.operations_centre_id else []
        record.event(
            "sheet.renewed", subject=case, case_id=case.pk, after={"why": why},
            centres_before=centres, centres_after=centres,
        )  # fmt: skip


def rows_missing() -> Any:
    """Cases without a row: those of an installation older than the sheet."""
    return Case.objects.filter(~Exists(SheetRow.objects.filter(case=OuterRef("pk"))))
