"""The diagnosis through its pages: the acts of a case, its section, the unsolved list, the catalogue."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_pages import act_address, page, press, signed_in
from reitera.core import clock
from reitera.core.models import Event
from reitera.diagnosis.actions import move_with_cause, note_contact, note_readings
from reitera.diagnosis.models import FactorVersion, PortClass, Reading, RemoteSolution
from reitera.diagnosis.queries import products_of
from reitera.diagnosis.tests.arranged import (
    SOLVED,
    entry,
    fibre_case,
    item,
    make_reading,
    monitored_case,
    values,
    version_of,
)
from reitera.procedure.steps import State
from tests.cast import NOON, Cast, make_product

LATER = NOON + timedelta(minutes=1)
TYPED_NOON = "2026-11-25T12:00"


@pytest.fixture(autouse=True)
def _at_noon():
    with clock.fixed(LATER):
        yield


def words(html: str) -> str:
    return " ".join(strip_tags(html.replace("<", " <")).split())


def case_page(client, case: Case) -> str:
    return page(client, reverse("cases:case", args=[case.number]))


def test_readings_are_noted_from_the_case_page_and_shown_with_their_state(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    client = signed_in(cast, "usm_analyst")

    status = press(client, case, "readings", moment="before", measured_at=TYPED_NOON, optical_class="B+",
                   cause=str(item("CAU-B03").pk), remark="",
                   **{"FAC-F01": "−28,1", "FAC-E13": "", "FAC-E01": "1"})  # fmt: skip

    shown = words(case_page(client, case))
    assert status == 302
    assert [code for code, _value, _state in values(case)] == ["FAC-F01", "FAC-E01"]
    assert "Potencia Rx ONT, clase B+ FAC-F01, dBm −28,1 Crítico" in shown
    assert "sin dato" in shown and "Splitter con pérdida alta" in shown
    assert "Usm Analyst anotó 2 lecturas (antes de la solución): Potencia Rx ONT, clase B+ −28,1 dBm (crítico)" in shown
    assert PortClass.objects.get().optical_class == "B+"


def test_the_technician_of_the_visit_is_asked_the_factors_of_the_technology_too(cast: Cast) -> None:
    case = make_case(cast, State.FIELD_WORK, technician=cast.field_technician)
    product = make_product(case.customer, cast.north, technology="HFC")
    make_product(case.customer, cast.south, technology="GPON", code="A")

    form = page(signed_in(cast, "field_technician"), f"{act_address('readings')}?seen={token_of(case)}")

    asked = set(re.findall(r'name="(FAC-[A-Z]\d\d)"', form))
    assert asked == {version.code for version in FactorVersion.objects.in_force("HFC")}
    assert products_of([case], cast.field_technician) == {case.pk: product}
    assert products_of([case], cast.field_technician_south) == {}


def test_the_form_asks_the_factors_of_the_technology_only(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    make_product(case.customer, cast.north, technology="HFC")

    form = page(signed_in(cast, "usm_analyst"), f"{act_address('readings')}?seen={token_of(case)}")

    asked = set(re.findall(r'name="(FAC-[A-Z]\d\d)"', form))
    assert asked == {version.code for version in FactorVersion.objects.in_force("HFC")}
    assert 'name="optical_class"' not in form


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ({"FAC-F01": "-2,18"}, "¿Quiso escribir −21,8?"),
        ({"FAC-F07": "24"}, "Diga la clase óptica del puerto"),
        ({"FAC-F10": "11"}, "Elija la relación del splitter."),
        ({}, "Llene al menos una lectura"),
        ({"FAC-E13": "0", "measured_at": "2026-11-26T12:00"}, "Todavía no ha llegado"),
    ],
)
def test_a_value_that_cannot_be_used_comes_back_with_its_reason(cast: Cast, written: dict, sentence: str) -> None:
    case, _product = fibre_case(cast)
    sent = {"seen": token_of(case), "moment": "before", "measured_at": TYPED_NOON, **written}

    answer = signed_in(cast, "usm_analyst").post(act_address("readings"), sent)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Reading.objects.count(), Event.objects.count()) == (0, 0)


def test_a_repeated_click_on_the_form_is_one_reading(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    client = signed_in(cast, "usm_analyst")
    sent = {"seen": token_of(case), "moment": "before", "measured_at": TYPED_NOON, "FAC-E13": "0"}

    statuses = [client.post(act_address("readings"), sent).status_code for _ in range(2)]

    assert statuses == [302, 409]
    assert (Reading.objects.count(), Event.objects.count()) == (1, 1)


def test_who_may_not_measure_is_refused_at_the_address_itself(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    sent = {"seen": token_of(case), "moment": "before", "measured_at": TYPED_NOON, "FAC-E13": "0"}

    assert signed_in(cast, "manager_analyst").post(act_address("readings"), sent).status_code in (403, 409)
    assert signed_in(cast, "usm_analyst_south").post(act_address("readings"), sent).status_code == 404
    assert Reading.objects.count() == 0


def test_a_remote_fix_is_told_and_asks_for_its_contact(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    client = signed_in(cast, "usm_analyst")

    assert press(client, case, "remote_fix", solution=str(item("SOL-S17").pk), cause="", remark="") == 302

    case.refresh_from_db()
    shown = words(case_page(client, case))
    assert RemoteSolution.objects.get().case == case
    assert "Solución remota: Corrección de perfil o velocidad" in shown
    assert "Falta anotar el contacto con el cliente por la solución remota." in shown
    assert press(client, case, "contact", contacted_at="2026-11-25T12:01", how="call", with_whom="la hija",
                 told="probar esta noche") == 302  # fmt: skip
    shown = words(case_page(client, case))
    assert "Falta anotar el contacto" not in shown
    assert (
        "contactó al cliente por la solución, llamada, 25/11/2026 12:01. Habló con la hija: «probar esta noche»"
        in shown
    )


def test_the_page_of_a_monitored_case_draws_the_readings_over_time(cast: Cast) -> None:
    case = monitored_case(cast)
    for hours, value in ((2, "-21,0"), (20, "-21,4")):
        make_reading(case, value, SOLVED + timedelta(hours=hours))

    html = case_page(signed_in(cast, "usm_analyst"), case)

    assert html.count('class="rchart"') == 1 and html.count('class="d d--ok"') == 2
    assert "30 h estables de 72" in words(html)
    assert "Faltan 42 horas estables de las 72 que pide el plazo." in words(html)


def test_stable_before_its_time_asks_why_and_after_it_is_one_press(cast: Cast) -> None:
    client, early, full = signed_in(cast, "usm_analyst"), monitored_case(cast), monitored_case(cast)
    refused = client.post(act_address("stable"), {"seen": token_of(early)})

    assert refused.status_code == 422 and "Faltan 42 de las 72 horas estables" in refused.content.decode()
    assert press(client, early, "stable", reason="el cliente ya probó") == 302
    with clock.fixed(SOLVED + timedelta(hours=73)):
        assert press(client, full, "stable") == 302
    assert set(Case.objects.values_list("state", flat=True)) == {State.QUALITY_CHECK}


def test_the_case_page_takes_as_many_queries_for_thirty_readings_as_for_one(
    cast: Cast, django_assert_max_num_queries
) -> None:
    client = signed_in(cast, "usm_analyst")
    one, thirty = monitored_case(cast), monitored_case(cast)
    make_reading(one, "-21", SOLVED + timedelta(hours=1))
    for n in range(30):
        make_reading(thirty, "-21", SOLVED + timedelta(minutes=n + 1))
    counts = []
    for case in (one, one, thirty):
        with django_assert_max_num_queries(90) as counted:
            case_page(client, case)
        counts.append(len(counted))

    assert counts[1] == counts[2]


# Sin solución técnica


def unsolved_case(cast: Cast, reason: str = "no llega fibra") -> Case:
    case, _product = fibre_case(cast)
    at = NOON - timedelta(hours=1)
    note_readings(case=case, entries=[entry("FAC-F01", "-28,1", "B+"), entry("FAC-E13", "0")], moment="before",
                  measured_at=at, actor=cast.usm_analyst, at=at)  # fmt: skip
    [case] = move_with_cause(
        cases=[case], outcome="no_technical_solution", written={"reason": reason}, cause=item("CAU-B07"),
        actor=cast.usm_analyst, at=NOON,
    )  # fmt: skip
    return case


def test_the_unsolved_list_says_why_with_readings_and_cause(cast: Cast) -> None:
    unsolved_case(cast)
    make_case(cast, State.DISTRIBUTION)
    client = signed_in(cast, "manager_analyst")

    shown = words(page(client, reverse("diagnosis:unsolved")))
    lines = b"".join(client.get(reverse("diagnosis:unsolved_csv")).streaming_content).decode().splitlines()

    assert "1 caso que los analistas dejaron sin solución técnica" in shown
    assert "Nivel óptico fuera de diseño (CAU-B07) no llega fibra Potencia Rx ONT, clase B+ −28,1 Crítico" in shown
    assert len(lines) == 2
    assert "no llega fibra;Usm Analyst;Potencia Rx ONT, clase B+ −28,1 dBm (Crítico); Pérdida" in lines[1].replace(
        '"', ""
    )


@pytest.mark.parametrize("person", ["usm_analyst", "retention_agent", "field_technician", "nobody"])
def test_others_are_told_who_has_the_unsolved_list(cast: Cast, person: str) -> None:
    assert signed_in(cast, person).get(reverse("diagnosis:unsolved")).status_code == 403


def test_the_unsolved_list_takes_as_many_queries_for_thirty_as_for_one(
    cast: Cast, django_assert_max_num_queries
) -> None:
    client, counts = signed_in(cast, "manager_analyst"), []
    for many in (1, 0, 29):
        for _ in range(many):
            unsolved_case(cast)
        with django_assert_max_num_queries(60) as counted:
            page(client, reverse("diagnosis:unsolved"))
        counts.append(len(counted))

    assert counts[1] == counts[2]


# The catalogue


def edit(client, code: str, **changed: str):
    address = reverse("diagnosis:factor", args=[code])
    html = page(client, address)
    sent = dict(re.findall(r'<input[^>]* name="([^"]+)"(?:[^>]* value="([^"]*)")?', html))
    sent |= {name: re.search(rf'name="{name}".*?<option value="(\w+)" selected', html, re.S)[1]
             for name in re.findall(r'<select name="([^"]+)"', html)}  # fmt: skip
    sent.pop("csrfmiddlewaretoken", None), sent.pop("active", None)
    return client.post(address, {**sent, **changed})


def test_thresholds_are_edited_into_a_new_version(cast: Cast) -> None:
    client = signed_in(cast, "division_head")

    answer = edit(client, "FAC-F01", **{"watch0-B+": "−27,5"})

    version = version_of("FAC-F01")
    assert answer.status_code == 302
    assert (version.number, version.bands) == (2, {"B+": {"ok": ["-25", "-10"], "watch": ["-27.5", "-8"]}})
    assert "−27,5 … −8" in words(page(client, reverse("diagnosis:factors")))
    assert "1 Potencia Rx ONT" in words(page(client, reverse("diagnosis:factor", args=["FAC-F01"])))


def test_saving_a_factor_as_it_is_makes_no_version(cast: Cast) -> None:
    for code in ("FAC-F10", "FAC-E01", "FAC-E20"):
        assert edit(signed_in(cast, "administrator"), code).status_code == 302
    assert Event.objects.count() == 0


def test_thresholds_that_cross_come_back_with_the_reason(cast: Cast) -> None:
    answer = edit(signed_in(cast, "administrator"), "FAC-F01", **{"ok0-B+": "-29"})

    assert answer.status_code == 422
    assert "Los umbrales se cruzan" in answer.content.decode()


def test_a_factor_edited_meanwhile_is_not_overwritten(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    old = str(version_of("FAC-F01").pk)
    edit(client, "FAC-F01", label="Potencia")

    assert edit(client, "FAC-F01", label="Otra", version=old).status_code == 409


def test_a_factor_is_put_out_of_use_and_back(cast: Cast) -> None:
    client, address = signed_in(cast, "administrator"), reverse("diagnosis:switch_factor", args=["FAC-E13"])
    for active, shown in (("0", True), ("1", False)):
        client.post(address, {"active": active})
        assert ("fuera de uso" in words(page(client, reverse("diagnosis:factors")))) is shown
    assert signed_in(cast, "manager_analyst").post(address, {"active": "0"}).status_code == 403


def test_the_catalogue_takes_a_fixed_number_of_queries(cast: Cast, django_assert_max_num_queries) -> None:
    client = signed_in(cast, "administrator")
    with django_assert_max_num_queries(20):
        page(client, reverse("diagnosis:factors"))


def test_a_contact_after_the_solution_counts_from_its_minute(cast: Cast) -> None:
    case, _product = fibre_case(cast)
    client = signed_in(cast, "usm_analyst")
    press(client, case, "remote_fix", solution=str(item("SOL-S17").pk), cause="", remark="")
    case.refresh_from_db()
    note_contact(case=case, contacted_at=LATER.replace(second=0), how="call", with_whom="él", told="ya está",
                 actor=cast.usm_analyst, at=LATER)  # fmt: skip

    assert "Falta anotar el contacto" not in words(case_page(client, case))


def test_the_customer_of_another_centre_is_not_measured(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW, operations_centre=cast.south)
    assert signed_in(cast, "usm_analyst").get(f"{act_address('readings')}?seen={token_of(case)}").status_code in (
        200,
        409,
    )
    sent = {"seen": token_of(case), "moment": "before", "measured_at": TYPED_NOON, "FAC-E13": "0"}
    assert signed_in(cast, "usm_analyst").post(act_address("readings"), sent).status_code in (403, 409)
    assert Reading.objects.count() == 0
