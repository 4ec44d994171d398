"""The page of the indicator, its list and its files, by role."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reitera.indicators.actions import close_month, write_remark
from reitera.indicators.breakdown import GROUPINGS, breakdown
from reitera.indicators.indicator import Indicator
from reitera.indicators.models import ActionRemark, MonthClosing
from reitera.indicators.tests.arrange import OCTOBER, SEPTEMBER, declare_months, leave, leave_many
from tests.cast import NOON, Cast

PAGE, LIST = "indicators:indicator", "indicators:cancellations"
READERS = ["indicator_owner", "division_head", "manager_analyst", "administrator"]


@pytest.fixture
def observed(cast: Cast) -> Cast:
    declare_months(SEPTEMBER, OCTOBER)
    leave_many(cast.north, SEPTEMBER, 2)
    leave_many(cast.north, OCTOBER, 3)
    leave_many(cast.south, OCTOBER, 1, reason="Mala atención")
    return cast


def signed_in(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name])
    return client


def shown(client: Client, name: str = PAGE, query: str = "", **kwargs: Any) -> str:
    answer = client.get(reverse(name, kwargs=kwargs) + query)
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode()


def test_the_last_month_that_ended_is_shown_with_figure_sign_and_verdict(observed: Cast) -> None:
    page = shown(signed_in(observed, "division_head"))

    assert '<p class="ix__n">−2</p>' in page
    assert "Bajas de septiembre menos bajas de octubre" in page
    assert "Se dieron de baja 4 productos, 2 más que el mes anterior." in page
    assert page.index("ix__n") < page.index("Observado") < page.index('class="yr"')


def test_a_month_without_data_has_no_figure_and_says_what_is_missing(observed: Cast) -> None:
    page = shown(signed_in(observed, "division_head"), query="?mes=2026-08")

    assert "ix__n" not in page
    assert "Sin veredicto" in page and "Todavía no hay bajas de todo agosto." in page


def test_the_first_month_says_that_the_one_before_is_missing(observed: Cast) -> None:
    assert "No hay bajas de todo agosto con que comparar" in shown(
        signed_in(observed, "division_head"), query="?mes=2026-09"
    )


def test_twelve_months_are_drawn_and_the_running_one_is_dashed(observed: Cast) -> None:
    page = shown(signed_in(observed, "division_head"))

    chart = page[page.index('class="yr"') :]
    chart = chart[: chart.index("</nav>")]
    assert (chart.count("<a href="), chart.count("is-missing")) == (12, 11)
    assert "octubre 2026: −2, Observado; falta su observación" in chart


@pytest.mark.parametrize("person", READERS)
def test_who_reads(observed: Cast, person: str) -> None:
    assert "Observado" in shown(signed_in(observed, person))


@pytest.mark.parametrize(
    "person", ["usm_analyst", "retention_agent", "centre_supervisor", "field_technician", "nobody"]
)
def test_the_others_are_told_who_reads(observed: Cast, person: str) -> None:
    for name in (PAGE, "indicators:indicator_csv"):
        assert signed_in(observed, person).get(reverse(name)).status_code == 403


def test_only_the_owner_is_offered_to_close_and_to_answer(observed: Cast) -> None:
    assert 'id="close-month"' in shown(signed_in(observed, "indicator_owner"))
    for person in READERS[1:]:
        page = shown(signed_in(observed, person))
        assert 'id="close-month"' not in page and "Guardar observación" not in page
        assert "La escribe Indicator Owner" in page


def test_the_owner_closes_with_what_the_page_showed(observed: Cast) -> None:
    client = signed_in(observed, "indicator_owner")

    answer = client.post(reverse("indicators:close", args=["2026-10"]), {"previous": 2, "current": 4})

    assert (answer.status_code, MonthClosing.objects.get().result) == (302, -2)
    assert "Cerrado por Indicator Owner" in shown(client)


def test_a_late_correction_is_shown_apart_from_the_frozen_figure(observed: Cast) -> None:
    close_month(seen=Indicator(OCTOBER, 2, 4), actor=observed.indicator_owner, at=NOON)
    leave_many(observed.north, SEPTEMBER, 5, reason="Tarde")

    page = shown(signed_in(observed, "division_head"))

    assert '<p class="ix__n">−2</p>' in page
    assert "son 7 − 4 = <b>+3</b>. Vale lo que se cerró." in page


def test_a_second_click_on_close_is_answered_with_conflict(observed: Cast) -> None:
    client, sent = signed_in(observed, "indicator_owner"), {"previous": 2, "current": 4}
    address = reverse("indicators:close", args=["2026-10"])

    assert [client.post(address, sent).status_code for _ in range(2)] == [302, 409]


@pytest.mark.parametrize("person", READERS[1:])
def test_readers_change_nothing_by_a_direct_request(observed: Cast, person: str) -> None:
    client = signed_in(observed, person)

    answers = [
        client.post(reverse("indicators:close", args=["2026-10"]), {"previous": 2, "current": 4}),
        client.post(reverse("indicators:remark", args=["2026-10"]), {"text": "Algo", "seen": 0}),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert (MonthClosing.objects.count(), ActionRemark.objects.count()) == (0, 0)


def test_the_owner_writes_the_remark_and_everybody_reads_it(observed: Cast) -> None:
    client = signed_in(observed, "indicator_owner")

    answer = client.post(reverse("indicators:remark", args=["2026-10"]), {"text": "Planta cambia.", "seen": 0})

    assert answer.status_code == 302
    page = shown(signed_in(observed, "division_head"))
    assert "Planta cambia." in page and "falta su observación" not in page


def test_a_remark_that_cannot_be_kept_comes_back_with_what_was_typed(observed: Cast) -> None:
    text = "x" * 2001
    answer = signed_in(observed, "indicator_owner").post(
        reverse("indicators:remark", args=["2026-10"]), {"text": text, "seen": 0}
    )

    assert answer.status_code == 422
    assert text in answer.content.decode()


@pytest.mark.parametrize("month", ["2026-13", "x", "1900-01", "2026-1", "99999-01"])
def test_a_month_that_is_none_is_not_found(observed: Cast, month: str) -> None:
    client = signed_in(observed, "indicator_owner")

    assert client.get(reverse(PAGE) + f"?mes={month}").status_code == 404
    assert client.post(reverse("indicators:close", args=[month]), {"previous": 2, "current": 4}).status_code == 404


def test_the_parts_add_up_to_the_indicator(observed: Cast) -> None:
    for grouping in GROUPINGS.values():
        parts = breakdown(OCTOBER, grouping, observed.division_head)
        assert sum(part.difference for part in parts) == -2
    by_centre = breakdown(OCTOBER, GROUPINGS["centro"], observed.division_head)
    assert [(part.label, part.difference) for part in by_centre] == [("Centro Norte", -1), ("Centro Sur", -1)]


def test_many_reasons_are_shortened_and_still_add_up(observed: Cast) -> None:
    for n in range(30):
        leave_many(observed.north, OCTOBER, 1, reason=f"Motivo {n}")

    parts = breakdown(OCTOBER, GROUPINGS["motivo"], observed.division_head)

    assert (len(parts), parts[-1].label, sum(part.difference for part in parts)) == (10, "Los demás", -32)


def test_a_part_leads_to_its_cancellations(observed: Cast) -> None:
    client = signed_in(observed, "division_head")
    assert f"{reverse(LIST)}?mes=2026-10&amp;motivo=Mala%20atenci%C3%B3n" in shown(client)

    page = shown(client, LIST, "?mes=2026-10&motivo=Mala%20atenci%C3%B3n")

    assert page.count("data-row") == 1


def test_a_centre_sees_only_its_own_cancellations(observed: Cast) -> None:
    north, south = (shown(signed_in(observed, name), LIST, "?mes=2026-10") for name in
                    ("usm_analyst", "usm_analyst_south"))  # fmt: skip

    assert (north.count("data-row"), south.count("data-row")) == (3, 1)
    assert "Mala atención" not in north


@pytest.mark.parametrize(
    ("query", "rows"),
    [("", 4), ("&centro=SUR", 1), ("&seguimiento=con", 0), ("&seguimiento=sin", 4), ("&tecnologia=-", 4),
     ("&q=202610-Precio-0", 1), ("&q=nadie", 0), ("&orden=-motivo", 4), ("&orden=raro", 4)],
)  # fmt: skip
def test_the_list_is_narrowed_by_its_address(observed: Cast, query: str, rows: int) -> None:
    assert shown(signed_in(observed, "division_head"), LIST, f"?mes=2026-10{query}").count("data-row") == rows


def test_the_file_has_the_rows_of_the_list(observed: Cast) -> None:
    text = shown(signed_in(observed, "usm_analyst_south"), "indicators:cancellations_csv", "?mes=2026-10")

    assert len(text.splitlines()) == 2
    assert "15/10/2026" in text and "Mala atención" in text


def test_the_file_of_the_year_says_what_was_closed_and_what_came_later(observed: Cast) -> None:
    close_month(seen=Indicator(OCTOBER, 2, 4), actor=observed.indicator_owner, at=NOON)
    leave_many(observed.north, SEPTEMBER, 5, reason="Tarde")

    lines = shown(signed_in(observed, "division_head"), "indicators:indicator_csv", "?mes=2026-10").splitlines()

    assert len(lines) == 13
    assert lines[-1] == "2026-10;2;4;-2;Observado;25/11/2026 12:00;Indicator Owner;3"


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


@pytest.mark.parametrize("name", [PAGE, LIST])
def test_pages_take_the_same_queries_for_few_and_for_many(observed: Cast, name: str) -> None:
    client, address = signed_in(observed, "indicator_owner"), reverse(name) + "?mes=2026-10"
    client.get(address)
    few = queries_of(client, address)

    for _ in range(30):
        leave(observed.north, OCTOBER, reason="Otro")
    write_remark(month=OCTOBER, text="Una.", seen=0, actor=observed.indicator_owner, at=NOON)
    write_remark(month=OCTOBER, text="Otra.", seen=1, actor=observed.indicator_owner, at=NOON)

    assert queries_of(client, address) == few
    assert few <= 30
