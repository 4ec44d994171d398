import csv
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from reitera.site.demo.daily import write_daily_export
from reitera.site.demo.exports import CANCELLATIONS, CUSTOMERS, FAULT_REPORTS, WORK_ORDERS, Export, write_exports
from reitera.site.demo.provider import Provider, invent_provider

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture(scope="module")
def provider() -> Provider:
    return invent_provider(WEDNESDAY)


@pytest.fixture(scope="module")
def exports(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> list[Export]:
    return write_exports(provider, tmp_path_factory.mktemp("exports"))


def of_kind(exports: list[Export], kind: str) -> list[Export]:
    return [export for export in exports if export.kind == kind]


def rows_of(path: Path) -> list[dict[str, str]]:
    """Rows of a fault report export, read as its reader must: cp1252, ";", headers in the third line."""
    with path.open(encoding="cp1252", newline="") as file:
        lines = list(csv.reader(file, delimiter=";"))
    return [dict(zip(lines[2], line, strict=True)) for line in lines[3:]]


def test_reports_come_as_one_file_of_the_past_six_weeks_and_the_days_since(exports: list[Export]) -> None:
    periods = [(export.covers_from, export.covers_to) for export in of_kind(exports, FAULT_REPORTS)]

    assert periods[0] == (date(2026, 7, 28), date(2026, 10, 11))
    assert periods[-2:] == [(date(2026, 11, 16), date(2026, 11, 22)), (date(2026, 11, 23), date(2026, 11, 24))]
    assert len(periods) == 8


def test_periods_follow_each_other_without_a_gap(exports: list[Export]) -> None:
    reports = of_kind(exports, FAULT_REPORTS)

    for before, after in pairwise(reports):
        assert after.covers_from == before.covers_to + timedelta(days=1)


@pytest.mark.parametrize(("today", "files"), [(date(2026, 11, 22), 8), (date(2026, 11, 23), 7)])
def test_on_a_monday_there_is_no_file_of_the_days_since_sunday(today: date, files: int, tmp_path: Path) -> None:
    exports = write_exports(invent_provider(today), tmp_path)

    assert len(of_kind(exports, FAULT_REPORTS)) == files


def test_a_weekly_file_has_titles_above_its_headers_and_reads_as_windows_1252(exports: list[Export]) -> None:
    path = of_kind(exports, FAULT_REPORTS)[-2].path

    lines = path.read_bytes().split(b"\r\n")

    assert lines[0] == "REPORTES DE DAÑO DEL 16/11/2026 AL 22/11/2026".encode("cp1252")
    assert lines[2].startswith(b"NRO_REPORTE;CLIENTE;NOMBRE_CLIENTE;CONTRATO;FEC_REPORTE;FEC_CIERRE;ESTADO;TIPO_DANIO;")
    with pytest.raises(UnicodeDecodeError):
        path.read_text("utf-8")


def test_a_file_knows_nothing_that_happened_after_it_was_made(exports: list[Export]) -> None:
    for export in of_kind(exports, FAULT_REPORTS):
        closings = [row["FEC_CIERRE"] for row in rows_of(export.path) if row["FEC_CIERRE"]]
        assert max(datetime.strptime(text, "%d/%m/%Y %H:%M") for text in closings) <= export.made_at


def test_reports_left_open_come_again_in_a_later_file_when_they_close(
    provider: Provider, exports: list[Export]
) -> None:
    first, second = of_kind(exports, FAULT_REPORTS)[:2]
    left_open = {row["NRO_REPORTE"] for row in rows_of(first.path) if row["ESTADO"] == "ABIERTO"}
    closed_then = {row["NRO_REPORTE"] for row in rows_of(second.path) if row["ESTADO"] != "ABIERTO"}
    by_second = {report.number for report in provider.reports if report.closed_at <= second.made_at}

    assert left_open
    assert left_open & by_second <= closed_then


def test_all_files_together_hold_every_report_once_or_more(provider: Provider, exports: list[Export]) -> None:
    numbers = {row["NRO_REPORTE"] for export in of_kind(exports, FAULT_REPORTS) for row in rows_of(export.path)}

    assert numbers == {report.number for report in provider.reports}


def test_customers_come_as_a_workbook_whose_contracts_are_text(exports: list[Export]) -> None:
    rows = CalamineWorkbook.from_path(of_kind(exports, CUSTOMERS)[0].path).get_sheet_by_index(0).to_python()

    headers, first = rows[2], rows[3]
    assert len(rows) == 5_003
    assert isinstance(first[headers.index("CONTRATO")], str)
    assert isinstance(first[headers.index("FACT_MES")], float)


def test_cancellations_come_a_month_a_file(exports: list[Export]) -> None:
    months = of_kind(exports, CANCELLATIONS)

    assert [export.path.name for export in months] == [f"bajas_2026{month:02d}.xlsx" for month in (6, 7, 8, 9, 10)]
    assert [export.rows for export in months] == [52, 58, 49, 54, 43]


def test_orders_come_with_a_byte_order_mark_and_commas(exports: list[Export]) -> None:
    (orders,) = of_kind(exports, WORK_ORDERS)

    assert orders.path.read_bytes().startswith(b"\xef\xbb\xbfNRO_ORDEN,CLIENTE,CONTRATO,NRO_REPORTE,")


def test_files_are_given_in_the_order_they_were_made(exports: list[Export]) -> None:
    made = [export.made_at for export in exports]

    assert made == sorted(made)
    assert made[-1] < datetime(2026, 11, 25, 6, 30)


@pytest.mark.parametrize("today", [WEDNESDAY, date(2026, 12, 5), date(2027, 1, 13), date(2027, 3, 1)], ids=str)
def test_the_daily_file_is_wrong_in_each_of_the_ways_it_promises(today: date, tmp_path: Path) -> None:
    rows = rows_of(write_daily_export(invent_provider(today), tmp_path).path)

    new = rows[9:23]
    closings = [row["FEC_CIERRE"] for row in rows if row["FEC_CIERRE"]]
    assert max(int(text[:2]) for text in closings) <= 12
    assert max(int(row["FEC_REPORTE"][:2]) for row in rows[:9]) > 12
    assert (new[1]["CLIENTE"], new[1]["CONTRATO"]) == ("", "")
    assert new[3]["FEC_REPORTE"][:2] == "31"
    assert datetime.strptime(new[4]["FEC_REPORTE"], "%d/%m/%Y %H:%M").date() == today + timedelta(days=365)
    assert [row["CENTRO_OP"] for row in new].count("C.O. PUNATA") == 2
    assert new[9]["FACT_MES"].endswith(".00.")
    assert new[11]["ESTADO"] == "CERRDO"
    assert (rows[23]["NRO_REPORTE"], rows[23]["SINTOMA"]) == (new[12]["NRO_REPORTE"], rows[23]["SINTOMA"])
    assert rows[23] != new[12]
    assert rows[24]["FEC_CIERRE"][6:10] == str(today.year - 1)
