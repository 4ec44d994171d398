"""Edits of cells: what was seen, what is wanted, all or nothing, each refusal with its reason."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reitera.cases.actions import act
from reitera.cases.models import Case
from reitera.cases.remarks import write_remarks
from reitera.core.events import latest_id
from reitera.core.models import Event
from reitera.core.recording import recording
from reitera.core.testing import arranging
from reitera.customers.models import Customer
from reitera.sheet import edit_views
from reitera.sheet.columns import columns_seen, own_key
from reitera.sheet.editing import editor_of
from reitera.sheet.edits import MOST_CELLS, Edit, Outcome, apply_edits
from reitera.sheet.models import CellChange, OwnColumn, SheetRow
from reitera.sheet.page import VERSION
from reitera.sheet.projection import EVERY, renew
from reitera.sheet.refusals import TooManyCells
from reitera.sheet.tests.rows import options_of
from reitera.staff.models import User
from tests.cast import NOON, Cast, make_customer


def make_cases(cast: Cast, count: int = 1, state: str = "technical_review", south: bool = False) -> list[Case]:
    """Open cases of the north (or south), with their rows."""
    centre = cast.south if south else cast.north
    with arranging():
        made = [
            Case.objects.create(
                customer=make_customer(centre, phone="70000000"), operations_centre=centre, state=state,
                state_since=NOON, opened_at=NOON, origin=Case.Origin.CYCLE,
            )
            for _ in range(count)
        ]  # fmt: skip
        SheetRow.objects.bulk_create(renew([case.pk for case in made], EVERY).rows)
    return made


def edit(case: Case, column: str, wanted: str, seen: Any = None, state: str = "technical_review") -> Edit:
    return Edit(case.pk, column, wanted, seen, state)


def apply(person: User, *edits: Edit, **how: Any) -> Outcome:
    return apply_edits(
        edits=edits, columns=columns_seen(person.viewer), actor=person, at=NOON + timedelta(minutes=1), **how
    )


def remark_of(case: Case) -> str:
    return str(SheetRow.objects.get(pk=case.pk).remark)


def test_a_remark_is_written_with_its_history(cast: Cast) -> None:
    [case] = make_cases(cast)

    outcome = apply(cast.usm_analyst, edit(case, "remark", "  Llamar después de las 18 "))

    assert (outcome.done, outcome.refused) == (1, [])
    assert remark_of(case) == "Llamar después de las 18"
    [change] = CellChange.objects.filter(case=case)
    assert (change.column, change.before, change.after) == ("remark", None, "Llamar después de las 18")
    assert (change.event.actor, change.event.kind, change.event.at) == (
        cast.usm_analyst, "case.remarked", NOON + timedelta(minutes=1)
    )  # fmt: skip


def test_an_edit_of_a_cell_that_somebody_changed_says_who_and_what(cast: Cast) -> None:
    [case] = make_cases(cast)
    apply(cast.centre_supervisor, edit(case, "remark", "primero"))

    outcome = apply(cast.usm_analyst, edit(case, "remark", "segundo"))

    [refused] = outcome.refused
    assert (outcome.done, refused.code, refused.now, refused.by) == (0, "changed", "primero", "Centre Supervisor")
    assert refused.message == "Centre Supervisor cambió Observación mientras usted escribía."
    assert refused.at == NOON + timedelta(minutes=1)
    assert remark_of(case) == "primero"


def test_two_people_on_two_cells_of_one_row_do_not_disturb_each_other(cast: Cast) -> None:
    [case] = make_cases(cast)

    first = apply(cast.centre_supervisor, edit(case, "owner", "Usm Analyst"))
    second = apply(cast.usm_analyst, edit(case, "remark", "mío"))

    row = SheetRow.objects.get(pk=case.pk)
    assert (first.done, second.done) == (1, 1)
    assert (row.owner, row.remark) == (str(cast.usm_analyst.pk), "mío")


def test_an_edit_that_is_sent_again_because_its_answer_was_lost_is_one_change(cast: Cast) -> None:
    [case] = make_cases(cast)
    for _ in range(2):
        outcome = apply(cast.usm_analyst, edit(case, "remark", "igual"))
        assert (outcome.done, outcome.refused) == (1, [])

    assert CellChange.objects.filter(case=case).count() == 1


def test_one_refused_cell_undoes_all_and_the_rest_can_be_applied(cast: Cast) -> None:
    mine, theirs = make_cases(cast)[0], make_cases(cast, south=True)[0]
    edits = [edit(mine, "remark", "sí"), edit(theirs, "remark", "no")]
    before = Event.objects.count()

    whole = apply(cast.usm_analyst, *edits)
    assert [refused.code for refused in whole.refused] == ["gone"]
    assert (whole.done, remark_of(mine), Event.objects.count()) == (0, "", before)

    rest = apply(cast.usm_analyst, *edits, partial=True)
    assert (rest.done, remark_of(mine), remark_of(theirs)) == (1, "sí", "")


@pytest.mark.parametrize(
    ("column", "wanted", "code"),
    [
        ("nada", "x", "unknown"), ("state", "Concluido", "read_only"), ("customer", "Otro", "read_only"),
        ("owner", "Nadie Conocido", "invalid"), ("owner", "Field Technician South", "cannot_own"),
    ],
)  # fmt: skip
def test_what_cannot_be_written_is_refused_with_the_reason(cast: Cast, column: str, wanted: str, code: str) -> None:
    [case] = make_cases(cast)

    outcome = apply(cast.manager_analyst, edit(case, column, wanted))

    [refused] = outcome.refused
    assert (refused.code, outcome.done) == (code, 0)
    assert refused.message.endswith(".")


def test_a_column_that_the_role_does_not_see_is_not_written(cast: Cast) -> None:
    [case] = make_cases(cast)

    [refused] = apply(cast.quality_coordinator, edit(case, "own_1", "x")).refused
    [unseen] = apply(cast.administrator, edit(case, "phone", "7", seen="70000000")).refused

    assert (refused.code, unseen.code) == ("unknown", "unknown")


def test_a_case_that_left_the_step_is_refused_with_where_it_is(cast: Cast) -> None:
    [case] = make_cases(cast)

    [refused] = apply(cast.usm_analyst, edit(case, "remark", "tarde", state="reception")).refused

    assert refused.code == "moved"
    assert "4 · Revisar factores técnicos" in refused.message


def test_who_may_not_write_is_refused_and_a_concluded_case_is_not_written(cast: Cast) -> None:
    [case] = make_cases(cast)
    with arranging():
        Case.objects.filter(pk=case.pk).update(state="concluded", result="satisfied", concluded_at=NOON)

    [reader] = apply(cast.division_head, edit(make_cases(cast)[0], "remark", "x")).refused
    [late] = apply(cast.usm_analyst, edit(case, "remark", "x", state="concluded")).refused

    assert (reader.code, late.code) == ("others_can", "not_in_this_step")


def test_own_columns_are_written_read_and_cleared(cast: Cast) -> None:
    [case] = make_cases(cast)
    with arranging():
        kinds = [("text", []), ("number", []), ("date", []), ("choice", ["Sí, ya", "Pendiente"]), ("yes_no", [])]
        made = [OwnColumn.objects.create(label=kind, kind=kind, options=options_of(*labels)) for kind, labels in kinds]
    keys = [own_key(column.pk) for column in made]
    typed = ["<b>hola</b>", "1.234,50", "25/11/2026", "si, YA", "sí"]

    outcome = apply(cast.usm_analyst, *(edit(case, key, text) for key, text in zip(keys, typed, strict=True)))

    row = SheetRow.objects.get(pk=case.pk)
    assert outcome.refused == []
    assert [row.own[key] for key in keys] == ["<b>hola</b>", "1234.5", "2026-11-25", "1", True]

    cleared = apply(cast.usm_analyst, edit(case, keys[1], "", seen="1234.5"))
    assert (cleared.done, keys[1] in SheetRow.objects.get(pk=case.pk).own) == (1, False)


@pytest.mark.parametrize(
    ("kind", "typed", "why"),
    [
        ("number", "1.234", "con miles o con decimales"), ("number", "doce", "no es un número"),
        ("date", "31/02/2026", "no existe en el calendario"), ("date", "mañanita", "no es una fecha"),
        ("choice", "Otra", "no está en la lista"), ("yes_no", "quizás", "sí o no"),
        ("number", "=cmd|' /C calc'!A0", "no es un número"),
    ],
)  # fmt: skip
def test_a_text_of_another_kind_is_refused_never_guessed(cast: Cast, kind: str, typed: str, why: str) -> None:
    [case] = make_cases(cast)
    with arranging():
        column = OwnColumn.objects.create(label="Propia", kind=kind, options=options_of("Una"))

    [refused] = apply(cast.usm_analyst, edit(case, own_key(column.pk), typed)).refused

    assert refused.code == "invalid"
    assert why in refused.message


def test_fifty_thousand_cells_are_refused_whole(cast: Cast) -> None:
    [case] = make_cases(cast)

    with pytest.raises(TooManyCells):
        apply(cast.usm_analyst, *[edit(case, "remark", "x")] * (MOST_CELLS + 1))


def test_a_large_paste_asks_as_often_as_a_small_one(cast: Cast) -> None:
    """Two hundred rows of ten columns against two rows: the same queries, give or take the batches of the inserts."""
    with arranging():
        keys = [own_key(OwnColumn.objects.create(label=f"P{n}", kind="text").pk) for n in range(8)]

    def queries_for(count: int) -> int:
        cases = make_cases(cast, count)
        edits = [edit(case, key, "ya") for case in cases for key in ("remark", *keys)]
        edits += [edit(case, "owner", "Usm Analyst") for case in cases]
        with CaptureQueriesContext(connection) as asked:
            assert apply(cast.centre_supervisor, *edits).refused == []
        return len(asked)

    small, large = queries_for(2), queries_for(200)
    assert large - small <= (0 if connection.vendor == "postgresql" else 40)


def test_the_page_posts_cells_and_gets_the_rows_as_they_are(cast: Cast, client: Client) -> None:
    [case] = make_cases(cast)
    client.force_login(cast.usm_analyst)

    done = post(client, [vars(edit(case, "remark", "por la página"))])
    told = done.json()
    assert (done.status_code, told["done"]) == (200, 1)
    assert told["rows"][str(case.pk)][told["columns"].index("remark")] == "por la página"

    refused = post(client, [vars(edit(case, "remark", "otra"))])
    assert (refused.status_code, refused.json()["refused"][0]["code"]) == (409, "changed")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("no es json", 422, "unsound_request"), ("[]", 422, "unsound_request"),
        (json.dumps({"version": "vieja", "edits": []}), 409, "stale_page"),
        (json.dumps({"version": VERSION, "edits": [{"id": "1"}]}), 422, "unsound_request"),
    ],
)  # fmt: skip
def test_a_request_that_is_not_sound_is_refused(cast: Cast, client: Client, body: str, status: int, code: str) -> None:
    client.force_login(cast.usm_analyst)

    answer = client.post(
        "/planilla/celdas/", body, content_type="application/json", headers={"accept": "application/json"}
    )

    assert (answer.status_code, answer.json()["code"]) == (status, code)


def post(client: Client, edits: list[dict[str, Any]], **more: Any) -> Any:
    told = [
        {"id": e["case"], "c": e["column"], "wanted": e["wanted"], "seen": e["seen"], "state": e["state"]}
        for e in edits
    ]
    body = json.dumps({"version": VERSION, "edits": told, **more})
    headers = {"accept": "application/json"}
    return client.post("/planilla/celdas/", body, content_type="application/json", headers=headers)


def test_one_column_for_all_that_match_asks_for_the_count_first(cast: Cast, client: Client) -> None:
    cases = make_cases(cast, 3)
    make_cases(cast, 1, south=True)
    client.force_login(cast.centre_supervisor)
    asked = {"q": {"filters": [{"c": "state", "op": "in", "v": ["technical_review"]}]}, "c": "remark", "wanted": "hoy"}

    counted = client.post("/planilla/celdas/todas/", json.dumps(asked), content_type="application/json").json()
    other = client.post("/planilla/celdas/todas/", json.dumps({**asked, "expect": 2}), content_type="application/json",
                        headers={"accept": "application/json"})  # fmt: skip
    done = client.post("/planilla/celdas/todas/", json.dumps({**asked, "expect": 3}), content_type="application/json")

    assert counted == {"count": 3}
    assert (other.status_code, other.json()["code"]) == (409, "other_count")
    assert (done.status_code, done.json()["done"]) == (200, 3)
    assert {remark_of(case) for case in cases} == {"hoy"}


def test_a_row_is_never_written_without_an_act(cast: Cast) -> None:
    """The projection is the only writer, in the act's own transaction: a rollback leaves row and history alone."""
    [case] = make_cases(cast)

    def write_and_fail() -> None:
        with recording(cast.usm_analyst, NOON, lock=Case.objects.filter(pk=case.pk)) as record:
            write_remarks(record, {record.locked[0]: "no queda"})
            record.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert (remark_of(case), CellChange.objects.count()) == ("", 0)


def test_a_remark_leaves_a_case_without_technical_solution_where_it_is(cast: Cast) -> None:
    [case] = make_cases(cast)
    act(cases=[case], outcome="no_technical_solution", actor=cast.usm_analyst, at=NOON, given={"reason": "Sin planta"})
    assert SheetRow.objects.get(pk=case.pk).unsolved

    apply(cast.manager_analyst, edit(case, "remark", "Ofrecer cambio de plan", state="distribution"))

    row = SheetRow.objects.get(pk=case.pk)
    assert (row.unsolved, row.remark) == (True, "Ofrecer cambio de plan")
    assert renew([case.pk], EVERY).rows == []


def test_the_place_of_an_answer_is_not_ahead_of_its_rows(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is edited while the rows of the answer are read is still to come by the stream."""
    [case] = make_cases(cast)
    read = edit_views.block_of

    def read_while_others_write(*given: Any) -> Any:
        told = read(*given)
        apply(cast.centre_supervisor, edit(case, "remark", "dos", seen="uno"))
        return told

    monkeypatch.setattr(edit_views, "block_of", read_while_others_write)
    body = {"edits": [{"id": case.pk, "c": "remark", "wanted": "uno", "seen": None, "state": case.state}]}
    client = Client()
    client.force_login(cast.usm_analyst)

    answer = client.post("/planilla/celdas/", {**body, "version": VERSION}, content_type="application/json").json()

    assert (answer["done"], answer["as_of"]) == (1, latest_id() - 1)


def test_what_the_page_may_undo_goes_back_to_the_blank_it_was(cast: Cast) -> None:
    """Every column that is offered for undoing takes the inverse edit; a measure or a cause is never taken back."""
    columns = columns_seen(cast.usm_analyst.viewer)
    undone = {key for key, column in columns.items() if (editor := editor_of(column)) and editor.undoes}
    [case] = make_cases(cast)
    with arranging():
        SheetRow.objects.filter(pk=case.pk).update(phone="", phone_folded="")
        Customer.objects.filter(pk=case.customer_id).update(phone="")
    texts = {"remark": "x", "phone": "71234567", "address": "Calle 1", "zone": "Cala Cala"}

    assert undone == set(texts)
    for key, text in texts.items():
        assert apply(cast.usm_analyst, edit(case, key, text)).refused == []
        assert apply(cast.usm_analyst, edit(case, key, "", seen=text)).refused == []
