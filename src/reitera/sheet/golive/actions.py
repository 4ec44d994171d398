"""Go-live day: an old sheet is received, its columns and states are said, its rows are matched, and it is taken over.

Keyword arguments, an explicit actor and time. Nothing is half done: what is applied is one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from reitera.cases.models import Case
from reitera.cases.rules import TAKING_OVER
from reitera.core.errors import NotFound
from reitera.core.recording import Record, recording
from reitera.core.text import fold
from reitera.customers.models import Customer
from reitera.intake.refusals import FileTooLarge
from reitera.procedure.steps import State
from reitera.sheet.columns import OWN, own_key
from reitera.sheet.golive import targets
from reitera.sheet.golive.known import new_own_column
from reitera.sheet.golive.models import OldRow, OldSheet
from reitera.sheet.golive.plan import review_of
from reitera.sheet.golive.receiving import ReadSheet, read_old_sheet
from reitera.sheet.golive.refusals import (
    AlreadyApplied,
    AlreadyDiscarded,
    NoSuchCustomer,
    NotFinished,
    PlanChanged,
    RowIsIn,
    TargetTwice,
    UnknownChoice,
)
from reitera.sheet.golive.review import Fate, Review
from reitera.sheet.golive.states import CLOSED, MOST_WORDS, OFFERED, propose_states, words_of
from reitera.sheet.golive.taking_over import complete_open_cases, open_cases
from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn
from reitera.sheet.own_columns import insert_column
from reitera.staff.models import User
from reitera.staff.rules import require_role

_MEGABYTE = 1024 * 1024
Status = OldSheet.Status


def receive_old_sheet(*, path: Path, file_name: str, actor: User, at: datetime) -> OldSheet:
    """Keep the rows of a file, with what its columns and states seem to be; nothing enters yet.

    Raises NotAllowed, FileTooLarge and what `read_old_sheet` raises.
    """
    require_role(actor, *TAKING_OVER)
    size = path.stat().st_size
    if size > settings.UPLOAD_LIMIT_MB * _MEGABYTE:
        raise FileTooLarge(file=file_name, size=size // _MEGABYTE, limit=settings.UPLOAD_LIMIT_MB)
    with TemporaryDirectory(prefix="reitera-") as folder:
        read = read_old_sheet(path, file_name, workdir=Path(folder))
    with recording(actor, at) as record:
        sheet = OldSheet.objects.create(
            file_name=Path(file_name).name[-200:], described=read.described, columns=read.columns,
            choices=_proposed(read), uploaded_at=at, uploaded_by=actor,
        )  # fmt: skip
        OldRow.objects.bulk_create([OldRow(sheet=sheet, number=number, cells=cells) for number, cells in read.rows])
        record.event("old_sheet.received", subject=sheet, after={"file": sheet.file_name, "rows": len(read.rows)})
    return sheet


def _proposed(read: ReadSheet) -> dict[str, Any]:
    """What the titles and words give away; what a person said of a sheet with the same titles comes first."""
    cells = {title: [row[place] for _number, row in read.rows] for place, title in enumerate(read.columns)}
    said = _said_before(read.columns)
    columns = _columns_of(targets.propose(read.columns, cells), said.get("columns", {}))
    words = list(_state_words(columns, cells))
    states = {**propose_states(words), **{w: s for w, s in said.get("states", {}).items() if w in words}}
    return {
        "columns": columns, "states": states, "blank": said.get("blank", State.RECEPTION.value),
        "orders": {title: order for title, order in said.get("orders", {}).items() if title in read.columns},
    }  # fmt: skip


def _columns_of(proposed: Mapping[str, str], said: Mapping[str, str]) -> dict[str, str]:
    """Every title with its target; a title that is new, like those of our own list, takes none that is said already."""
    own = {own_key(row.pk): row for row in OwnColumn.objects.filter(is_active=True)}
    by_label = {fold(row.label): key for key, row in own.items()}
    kept = {title: target for title, target in said.items() if not target.startswith(OWN) or target in own}
    taken = {target for target in kept.values() if target in targets.BY_NAME}
    columns = {}
    for title, target in proposed.items():
        found = kept.get(title) or (targets.LEFT if target in taken else target)
        # A new column whose name the provider has already is that column.
        columns[title] = by_label.get(fold(title[:60]), found) if found.startswith(targets.NEW) else found
    return columns


def _said_before(columns: list[str]) -> dict[str, Any]:
    """The choices made for the last sheet with these titles, be it only a rehearsal.

    Rows that were mended come back without the columns that are blank in all of them, and with ours in front.
    """
    new = set(columns) - set(targets.OURS)
    for sheet in OldSheet.objects.all()[:20]:
        if new <= set(sheet.columns) or set(sheet.columns) <= new:
            return dict(sheet.choices)
    return {}


def _state_words(columns: Mapping[str, str], cells: Mapping[str, list[str]]) -> dict[str, tuple[str, int]]:
    title = next((title for title, target in columns.items() if target == "state"), None)
    return words_of(cells[title]) if title else {}


def state_words(sheet: OldSheet) -> dict[str, tuple[str, int]]:
    """The words of the state column: folded → as written, and how many rows say it."""
    columns = sheet.choices["columns"]
    if "state" not in columns.values():
        return {}
    place = next(place for place, title in enumerate(sheet.columns) if columns[title] == "state")
    return words_of(row.cells[place] for row in sheet.rows.only("cells"))


def choose(
    *, sheet: OldSheet, columns: Mapping[str, str], states: Mapping[str, str], blank: str, orders: Mapping[str, str],
    actor: User, at: datetime,
) -> OldSheet:  # fmt: skip
    """Say what every column is, the state that each word means, and how unclear dates are read.

    Raises TargetTwice, UnknownChoice, NotFinished for a state column of free text, AlreadyDiscarded.
    """
    require_role(actor, *TAKING_OVER)
    with recording(actor, at, lock=OldSheet.objects.filter(pk=sheet.pk)) as record:
        kept = _open(record)
        _require_known(kept, columns, states, blank, orders)
        before = kept.choices
        kept.choices = {"columns": dict(columns), "blank": blank, "orders": dict(orders), "states": {}}
        words = state_words(kept)
        if len(words) > MOST_WORDS:
            raise NotFinished(why=_("la columna de estados tiene {n} textos distintos.").format(n=len(words)))
        # Another column of states begins with what its words give away.
        kept.choices["states"] = {**propose_states(words), **{w: s for w, s in states.items() if w in words}}
        if kept.choices == before:
            record.unchanged()
        else:
            kept.save(update_fields=["choices"])
            record.event("old_sheet.mapped", subject=kept, after={"file": kept.file_name})
    return kept


def _require_known(
    sheet: OldSheet, columns: Mapping[str, str], states: Mapping[str, str], blank: str, orders: Mapping[str, str]
) -> None:
    own = {own_key(pk) for pk in OwnColumn.objects.filter(is_active=True).values_list("pk", flat=True)}
    new = {f"{targets.NEW}{kind}" for kind, _label in Kind.own_choices()}
    known = {*targets.BY_NAME, targets.NOTE, targets.LEFT, *own, *new}
    seen: dict[str, str] = {}
    if set(columns) != set(sheet.columns) or not set(columns.values()) <= known:
        raise UnknownChoice(what=_("columnas"))
    for title, target in columns.items():
        if target in seen:
            label = targets.BY_NAME[target].label if target in targets.BY_NAME else target
            raise TargetTwice(first=seen[target], second=title, target=label)
        if target in targets.BY_NAME or target in own:
            seen[target] = title
    offered = {*(state.value for state in OFFERED), CLOSED, ""}
    if not {*states.values(), blank} <= offered or not set(orders.values()) <= {"dmy", "mdy"}:
        raise UnknownChoice(what=_("estados"))


def match_row(*, sheet: OldSheet, number: int, code: str, actor: User, at: datetime) -> OldRow:
    """Say whose row it is, by the customer's code. Raises NoSuchCustomer, RowIsIn, NotFound."""
    require_role(actor, *TAKING_OVER)
    wanted = {code.strip(), code.strip().upper()} - {""}
    customer = Customer.objects.visible_to(actor).filter(code__in=wanted).select_related("merged_into").first()
    if customer is None:
        raise NoSuchCustomer(code=code[:60])
    return _set_row(sheet, number, actor, at, "old_sheet.row_matched", customer=customer.merged_into or customer)


def leave_row_out(*, sheet: OldSheet, number: int, is_out: bool, actor: User, at: datetime) -> OldRow:
    """Put a row aside, or take it back. Raises RowIsIn, NotFound."""
    require_role(actor, *TAKING_OVER)
    kind = "old_sheet.row_left_out" if is_out else "old_sheet.row_taken_back"
    return _set_row(sheet, number, actor, at, kind, is_left_out=is_out)


def _set_row(sheet: OldSheet, number: int, actor: User, at: datetime, kind: str, **values: Any) -> OldRow:
    with recording(actor, at, lock=OldRow.objects.filter(sheet=sheet, number=number)) as record:
        if not record.locked:
            raise NotFound(what=_("la fila {number}").format(number=number))
        row: OldRow = record.locked[0]
        if row.outcome:
            raise RowIsIn(row=row.number, case=row.case)
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        record.event(kind, subject=sheet, after={"row": row.number, "file": sheet.file_name})
    return row


def discard_old_sheet(*, sheet: OldSheet, actor: User, at: datetime) -> None:
    """Put a file aside; its rows are deleted. Raises AlreadyApplied once cases entered, AlreadyDiscarded."""
    require_role(actor, *TAKING_OVER)
    with recording(actor, at, lock=OldSheet.objects.filter(pk=sheet.pk)) as record:
        kept = _open(record)
        if kept.status == Status.APPLIED:
            raise AlreadyApplied(file=kept.file_name)
        kept.status = Status.DISCARDED
        kept.save(update_fields=["status"])
        kept.rows.all().delete()
        record.event("old_sheet.discarded", subject=kept, after={"file": kept.file_name})


def apply_old_sheet(*, sheet: OldSheet, expected: str, actor: User, at: datetime) -> Review:
    """Open the cases and complete the open ones, all of it or nothing; what became of every row.

    `expected` is the signature of the review that the person confirmed. Raises PlanChanged when the sheet, or what is
    stored, says otherwise by now; NotFinished, AlreadyDiscarded, NotAllowed, and what `insert_column` raises.
    """
    require_role(actor, *TAKING_OVER)
    with recording(actor, at, lock=OldSheet.objects.filter(pk=sheet.pk)) as record:
        kept = _open(record)
        review = review_of(kept, actor, at, lock=True)
        if review.unfinished:
            raise NotFinished(why=" ".join(review.unfinished))
        _require_still_so(review, expected)
        opening = review.of(Fate.OPENS)
        if not review.entering:
            raise NotFinished(why=_("ninguna fila entra todavía."))
        own = _add_own_columns(record, kept, review)
        open_cases(record, kept, opening, own)
        complete_open_cases(record, review.of(Fate.FILLS), own)
        _close(record, kept, review)
    return review


def _require_still_so(review: Review, expected: str) -> None:
    """Nothing changed since the person confirmed, and nobody opens a case of these customers meanwhile."""
    customers = sorted({line.customer.pk for line in review.entering if line.customer})
    # Whoever opens a case locks its customer first.
    list(Customer.objects.filter(pk__in=customers).order_by("pk").select_for_update(of=("self",)).only("pk"))
    now_open = set(Case.objects.open().filter(customer__in=customers).values_list("customer", flat=True))
    filled = {line.customer.pk for line in review.of(Fate.FILLS) if line.customer}
    if review.signature != expected or now_open != filled:
        raise PlanChanged(n=len(review.of(Fate.OPENS)))


def _add_own_columns(record: Record, sheet: OldSheet, review: Review) -> dict[str, str]:
    """Title → key of the columns of one's own; the new ones that hold something are made, and stay chosen."""
    chosen, used = sheet.choices["columns"], {title for line in review.entering for title in line.own}
    others = list(OwnColumn.objects.order_by("pk").select_for_update())
    last = max((column.position for column in others), default=0)
    for title in (title for title in sheet.columns if title in used and chosen[title].startswith(targets.NEW)):
        place = sheet.columns.index(title)
        column = new_own_column(title, chosen[title], [line.row.cells[place] for line in review.lines])
        last += 1
        column.position = last
        insert_column(record, column, others)
        others.append(column)
        chosen[title] = own_key(column.pk)
    return {title: chosen[title] for title in used}


def _close(record: Record, sheet: OldSheet, review: Review) -> None:
    for line in review.entering:
        line.row.case = line.case
        line.row.outcome = OldRow.Outcome.OPENED if line.fate is Fate.OPENS else OldRow.Outcome.FILLED
    OldRow.objects.bulk_update([line.row for line in review.entering], ["case", "outcome"])
    sheet.status, sheet.applied_at, sheet.applied_by = Status.APPLIED, record.at, record.actor
    sheet.save(update_fields=["status", "applied_at", "applied_by", "choices"])
    record.event("old_sheet.applied", subject=sheet, after={"file": sheet.file_name, **review.counts})


def _open(record: Record) -> OldSheet:
    if not record.locked:
        raise NotFound(what=_("esa planilla"))
    sheet: OldSheet = record.locked[0]
    if not sheet.is_open:
        raise AlreadyDiscarded(file=sheet.file_name)
    return sheet
