"""An old sheet as a provider would download it from Google Sheets: invented people, good and bad rows."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from reitera.cases.models import Case
from reitera.core.testing import arranging
from reitera.customers.models import Customer
from reitera.sheet.golive import actions
from reitera.sheet.golive.actions import apply_old_sheet, receive_old_sheet
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.golive.plan import review_of
from reitera.sheet.golive.review import Line, Review
from reitera.staff.models import User
from tests.cast import NOON, Cast, make_customer, make_product

TITLES = ["Nº", "Nº contrato", "Cliente", "Celular", "Dirección", "Centro", "Estado", "Fecha ingreso", "Fecha visita",
          "Hora", "Técnico", "Rx antes", "Rx después", "Causa probable", "Incidente", "Responsable", "Llamadas",
          "Contactado", "Tipo de casa", "Recado", "Observaciones"]  # fmt: skip
ABOVE = [["PLANILLA DE CONTROL Y SEGUIMIENTO TOP 10"], []]
BLANK: dict[str, Any] = dict.fromkeys(TITLES, "")
NORTH = {"Centro": "Centro Norte", "Estado": "Pendiente de visita", "Fecha ingreso": "17/11/2026"}


def lay_out_customers(cast: Cast) -> dict[str, Customer]:
    """Twenty customers of the north with a fibre contract each, 41201 on; two of them share a telephone."""
    made = {}
    for place in range(20):
        phone = {12: "70707070", 13: "70707070", 11: "+591 711-22333 / 4251234"}.get(place, "")
        customer = make_customer(cast.north, code=f"C-{place}", name=f"Rosa Quispe {place}", phone=phone)
        make_product(customer, cast.north, code=str(41201 + place), technology="FTTH GPON", olt="OLT-1", port="0/1/3")
        made[customer.code] = customer
    return made


def row(place: int, **said: Any) -> dict[str, Any]:
    """A sound row of the customer at this place, but for what is said otherwise."""
    sound = {"Nº": str(place + 1), "Nº contrato": str(41201 + place), "Cliente": f"ROSA QUISPE {place}"}
    # Python reads «Nº» in a name as «No».
    other = {title.replace("_", " ").replace("No c", "Nº c"): value for title, value in said.items()}
    return {**BLANK, **NORTH, **sound, **other}


VISIT = {"Estado": "Visita programada", "Fecha_visita": "27/11/2026", "Hora": "9:00 a 11:00",
         "Técnico": "field technician"}  # fmt: skip
HARMFUL = "<script>alert(1)</script> =cmd|' /C calc'!A0"


def realistic_rows() -> list[dict[str, Any]]:
    """By their numbers: 1 to 5 and 14 to 16 enter, 6 is closed, the others stay out."""
    return [
        row(0, Rx_antes="-27,8", Causa_probable="CAU-A03", Llamadas="3", Contactado="Sí", Tipo_de_casa="Departamento",
            Observaciones="No contesta.\nLlamar después de las 18", Recado="portón verde", Dirección="Calle 5"),
        row(1, Estado="En monitoreo", Rx_antes="-28.1", Rx_después="-21,4 dBm", Llamadas="1", Contactado="No"),
        row(2, **VISIT),
        row(3, **{**VISIT, "Técnico": "Field Technician South"}, Tipo_de_casa="Casa"),
        row(4, **{**VISIT, "Fecha_visita": "31/02/2026"}, Tipo_de_casa="casa"),
        row(5, Estado="Concluido", Tipo_de_casa="Casa", Incidente="INC-3"),
        row(6, Fecha_ingreso="31/02/2026", Tipo_de_casa="Casa"),
        row(7, Fecha_ingreso="ayer", Tipo_de_casa="Departamento"),
        row(8), row(8),
        row(10, Nº_contrato="99999"),
        row(11, Nº_contrato="", Celular="71122333", Estado=""),
        row(12, Nº_contrato="", Celular="591 70707070", Cliente="Rosa"),
        row(13, Observaciones=HARMFUL, Responsable="usm analyst"),
        row(14, Observaciones="de la planilla"),
        row(15, Rx_antes="mala señal", Causa_probable="duendes"),
        row(16, Estado="Falla de planta"),
        row(17, Cliente="Panadería El Trigal"),
        row(18, Centro="Centro Lunar"),
    ]  # fmt: skip


def csv_of(rows: list[dict[str, Any]], titles: list[str] | None = None) -> bytes:
    """As Google Sheets downloads it: UTF-8, commas, CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerows([*ABOVE, titles or TITLES, *([each[title] for title in titles or TITLES] for each in rows)])
    return buffer.getvalue().encode()


def xlsx_of(rows: list[dict[str, Any]], path: Path) -> Path:
    """As Google Sheets downloads it: dates and numbers are real ones."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"})
    page = book.add_worksheet("Noviembre")
    for place, line in enumerate([*ABOVE, TITLES, *([each[title] for title in TITLES] for each in rows)]):
        for column, value in enumerate(line):
            real = _real(value)
            if isinstance(real, date):
                page.write_datetime(place, column, real)  # type: ignore[arg-type]
            elif isinstance(real, float):
                page.write_number(place, column, real)
            else:
                page.write_string(place, column, value)
    book.close()
    return path


def _real(value: str) -> date | float | str:
    try:
        day, month, year = (int(part) for part in value.split("/"))
        return date(year, month, day)
    except ValueError:
        pass
    try:
        return float(value.replace(",", "."))
    except ValueError:
        return value


def received(cast: Cast, rows: list[dict[str, Any]], folder: Path, **how: Any) -> OldSheet:
    path = folder / "planilla.csv"
    path.write_bytes(csv_of(rows, **how))
    return receive_old_sheet(path=path, file_name="Planilla TOP 10.csv", actor=cast.manager_analyst, at=NOON)


def reviewed(sheet: OldSheet, person: User) -> Review:
    return review_of(sheet, person, NOON)


def applied(cast: Cast, sheet: OldSheet, person: User | None = None) -> Review:
    """Apply what the review says."""
    actor = person or cast.manager_analyst
    expected = reviewed(sheet, actor).signature
    return apply_old_sheet(sheet=sheet, expected=expected, actor=actor, at=NOON)


def line_of(review: Review, number: int) -> Line:
    return next(line for line in review.lines if line.number == number)


def open_case(cast: Cast, customer: Customer, **fields: Any) -> Case:
    """A case that was open before the old sheet came."""
    with arranging():
        return Case.objects.create(
            customer=customer, operations_centre=cast.north, state="technical_review", state_since=NOON,
            opened_at=NOON, origin=Case.Origin.CYCLE, **fields,
        )  # fmt: skip


def case_of(code: str) -> Case:
    return Case.objects.get(customer__code=code)


def choose(cast: Cast, sheet: OldSheet, **changes: Any) -> OldSheet:
    """Say something else of the sheet, and leave the rest as it was proposed."""
    said = {**sheet.choices, **{name: {**sheet.choices[name], **value} if isinstance(value, dict) else value
                                for name, value in changes.items()}}  # fmt: skip
    return actions.choose(sheet=sheet, actor=cast.manager_analyst, at=NOON, **said)
