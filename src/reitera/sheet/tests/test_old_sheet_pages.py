"""The pages of go-live day, as the manager analyst uses them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reitera.cases.models import Case
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.tests.old_sheet import (
    HARMFUL,
    csv_of,
    lay_out_customers,
    open_case,
    realistic_rows,
    received,
    reviewed,
    row,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(cast: Cast) -> Client:
    signed_in = Client()
    signed_in.force_login(cast.manager_analyst)
    return signed_in


@pytest.fixture
def sheet(cast: Cast, tmp_path: Path) -> OldSheet:
    customers = lay_out_customers(cast)
    open_case(cast, customers["C-14"])
    return received(cast, realistic_rows(), tmp_path)


def address(sheet: OldSheet, name: str = "old_sheet", *more: int) -> str:
    return reverse(f"sheet:{name}", args=[sheet.pk, *more])


def test_a_file_is_uploaded_reviewed_and_taken_over(cast: Cast, client: Client, sheet: OldSheet) -> None:
    upload = SimpleUploadedFile("Seguimiento.csv", csv_of(realistic_rows()))

    answer = client.post(reverse("sheet:old_sheets"), {"file": upload}, follow=True)
    uploaded = OldSheet.objects.get(file_name="Seguimiento.csv")
    signature = reviewed(uploaded, cast.manager_analyst).signature
    done = client.post(address(uploaded, "apply_sheet"), {"expected": signature}, follow=True)

    assert "Abrir 8 casos" in answer.content.decode()
    assert "Se abrieron 8 casos. Se completó 1." in done.content.decode()
    assert Case.objects.filter(origin="sheet").count() == 8


def test_what_is_no_table_is_said_beside_the_file(client: Client) -> None:
    upload = SimpleUploadedFile("x.csv", b"<html><body>hola")

    answer = client.post(reverse("sheet:old_sheets"), {"file": upload})

    assert (answer.status_code, "«x.csv» es una página web" in answer.content.decode()) == (422, True)
    assert not OldSheet.objects.exists()


def test_the_page_says_what_enters_where_and_what_stays_out(client: Client, sheet: OldSheet) -> None:
    text = client.get(address(sheet)).content.decode()

    assert "14 · Programar visita" in text
    assert "Es de «Rosa Quispe 17», y la fila dice «Panadería El Trigal»." in text
    assert "No se traen: Dirección." in text
    assert "6 celdas" not in text
    assert "8 celdas van a la observación o no se escriben" in text


def test_a_harmful_value_is_shown_as_text(cast: Cast, client: Client, tmp_path: Path) -> None:
    lay_out_customers(cast)
    sheet = received(cast, [row(0, Nº_contrato=HARMFUL, Estado=HARMFUL)], tmp_path)

    text = client.get(address(sheet)).content.decode()

    assert "<script>alert(1)" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_the_columns_and_states_are_corrected_on_the_page(client: Client, sheet: OldSheet) -> None:
    place = sheet.columns.index("Recado")

    client.post(address(sheet, "choose_columns"), {f"column_{place}": "left", "blank": "technical_review"})

    said = OldSheet.objects.get(pk=sheet.pk).choices
    assert (said["columns"]["Recado"], said["blank"], said["states"]) == (
        "left", "technical_review", sheet.choices["states"]
    )  # fmt: skip


def test_a_made_up_choice_is_refused(client: Client, sheet: OldSheet) -> None:
    answer = client.post(address(sheet, "choose_columns"), {"column_0": "own_999", "blank": "concluded"})

    assert answer.status_code == 422
    assert OldSheet.objects.get(pk=sheet.pk).choices == sheet.choices


def test_a_row_is_matched_and_another_left_out(cast: Cast, client: Client, sheet: OldSheet) -> None:
    rows = {line.number: line.row.number for line in reviewed(sheet, cast.manager_analyst).lines}

    client.post(address(sheet, "set_row", rows[11]), {"code": "C-10"})
    client.post(address(sheet, "set_row", rows[7]), {"out": "1"})
    counts = reviewed(sheet, cast.manager_analyst).counts
    client.post(address(sheet, "set_row", rows[7]), {"out": "0"})

    assert (counts["opens"], counts["left_out"], counts["rejected"]) == (9, 1, 7)
    assert reviewed(sheet, cast.manager_analyst).counts["left_out"] == 0


def test_what_stays_out_is_downloaded_mended_and_sent_again(cast: Cast, client: Client, sheet: OldSheet) -> None:
    text = b"".join(client.get(address(sheet, "mend_sheet")).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    lines = text.splitlines()
    mended = "\n".join([lines[0], *(line for line in lines if line.startswith("11;"))]).replace("99999", "41211")

    client.post(reverse("sheet:old_sheets"), {"file": SimpleUploadedFile("m.csv", mended.encode())})

    again = OldSheet.objects.get(file_name="m.csv")
    [line] = reviewed(again, cast.manager_analyst).lines
    assert lines[0].startswith("FILA;COLUMNA;MOTIVO;Nº;Nº contrato;Cliente")
    assert len(lines) == 10
    ours = {title: again.choices["columns"][title] for title in ("FILA", "COLUMNA", "MOTIVO", "Nº")}
    assert ours == {"FILA": "left", "COLUMNA": "left", "MOTIVO": "left", "Nº": "row"}
    assert (line.fate.value, line.number, line.customer and line.customer.code) == ("opens", 11, "C-10")


def test_a_page_of_a_discarded_sheet_says_so(client: Client, sheet: OldSheet) -> None:
    client.post(address(sheet, "discard_sheet"))

    assert "se descartó sin abrir casos" in client.get(address(sheet)).content.decode()


def test_others_are_sent_away(cast: Cast, sheet: OldSheet) -> None:
    for person in (cast.division_head, cast.usm_analyst, cast.quality_coordinator, cast.nobody):
        visitor = Client()
        visitor.force_login(person)
        for name in ("old_sheet", "mend_sheet"):
            assert visitor.get(address(sheet, name)).status_code == 403
        assert visitor.get(reverse("sheet:old_sheets")).status_code == 403


def test_the_sheet_leads_to_it_those_who_may(cast: Cast, client: Client) -> None:
    other = Client()
    other.force_login(cast.centre_supervisor)

    assert reverse("sheet:old_sheets") in client.get(reverse("sheet:sheet")).content.decode()
    assert reverse("sheet:old_sheets") not in other.get(reverse("sheet:sheet")).content.decode()
