"""The pages of an import, as the people who may and may not use them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reitera.faults.models import FaultReport
from reitera.intake import actions
from reitera.intake.models import Import
from reitera.intake.pages import column_label
from reitera.intake.tests.test_imports import REPORTS
from tests.cast import NOON, Cast

pytestmark = [pytest.mark.usefixtures("data_dir"), pytest.mark.django_db]


@pytest.fixture
def analyst(cast: Cast, client: Client) -> Client:
    client.force_login(cast.manager_analyst)
    return client


def upload(client: Client, text: str, name: str = "reportes.csv"):
    return client.post(
        reverse("intake:upload"), {"file": SimpleUploadedFile(name, text.encode()), "kind": ""}, follow=True
    )


def test_a_file_is_uploaded_reviewed_and_applied(analyst: Client) -> None:
    page = upload(analyst, REPORTS)
    received = Import.objects.get()
    assert "Aplicar 3 filas" in page.content.decode()
    assert received.counts["new"] == 3

    analyst.post(reverse("intake:apply", args=[received.pk]), {"covers_from": "2026-11-16", "covers_to": "2026-11-22"})

    received.refresh_from_db()
    assert (received.status, str(received.covers_from), FaultReport.objects.count()) == ("applied", "2026-11-16", 3)


def test_rejected_rows_are_shown_as_they_came_and_can_be_downloaded(analyst: Client) -> None:
    page = upload(analyst, REPORTS.replace("20/11/2026", "31/11/2026")).content.decode()
    assert "31/11/2026" in page
    assert "No es una fecha que exista" in page
    assert "Aplicar 2 filas, dejar 1 fuera" in page

    file = analyst.get(reverse("intake:rejects", args=[Import.objects.get().pk]))
    assert "31/11/2026" in file.content.decode()


def test_unclear_dates_are_asked_with_both_readings(analyst: Client) -> None:
    page = upload(analyst, "NRO_REPORTE,CLIENTE,FEC_REPORTE\nRD-1,7,03/11/2026\n").content.decode()
    assert "¿Cómo se lee 03/11/2026 en FEC_REPORTE?" in page

    answers = {"field_0": "number", "field_1": "customer", "field_2": "reported_at", "order_2": "dmy"}
    page = analyst.post(reverse("intake:columns", args=[Import.objects.get().pk]), answers, follow=True)
    assert "Aplicar 1 filas" in page.content.decode()


def test_a_file_that_is_no_table_is_refused_on_the_form(analyst: Client) -> None:
    page = upload(analyst, "")

    assert page.status_code == 422
    assert "está vacío" in page.content.decode()
    assert Import.objects.count() == 0


def test_two_columns_for_one_field_are_refused_by_name(analyst: Client) -> None:
    upload(analyst, REPORTS)
    answers = {"field_0": "number", "field_1": "number"}

    page = analyst.post(reverse("intake:columns", args=[Import.objects.get().pk]), answers)

    assert page.status_code == 422
    assert "«NRO_REPORTE» y «CLIENTE» están elegidas" in page.content.decode()


def test_html_in_a_file_is_shown_harmless(analyst: Client) -> None:
    page = upload(analyst, REPORTS.replace("20/11/2026 10:00", "<script>alert(1)</script>")).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_file_put_aside_changes_nothing(analyst: Client) -> None:
    upload(analyst, REPORTS)

    analyst.post(reverse("intake:discard", args=[Import.objects.get().pk]))

    assert (Import.objects.get().status, FaultReport.objects.count()) == ("discarded", 0)


@pytest.mark.parametrize("person", ["usm_analyst", "centre_operator", "retention_agent", "nobody"])
def test_others_are_told_who_can(cast: Cast, client: Client, person: str) -> None:
    client.force_login(cast.people[person])

    page = client.get(reverse("intake:imports"))

    assert page.status_code == 403
    assert "Administrador" in page.content.decode()


def test_the_division_head_reads_and_does_not_import(cast: Cast, client: Client) -> None:
    client.force_login(cast.division_head)

    assert client.get(reverse("intake:imports")).status_code == 200
    assert client.get(reverse("intake:upload")).status_code == 403


def test_the_list_takes_the_same_queries_for_one_and_thirty(
    cast: Cast, client: Client, django_assert_max_num_queries
) -> None:
    from reitera.core.testing import arranging

    client.force_login(cast.manager_analyst)
    client.get(reverse("intake:imports"))
    for count in (1, 29):
        with arranging():
            for number in range(count):
                Import.objects.create(kind="fault_reports", file_name=f"{number}.csv", uploaded_at=NOON)
        with django_assert_max_num_queries(7):
            client.get(reverse("intake:imports"))


def test_an_applied_file_is_no_longer_being_worked_on(cast: Cast, analyst: Client, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text(REPORTS)
    received = actions.receive_file(path=path, file_name="r.csv", kind="", actor=cast.manager_analyst, at=NOON)
    received = actions.preview(received=received, actor=cast.manager_analyst, at=NOON)

    actions.apply_import(received=received, actor=cast.manager_analyst, at=NOON)

    assert "el trabajo sigue" not in analyst.get(reverse("intake:review", args=[received.pk])).content.decode()


def test_what_changes_is_named_as_the_columns_are(analyst: Client) -> None:
    upload(analyst, REPORTS)
    analyst.post(reverse("intake:apply", args=[Import.objects.get().pk]))

    page = upload(analyst, REPORTS.replace(";ABIERTO", ";ANULADO").replace("349,00", "355,00")).content.decode()

    words = page[page.index("Lo que cambia") :]
    assert "Estado" in words
    assert "Facturación al mes" in words


@pytest.mark.parametrize(
    ("kind", "column", "label"),
    [
        ("fault_reports", "row.annulled", "Estado"),
        ("fault_reports", "row.customer_id", "Cliente, código"),
        ("fault_reports", "product.monthly_billing", "Facturación al mes"),
        ("work_orders", "row.fault_report_id", "Reporte de daño"),
        ("cancellations", "row.cancelled_on", "Fecha de baja"),
        ("customers_products", "product.operations_centre_id", "Centro de Operaciones"),
        ("customers_products", "customer.name", "Cliente, nombre"),
    ],
)
def test_a_stored_column_has_the_name_of_the_field_that_fills_it(kind: str, column: str, label: str) -> None:
    assert column_label(kind, column) == label
