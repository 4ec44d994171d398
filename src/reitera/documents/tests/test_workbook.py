from datetime import date, datetime
from decimal import Decimal

import python_calamine

from reitera.documents.workbook import Column, Heading, write_workbook

HEADING = Heading("Reporte Top 10 N.º 47/2026", "1", "Div. Gestión", "Gerente Comercial", date(2026, 11, 23))
COLUMNS = [Column("Cliente"), Column("Reportes", "integer"), Column("Bs", "amount"), Column("Último", "moment")]


def read(content: bytes, tmp_path) -> list[list[object]]:
    path = tmp_path / "document.xlsx"
    path.write_bytes(content)
    return python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_a_document_has_the_heading_block_and_typed_cells(tmp_path) -> None:
    moment = datetime(2026, 11, 22, 21, 40)

    cells = read(write_workbook(HEADING, COLUMNS, [["Clínica", 4, Decimal("349.50"), moment]]), tmp_path)

    assert cells[0][0] == "Reporte Top 10 N.º 47/2026"
    assert [row[0] for row in cells[1:5]] == ["Versión", "Elaborado por", "Aprobado por", "Fecha"]
    assert [row[2] for row in cells[1:5]] == ["1", "Div. Gestión", "Gerente Comercial", "23/11/2026"]
    assert cells[7] == ["Cliente", "Reportes", "Bs", "Último"]
    assert cells[8] == ["Clínica", 4.0, 349.5, moment]


def test_a_name_that_looks_like_a_formula_stays_a_name(tmp_path) -> None:
    cells = read(write_workbook(HEADING, COLUMNS, [["=1+1", None, None, None]]), tmp_path)

    assert cells[8][0] == "=1+1"
