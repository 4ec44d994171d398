"""Pages of the cycles: scope, filters in the address, empty states, a fixed number of queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.intake.models import Import
from reitera.repeats import actions
from reitera.repeats.models import CycleEntry, IssuedDocument
from tests.cast import LA_PAZ, NOON, Cast, make_customer, make_product, make_report

WEEK = date(2026, 11, 16)
MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=LA_PAZ)
CYCLE = "/ciclos/2026-47/"
FRAGMENT = {"HX-Request": "true"}


def at(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=LA_PAZ)


def cover() -> None:
    with arranging():
        Import.objects.create(
            kind="fault_reports", status="applied", file_name="x.csv", uploaded_at=NOON,
            covers_from=WEEK - timedelta(days=40), covers_to=WEEK + timedelta(days=6),
        )  # fmt: skip


def repeater(centre, name: str, billing: int | None, *days: int) -> None:
    customer = make_customer(centre, name=name, zone="Sarco")
    product = make_product(customer, centre, monthly_billing=None if billing is None else Decimal(billing))
    for hour, day in enumerate(days):
        make_report(customer, at(day, 8 + hour), product=product)


def run() -> None:
    actions.run_cycle(week=WEEK, actor=None, at=MONDAY)


@pytest.fixture
def week(cast: Cast, client: Client):
    """A run of week 47: three customers of the north, two of the south."""
    cover()
    repeater(cast.north, "Ana Ñuñez", 400, 16, 18, 20)
    repeater(cast.north, "Beto Rocha", 230, 17, 19)
    repeater(cast.north, "Caro Sin Factura", None, 18, 21)
    repeater(cast.south, "Dora del Sur", 400, 17, 18)
    repeater(cast.south, "Elio del Sur", 100, 19, 22)
    run()
    return client


def page(client: Client, person, address: str, **options: object) -> str:
    client.force_login(person)
    return client.get(address, **options).content.decode()


def listed(html: str) -> list[str]:
    names = ("Ana Ñuñez", "Beto Rocha", "Caro Sin Factura", "Dora del Sur", "Elio del Sur")
    body = html.split("<tbody", 1)[1].split("</table>", 1)[0] if "<tbody" in html else ""
    return sorted((name for name in names if f">{name}</a>" in body), key=body.index)


def test_the_list_goes_by_segment_and_rank_with_its_reasons(cast: Cast, week: Client) -> None:
    html = page(week, cast.manager_analyst, CYCLE)

    assert listed(html) == ["Ana Ñuñez", "Dora del Sur", "Beto Rocha", "Elio del Sur", "Caro Sin Factura"]
    assert "3 reportes: 16/11, 18/11, 20/11 · segmento A" in html
    assert "Bs 350,00 al mes o más" in html


def test_a_centre_sees_its_own_part_and_no_figure_of_the_whole(cast: Cast, week: Client) -> None:
    html = page(week, cast.usm_analyst, CYCLE)

    assert listed(html) == ["Ana Ñuñez", "Beto Rocha", "Caro Sin Factura"]
    assert "Centro Sur" not in html
    assert "reportes leídos" not in html
    assert "reportes leídos" in page(week, cast.manager_analyst, CYCLE)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?centro=SUR", "Dora Elio"),
        ("?segmento=A", "Ana Dora"),
        ("?segmento=sin", "Caro"),
        ("?centro=SUR&segmento=D", "Elio"),
        ("?q=NUNEZ", "Ana"),
        ("?situacion=returned", ""),
        ("?grupo=ninguno", "Ana Dora Beto Elio Caro"),
        ("?grupo=ninguno&orden=-cliente", "Elio Dora Caro Beto Ana"),
        ("?grupo=centro&orden=ultimo", "Beto Ana Caro Dora Elio"),
        ("?orden=nada&grupo=nada&segmento=Z&situacion=x", "Ana Dora Beto Elio Caro"),
    ],
)
def test_filters_order_and_groups_are_in_the_address(cast: Cast, week: Client, query: str, names: str) -> None:
    html = page(week, cast.manager_analyst, CYCLE + query)

    assert [name.split()[0] for name in listed(html)] == names.split()


def test_an_empty_filter_offers_to_take_it_off_and_an_empty_list_says_why(cast: Cast, week: Client) -> None:
    assert "Quitar filtros" in page(week, cast.manager_analyst, f"{CYCLE}?q=nadie")
    assert "Ningún cliente de sus centros" not in page(week, cast.usm_analyst, CYCLE)


def test_a_centre_without_repeaters_is_told_so(cast: Cast, client: Client) -> None:
    cover()
    repeater(cast.south, "Dora del Sur", 400, 17, 18)
    run()

    assert "Ningún cliente de sus centros está en esta lista." in page(client, cast.usm_analyst, CYCLE)


def test_a_waiting_cycle_says_which_days_lack_and_who_can_help(cast: Cast, client: Client) -> None:
    run()

    html = page(client, cast.usm_analyst, CYCLE)
    assert "faltan 7 días por importar" in html
    assert "Lo resuelve el Analista Gestor TOP 10" in html
    assert "Correr sin esos días" in page(client, cast.manager_analyst, CYCLE)


def test_running_by_hand_with_a_reason_forces_a_cycle(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager_analyst)

    answer = client.post("/ciclos/correr/", {"week": "2026-11-16", "force_reason": "No llegará"}, follow=True)

    assert "Corrió sin todos los días importados: «No llegará»." in answer.content.decode()


def test_running_again_without_new_input_says_that_nothing_changed(cast: Cast, week: Client) -> None:
    week.force_login(cast.manager_analyst)
    events = Event.objects.count()

    answer = week.post("/ciclos/correr/", {"week": "2026-11-16"}, follow=True)

    assert "Nada cambió desde la última vez" in answer.content.decode()
    assert Event.objects.count() == events


def test_only_who_runs_cycles_may_run_one(cast: Cast, week: Client) -> None:
    week.force_login(cast.usm_analyst)

    assert week.post("/ciclos/correr/", {"week": "2026-11-16"}).status_code == 403
    assert "Correr otra vez" not in page(week, cast.usm_analyst, CYCLE)


def test_a_revision_shows_what_changed_and_the_old_list_stays(cast: Cast, week: Client) -> None:
    repeater(cast.north, "Fabio Nuevo", 400, 20, 21)
    actions.run_cycle(week=WEEK, actor=cast.manager_analyst, at=MONDAY + timedelta(hours=3))

    html = page(week, cast.manager_analyst, f"{CYCLE}cambios/")
    assert "Entraron" in html
    assert "Fabio Nuevo" in html
    assert "Fabio Nuevo" not in page(week, cast.manager_analyst, f"{CYCLE}?revision=1")
    assert week.get(f"{CYCLE}?revision=9").status_code == 404


def test_a_row_opens_its_reports_as_a_panel_or_a_page(cast: Cast, week: Client) -> None:
    entry = CycleEntry.objects.get(customer__name="Ana Ñuñez", rule="top10")
    address = f"{CYCLE}lugar/{entry.pk}/"

    fragment = page(week, cast.usm_analyst, address, headers=FRAGMENT)
    assert "<html" not in fragment
    assert "3 reportes en 4 d 2 h." in fragment
    assert "<html" in page(week, cast.usm_analyst, address)
    assert "Por qué está aquí" in page(week, cast.usm_analyst, f"{CYCLE}?abrir={entry.pk}")


def test_a_row_of_another_centre_does_not_open(cast: Cast, week: Client) -> None:
    entry = CycleEntry.objects.get(customer__name="Dora del Sur", rule="top10")
    week.force_login(cast.usm_analyst)

    assert week.get(f"{CYCLE}lugar/{entry.pk}/").status_code == 404
    assert "Dora del Sur" not in page(week, cast.usm_analyst, f"{CYCLE}?abrir={entry.pk}")


def test_the_file_of_a_view_has_its_rows_in_its_order(cast: Cast, week: Client) -> None:
    week.force_login(cast.usm_analyst)

    answer = week.get(f"{CYCLE}lista.csv?orden=cliente&grupo=ninguno")

    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert [line.split(";")[2] for line in lines] == ["Cliente", "Ana Ñuñez", "Beto Rocha", "Caro Sin Factura"]
    assert lines[1].split(";")[6:11] == ["A", "400,00", "3", "16/11/2026 08:00", "20/11/2026 10:00"]


def test_text_that_a_spreadsheet_would_run_stays_text(cast: Cast, client: Client) -> None:
    cover()
    repeater(cast.north, "=CMD()", 400, 17, 18)
    run()
    client.force_login(cast.manager_analyst)

    text = b"".join(client.get(f"{CYCLE}lista.csv").streaming_content).decode()

    assert ";'=CMD();" in text


def test_what_was_left_out_is_listed_with_its_reason_in_ones_own_centre(cast: Cast, client: Client) -> None:
    cover()
    for centre, number in ((cast.north, "RD-N"), (cast.south, "RD-S")):
        make_report(make_customer(centre), at(18), operations_centre=centre, number=number, annulled=True)
    run()

    html = page(client, cast.usm_analyst, f"{CYCLE}fuera/")
    assert ("RD-N" in html, "RD-S" in html, "anulado" in html) == (True, False, True)
    assert "Quedaron fuera reportes: 1 anulado." in page(client, cast.usm_analyst, CYCLE)
    assert "Quedaron fuera reportes: 2 anulados." in page(client, cast.manager_analyst, CYCLE)


def test_a_report_is_issued_with_the_filter_and_the_remark(cast: Cast, week: Client) -> None:
    week.force_login(cast.manager_analyst)

    answer = week.post(f"{CYCLE}emitir/?centro=SUR&orden=-zona", {"remark": "Urgente"}, follow=True)

    document = IssuedDocument.objects.get(kind="reiterated")
    assert (document.number, document.remark, document.filters["centre"]) == (1, "Urgente", "SUR")
    assert "Se emitió el Reporte Casos reiterados N.º 1/2026." in answer.content.decode()


def test_issuing_is_refused_to_other_roles(cast: Cast, week: Client) -> None:
    week.force_login(cast.usm_analyst)

    assert week.post(f"{CYCLE}emitir/", {"remark": ""}).status_code == 403


def test_documents_are_listed_for_who_sees_the_whole_provider(cast: Cast, week: Client) -> None:
    html = page(week, cast.division_head, "/documentos/?tipo=top10")

    assert ("Reporte Top 10 N.º 47/2026" in html, "Reporte Top 30 N.º 47/2026" in html) == (True, False)
    week.force_login(cast.usm_analyst)
    assert week.get("/documentos/").status_code == 403


@pytest.mark.parametrize("address", ["/ciclos/", CYCLE, f"{CYCLE}fuera/", f"{CYCLE}cambios/", "/documentos/"])
def test_a_technician_sees_no_cycles(cast: Cast, week: Client, address: str) -> None:
    week.force_login(cast.field_technician)

    assert week.get(address).status_code == 403


@pytest.mark.parametrize("address", ["/ciclos/2026-99/", "/ciclos/1900-01/", "/ciclos/2026-46/"])
def test_a_week_without_a_cycle_is_not_found(cast: Cast, week: Client, address: str) -> None:
    week.force_login(cast.manager_analyst)

    assert week.get(address).status_code == 404


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_a_list_costs_the_same_queries_with_one_place_and_with_thirty(cast: Cast, client: Client) -> None:
    cover()
    repeater(cast.north, "Uno", 400, 17, 18)
    run()
    client.force_login(cast.manager_analyst)
    addresses = ["/ciclos/", CYCLE, f"{CYCLE}?grupo=centro", f"{CYCLE}fuera/", "/documentos/"]
    few = [queries(client, address) for address in addresses]
    for number in range(29):
        repeater(cast.south, f"Otro {number}", 200, 17, 18)
    run()
    many = [queries(client, address) for address in addresses]

    assert many == few
