"""Saved views: one's own, shared or not; nobody's filter touches what another sees."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from reitera.core.models import Event
from reitera.core.sentences import tell
from reitera.core.testing import arranging
from reitera.sheet import actions
from reitera.sheet.models import OwnColumn, SavedView
from reitera.sheet.tests.rows import lay_out_rows
from reitera.staff.models import User
from tests.cast import Cast

GIVEN: dict[str, Any] = {
    "name": "Críticos del lunes", "shared": False, "columns": ["case", "customer", "due", "phone"],
    "widths": {"due": 120.4, "nothing": 50}, "sort": [{"c": "due", "desc": True}], "group": "technician",
    "filters": [{"c": "due", "op": "range", "from": "monday", "to": None}, {"c": "critical", "op": "in", "v": [True]}],
    "density": "cosy",
}  # fmt: skip


def signed_in(person: User) -> Client:
    client = Client(headers={"accept": "application/json"})
    client.force_login(person)
    return client


def send(client: Client, method: str, address: str, **changed: Any) -> Any:
    return getattr(client, method)(address, json.dumps({**GIVEN, **changed}), content_type="application/json")


def save(person: User, **changed: Any) -> int:
    answer = send(signed_in(person), "post", "/planilla/vistas/", **changed)
    assert answer.status_code == 200, answer.json()
    return int(answer.json()["id"])


def config(person: User, address: str = "/planilla/") -> dict[str, Any]:
    told: dict[str, Any] = signed_in(person).get(address, headers={"accept": "text/html"}).context["config"]
    return told


def shown(person: User, pk: int) -> dict[str, Any]:
    view: dict[str, Any] = config(person, f"/planilla/vista/{pk}/")["view"]
    return view


def names(person: User) -> list[str]:
    return [view["name"] for view in config(person)["views"] if view["id"]]


def test_a_view_is_saved_with_all_that_makes_it(cast: Cast) -> None:
    pk = save(cast.usm_analyst)

    view = shown(cast.usm_analyst, pk)
    assert {part: view[part] for part in ("name", "columns", "sort", "group", "filters", "density", "widths")} == {
        **{part: GIVEN[part] for part in ("name", "columns", "sort", "group", "filters", "density")},
        "widths": {"due": 120},
    }
    event = Event.objects.get()
    assert (event.kind, event.actor, event.after["filters"]) == ("view.saved", cast.usm_analyst, ["due", "critical"])
    assert [told.sentence for told in tell([event])] == ["guardó la vista «Críticos del lunes» de la planilla"]


def test_the_page_knows_where_to_save(cast: Cast) -> None:
    assert config(cast.usm_analyst)["urls"]["views"] == "/planilla/vistas/"


def test_the_value_of_a_filter_does_not_enter_the_log(cast: Cast) -> None:
    pk = save(cast.usm_analyst, filters=[{"c": "customer", "op": "contains", "v": "quispe"}])
    changed = [{"c": "customer", "op": "contains", "v": "torrico"}]
    send(signed_in(cast.usm_analyst), "put", f"/planilla/vistas/{pk}/", filters=changed)

    assert shown(cast.usm_analyst, pk)["filters"] == changed
    events = Event.objects.order_by("pk")
    assert [event.kind for event in events] == ["view.saved", "view.changed"]
    assert [word for word in ("quispe", "torrico") if word in str(events.values())] == []


def test_one_persons_filter_never_touches_anothers(cast: Cast) -> None:
    """Two people of one centre: whatever one asks, saves, changes or removes, the other's page stays as it was."""
    lay_out_rows(cast, 12)
    mine, other = cast.usm_analyst, cast.centre_supervisor
    pk = save(other, name="De ella", shared=True, group="")

    def all_that_the_other_has() -> list[Any]:
        client = signed_in(other)
        pages = [config(other), config(other, "/planilla/vista/todos/"), config(other, f"/planilla/vista/{pk}/")]
        for page in pages:
            for moment in ("as_of", "now", "views"):
                page.pop(moment)
        return [*pages, client.get("/planilla/orden/").json()["ids"]]

    before = all_that_the_other_has()
    client = signed_in(mine)
    query = json.dumps({"filters": [{"c": "customer", "op": "contains", "v": "m"}], "group": "centre"})
    asked = client.get("/planilla/orden/", {"q": query})
    send(client, "post", "/planilla/vistas/", name="De ella", filters=[])
    refused = send(client, "put", f"/planilla/vistas/{pk}/", filters=[])
    removed = client.delete(f"/planilla/vistas/{pk}/")

    assert (asked.status_code, refused.status_code, removed.status_code) == (200, 403, 403)
    assert refused.json()["message"] == (
        "La vista «De ella» es de Centre Supervisor. Guárdela con otro nombre para tener la suya."
    )
    assert all_that_the_other_has() == before


def test_a_shared_view_shows_each_reader_their_own_rows_and_columns(cast: Cast) -> None:
    rows = lay_out_rows(cast, 8)
    pk = save(cast.usm_analyst, shared=True, filters=[{"c": "phone", "op": "filled"}], sort=[{"c": "phone"}])

    view = shown(cast.administrator, pk)
    assert (view["columns"], view["filters"], view["sort"]) == (["case", "customer", "due"], [], [])
    assert not view["mine"]
    query = json.dumps({part: view[part] for part in ("filters", "sort", "group")})
    ids = [signed_in(person).get("/planilla/orden/", {"q": query}).json()["ids"]
           for person in (cast.usm_analyst, cast.usm_analyst_south)]  # fmt: skip
    centres = [{row.case.operations_centre_id for row in rows if row.pk in seen} for seen in ids]
    assert centres == [{cast.north.pk}, {cast.south.pk}]


def test_a_view_that_is_not_shared_is_not_there_for_others(cast: Cast) -> None:
    pk = save(cast.usm_analyst)
    client = signed_in(cast.usm_analyst_south)

    answers = [client.get(f"/planilla/vista/{pk}/"), send(client, "put", f"/planilla/vistas/{pk}/"),
               client.delete(f"/planilla/vistas/{pk}/"), client.delete("/planilla/vistas/999/")]  # fmt: skip

    assert [answer.status_code for answer in answers] == [404] * 4
    assert (names(cast.usm_analyst), names(cast.usm_analyst_south)) == (["Críticos del lunes"], [])


def test_a_name_is_taken_once_by_a_person_and_free_for_others(cast: Cast) -> None:
    pk = save(cast.usm_analyst)
    second = save(cast.usm_analyst, name="Otra")
    save(cast.usm_analyst_south)

    again = send(signed_in(cast.usm_analyst), "post", "/planilla/vistas/", name="  criticos del  LUNES ")
    renamed = send(signed_in(cast.usm_analyst), "put", f"/planilla/vistas/{second}/", name="Críticos del lunes")
    itself = send(signed_in(cast.usm_analyst), "put", f"/planilla/vistas/{pk}/", name="críticos del lunes")

    assert [(answer.status_code, answer.json().get("code")) for answer in (again, renamed, itself)] == [
        (409, "view_name_taken"), (409, "view_name_taken"), (200, None)
    ]  # fmt: skip
    assert again.json()["message"].startswith("Ya tiene una vista «Críticos del lunes».")


def test_the_same_again_changes_nothing(cast: Cast) -> None:
    pk = save(cast.usm_analyst)

    assert send(signed_in(cast.usm_analyst), "put", f"/planilla/vistas/{pk}/").status_code == 200

    assert Event.objects.count() == 1


def test_a_removed_view_is_gone_for_all_and_twice_is_once(cast: Cast) -> None:
    pk = save(cast.usm_analyst, shared=True)
    client = signed_in(cast.usm_analyst)

    assert [client.delete(f"/planilla/vistas/{pk}/").status_code for _ in range(2)] == [204, 404]
    assert names(cast.administrator) == []
    assert list(Event.objects.order_by("pk").values_list("kind", flat=True)) == ["view.saved", "view.removed"]


def test_sixty_views_are_kept(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST_VIEWS", 2)
    for name in ("Una", "Dos"):
        save(cast.usm_analyst, name=name)

    third = send(signed_in(cast.usm_analyst), "post", "/planilla/vistas/", name="Tres")

    assert (third.status_code, third.json()["code"], SavedView.objects.count()) == (422, "too_many_views", 2)


def test_who_sees_no_row_saves_no_view(cast: Cast) -> None:
    assert send(signed_in(cast.nobody), "post", "/planilla/vistas/").status_code == 403


def test_a_column_put_aside_leaves_a_view_standing(cast: Cast) -> None:
    with arranging():
        column = OwnColumn.objects.create(label="Zona roja", kind="yes_no")
    key = f"own_{column.pk}"
    pk = save(cast.usm_analyst, columns=["case", key], filters=[{"c": key, "op": "in", "v": [True]}], group=key)
    with arranging():
        OwnColumn.objects.update(is_active=False)

    view = shown(cast.usm_analyst, pk)

    assert (view["columns"], view["filters"], view["group"]) == (["case"], [], "")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": "  "}, "view_without_name"), ({"name": "x" * 61}, "view_without_name"),
        ({"name": 3}, "unsound_request"), ({"name": "a\x00\ud800"}, "unsound_request"),
        ({"columns": []}, "unsound_request"), ({"columns": ["nada"]}, "unsound_request"),
        ({"columns": [["case"]]}, "unsound_request"), ({"columns": "case"}, "unsound_request"),
        ({"widths": {"due": "ancho"}}, "unsound_request"), ({"widths": {"due": float("nan")}}, "unsound_request"),
        ({"widths": [1]}, "unsound_request"), ({"density": "huge"}, "unsound_request"),
        ({"group": ["case"]}, "unsound_query"), ({"filters": [{"c": "due", "op": "contains"}]}, "unsound_query"),
        ({"filters": [{"c": "customer", "op": "contains", "v": "\x00"}]}, "unsound_query"),
        ({"filters": [{"c": "due", "op": "range", "to": "9999-12-31"}]}, "unsound_query"),
        ({"filters": [{"c": "customer", "op": "in", "v": ["x" * 200] * 300}]}, "view_too_large"),
    ],
)  # fmt: skip
def test_a_view_that_is_not_sound_is_refused(cast: Cast, changed: dict[str, Any], code: str) -> None:
    answer = send(signed_in(cast.usm_analyst), "post", "/planilla/vistas/", **changed)

    assert (answer.status_code, answer.json()["code"], SavedView.objects.count()) == (422, code, 0)


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 100_000, "nada"])
def test_a_body_that_is_no_object_is_refused(cast: Cast, body: str) -> None:
    answer = signed_in(cast.usm_analyst).post("/planilla/vistas/", body, content_type="application/json")

    assert answer.status_code == 422
