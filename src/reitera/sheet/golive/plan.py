"""Makes the review of an old sheet: each row read against customers, cases, people and catalogues.

Everything is asked for all rows together: three rows and three hundred take the same number of queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from reitera.cases.models import Case
from reitera.core.clock import local_zone
from reitera.core.text import fold
from reitera.procedure.steps import State
from reitera.sheet.columns import own_key
from reitera.sheet.golive.cells import Cells
from reitera.sheet.golive.dates import Dated, read_dates
from reitera.sheet.golive.known import Known
from reitera.sheet.golive.matching import Directory
from reitera.sheet.golive.models import OldRow, OldSheet
from reitera.sheet.golive.problems import Problem
from reitera.sheet.golive.review import Fate, Line, Review, reject_twins
from reitera.sheet.golive.rows import RowReader
from reitera.sheet.golive.states import CLOSED
from reitera.sheet.golive.targets import BY_NAME, KEYS, NEW
from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn
from reitera.staff.models import User


def review_of(sheet: OldSheet, person: User, at: datetime, *, lock: bool = False) -> Review:
    """What applying the sheet now would do. With `lock` the technicians it books are locked."""
    rows = list(sheet.rows.select_related("customer", "case"))
    cells = Cells.of(sheet)
    review = Review(sheet, [Line(row, cells.number(row)) for row in rows])
    dates = _dates(sheet, cells, rows)
    review.questions = {title: dated.doubt for title, dated in dates.items() if dated.doubt}
    review.unfinished = _unfinished(cells, review)
    open_lines = [line for line in review.lines if _is_to_enter(sheet, cells, line)]
    if review.unfinished:
        for line in open_lines:
            line.reject("", "", _("Primero responda lo que falta de las columnas."))
        return review
    _find_customers(cells, open_lines, person)
    matched = [line for line in open_lines if line.customer is not None]
    _set_apart_known(matched)
    reader = RowReader(cells, dates, Known.of(matched, cells, rows), rows, at)
    for line in matched:
        if line.fate is not Fate.KNOWN:
            reader.understand(line)
    reject_twins(matched)
    reader.agree_visits(review.of(Fate.OPENS), lock=lock)
    reader.understand_facts(review.of(Fate.OPENS))
    reader.complete(review.of(Fate.FILLS))
    reader.write_remarks(review.entering)
    return review


def _unfinished(cells: Cells, review: Review) -> list[str]:
    """What a person must still say before anything can enter."""
    missing = []
    if not any(key in cells.places for key in KEYS):
        labels = ", ".join(str(BY_NAME[key].label) for key in KEYS)
        missing.append(_("Diga qué columna identifica al cliente: {keys}.").format(keys=labels))
    how = _("Diga cómo se leen las fechas de «{title}».")
    return missing + [how.format(title=title) for title in review.questions]


def _is_to_enter(sheet: OldSheet, cells: Cells, line: Line) -> bool:
    """Whether the row is still open; says its state, or why not."""
    row = line.row
    if row.outcome:
        line.fate = Fate.KNOWN
    elif row.is_left_out:
        line.fate = Fate.LEFT_OUT
    elif cells.has_too_many(row):
        line.reject("", row.cells[-1][:60], _("La fila tiene más celdas que títulos: sobra un separador."))
    else:
        return _says_state(sheet, cells, line)
    return False


def _says_state(sheet: OldSheet, cells: Cells, line: Line) -> bool:
    said = cells.said(line.row, "state")
    chosen = sheet.choices["states"].get(fold(said), "") if said else sheet.choices["blank"]
    if chosen == CLOSED:
        line.fate = Fate.CLOSED
        return False
    if not chosen:
        line.reject(cells.title("state"), said, _("Diga en «Estados» a qué paso pasa."))
        return False
    line.state = State(chosen)
    return True


def _find_customers(cells: Cells, lines: Sequence[Line], person: User) -> None:
    keys = {line.row.pk: cells.keys(line.row) for line in lines if line.row.customer is None}
    directory = Directory.of(keys.values(), person)
    for line in lines:
        if line.row.customer is not None:
            line.customer = line.row.customer
            continue
        try:
            line.customer = directory.customer_of(keys[line.row.pk])
        except Problem as problem:
            line.is_unmatched = True
            line.reject(cells.title(problem.about), problem.value, problem.reason)


def _set_apart_known(lines: Sequence[Line]) -> None:
    """A customer whose case came with an old sheet has had it, however often a file is sent; an open case is filled."""
    customers = [line.customer.pk for line in lines if line.customer]
    cases = Case.objects.filter(customer__in=customers).select_related("customer", "operations_centre")
    taken_over = {case.customer_id: case for case in cases if case.origin == Case.Origin.SHEET}
    still_open = {case.customer_id: case for case in cases if case.is_open}
    for line in lines:
        assert line.customer is not None
        pk = line.customer.pk
        if pk in taken_over:
            line.fate, line.case = Fate.KNOWN, taken_over[pk]
        elif pk in still_open:
            line.fate, line.case = Fate.FILLS, still_open[pk]
        else:
            line.fate = Fate.OPENS


def _dates(sheet: OldSheet, cells: Cells, rows: Sequence[OldRow]) -> dict[str, Dated]:
    """Every column of dates, by title, judged over all its rows."""
    titles = [cells.title(target) for target in ("opened", "visit") if cells.title(target)]
    kinds = {own_key(pk): kind for pk, kind in OwnColumn.objects.values_list("pk", "kind")}
    titles += [title for title in cells.own if cells.targets[title] == f"{NEW}{Kind.DATE.value}"
               or kinds.get(cells.targets[title]) == Kind.DATE]  # fmt: skip
    orders, places = sheet.choices["orders"], {title: place for place, title in enumerate(cells.titles)}
    return {
        title: read_dates([row.cells[places[title]] for row in rows], orders.get(title, ""), local_zone())
        for title in titles
    }
