"""Files of readings: reviewed row by row, applied as a whole."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_pages import page, signed_in
from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.diagnosis.actions import apply_file, discard_file, review_file
from reitera.diagnosis.models import PortClass, Reading, ReadingsFile
from reitera.diagnosis.refusals import ColumnNotFound, FileAlreadyDone
from reitera.diagnosis.tests.arranged import SOLVED, fibre_case, monitored_case, values
from reitera.intake.reading import ReadingError
from reitera.intake.refusals import DatesUnclear
from reitera.procedure.steps import State
from tests.cast import NOON, Cast, make_customer, make_product

TITLES = "CONTRATO;FACTOR;VALOR;FECHA_HORA;MOMENTO;CLASE"


def reviewed(tmp_path: Path, cast: Cast, *rows: str, person: str = "usm_analyst", titles: str = TITLES, **more):
    path = tmp_path / "lecturas.csv"
    path.write_text("\n".join([titles, *rows]) + "\n", encoding="utf-8")
    order = more.get("date_order", "")
    return review_file(path=path, file_name=path.name, date_order=order, actor=cast.people[person], at=NOON)


def test_a_file_is_reviewed_before_anything_enters(tmp_path: Path, cast: Cast) -> None:
    case, product = fibre_case(cast)
    file = reviewed(
        tmp_path, cast,
        f"{product.code};FAC-F01;−21,3;24/11/2026 06:00;antes;B+",
        f"{case.number};E13;0,5;24/11/2026 06:00;;",
        f"{case.number};FAC-E01;en línea;24/11/2026 06:00;;",
        f"{case.number};FAC-F05;2147483647;24/11/2026 06:00;;",
    )  # fmt: skip
    assert (len(file.rows), file.rejects, Reading.objects.count()) == (4, [], 0)

    assert apply_file(file=file, actor=cast.usm_analyst, at=NOON) == 4

    assert values(case) == [
        ("FAC-F01", Decimal("-21.3"), "ok"), ("FAC-F05", None, "no_data"), ("FAC-E01", None, "ok"),
        ("FAC-E13", Decimal("0.5"), "observation"),
    ]  # fmt: skip
    kinds = list(Event.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["readings.reviewed", "diagnosis.readings_imported", "readings.applied"]
    assert set(Reading.objects.values_list("source", "product")) == {("imported", product.pk)}


def test_every_row_that_stays_out_says_its_row_column_value_and_why(tmp_path: Path, cast: Cast) -> None:
    _case, product = fibre_case(cast)
    make_product(make_customer(cast.north), cast.north, code="SINCASO")
    code = product.code
    file = reviewed(
        tmp_path, cast,
        f"{code};FAC-F01;-2,18;24/11/2026 06:00;antes;B+",
        f"{code};FAC-F07;20;24/11/2026 06:00;antes;",
        f"{code};FAC-Z99;1;24/11/2026 06:00;antes;",
        f"{code};FAC-E13;0;31/11/2026 06:00;antes;",
        f"{code};FAC-E13;0;26/11/2026 06:00;antes;",
        f"{code};FAC-E13;0;24/11/2026 06:00;durante;",
        f"{code};FAC-E13;;24/11/2026 06:00;antes;",
        "SINCASO;FAC-E13;0;24/11/2026 06:00;antes;",
        "NOHAY;FAC-E13;0;24/11/2026 06:00;antes;",
        f"{code};FAC-E13;0;24/11/2026 06:00;antes;",
        f"{code};FAC-E13;1;24/11/2026 06:00;antes;",
    )  # fmt: skip

    assert [(r["row"], r["column"], r["value"], r["reason"]) for r in file.rejects] == [
        (2, "VALOR", "-2,18", "−2,18 dBm está fuera de lo que mide una ONT. ¿Quiso escribir −21,8?"),
        (3, "VALOR", "20", "Diga la clase óptica del puerto: de ella dependen los límites."),
        (4, "FACTOR", "FAC-Z99", "No hay un factor activo con ese código."),
        (5, "FECHA_HORA", "31/11/2026 06:00", "No es una fecha que exista. Corríjala en el archivo."),
        (6, "FECHA_HORA", "26/11/2026 06:00", "Es una fecha futura. Corríjala en el archivo."),
        (7, "MOMENTO", "durante", "Se espera antes, después o monitoreo."),
        (8, "VALOR", "", "Está vacío. Si el equipo no respondió, escriba «sin dato»."),
        (9, "CONTRATO", "SINCASO", "El contrato no tiene un caso abierto que usted vea."),
        (10, "CONTRATO", "NOHAY", "No hay un contrato ni un caso con ese número que usted vea."),
        (12, "FACTOR", "FAC-E13", "Está repetido: ya hay una fila del mismo factor y momento."),
    ]
    assert len(file.rows) == 1


def test_the_same_file_again_changes_nothing(tmp_path: Path, cast: Cast) -> None:
    case, _product = fibre_case(cast)
    row = f"{case.number};FAC-E13;0;24/11/2026 06:00;antes;"
    first = reviewed(tmp_path, cast, row)
    apply_file(file=first, actor=cast.usm_analyst, at=NOON)

    again = reviewed(tmp_path, cast, row)

    assert (again.known, again.rows, Reading.objects.count()) == (1, [], 1)


def test_a_file_is_applied_once(tmp_path: Path, cast: Cast) -> None:
    case, _product = fibre_case(cast)
    file = reviewed(tmp_path, cast, f"{case.number};FAC-E13;0;24/11/2026 06:00;antes;")
    apply_file(file=file, actor=cast.usm_analyst, at=NOON)

    with pytest.raises(FileAlreadyDone):
        apply_file(file=file, actor=cast.usm_analyst, at=NOON)
    with pytest.raises(FileAlreadyDone):
        discard_file(file=file, actor=cast.usm_analyst, at=NOON)
    assert Reading.objects.count() == 1


def test_two_files_with_the_same_reading_keep_it_once(tmp_path: Path, cast: Cast) -> None:
    case, _product = fibre_case(cast)
    row = f"{case.number};FAC-E13;0;24/11/2026 06:00;antes;"
    one, two = reviewed(tmp_path, cast, row), reviewed(tmp_path, cast, row)

    applied = [apply_file(file=file, actor=cast.usm_analyst, at=NOON) for file in (one, two)]

    assert applied == [1, 0]


def test_the_class_known_of_the_port_judges_a_file_that_does_not_say_it(tmp_path: Path, cast: Cast) -> None:
    case, product = fibre_case(cast)
    with arranging():
        PortClass.objects.create(olt=product.olt, port=product.port, optical_class="C+")
    file = reviewed(tmp_path, cast, f"{case.number};FAC-F07;30;24/11/2026 06:00;antes;")

    assert [(row["variant"], row["judgement"]) for row in file.rows] == [("C+", "observation")]


def test_the_moment_follows_the_solution_where_the_file_does_not_say_it(tmp_path: Path, cast: Cast) -> None:
    case = monitored_case(cast)
    hours = [SOLVED + timedelta(hours=n) for n in (-2, 2)]
    file = reviewed(tmp_path, cast, *(f"{case.number};FAC-E13;0;{at:%d/%m/%Y %H:%M};;" for at in hours))

    assert [row["moment"] for row in file.rows] == ["before", "monitoring"]


def test_an_analyst_brings_readings_of_their_centre_and_a_manager_of_all(tmp_path: Path, cast: Cast) -> None:
    both = make_customer(cast.north)
    with arranging():
        both.operations_centres.add(cast.south)
    case = make_case(cast, State.TECHNICAL_REVIEW, operations_centre=cast.south)
    with arranging():
        case.customer = both
        case.save()
    row = f"{case.number};FAC-E13;0;24/11/2026 06:00;antes;"

    assert reviewed(tmp_path, cast, row).rejects[0]["reason"] == "El caso es de otro centro."
    assert len(reviewed(tmp_path, cast, row, person="manager_analyst").rows) == 1
    with pytest.raises(NotAllowed):
        reviewed(tmp_path, cast, row, person="quality_coordinator")


def test_a_case_handed_away_between_review_and_application_stays_out(tmp_path: Path, cast: Cast) -> None:
    case, _product = fibre_case(cast)
    file = reviewed(tmp_path, cast, f"{case.number};FAC-E13;0;24/11/2026 06:00;antes;")
    with arranging():
        case.operations_centre = cast.south
        case.save()

    assert apply_file(file=file, actor=cast.usm_analyst, at=NOON) == 0
    assert Reading.objects.count() == 0


def test_what_cannot_be_read_as_a_whole_is_said(tmp_path: Path, cast: Cast) -> None:
    with pytest.raises(ColumnNotFound, match="VALOR"):
        reviewed(tmp_path, cast, "1;2;24/11/2026", titles="CONTRATO;FACTOR;FECHA")
    with pytest.raises(DatesUnclear):
        reviewed(tmp_path, cast, "1;FAC-E13;0;03/04/2026 06:00;;")
    file = reviewed(tmp_path, cast, "1;FAC-E13;0;03/04/2026 06:00;;", date_order="dmy")
    assert len(file.rejects) == 1
    (tmp_path / "vacio.csv").write_text("")
    with pytest.raises(ReadingError):
        review_file(path=tmp_path / "vacio.csv", file_name="v", date_order="", actor=cast.usm_analyst, at=NOON)


def test_a_review_takes_as_many_queries_for_thirty_rows_as_for_one(
    tmp_path: Path, cast: Cast, django_assert_num_queries
) -> None:
    assert cast.usm_analyst.viewer
    rows = []
    for _ in range(30):
        case, _product = fibre_case(cast)
        rows.append(f"{case.number};FAC-E13;0;24/11/2026 06:00;antes;")
    postgresql = connection.vendor == "postgresql"
    for chosen in (rows[:1], rows):
        with django_assert_num_queries(REVIEWED + postgresql):
            file = reviewed(tmp_path, cast, *chosen)
        with django_assert_num_queries(APPLIED + postgresql):
            apply_file(file=file, actor=cast.usm_analyst, at=NOON)
        with arranging():
            Reading.objects.all().delete()


REVIEWED, APPLIED = 10, 28
"""Of the second, 19 make the rows of the sheet from everything: these cases have none yet."""


def test_a_workbook_goes_through_the_pages(tmp_path: Path, cast: Cast) -> None:
    case, _product = fibre_case(cast)
    path = tmp_path / "lecturas.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["CASO", "FACTOR", "VALOR", "FECHA_HORA", "CLASE"])
        sheet.write_row(1, 0, [case.number, "FAC-F01", -21.8, "24/11/2026 06:00", "B+"])
        sheet.write_row(2, 0, [case.number, "FAC-F01", -2.18, "24/11/2026 07:00", "B+"])
    client = signed_in(cast, "usm_analyst")

    answer = client.post(
        reverse("diagnosis:import"),
        {"file": SimpleUploadedFile("lecturas.xlsx", path.read_bytes()), "date_order": ""},
    )
    file = ReadingsFile.objects.get()
    address = reverse("diagnosis:file", args=[file.pk])
    assert (answer.status_code, answer["Location"]) == (302, address)
    shown = page(client, address)
    assert "Aplicar 1 fila, dejar 1 fuera" in shown and "¿Quiso escribir −21,8?" in shown
    assert client.post(reverse("diagnosis:apply_file", args=[file.pk])).status_code == 302
    assert client.post(reverse("diagnosis:apply_file", args=[file.pk])).status_code == 409
    assert values(case) == [("FAC-F01", Decimal("-21.8"), "ok")]
    assert signed_in(cast, "manager_analyst").get(address).status_code == 404


def test_a_file_that_is_no_table_comes_back_with_the_reason(cast: Cast) -> None:
    file = SimpleUploadedFile("x.csv", b"%PDF-1.7 nothing")
    answer = signed_in(cast, "usm_analyst").post(reverse("diagnosis:import"), {"file": file, "date_order": ""})
    assert (answer.status_code, ReadingsFile.objects.count()) == (422, 0)
    assert "PDF" in answer.content.decode()
