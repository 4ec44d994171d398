"""The provider's own columns: added, renamed, put aside, and no value ever lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reitera.cases.tests.test_pages import page, signed_in
from reitera.core.errors import NotAllowed, NotFound
from reitera.core.models import Event
from reitera.core.sentences import tell
from reitera.sheet import own_columns
from reitera.sheet.blocks import block_of
from reitera.sheet.columns import columns_in_force, columns_seen, own_key
from reitera.sheet.models import OwnColumn, OwnValues
from reitera.sheet.own_columns import add_column, change_column, switch_column, token_of
from reitera.sheet.refusals import ColumnChanged, ColumnNameTaken, ColumnUnsound, OptionInUse, TooManyColumns
from reitera.sheet.tests.test_edits import apply, edit, make_cases
from tests.cast import NOON, Cast

EDITORS = ["administrator", "division_head"]
THERE = "/catalogos/columnas/"


def add(cast: Cast, label: str = "Turno", kind: str = "choice", **values: Any) -> OwnColumn:
    given = {"label": label, "new_options": ["Mañana", "Tarde"] if kind == "choice" else [], **values}
    return add_column(kind=kind, values=given, actor=cast.administrator, at=NOON)


def change(cast: Cast, column: OwnColumn, **values: Any) -> OwnColumn:
    return change_column(pk=column.pk, values=values, actor=cast.administrator, at=NOON)


def sentences() -> list[str]:
    return [told.sentence for told in tell(Event.objects.filter(kind__startswith="column.").order_by("pk"))]


@pytest.mark.parametrize("who", EDITORS)
def test_a_column_is_added_by_the_page_and_is_there_for_everybody(cast: Cast, who: str) -> None:
    client = signed_in(cast, who)
    assert "Todavía no hay ninguna" in page(client, THERE)

    sent = {"label": " Turno  de  visita ", "kind": "choice", "new_options": "Mañana\n\n Tarde \r\n", "position": "10"}
    assert client.post(f"{THERE}agregar/", sent).status_code == 302

    column = OwnColumn.objects.get()
    assert (column.label, column.kind, column.offered) == ("Turno de visita", "choice", {"1": "Mañana", "2": "Tarde"})
    assert list(columns_in_force())[-1] == own_key(column.pk)
    assert sentences() == ["agregó la columna «Turno de visita» a la planilla"]
    assert "Mañana · Tarde" in page(client, THERE)


@pytest.mark.parametrize("who", ["usm_analyst", "manager_analyst", "nobody"])
def test_others_may_neither_see_nor_change_the_columns(cast: Cast, who: str) -> None:
    column, client = add(cast), signed_in(cast, who)

    assert [client.get(address).status_code for address in (THERE, f"{THERE}agregar/", f"{THERE}{column.pk}/")] == [
        403
    ] * 3
    with pytest.raises(NotAllowed):
        change_column(pk=column.pk, values={"label": "Otra"}, actor=cast.people[who], at=NOON)
    with pytest.raises(NotAllowed):
        switch_column(pk=column.pk, active=False, actor=cast.people[who], at=NOON)


def test_renaming_an_option_changes_no_row(cast: Cast) -> None:
    column, cases = add(cast), make_cases(cast, 2)
    key = own_key(column.pk)
    apply(cast.usm_analyst, *(edit(case, key, "mañana") for case in cases))

    change(cast, column, options={"1": "Por la mañana"}, new_options=["Noche"], label="Turno del cliente")

    columns = columns_seen(cast.usm_analyst.viewer)
    told = block_of(cast.usm_analyst, [cases[0].pk], columns)
    assert told["rows"][str(cases[0].pk)][list(columns).index(key)] == "1"
    assert told["labels"][key] == {"1": "Por la mañana"}
    assert OwnColumn.objects.get().offered == {"1": "Por la mañana", "2": "Tarde", "3": "Noche"}
    assert sentences()[-1] == (
        "cambió la columna «Turno del cliente» de la planilla: antes se llamaba «Turno», "
        "la opción «Mañana» se llama «Por la mañana», opción nueva «Noche»"
    )


def test_an_option_that_rows_hold_is_not_removed_and_says_how_many(cast: Cast) -> None:
    column, cases = add(cast), make_cases(cast, 3)
    apply(cast.usm_analyst, *(edit(case, own_key(column.pk), "Tarde") for case in cases[:2]))

    with pytest.raises(OptionInUse) as refusal:
        change(cast, column, options={"2": " "})

    assert refusal.value.message == (
        "No se quita «Tarde»: está en 2 filas. Cambie antes esas celdas, o dele otro nombre a la opción."
    )
    assert OwnColumn.objects.get().offered == {"1": "Mañana", "2": "Tarde"}
    change(cast, column, options={"1": ""})
    assert OwnColumn.objects.get().offered == {"2": "Tarde"}
    assert sentences()[-1].endswith("quitó la opción «Mañana»")


def test_a_removed_option_is_not_chosen_again_and_its_code_is_not_given_away(cast: Cast) -> None:
    column, [case] = add(cast), make_cases(cast)
    change(cast, column, options={"2": ""})
    change(cast, column, new_options=["Noche"])

    [refused] = apply(cast.usm_analyst, edit(case, own_key(column.pk), "Tarde")).refused

    assert (refused.code, OwnColumn.objects.get().offered) == ("invalid", {"1": "Mañana", "3": "Noche"})


def test_writing_own_columns_is_told_with_their_names(cast: Cast) -> None:
    [case], keys = make_cases(cast), [own_key(add(cast, label, "text").pk) for label in ("Nota", "Referencia")]

    apply(cast.usm_analyst, *(edit(case, key, "portón verde") for key in keys))

    [told] = tell(Event.objects.filter(kind="case.own_noted"))
    assert told.sentence == "escribió «Nota», «Referencia» en la planilla"


def test_a_column_put_aside_keeps_its_values_and_comes_back_with_them(cast: Cast) -> None:
    column, [case] = add(cast, "Nota", "text"), make_cases(cast)
    key = own_key(column.pk)
    apply(cast.usm_analyst, edit(case, key, "portón verde"))

    switch_column(pk=column.pk, active=False, actor=cast.administrator, at=NOON)
    [refused] = apply(cast.usm_analyst, edit(case, key, "otra", seen="portón verde")).refused
    assert (key in columns_in_force(), refused.code) == (False, "unknown")
    assert OwnValues.objects.get().values == {key: "portón verde"}
    history = page(signed_in(cast, "usm_analyst"), f"/planilla/fila/{case.pk}/")
    assert "<b>Nota</b>" in history and "portón verde" in history

    switch_column(pk=column.pk, active=True, actor=cast.administrator, at=NOON)
    columns = columns_seen(cast.usm_analyst.viewer)
    told = block_of(cast.usm_analyst, [case.pk], columns)
    assert told["rows"][str(case.pk)][list(columns).index(key)] == "portón verde"
    assert sentences()[1:] == ["dejó fuera de uso la columna «Nota»", "volvió a usar la columna «Nota»"]


def test_the_history_of_an_own_choice_keeps_the_words_that_were_chosen(cast: Cast) -> None:
    column, [case] = add(cast), make_cases(cast)
    key = own_key(column.pk)
    apply(cast.usm_analyst, edit(case, key, "Mañana"))
    change(cast, column, options={"1": "Por la mañana"})
    apply(cast.usm_analyst, edit(case, key, "Tarde", seen="1"))

    html = page(signed_in(cast, "usm_analyst"), f"/planilla/historia/celda/?id={case.pk}&c={key}")

    told = [line.split("</li>")[0] for line in html.split("<li>")[1:]]
    assert ["Mañana</span> → <b>Tarde" in told[0], "vacío</span> → <b>Mañana" in told[1]] == [True, True]


def test_saving_a_column_as_it_is_shown_changes_nothing(cast: Cast) -> None:
    column, client = add(cast, help="Cuándo está en casa"), signed_in(cast, "administrator")
    shown = client.get(f"{THERE}{column.pk}/").context["form"]
    sent = {name: "" if (value := shown[name].value()) is None else value for name in shown.fields}

    assert client.post(f"{THERE}{column.pk}/", sent).status_code == 302

    assert Event.objects.count() == 1


def test_the_page_renames_an_option_and_shows_the_history(cast: Cast) -> None:
    column, client = add(cast), signed_in(cast, "division_head")
    sent = {"label": "Turno", "position": "5", "option_1": "AM", "option_2": "Tarde", "seen": token_of(column)}

    assert client.post(f"{THERE}{column.pk}/", sent).status_code == 302

    html = page(client, f"{THERE}{column.pk}/")
    assert "la opción «Mañana» se llama «AM»" in html and "agregó la columna «Turno»" in html


def test_a_refusal_is_said_in_the_form_with_what_was_typed(cast: Cast) -> None:
    column, [case], client = add(cast), make_cases(cast), signed_in(cast, "administrator")
    apply(cast.usm_analyst, edit(case, own_key(column.pk), "Tarde"))
    sent = {"label": "Turno nuevo", "position": "5", "option_1": "AM", "option_2": "", "seen": token_of(column)}

    answer = client.post(f"{THERE}{column.pk}/", sent)

    html = answer.content.decode()
    assert (answer.status_code, "está en 1 fila." in html, 'value="Turno nuevo"' in html) == (422, True, True)


def test_who_edits_what_somebody_changed_is_told(cast: Cast) -> None:
    column = add(cast)
    seen = token_of(column)
    change(cast, column, label="Turno dos")

    with pytest.raises(ColumnChanged):
        change_column(pk=column.pk, values={"label": "Turno tres"}, seen=seen, actor=cast.administrator, at=NOON)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"label": "  "}, ColumnUnsound), ({"label": "x" * 61}, ColumnUnsound), ({"label": "a\ud800"}, ColumnUnsound),
        ({"label": "observacion"}, ColumnNameTaken), ({"label": "TURNO"}, ColumnNameTaken),
        ({"label": "Otra", "position": 10_000}, ColumnUnsound), ({"label": "Otra", "help": "x" * 161}, ColumnUnsound),
        ({"label": "Otra", "new_options": []}, ColumnUnsound),
        ({"label": "Otra", "new_options": ["Sí", "si"]}, ColumnUnsound),
        ({"label": "Otra", "new_options": ["x" * 61]}, ColumnUnsound),
        ({"label": "Otra", "new_options": [str(n) for n in range(61)]}, ColumnUnsound),
    ],
)  # fmt: skip
def test_a_column_that_is_not_sound_is_refused(cast: Cast, values: dict[str, Any], refusal: type[Exception]) -> None:
    column = add(cast)
    switch_column(pk=column.pk, active=False, actor=cast.administrator, at=NOON)

    with pytest.raises(refusal):
        add(cast, **values)
    with pytest.raises(ColumnUnsound):
        add(cast, "Otra", "moment")

    assert OwnColumn.objects.count() == 1


def test_so_many_columns_are_in_use_and_no_more(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_columns, "MOST_COLUMNS", 1)
    first = add(cast)
    with pytest.raises(TooManyColumns):
        add(cast, "Otra", "text")

    switch_column(pk=first.pk, active=False, actor=cast.administrator, at=NOON)
    add(cast, "Otra", "text")
    with pytest.raises(TooManyColumns):
        switch_column(pk=first.pk, active=True, actor=cast.administrator, at=NOON)


def test_a_column_that_is_not_there_is_not_found(cast: Cast) -> None:
    client = signed_in(cast, "administrator")

    assert [client.get(f"{THERE}99/").status_code, client.post(f"{THERE}99/uso/").status_code] == [404, 404]
    with pytest.raises(NotFound):
        change_column(pk=99, values={}, actor=cast.administrator, at=NOON)


def test_the_list_asks_as_often_for_many_columns_as_for_one(cast: Cast) -> None:
    client, asked = signed_in(cast, "administrator"), []
    for more in (1, 20):
        for n in range(more):
            add(cast, f"Columna {more} {n}", "text")
        with CaptureQueriesContext(connection) as queries:
            page(client, THERE)
        asked.append(len(queries))

    assert asked[0] == asked[1]
