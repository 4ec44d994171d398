"""Operations centres and the names that files give them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.procedure.roles import ROLES, Role
from reitera.staff.actions import (
    add_alias,
    create_centre,
    deactivate_centre,
    reactivate_centre,
    remove_alias,
    rename_centre,
)
from reitera.staff.models import CentreAlias, OperationsCentre, User
from reitera.staff.refusals import AliasIsNeeded, AliasTaken, CentreTaken, EmptyName
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def aliases_of(centre: OperationsCentre) -> set[str]:
    return set(centre.aliases.values_list("folded", flat=True))


def kinds_of(centre: OperationsCentre) -> list[str]:
    return list(Event.objects.about("operationscentre", centre.pk).values_list("kind", flat=True))


def test_a_new_centre_is_reached_by_its_code_and_its_name(cast: Cast) -> None:
    centre = create_centre(code="PUN", name="Centro Punata", actor=cast.administrator, at=NOON)

    assert aliases_of(centre) == {"pun", "centro punata"}
    event = Event.objects.about("operationscentre", centre.pk).get()
    assert (event.kind, event.after) == ("centre.created", {"code": "PUN", "name": "Centro Punata", "is_active": True})


@pytest.mark.parametrize(("code", "name"), [("norte", "Otro"), ("OTRO", "CENTRO  Norte"), ("Centro Norte", "Otro")])
def test_a_code_or_name_that_another_centre_has_is_refused(cast: Cast, code: str, name: str) -> None:
    with pytest.raises(CentreTaken):
        create_centre(code=code, name=name, actor=cast.administrator, at=NOON)

    assert (OperationsCentre.objects.count(), Event.objects.count()) == (2, 0)


def test_a_name_that_files_use_for_another_centre_leaves_no_half_made_centre(cast: Cast) -> None:
    add_alias(centre=cast.north, written="C.O. Punata", actor=cast.administrator, at=NOON)

    with pytest.raises(AliasTaken) as refusal:
        create_centre(code="PUN", name="C.O. PUNATA", actor=cast.administrator, at=NOON)

    assert refusal.value.message == ("«C.O. PUNATA» ya lleva a Centro Norte. Quítelo allí antes de enlazarlo aquí.")
    assert (OperationsCentre.objects.count(), CentreAlias.objects.count(), Event.objects.count()) == (2, 5, 1)


def test_a_centre_without_name_is_refused(cast: Cast) -> None:
    with pytest.raises(EmptyName):
        create_centre(code="X", name="  ", actor=cast.administrator, at=NOON)


def test_a_renamed_centre_is_still_reached_by_its_old_name(cast: Cast) -> None:
    for _ in range(2):
        rename_centre(centre=cast.north, code="NORTE", name="Centro Quillacollo", actor=cast.administrator, at=NOON)

    cast.north.refresh_from_db()
    assert cast.north.name == "Centro Quillacollo"
    assert aliases_of(cast.north) == {"norte", "centro norte", "centro quillacollo"}
    event = Event.objects.about("operationscentre", cast.north.pk).get()
    assert (event.kind, event.before["name"], event.after["name"]) == (
        "centre.renamed", "Centro Norte", "Centro Quillacollo",
    )  # fmt: skip


def test_a_centre_is_switched_off_and_on_once_however_often_it_is_clicked(cast: Cast) -> None:
    for act in (deactivate_centre, deactivate_centre, reactivate_centre, reactivate_centre):
        act(centre=cast.north, actor=cast.administrator, at=NOON)

    cast.north.refresh_from_db()
    assert (cast.north.is_active, kinds_of(cast.north)) == (True, ["centre.deactivated", "centre.reactivated"])


def test_a_name_from_a_file_is_linked_whatever_its_capitals_and_spaces(cast: Cast) -> None:
    linked = [
        add_alias(centre=cast.north, written=written, actor=cast.administrator, at=NOON)
        for written in (" C.O.  PUNATA ", "c.o. punáta")
    ]

    assert linked[0] == linked[1]
    assert (linked[0].written, linked[0].folded) == ("C.O. PUNATA", "c.o. punata")
    assert kinds_of(cast.north) == ["alias.added"]


def test_a_name_linked_to_another_centre_is_refused(cast: Cast) -> None:
    with pytest.raises(AliasTaken):
        add_alias(centre=cast.north, written="sur", actor=cast.administrator, at=NOON)

    assert Event.objects.count() == 0


def test_a_linked_name_can_be_unlinked(cast: Cast) -> None:
    alias = add_alias(centre=cast.north, written="C.O. PUNATA", actor=cast.administrator, at=NOON)

    for _ in range(2):
        remove_alias(alias=alias, actor=cast.administrator, at=NOON)

    assert "c.o. punata" not in aliases_of(cast.north)
    assert kinds_of(cast.north) == ["alias.added", "alias.removed"]


def test_a_centres_own_name_is_not_unlinked(cast: Cast) -> None:
    with pytest.raises(AliasIsNeeded):
        remove_alias(alias=cast.north.aliases.get(folded="norte"), actor=cast.administrator, at=NOON)

    assert aliases_of(cast.north) == {"norte", "centro norte"}


ACTS: dict[str, Callable[[Cast, User], object]] = {
    "create": lambda cast, actor: create_centre(code="X", name="Y", actor=actor, at=NOON),
    "rename": lambda cast, actor: rename_centre(centre=cast.north, code="X", name="Y", actor=actor, at=NOON),
    "deactivate": lambda cast, actor: deactivate_centre(centre=cast.north, actor=actor, at=NOON),
    "reactivate": lambda cast, actor: reactivate_centre(centre=cast.north, actor=actor, at=NOON),
    "link": lambda cast, actor: add_alias(centre=cast.north, written="x", actor=actor, at=NOON),
    "unlink": lambda cast, actor: remove_alias(alias=CentreAlias.objects.first(), actor=actor, at=NOON),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_an_administrator_may(cast: Cast, act: str) -> None:
    for role in set(ROLES) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed):
            ACTS[act](cast, cast.people[role.value])

    assert Event.objects.count() == 0
