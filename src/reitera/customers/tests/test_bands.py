"""The segment bands edited."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.customers.actions import change_bands
from reitera.customers.billing import segment_bands
from reitera.customers.refusals import BandsNotDescending
from reitera.customers.segments import DEFAULT_BANDS
from reitera.procedure.roles import ROLES, Role
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def test_a_fresh_installation_has_the_default_bands() -> None:
    assert segment_bands() == DEFAULT_BANDS


def test_a_band_moves_and_the_log_has_both_values(cast: Cast) -> None:
    for _ in range(2):
        change_bands(starts={"A": Decimal("400")}, actor=cast.division_head, at=NOON)

    assert [(band.code, band.from_billing) for band in segment_bands()][:2] == [
        ("A", Decimal("400.00")), ("B", Decimal("220.00")),
    ]  # fmt: skip
    event = Event.objects.get()
    assert (event.kind, event.before["A"], event.after["A"], event.after["B"]) == (
        "bands.changed", "350.00", "400.00", "220.00",
    )  # fmt: skip


def test_bands_that_cross_are_refused_and_nothing_is_left(cast: Cast) -> None:
    with pytest.raises(BandsNotDescending) as refusal:
        change_bands(starts={"B": Decimal("350")}, actor=cast.administrator, at=NOON)

    assert refusal.value.message == (
        "El segmento A (desde Bs 350,00) tiene que empezar más arriba que el B (desde Bs 350,00). "
        "Cambie uno de los dos."
    )
    assert (segment_bands(), Event.objects.count()) == (DEFAULT_BANDS, 0)


def test_only_administrator_and_division_head_edit_parameters(cast: Cast) -> None:
    for role in set(ROLES) - {Role.ADMINISTRATOR, Role.DIVISION_HEAD}:
        with pytest.raises(NotAllowed):
            change_bands(starts={"A": Decimal("400")}, actor=cast.people[role.value], at=NOON)

    assert Event.objects.count() == 0
