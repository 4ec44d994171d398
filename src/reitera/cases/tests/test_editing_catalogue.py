"""Lists of the catalogue changed: with an event from and to, in versions, and never under a rule that reads them."""

from __future__ import annotations

from typing import Any

import pytest

from reitera.cases.catalogue import CALL_RESULT, CAUSE, VISIT_RESULT, families
from reitera.cases.catalogue.choosing import by_group, chosen, chosen_of
from reitera.cases.catalogue.editing import add_item, change_item, switch_item
from reitera.cases.models import CatalogueItem
from reitera.cases.refusals import (
    CodeTaken,
    ItemChanged,
    ListDoesNotGrow,
    NoName,
    NotACode,
    NotOffered,
    StillNeeded,
)
from reitera.core.errors import NotAllowed, NotFound
from reitera.core.models import Event
from reitera.core.sentences import tell
from tests.cast import NOON, Cast

NOT_EDITORS = ["manager_analyst", "indicator_owner", "centre_supervisor", "nobody"]


def item(code: str) -> CatalogueItem:
    return CatalogueItem.objects.get(code=code, is_current=True)


def change(cast: Cast, code: str, who: str = "administrator", **values: Any) -> CatalogueItem:
    return change_item(item=item(code), values=values, actor=cast.people[who], at=NOON)


def switch(cast: Cast, code: str, active: bool, who: str = "administrator") -> CatalogueItem:
    return switch_item(item=item(code), active=active, actor=cast.people[who], at=NOON)


def add(cast: Cast, code: str, who: str = "administrator", family: str = CAUSE, **values: Any) -> CatalogueItem:
    return add_item(family=family, code=code, values={"label": "Otra", **values}, actor=cast.people[who], at=NOON)


def told() -> list[str]:
    return [line.sentence for line in tell(Event.objects.order_by("pk"))]


@pytest.mark.parametrize("who", ["administrator", "division_head"])
def test_a_change_makes_a_version_and_an_event_from_and_to(cast: Cast, who: str) -> None:
    old = item("CAU-A03")

    made = change(cast, "CAU-A03", who, label="Conector con suciedad", facts={"counts": False})

    old.refresh_from_db()
    assert (made.version, made.label, made.has("counts")) == (2, "Conector con suciedad", False)
    assert made.facts["responsible"] == "Instalaciones"
    assert (old.is_current, old.label, old.has("counts")) == (False, "Conector sucio", True)
    event = Event.objects.get()
    assert (event.kind, event.subject_id, event.actor) == ("catalogue.changed", "CAU-A03", cast.people[who])
    assert event.before == {"label": "Conector sucio", "counts": True, "version": 1}
    assert event.after == {"code": "CAU-A03", "label": "Conector con suciedad", "counts": False, "version": 2}
    assert told() == ["cambió «Conector con suciedad» (CAU-A03) del catálogo: va por la versión 2"]


def test_another_place_in_the_list_is_an_event_and_no_version(cast: Cast) -> None:
    change(cast, "CAU-A03", position=5)

    assert (CatalogueItem.objects.offered(CAUSE)[0].code, item("CAU-A03").version) == ("CAU-A03", 1)
    assert (Event.objects.get().before["position"], Event.objects.get().after["position"]) == (30, 5)
    assert told() == ["cambió «Conector sucio» (CAU-A03) del catálogo: ahora en el lugar 5"]


def test_saying_what_already_holds_changes_nothing(cast: Cast) -> None:
    change(cast, "CAU-A03", label="Conector sucio", technologies="F", position=30, facts={"counts": True})
    switch(cast, "CAU-A03", True)

    assert (CatalogueItem.objects.filter(code="CAU-A03").count(), Event.objects.count()) == (1, 0)


def test_a_version_that_was_changed_meanwhile_is_not_overwritten(cast: Cast) -> None:
    seen = item("CAU-A03")
    change(cast, "CAU-A03", label="Conector con suciedad")

    with pytest.raises(ItemChanged) as refusal:
        change_item(item=seen, values={"label": "Otra cosa"}, actor=cast.division_head, at=NOON)

    assert (refusal.value.status, Event.objects.count()) == (409, 1)
    assert "va por la versión 2" in refusal.value.message


def test_an_item_without_a_name_is_refused(cast: Cast) -> None:
    for attempt in (lambda: change(cast, "CAU-A03", label=" "), lambda: add(cast, "CAU-A11", label="")):
        with pytest.raises(NoName):
            attempt()

    assert (item("CAU-A03").version, Event.objects.count()) == (1, 0)


def test_an_item_is_added_once_and_offered_at_its_place(cast: Cast) -> None:
    made = add(cast, "CAU-A11", label="Poste caído", group="Acometida y domicilio", position=105)

    assert (made.facts["counts"], made.facts["responsible"], made.version) == (False, "", 1)
    assert [found.code for found in CatalogueItem.objects.offered(CAUSE)][10] == "CAU-A11"
    assert told() == ["agregó «Poste caído» (CAU-A11) al catálogo"]
    with pytest.raises(CodeTaken) as refusal:
        add(cast, "CAU-A11", label="Poste caído")
    assert (refusal.value.status, Event.objects.count()) == (409, 1)


@pytest.mark.parametrize("code", ["CAU-11", "SOL-S99", "CAU-a11", "CAU-A111", "A11", ""])
def test_a_code_has_the_shape_of_its_list(cast: Cast, code: str) -> None:
    with pytest.raises(NotACode):
        add(cast, code)


def test_a_list_that_acts_name_one_by_one_does_not_grow_and_one_that_is_none_is_not_found(cast: Cast) -> None:
    with pytest.raises(ListDoesNotGrow):
        add(cast, "VIS-V11", family=VISIT_RESULT)
    with pytest.raises(NotFound):
        add(cast, "XXX-A01", family="XXX")


def test_an_item_out_of_use_is_not_chosen_until_it_is_back(cast: Cast) -> None:
    switch(cast, "CAU-A03", False)
    with pytest.raises(NotOffered):
        chosen(CAUSE, "CAU-A03")

    switch(cast, "CAU-A03", True, "division_head")

    assert chosen(CAUSE, "CAU-A03") == item("CAU-A03")
    assert told() == ["dejó fuera de uso «Conector sucio» (CAU-A03)", "volvió a usar «Conector sucio» (CAU-A03)"]


@pytest.mark.parametrize("code", ["SOL-S01", "CAU-Z99", ""])
def test_what_is_of_another_list_or_of_none_is_not_chosen(cast: Cast, code: str) -> None:
    with pytest.raises(NotOffered):
        chosen(CAUSE, code)


def test_several_are_chosen_in_the_order_of_the_list_each_once(cast: Cast) -> None:
    found = chosen_of(CAUSE, ["CAU-A03", "CAU-A01", "CAU-A03"])

    assert [each.code for each in found] == ["CAU-A01", "CAU-A03"]


def test_a_group_stands_where_its_first_item_does() -> None:
    rows = [CatalogueItem(code=code, group=group) for code, group in (("1", "a"), ("2", "b"), ("3", "a"))]

    assert [(title, [row.code for row in of_group]) for title, of_group in by_group(rows)] == [
        ("a", ["1", "3"]), ("b", ["2"]),
    ]  # fmt: skip


@pytest.mark.parametrize("who", NOT_EDITORS)
def test_others_change_nothing(cast: Cast, who: str) -> None:
    for attempt in (
        lambda: change(cast, "CAU-A03", who, label="Otra"),
        lambda: switch(cast, "CAU-A03", False, who),
        lambda: add(cast, "CAU-A11", who),
    ):
        with pytest.raises(NotAllowed):
            attempt()

    assert (Event.objects.count(), item("CAU-A03").label) == (0, "Conector sucio")


def test_a_change_that_fails_at_the_end_leaves_neither_row_nor_event(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("reitera.core.recording.Record.flush", fail)
    for attempt in (
        lambda: change(cast, "CAU-A03", label="Otra"),
        lambda: switch(cast, "CAU-A03", False),
        lambda: add(cast, "CAU-A11"),
    ):
        with pytest.raises(RuntimeError):
            attempt()

    kept = item("CAU-A03")
    assert (kept.version, kept.label, kept.is_active) == (1, "Conector sucio", True)
    assert (CatalogueItem.objects.filter(code="CAU-A11").exists(), Event.objects.count()) == (False, 0)


@pytest.fixture
def one_need(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some rule reads one of two results that is no contact."""
    monkeypatch.setattr(families, "_needs", {})
    families.need(CALL_RESULT, "se cuentan los intentos", "LLA-K04", "LLA-K05", is_contact=False)


def test_the_last_item_that_a_rule_reads_stays_in_use_with_its_facts(cast: Cast, one_need: None) -> None:
    switch(cast, "LLA-K05", False)

    for attempt in (
        lambda: switch(cast, "LLA-K04", False),
        lambda: change(cast, "LLA-K04", facts={"is_contact": True}),
    ):
        with pytest.raises(StillNeeded) as refusal:
            attempt()
        assert refusal.value.message == (
            "«No contesta» (LLA-K04) tiene que seguir como está: se cuentan los intentos. "
            "No se cambió nada; puede cambiarle el nombre."
        )

    assert (item("LLA-K04").version, Event.objects.count()) == (1, 1)


def test_what_a_rule_reads_may_be_renamed_and_another_takes_its_place(cast: Cast, one_need: None) -> None:
    change(cast, "LLA-K04", label="Nadie contesta")
    switch(cast, "LLA-K04", False)

    assert (item("LLA-K04").label, item("LLA-K04").is_active, item("LLA-K05").is_active) == (
        "Nadie contesta", False, True,
    )  # fmt: skip
