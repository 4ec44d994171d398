"""Edits of cells: what was seen, what is wanted, all or nothing.

An edit applies only if the case is still in the step that was seen and the cell still says what was seen; else it is
refused with what the cell says now, who put it there and when. Two people on two cells of a row do not disturb each
other. One request is one transaction, and asks as often for two hundred rows as for two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext

from reitera.cases.actions import rows_of
from reitera.cases.models import Case, step_label
from reitera.core.errors import Refusal
from reitera.core.recording import Record, recording
from reitera.sheet.blocks import value_in
from reitera.sheet.columns import OWN, Column
from reitera.sheet.editing import WRITERS, Editor, editor_of
from reitera.sheet.formats import said
from reitera.sheet.kinds import Kind, Unreadable
from reitera.sheet.models import CellChange, SheetRow
from reitera.sheet.reading import Reader, canonical_wish
from reitera.sheet.refusals import TooManyCells
from reitera.staff.models import User

MOST_CELLS = 10_000
ANYTHING = object()
"""Seen by an edit that does not mind what the cell says: a column for all rows of a filter, after a confirmed count."""


@dataclass(frozen=True)
class Edit:
    """One cell: the canonical value that was seen, the step that was seen, and the text that is wanted."""

    case: int
    column: str
    wanted: str
    seen: Any = ANYTHING
    state: str = ""


@dataclass
class Refused:
    """Why a cell is not changed, and what it says now."""

    edit: Edit
    code: str
    message: str
    now: Any = None
    now_text: str = ""
    seen_text: str = ""
    by: str = ""
    at: datetime | None = None


@dataclass
class Outcome:
    """What became of a request: cells done, and those refused. Without `partial` one refusal undoes all."""

    done: int = 0
    refused: list[Refused] = field(default_factory=list)


class _Undo(Exception):
    """Something was refused: nothing of the request stays."""


def apply_edits(
    *, edits: Sequence[Edit], columns: Mapping[str, Column], actor: User, at: datetime, partial: bool = False
) -> Outcome:
    """Write the cells, all or none; with `partial`, those that are not refused. `columns` are those the actor sees.

    Raises TooManyCells.
    """
    if len(edits) > MOST_CELLS:
        raise TooManyCells(n=len(edits), most=MOST_CELLS)
    outcome, read = Outcome(), _read_all(edits, columns)
    outcome.refused = [found for found in read.values() if isinstance(found, Refused)]
    asked = {edit: value for edit, value in read.items() if not isinstance(value, Refused)}
    visible = Case.objects.visible_to(actor).filter(pk__in={edit.case for edit in asked})
    try:
        locked = rows_of(list(visible.only("pk"))).prefetch_related("customer__operations_centres")
        with recording(actor, at, lock=locked) as record:
            record.unchanged()
            _write(record, asked, columns, outcome)
            if outcome.refused and not partial:
                raise _Undo
    except _Undo:
        outcome.done = 0
    _explain(outcome.refused, columns)
    return outcome


def _read_all(edits: Sequence[Edit], columns: Mapping[str, Column]) -> dict[Edit, Any]:
    """Each edit with the value it wants, or why it is refused before any row is looked at."""
    reader, read = Reader(), dict[Edit, Any]()
    cells: set[tuple[int, str]] = set()
    for edit in edits:
        column = columns.get(edit.column)
        editor = editor_of(column) if column else None
        if column is None:
            read[edit] = Refused(
                edit, "unknown", gettext("Esa columna no existe o su rol no la ve. Recargue la planilla.")
            )
        elif editor is None:
            read[edit] = Refused(edit, "read_only", _read_only(column))
        elif (edit.case, edit.column) in cells:
            read[edit] = Refused(edit, "twice", gettext("La misma celda viene dos veces. Deje una sola."))
        else:
            read[edit] = _read_one(edit, column, editor, reader)
        cells.add((edit.case, edit.column))
    return read


def _read_only(column: Column) -> str:
    words = gettext("«{column}» no se escribe en la planilla. {fills}")
    return words.format(column=column.name, fills=gettext(str(column.fills)))


def _read_one(edit: Edit, column: Column, editor: Editor, reader: Reader) -> Any:
    try:
        value = reader.read(edit.wanted, column)
    except Unreadable as why:
        words = gettext("«{wanted}» en {column}: {why}.")
        shown = edit.wanted.strip()[:60]
        return Refused(edit, "invalid", words.format(wanted=shown, column=column.name, why=gettext(str(why))))
    if value is None and not editor.clears:
        words = gettext("«{column}» no se puede dejar vacío. Escriba el valor que corresponde.")
        return Refused(edit, "invalid", words.format(column=column.name))
    return value


def _write(record: Record, asked: Mapping[Edit, Any], columns: Mapping[str, Column], outcome: Outcome) -> None:
    cases = {case.pk: case for case in record.locked}
    rows = SheetRow.objects.select_related("case").in_bulk(list(cases))
    wishes: dict[Case, dict[str, Any]] = defaultdict(dict)
    by_cell: dict[tuple[int, str], Edit] = {}
    for edit, value in asked.items():
        case, row, column = cases.get(edit.case), rows.get(edit.case), columns[edit.column]
        if row is not None and _says_already(row, value, column):
            # Whoever sends an edit again, because its answer was lost, finds it done.
            outcome.done += 1
            continue
        refused = _stale(edit, case, row, column)
        if refused is not None:
            outcome.refused.append(refused)
            continue
        assert case is not None
        wishes[case][edit.column] = value
        by_cell[case.pk, edit.column] = edit
    refusals = _call_writers(record, wishes, by_cell, columns)
    outcome.refused += refusals
    outcome.done += len(by_cell) - len(refusals)


def _says_already(row: SheetRow, value: Any, column: Column) -> bool:
    if column.kind is Kind.MOMENT:
        start, end = value or (None, None)
        return row.visit == start and end in (None, row.visit_ends) and start is not None
    return bool(canonical_wish(value, column) == value_in(row, column))


def _stale(edit: Edit, case: Case | None, row: SheetRow | None, column: Column) -> Refused | None:
    if case is None or row is None:
        return Refused(edit, "gone", gettext("Esa fila ya no existe o su rol no la ve. Recargue la planilla."))
    if edit.seen is ANYTHING:
        return None
    if edit.state != case.state:
        words = gettext("{case} ya está en {step}. Vea la fila como está ahora y vuelva a escribir si corresponde.")
        return Refused(edit, "moved", words.format(case=case, step=step_label(case.state)), now=value_in(row, column))
    now = value_in(row, column)
    if now != edit.seen:
        return Refused(edit, "changed", "", now=now)
    return None


def _call_writers(
    record: Record,
    wishes: Mapping[Case, Mapping[str, Any]],
    by_cell: Mapping[tuple[int, str], Edit],
    columns: Mapping[str, Column],
) -> list[Refused]:
    refused: list[Refused] = []
    for writer in WRITERS:
        taken = {
            case: {key: value for key, value in wanted.items() if writer.takes(key)} for case, wanted in wishes.items()
        }
        taken = {case: wanted for case, wanted in taken.items() if wanted}
        if not taken:
            continue
        for pk, why in writer.write(record, taken).items():
            case = next(case for case in taken if case.pk == pk)
            refused += _refused_row(case, taken[case], why, by_cell, columns)
    return refused


_PARTS = {"slot": "visit"}


def _refused_row(
    case: Case,
    wanted: Mapping[str, Any],
    why: Refusal,
    by_cell: Mapping[tuple[int, str], Edit],
    columns: Mapping[str, Column],
) -> list[Refused]:
    """The cells of a row that a writer refused: it wrote none of them. The one it is about has the reason."""
    part = _PARTS.get(why.part, why.part)
    about = next((key for key in wanted if part and key in (part, f"{OWN}{part}")), "")
    words = gettext("No se escribió: en la misma fila no se pudo «{column}».")
    return [
        Refused(
            by_cell[case.pk, key],
            why.code if about in ("", key) else "with_another",
            why.message if about in ("", key) else words.format(column=columns[about].name),
        )
        for key in wanted
    ]


def _explain(refused: Sequence[Refused], columns: Mapping[str, Column]) -> None:
    """Who put there what the refused cells say now, in words. Two queries, and the lists of the choices."""
    changed = [each for each in refused if each.code in ("changed", "moved")]
    latest = (
        CellChange.objects.filter(case__in={each.edit.case for each in changed})
        .values("case", "column")
        .annotate(last=Max("pk"))
    )
    rows = CellChange.objects.filter(pk__in=[row["last"] for row in latest] if changed else [])
    last = {(row.case_id, row.column): row for row in rows.select_related("event__actor")}
    for each in changed:
        column = columns[each.edit.column]
        labels = column.choices() if column.choices else {}
        change = last.get((each.edit.case, each.edit.column))
        each.now_text = said(each.now, column, labels)
        each.seen_text = said(each.edit.seen, column, labels) if each.edit.seen is not ANYTHING else ""
        if change is not None:
            each.by = str(change.event.actor or gettext("El sistema"))
            each.at = change.event.at
        if not each.message:
            words = gettext("{who} cambió {column} mientras usted escribía.")
            each.message = words.format(who=each.by or gettext("El sistema"), column=column.name)
