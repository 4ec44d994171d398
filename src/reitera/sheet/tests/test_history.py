"""A row as it was at any moment, and what is told of its cells."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reitera.cases import actions
from reitera.cases.models import Case, CatalogueItem
from reitera.cases.tests.test_pages import page, signed_in
from reitera.core import clock
from reitera.core.errors import Refusal
from reitera.core.testing import arranging
from reitera.procedure.moves import MOVES
from reitera.procedure.steps import State
from reitera.sheet.blocks import block_of
from reitera.sheet.columns import columns_seen, own_key
from reitera.sheet.edits import Edit, apply_edits
from reitera.sheet.formats import said
from reitera.sheet.history import changes_of_row, row_as_it_was
from reitera.sheet.models import OwnColumn, SheetRow
from reitera.sheet.tests.rows import OWN_COLUMNS, options_of
from reitera.sheet.tests.test_edits import make_cases
from tests.cast import NOON, Cast

GIVEN = {"reason": "porque sí", "incident": "GIR-77", "order": "OT-88213"}
TYPED: dict[str, tuple[str, ...]] = {
    "remark": ("", "portón verde", "llamar después"), "owner": ("", "Usm Analyst", "Centre Operator"),
    "text": ("", "uno", "dos"), "number": ("", "1,5", "-3"), "date": ("", "25/11/2026", "01/12/2026"),
    "choice": ("", "Sí, ya", "Pendiente"), "yes_no": ("", "sí", "no"),
}  # fmt: skip


@st.composite
def acts(draw: st.DrawFn) -> tuple[str, str]:
    """("remark", "portón verde"), or ("move", a number that picks one of the moves there are)."""
    what = draw(st.sampled_from([*TYPED, "cause", "move", "move", "reopen", "take back"]))
    if what in TYPED:
        return what, draw(st.sampled_from(TYPED[what]))
    return what, str(draw(st.integers(0, 8)))


class Work:
    """One case that people work on; what it said at each moment."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.reader = cast, cast.manager_analyst
        [self.case] = make_cases(cast)
        with arranging():
            made = [OwnColumn.objects.create(label=f"P {kind}", kind=kind, options=options_of(*options))
                    for kind, options in OWN_COLUMNS]  # fmt: skip
        self.keys = {column.kind: own_key(column.pk) for column in made}
        self.causes = list(CatalogueItem.objects.offered("CAU").values_list("label", flat=True))
        self.seen: dict[datetime, dict[str, str]] = {}

    def do(self, what: str, value: str, at: datetime) -> None:
        case = Case.objects.select_related("customer").get(pk=self.case.pk)
        with clock.fixed(at):
            # What is refused is part of the day's work: it must leave no trace.
            with suppress(Refusal):
                self._do(case, what, value, at)
            self.seen[at] = self.row()

    def _do(self, case: Case, what: str, value: str, at: datetime) -> None:
        if what == "reopen":
            actions.reopen(case=case, actor=self.cast.manager_analyst, at=at, reason="no era")
        elif what == "take back":
            for person in ("usm_analyst", "centre_supervisor", "manager_analyst"):
                actions.take_back(cases=[case], actor=self.cast.people[person], at=at)
        elif what == "move":
            moves = [move for move in MOVES if move.origin == case.state and not move.by_product]
            if moves:
                move = moves[int(value) % len(moves)]
                actor = self.cast.people[move.roles[0]]
                actions.act(cases=[case], outcome=move.outcome, actor=actor, at=at, given=GIVEN)
        else:
            wanted = self.causes[int(value)] if what == "cause" else value
            self.write(case, self.keys.get(what, what), wanted, at)

    def write(self, case: Case, key: str, wanted: str, at: datetime) -> None:
        actor = self.cast.centre_supervisor if key == "owner" else self.cast.usm_analyst
        columns = columns_seen(actor.viewer)
        told = block_of(actor, [case.pk], {key: columns[key]})
        edit = Edit(case.pk, key, wanted, told["rows"][str(case.pk)][0], case.state)
        apply_edits(edits=[edit], columns=columns, actor=actor, at=at)

    def row(self) -> dict[str, str]:
        """What the grid shows now, in words."""
        columns = columns_seen(self.reader.viewer)
        told = block_of(self.reader, [self.case.pk], columns)
        values = zip(columns.items(), told["rows"][str(self.case.pk)], strict=True)
        return {key: said(value, column, told["labels"].get(key, {})) for (key, column), value in values}

    def as_it_was(self, moment: datetime) -> dict[str, str] | None:
        return row_as_it_was(self.case, moment, columns_seen(self.reader.viewer), self.reader)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(done=st.lists(st.tuples(acts(), st.integers(1, 4000)), min_size=1, max_size=12))
def test_a_row_as_it_was_is_what_the_grid_showed_then(cast: Cast, done: list[tuple[tuple[str, str], int]]) -> None:
    """Real acts at random moments; after them each moment is told as it was shown."""
    work, at = Work(cast), NOON
    for (what, value), minutes in done:
        at += timedelta(minutes=minutes)
        work.do(what, value, at)

    for moment, shown in work.seen.items():
        assert work.as_it_was(moment) == shown


def test_the_days_of_a_case_that_was_concluded_and_reopened_stop_at_its_conclusion(cast: Cast) -> None:
    work = Work(cast)
    with arranging():
        Case.objects.filter(pk=work.case.pk).update(state=State.QUALITY_CHECK)
        SheetRow.objects.filter(pk=work.case.pk).update(state=State.QUALITY_CHECK)
    work.case.refresh_from_db()
    concluded, reopened = NOON + timedelta(days=2), NOON + timedelta(days=9)
    actions.act(cases=[work.case], outcome="satisfied", actor=cast.quality_coordinator, at=concluded, given=GIVEN)
    work.case.refresh_from_db()
    actions.reopen(case=work.case, actor=cast.manager_analyst, at=reopened, reason="no era")

    days = [(work.as_it_was(NOON + timedelta(days=day)) or {})["days_open"] for day in (1, 2, 5, 9, 10)]

    assert days == ["1", "2", "2", "9", "10"]


def test_before_it_was_opened_there_is_no_row(cast: Cast) -> None:
    assert Work(cast).as_it_was(NOON - timedelta(minutes=1)) is None


def test_changes_are_told_in_words_the_latest_first(cast: Cast) -> None:
    work = Work(cast)
    done: tuple[Any, ...] = (("remark", "portón verde"), ("number", "1,5"), ("owner", "Usm Analyst"), ("remark", ""))
    for minute, (what, value) in enumerate(done, start=1):
        work.do(what, value, NOON + timedelta(minutes=minute))

    told = changes_of_row(work.case, columns_seen(cast.usm_analyst.viewer), cast.usm_analyst)

    assert [(str(change.who), change.column.name, change.before, change.after) for change in told] == [
        ("Usm Analyst", "Observación", "portón verde", "vacío"),
        ("Centre Supervisor", "A cargo de", "vacío", "Usm Analyst"),
        ("Usm Analyst", "P number", "vacío", "1,5"),
        ("Usm Analyst", "Observación", "vacío", "portón verde"),
    ]


@pytest.mark.parametrize("who", ["usm_analyst_south", "nobody", "field_technician"])
def test_nobody_reads_the_past_of_a_row_they_do_not_see(cast: Cast, who: str) -> None:
    work = Work(cast)
    work.do("remark", "portón verde", NOON + timedelta(minutes=1))

    assert changes_of_row(work.case, columns_seen(cast.people[who].viewer), cast.people[who]) == []


def test_the_panel_tells_the_row_as_it_was_at_a_moment(cast: Cast) -> None:
    work = Work(cast)
    for minute, text in ((1, "portón verde"), (3, "portón azul")):
        work.do("remark", text, NOON + timedelta(minutes=minute))
    with arranging():
        OwnColumn.objects.create(label="De antes", kind="text", is_active=False)

    def told(at: str) -> str:
        return page(signed_in(cast, "usm_analyst"), f"/planilla/fila/{work.case.pk}/como-estaba/?at={at}")

    then = told("2026-11-25T12:02")
    assert f"{work.case} como estaba el 25/11/2026 12:02" in then
    assert "<dt>Observación</dt><dd>portón verde</dd>" in then and "<dt>Causa probable</dt><dd>—</dd>" in then
    assert "portón azul" in told("2026-11-25T12:03") and "De antes" not in then
    assert f"el caso {work.case} todavía no existía" in told("2026-11-25T11:59")


@pytest.mark.parametrize("at", ["", "ayer", "9999-12-31T23:59", "0001-01-01T00:00"])
def test_a_moment_that_is_none_is_refused(cast: Cast, at: str) -> None:
    work = Work(cast)

    answer = signed_in(cast, "usm_analyst").get(f"/planilla/fila/{work.case.pk}/como-estaba/?at={at}")

    assert answer.status_code == 422


def test_the_panel_and_the_history_of_a_cell_tell_who_when_and_from_what_to_what(cast: Cast) -> None:
    work = Work(cast)
    work.do("remark", "portón verde", NOON + timedelta(minutes=1))
    client = signed_in(cast, "usm_analyst")

    with clock.fixed(NOON + timedelta(hours=1)):
        panel = page(client, f"/planilla/fila/{work.case.pk}/")
        cell = page(client, f"/planilla/historia/celda/?id={work.case.pk}&c=remark")
        untouched = page(client, f"/planilla/historia/celda/?id={work.case.pk}&c=cause")

    line = '<span class="t2">vacío</span> → <b>portón verde</b>'
    assert "hoy 12:01" in panel and f"Usm Analyst · <b>Observación</b>: {line}" in panel
    assert f"Historia de Observación de {work.case}" in cell and f"Usm Analyst: {line}" in cell
    assert "Nadie cambió esto todavía." in untouched
