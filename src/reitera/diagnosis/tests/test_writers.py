"""Causes and measures noted on many cases at once, each with its own value."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from reitera.cases.history import history_of
from reitera.cases.models import Case
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_pages import signed_in
from reitera.cases.tests.writing import Writer, queries_of, undo, write
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.diagnosis.actions import note_causes, note_measures, switch_factor
from reitera.diagnosis.models import PortClass, ProbableCause, Reading
from reitera.diagnosis.queries import latest_causes, main_factors
from reitera.diagnosis.rules import MEASURED_IN
from reitera.diagnosis.tests.arranged import fibre_case, item, version_of
from reitera.procedure.steps import WAITING_STATES, State
from tests.cast import NOON, Cast, make_product

LATER = NOON + timedelta(hours=1)


def case_of(cast: Cast, technology: str, state: State = State.TECHNICAL_REVIEW, **fields) -> Case:
    case = make_case(cast, state, **fields)
    make_product(case.customer, cast.north, technology=technology)
    return case


def noted(moment: str = "before") -> list[tuple[str, Decimal | None, str]]:
    rows = Reading.objects.filter(moment=moment).order_by("case", "pk")
    return list(rows.values_list("factor__code", "value", "judgement"))


def test_each_case_has_its_own_cause(cast: Cast) -> None:
    one, two = fibre_case(cast)[0], fibre_case(cast)[0]

    assert write(note_causes, [one, two], [item("CAU-A03"), item("CAU-B01")], cast.usm_analyst) == {}
    assert write(note_causes, [one], [item("CAU-B01")], cast.usm_analyst, at=LATER) == {}

    standing = latest_causes([one, two])
    event = Event.objects.filter(case_id=one.pk).latest("pk")
    assert {pk: cause.cause.code for pk, cause in standing.items()} == {one.pk: "CAU-B01", two.pk: "CAU-B01"}
    assert (event.after["cause_before"]["code"], event.after["cause"]["code"]) == ("CAU-A03", "CAU-B01")
    assert "cambió la causa probable de" in str(history_of(one))


def test_a_cause_out_of_use_is_refused_alone_and_the_same_again_changes_nothing(cast: Cast) -> None:
    good, bad = fibre_case(cast)[0], fibre_case(cast)[0]
    gone = item("CAU-B01")
    with arranging():
        gone.is_active = False
        gone.save()

    for moment in (NOON, LATER):
        refused = write(note_causes, [good, bad], [item("CAU-A03"), gone], cast.usm_analyst, at=moment)
        assert refused == {bad.pk: f"{gone.label} ya no se usa en el catálogo. Elija otra de la lista."}
    assert (ProbableCause.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize("writer", [note_causes, note_measures])
@pytest.mark.parametrize("state", WAITING_STATES)
def test_both_are_noted_in_the_states_that_measure_and_in_no_other(cast: Cast, writer: Writer, state: State) -> None:
    case, _product = fibre_case(cast, state)
    more = {"moment": "before"} if writer is note_measures else {}
    value = "-21" if writer is note_measures else item("CAU-A03")

    refused = write(writer, [case], [value], cast.usm_analyst, **more)

    assert (refused == {}) is (state in MEASURED_IN)
    if refused:
        assert refused[case.pk].endswith("4, 14, 15, 19 y al aceptar el trabajo.")
        assert Event.objects.count() == 0


@pytest.mark.parametrize("person", ["usm_analyst_south", "manager_analyst", "division_head", "field_technician"])
def test_who_does_not_have_the_case_reads_who_does(cast: Cast, person: str) -> None:
    case, _product = fibre_case(cast)

    causes = write(note_causes, [case], [item("CAU-A03")], cast.people[person])
    measures = write(note_measures, [case], ["-21"], cast.people[person], moment="before")

    who = "el Analista USM del centro o quien tiene el caso. En Centro Norte es Usm Analyst."
    assert causes == {case.pk: f"La causa probable la anota {who}"}
    assert measures == {case.pk: f"Las lecturas las anota {who}"}
    assert (ProbableCause.objects.count(), Reading.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_each_technology_is_measured_by_its_main_factor(cast: Cast) -> None:
    cases = [case_of(cast, said) for said in ("FTTH_GPON", "FTTH_XGS", "HFC", "ADSL", "VDSL2")]

    assert write(note_measures, cases, ["−27,8", "-20.5", "8", "11", "5,5"], cast.usm_analyst, moment="before") == {}

    assert noted() == [
        ("FAC-F01", Decimal("-27.8"), "critical"), ("FAC-F21", Decimal("-20.5"), "ok"),
        ("FAC-H01", Decimal(8), "observation"), ("FAC-D01", Decimal(11), "ok"), ("FAC-D01", Decimal("5.5"), "critical"),
    ]  # fmt: skip
    event = Event.objects.get(case_id=cases[0].pk)
    assert (event.kind, event.after["moment"], event.after["readings"][0]["value"]) == (
        "diagnosis.readings_noted", "before", "-27.8",
    )  # fmt: skip
    assert Reading.objects.earliest("pk").product == cases[0].customer.products.get()


def test_the_class_of_the_port_says_which_limits_judge(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    with arranging():
        PortClass.objects.create(olt="OLT-1", port="0/1/3", optical_class="C+")

    write(note_measures, [case], ["-28"], cast.usm_analyst, moment="before")

    assert noted() == [("FAC-F02", Decimal(-28), "observation")]


def test_before_and_after_are_apart(cast: Cast) -> None:
    case, _product = fibre_case(cast, State.SOLUTION_MONITORING)

    write(note_measures, [case], ["-28"], cast.usm_analyst, moment="before")
    write(note_measures, [case], ["-21"], cast.usm_analyst, moment="after")

    assert (noted("before"), noted("after")) == (
        [("FAC-F01", Decimal(-28), "critical")], [("FAC-F01", Decimal(-21), "ok")],
    )  # fmt: skip


def test_what_cannot_be_measured_is_refused_with_a_reason_each(cast: Cast) -> None:
    impossible, text, blank, good = (fibre_case(cast)[0] for _ in range(4))
    unknown = make_case(cast, State.TECHNICAL_REVIEW)
    cases, values = [impossible, text, blank, good, unknown], ["-2,18", "bien", " ", "sin dato", "-21"]

    refused = write(note_measures, cases, values, cast.usm_analyst, moment="before")

    assert refused == {
        impossible.pk: "−2,18 dBm está fuera de lo que mide una ONT. ¿Quiso escribir −21,8?",
        text.pk: "«bien» no es un número. Se espera algo como −21,8.",
        blank.pk: f"Una lectura anotada en {blank} no se borra: queda en la historia. "
        "Si se midió otra vez, anote el valor.",
        unknown.pk: f"No se sabe qué se mide en {unknown}: falta la tecnología de su conexión. "
        "Anote la lectura en su página.",
    }
    assert noted() == [("FAC-F01", None, "no_data")]
    assert set(Event.objects.values_list("case_id", flat=True)) == {good.pk}


def test_the_value_that_stands_is_not_noted_again_but_another_is(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    for minute, value in enumerate(("-21,0", "-21", "-22", "-21")):
        at = NOON + timedelta(minutes=minute)
        assert write(note_measures, [case], [value], cast.usm_analyst, moment="before", at=at) == {}

    assert [value for _code, value, _judgement in noted()] == [Decimal(-21), Decimal(-22), Decimal(-21)]


@pytest.mark.parametrize("writer", [note_causes, note_measures])
def test_what_is_undone_leaves_no_event(cast: Cast, writer: Writer) -> None:
    case, _product = fibre_case(cast)
    more = {"moment": "before"} if writer is note_measures else {}

    undo(writer, [case], ["-21" if writer is note_measures else item("CAU-A03")], cast.usm_analyst, **more)

    assert (ProbableCause.objects.count(), Reading.objects.count(), Event.objects.count()) == (0, 0, 0)


@pytest.mark.parametrize("writer", [note_causes, note_measures])
def test_thirty_cases_take_as_many_queries_as_one(cast: Cast, writer: Writer) -> None:
    assert cast.usm_analyst.viewer
    causes = [item("CAU-A03"), item("CAU-B01")]
    counts = []
    for many in (1, 30):
        cases = [case_of(cast, ("FTTH_GPON", "FTTH_XGS")[n % 2]) for n in range(many)]
        values = [f"-{n + 4},5" if writer is note_measures else causes[n % 2] for n in range(many)]
        more = {"moment": "after"} if writer is note_measures else {}
        counts.append(queries_of(lambda c=cases, v=values, m=more: write(writer, c, v, cast.usm_analyst, **m)))

    assert counts[0] == counts[1]
    assert Event.objects.count() == 31


def test_another_factor_is_made_the_main_one(cast: Cast) -> None:
    case, address = case_of(cast, "HFC"), "diagnosis:switch_factor"
    client = signed_in(cast, "administrator")
    client.post(reverse(address, args=["FAC-H01"]), {"main": "0"})
    client.post(reverse(address, args=["FAC-H02"]), {"main": "1"})

    assert main_factors([case], cast.usm_analyst)[case.pk].version == version_of("FAC-H02")
    assert [event.after for event in Event.objects.order_by("pk")] == [
        {"factor": "FAC-H01", "is_main": False}, {"factor": "FAC-H02", "is_main": True},
    ]  # fmt: skip
    assert "principal" in client.get(reverse("diagnosis:factors")).content.decode()


def test_the_same_main_factor_again_changes_nothing(cast: Cast) -> None:
    switch_factor(factor=version_of("FAC-H01").factor, main=True, actor=cast.division_head, at=NOON)

    assert Event.objects.count() == 0
