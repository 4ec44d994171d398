"""Mass outages recorded and closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.faults.actions import record_outage, set_outage_end
from reitera.faults.models import MassOutage
from reitera.faults.refusals import (
    OutageEndsBeforeStart,
    OutageInTheFuture,
    OutageNumberTaken,
    OutageWithoutElement,
)
from reitera.procedure.roles import ROLES, Role
from tests.cast import NOON, Cast, days_before

pytestmark = pytest.mark.django_db

START = days_before(NOON, 1)


def recorded(cast: Cast, **fields: Any) -> MassOutage:
    return record_outage(
        **{"olt": "OLT-1", "port": "0/3", "starts_at": START, "actor": cast.manager_analyst, "at": NOON} | fields
    )


def test_an_outage_without_number_takes_the_next_one(cast: Cast) -> None:
    recorded(cast, number="FM-0041")
    recorded(cast, number="OPE-99", port="0/5")

    assert recorded(cast, olt="OLT-2").number == "FM-0042"


def test_an_outage_is_recorded_with_its_element_and_times(cast: Cast) -> None:
    outage = recorded(cast, number="FM-7", cause="Fibra cortada", ends_at=NOON)

    event = Event.objects.about("massoutage", outage.pk).get()
    assert (event.kind, event.actor, event.before) == ("outage.recorded", cast.manager_analyst, None)
    assert (event.after["number"], event.after["olt"], event.after["port"], event.after["cause"]) == (
        "FM-7", "OLT-1", "0/3", "Fibra cortada",
    )  # fmt: skip


def test_a_second_click_on_record_changes_nothing(cast: Cast) -> None:
    for number in ("FM-7", ""):
        twice = [recorded(cast, number=number, cause=number) for _ in range(2)]
        assert twice[0] == twice[1]

    assert (MassOutage.objects.count(), Event.objects.count()) == (2, 2)


def test_a_number_with_other_data_is_refused(cast: Cast) -> None:
    recorded(cast, number="FM-7")

    with pytest.raises(OutageNumberTaken) as refusal:
        recorded(cast, number="FM-7", port="0/4")

    assert refusal.value.message == (
        "La falla masiva FM-7 ya está registrada, con otros datos. Ábrala o use otro número."
    )
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"olt": " "}, OutageWithoutElement),
        ({"ends_at": START - timedelta(minutes=1)}, OutageEndsBeforeStart),
        ({"starts_at": NOON + timedelta(minutes=1)}, OutageInTheFuture),
        ({"ends_at": NOON + timedelta(minutes=1)}, OutageInTheFuture),
    ],
)
def test_an_outage_that_cannot_be_is_refused(cast: Cast, fields: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        recorded(cast, **fields)

    assert (MassOutage.objects.count(), Event.objects.count()) == (0, 0)


def test_an_outage_ends_and_can_go_on_after_all(cast: Cast) -> None:
    outage = recorded(cast)

    for ends_at in (NOON, NOON, None):
        set_outage_end(outage=outage, ends_at=ends_at, actor=cast.manager_analyst, at=NOON)

    outage.refresh_from_db()
    kinds = [event.kind for event in Event.objects.about("massoutage", outage.pk)]
    assert (outage.ends_at, kinds) == (None, ["outage.recorded", "outage.ended", "outage.reopened"])


def test_an_end_before_the_start_leaves_the_outage_as_it_was(cast: Cast) -> None:
    outage = recorded(cast)

    with pytest.raises(OutageEndsBeforeStart) as refusal:
        set_outage_end(outage=outage, ends_at=days_before(NOON, 2), actor=cast.manager_analyst, at=NOON)

    assert refusal.value.message == (
        "La falla masiva no puede terminar (23/11/2026 12:00) antes de empezar (24/11/2026 12:00). "
        "Cambie una de las fechas."
    )
    outage.refresh_from_db()
    assert (outage.ends_at, Event.objects.count()) == (None, 1)


def test_only_manager_analyst_and_administrator_record_outages(cast: Cast) -> None:
    outage = recorded(cast, actor=cast.administrator)

    for role in set(ROLES) - {Role.MANAGER_ANALYST, Role.ADMINISTRATOR}:
        actor = cast.people[role.value]
        with pytest.raises(NotAllowed):
            recorded(cast, number="FM-9", actor=actor)
        with pytest.raises(NotAllowed):
            set_outage_end(outage=outage, ends_at=NOON, actor=actor, at=NOON)

    assert Event.objects.count() == 1
