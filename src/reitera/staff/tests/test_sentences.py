"""What was done to people and centres, in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.test.utils import CaptureQueriesContext

from reitera.core.models import Event
from reitera.core.sentences import tell
from reitera.procedure.roles import Role
from reitera.staff import actions
from reitera.staff.models import OperationsCentre, User
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


def history_of(subject: User | OperationsCentre) -> list[str]:
    kind = str(subject._meta.model_name)
    return [told.sentence for told in tell(Event.objects.about(kind, subject.pk))]


def test_a_role_is_told_with_its_centre_and_its_days(cast: Cast) -> None:
    by = {"actor": cast.administrator, "at": NOON}
    given = actions.give_role(user=cast.nobody, role=Role.USM_ANALYST, centre=cast.north, **by)
    actions.end_role(assignment=given, last_day=date(2026, 12, 15), **by)
    later = actions.give_role(
        user=cast.nobody, role=Role.QUALITY_COORDINATOR, starts_on=date(2027, 1, 1), ends_on=date(2027, 1, 31), **by
    )
    actions.end_role(assignment=later, **by)

    assert history_of(cast.nobody) == [
        "dio el rol Analista USM, Centro Norte, siempre",
        "terminó el rol Analista USM, Centro Norte, que valió hasta el 15/12/2026",
        "dio el rol Coordinador Calidad, todos los centros, del 01/01/2027 al 31/01/2027",
        "quitó el rol Coordinador Calidad, todos los centros, antes de que empezara",
    ]


def test_a_substitute_is_told_with_whom_they_stand_in_for(cast: Cast) -> None:
    actions.name_substitute(
        absent=cast.usm_analyst, substitute=cast.nobody, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 5),
        actor=cast.administrator, at=NOON,
    )  # fmt: skip

    assert history_of(cast.nobody) == [
        f"nombró suplente de {cast.usm_analyst} como Analista USM, Centro Norte, del 01/12/2026 al 05/12/2026"
    ]


def test_ones_own_settings_are_told_by_what_changed(cast: Cast) -> None:
    actions.change_preferences(user=cast.nobody, language="en", theme="auto", single_keys=False, at=NOON)

    assert history_of(cast.nobody) == ["cambió el idioma, los atajos de una letra"]


def test_a_centre_tells_its_names(cast: Cast) -> None:
    by = {"actor": cast.administrator, "at": NOON}
    actions.add_alias(centre=cast.north, written="C.O. NORTE", **by)
    actions.rename_centre(centre=cast.north, code="NOR", name="Centro Quillacollo", **by)
    actions.deactivate_centre(centre=cast.north, **by)

    assert history_of(cast.north) == [
        "agregó «C.O. NORTE» como nombre del centro en los archivos",
        "cambió el nombre del centro de Centro Norte a Centro Quillacollo (NOR)",
        "desactivó el centro Centro Quillacollo",
    ]


def test_a_long_history_takes_as_many_queries_as_a_short_one(
    cast: Cast, django_assert_num_queries: CaptureQueriesContext
) -> None:
    for day in range(1, 20):
        actions.give_role(
            user=cast.nobody, role=Role.USM_ANALYST, centre=cast.north, starts_on=date(2027, 1, day),
            ends_on=date(2027, 1, day), actor=cast.administrator, at=NOON,
        )  # fmt: skip

    with django_assert_num_queries(2):  # the events, the centres
        assert len(history_of(cast.nobody)) == 19
