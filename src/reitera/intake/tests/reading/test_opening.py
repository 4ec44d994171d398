"""Every file that can be read is read right; every other one is refused with a sentence."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from reitera.intake.reading import OVERFLOW, ROW, Limits, ReadingError, open_table, reading_errors
from tests.shared_data import FOLDER, shared_file

CSV = "NRO;FECHA;CLIENTE\n1;13/02/2026;Muñoz\n2;14/02/2026;Peña\n"


def written(path: Path, content: str | bytes, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def workbook(path: Path, rows: list[list[object]], **options: object) -> Path:
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Reportes")
    day, moment = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(place, column, value, moment)
            elif isinstance(value, date | time):
                sheet.write_datetime(place, column, value, day)
            elif value is not None:
                sheet.write(place, column, value)
    book.close()
    return path


def refused(path: Path, **options: object) -> ReadingError:
    with pytest.raises(ReadingError) as refusal:
        open_table(path, **options)  # type: ignore[arg-type]
    assert path.name in refusal.value.message
    assert "{" not in refusal.value.message
    return refusal.value


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_each_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    table = open_table(written(tmp_path / "a.csv", CSV.replace(";", delimiter)))

    assert (table.delimiter, table.columns) == (delimiter, ("NRO", "FECHA", "CLIENTE"))
    assert table.scan(["CLIENTE"]).collect()["CLIENTE"].to_list() == ["Muñoz", "Peña"]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("cp1252", "cp1252")],
)
def test_each_encoding_is_found(tmp_path: Path, encoding: str, found: str) -> None:
    table = open_table(written(tmp_path / "a.csv", CSV, encoding), workdir=tmp_path)

    assert table.encoding == found
    assert table.head(1) == [{"NRO": "1", "FECHA": "13/02/2026", "CLIENTE": "Muñoz"}]


def test_the_first_byte_that_is_not_utf8_may_come_late(tmp_path: Path) -> None:
    late = "N;CLIENTE\n" + "1;Perez\n" * 700_000 + "2;Muñoz\n"

    table = open_table(written(tmp_path / "a.csv", late, "cp1252"), workdir=tmp_path)

    assert table.scan(["CLIENTE"]).last().collect().item() == "Muñoz"


def test_a_named_encoding_is_obeyed(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", CSV, "cp850")

    assert open_table(path, encoding="cp850", workdir=tmp_path).head(1)[0]["CLIENTE"] == "Muñoz"
    assert refused(path, encoding="klingon").code == "encoding"


def test_a_wrong_encoding_is_refused_with_its_place(tmp_path: Path) -> None:
    refusal = refused(written(tmp_path / "a.csv", b"a;b\n1;\x81\xff\n"))

    assert (refusal.code, refusal.data["position"]) == ("encoding", 6)


def test_decimal_commas_are_not_delimiters(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv", "NRO;BS;X\n1;349,00;2,5\n2;220,50;3,1\n"))

    assert table.head(1) == [{"NRO": "1", "BS": "349,00", "X": "2,5"}]


def test_titles_are_found_below_a_heading_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "Reportes de daño\nEmitido el;25/11/2026\n\n" + CSV + "\n;;\n3;1/1/2026;Rojas\n")

    table = open_table(path)
    rows = table.scan(row_numbers=True).collect()

    assert table.header_row == 4
    assert rows.select(ROW, "NRO").rows() == [(5, "1"), (6, "2"), (9, "3")]


def test_a_named_header_row_is_obeyed(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a,b\nc,d\n1,2\n")

    assert open_table(path, header_row=2).columns == ("c", "d")
    assert refused(path, header_row=9).code == "header_row_outside"


def test_line_breaks_inside_quotes_belong_to_the_cell(tmp_path: Path) -> None:
    table = open_table(
        written(tmp_path / "a.csv", 'N,"Título\nlargo",B\r\n1,"dos\r\nlíneas",x\r\n2,"dijo ""no""",y\r\n')
    )

    assert table.columns == ("N", "Título\nlargo", "B")
    assert [row["Título\nlargo"] for row in table.head(2)] == ["dos\r\nlíneas", 'dijo "no"']
    assert table.scan(["N"], row_numbers=True).collect()[ROW].to_list() == [2, 3]


def test_what_a_row_has_too_much_is_not_cut_in_silence(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv", "a,b\n1,2\n3,4,5,,6\n7\n"))

    assert table.scan(overflow=True).collect()[OVERFLOW].to_list() == [None, "5,6", None]


def test_lines_that_all_end_with_a_delimiter_have_no_extra_column(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv", "a;b;\n1;2;\n3;4;\n"))

    assert table.columns == ("a", "b")
    assert table.scan(overflow=True).collect()[OVERFLOW].null_count() == 2


def test_old_mac_line_ends_are_read(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv", b"a,b\r1,2\r3,4\r"), workdir=tmp_path)

    assert table.scan().collect().rows() == [("1", "2"), ("3", "4")]


def test_a_delimiter_declared_in_the_first_line_is_obeyed(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv", "sep=|\na|b\n1|2\n"))

    assert (table.columns, table.header_row) == (("a", "b"), 2)


def test_repeated_and_blank_titles_are_named_and_noted(tmp_path: Path) -> None:
    table = open_table(written(tmp_path / "a.csv", "FECHA,,FECHA ,N\n1/1/2026,x,2/1/2026,1\n"))

    assert table.columns == ("FECHA", "Columna 2", "FECHA (2)", "N")
    assert table.titles == ("FECHA", "", "FECHA", "N")
    assert [note.code for note in table.notes] == ["blank_title", "repeated_title"]
    assert table.notes[1].message == "El título «FECHA» está en las columnas 1, 3. Elija cuál se usa."


def test_quotes_that_never_close_are_refused_with_their_row(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", "a,b\n" + "1,2\n" * 100_000 + '3,"x"y\n4,5\n')

    with pytest.raises(ReadingError) as refusal, reading_errors(path):
        open_table(path).scan().collect()

    assert (refusal.value.code, refusal.value.data["row"]) == ("broken_quotes", 100_002)


def test_a_title_row_that_is_missing_is_asked_for(tmp_path: Path) -> None:
    assert refused(written(tmp_path / "a.csv", "1,13/02/2026,x\n2,14/02/2026,y\n")).code == "no_header"


def test_titles_without_rows_are_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path / "a.csv", "NRO,FECHA\n\n")).code == "no_rows"


@pytest.mark.parametrize("content", [b"", b"\n\n  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(tmp_path: Path, content: bytes) -> None:
    assert refused(written(tmp_path / "a.csv", content)).code == "empty_file"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"%PDF-1.7\n1 0 obj", "wrong_kind"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "wrong_kind"),
        ("a.csv", b"MZ\x90\x00\x03\x00", "wrong_kind"),
        ("a.csv", b"N;B\n1;\x002\n", "wrong_kind"),
        ("a.xlsx", b"NRO,FECHA\n1,2\n", "not_a_spreadsheet"),
        ("a.xls", b"<html><table><tr><td>1</td></tr></table>", "web_page"),
        ("a.xls", b"\x09\x04\x06\x00\x00\x00\x10\x00", "old_excel"),
        ("a.xls", bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 600, "corrupt"),
        ("a.xlsx", b"PK\x03\x04" + b"\x00" * 100, "corrupt"),
    ],
)
def test_a_file_of_another_kind_is_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    assert refused(written(tmp_path / name, content)).code == code


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nada.csv").code == "no_such_file"


def test_cells_become_text_as_the_sheet_shows_them(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Reportes", None, None, None, None],
        [],
        ["NRO", "CONTRATO", "FECHA", "HORA", "BS"],
        [903318, "0041277", date(2026, 2, 13), datetime(2026, 2, 13, 4, 45, 10), 349.9],
        [],
        [903319.0, "41-277", None, datetime(2026, 2, 14), 0.1 + 0.2],
        [True, None, None, None, -5],
    ]
    table = open_table(workbook(tmp_path / "a.xlsx", rows), workdir=tmp_path)

    assert (table.format, table.sheet, table.header_row) == ("xlsx", "Reportes", 3)
    assert table.scan(row_numbers=True).collect().rows() == [
        ("903318", "0041277", "2026-02-13", "2026-02-13 04:45:10", "349.9", 4),
        ("903319", "41-277", None, "2026-02-14", "0.3", 6),
        ("VERDADERO", None, None, None, "-5", 7),
    ]


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["a", "b"], [1, 2]])

    assert open_table(path, sheet="Reportes", workdir=tmp_path).columns == ("a", "b")
    assert "«Reportes»" in refused(path, sheet="Otra").message


def test_rows_left_and_above_of_a_table_in_a_corner_keep_their_numbers(tmp_path: Path) -> None:
    blank: list[object] = [None, None]
    path = workbook(tmp_path / "a.xlsx", [[], [], [*blank, "a", "b"], [*blank, 1, 2]])

    table = open_table(path, workdir=tmp_path)

    assert table.header_row == 3
    assert table.scan(["a", "b"], row_numbers=True).collect().rows() == [("1", "2", 4)]


def test_a_cell_in_the_far_corner_neither_hangs_nor_fills_the_memory(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_row(1, 0, [1, 2])
    sheet.write(1_048_575, 16_383, "x")
    book.close()

    assert refused(tmp_path / "a.xlsx", workdir=tmp_path).code == "sheet_too_large"


def zipped(path: Path, name: str, content: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("xl/workbook.xml", "x")
        archive.writestr(name, content)
    return path


def test_a_zip_that_swells_beyond_its_limits_is_refused_unread(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", "xl/worksheets/sheet1.xml", b"0" * 20_000_000)

    assert refused(path).code == "zip_bomb"
    assert refused(path, limits=Limits(ratio=2000, unpacked=1_000_000)).code == "zip_bomb"


def test_a_zip_that_lies_about_its_sizes_is_refused_unread(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", "xl/big.xml", b"0" * 20_000_000)
    lying = path.read_bytes().replace((20_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    path.write_bytes(lying)

    assert refused(path).code == "zip_bomb"


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("foto.txt", "x")

    assert refused(written(tmp_path / "a.xlsx", buffer.getvalue())).code == "wrong_kind"


SPREADSHEETS = {
    "Formate.xls": "no_header",
    "biff4_no_format_no_window2.xls": "old_excel",
    "corrupted_error.xls": "corrupt",
    "nyc_schools_progress_report_ec_2013.xlsx": (2, 16, 46),
    "profiles.xls": (1, 13, 14),
    "ragged.xls": (1, 4, 4),
    "sample.ods": "no_sheet_rows",
    "sample.xlsb": "no_header",
    "strange_dates.xlsx": (1, 10, 1),
    "test_boolean.xlsx": (1, 3, 2),
    "test_empty_rows.xlsx": (1, 2, 3),
    "test_encoding_utf8.csv": (1, 4, 3),
    "test_excel.xlsx": (1, 4, 8),
    "test_excel_numeric_gs.xlsx": (1, 2, 4),
    "test_excel_types.csv": (1, 10, 3),
    "test_excel_types.xlsx": (1, 10, 3),
    "test_falsy_cells.xlsx": (1, 2, 2),
    "test_headers_with_none_cell.xlsx": (3, 4, 2),
    "test_import_csv.csv": (1, 5, 4),
    "test_invalid_dimensions.xlsx": (3, 3, 3),
    "test_isdigit.csv": (1, 3, 1),
    "test_long_cell.csv": (1, 2, 1),
    "test_single_merged_cell.xlsx": (1, 5, 2),
}


@pytest.mark.parametrize(("name", "outcome"), SPREADSHEETS.items())
def test_files_that_break_readers(tmp_path: Path, name: str, outcome: str | tuple[int, int, int]) -> None:
    path = shared_file(f"spreadsheets/{name}")
    if isinstance(outcome, str):
        assert refused(path, workdir=tmp_path).code == outcome
        return
    table = open_table(path, workdir=tmp_path)

    assert (table.header_row, len(table.columns), table.scan().collect().height) == outcome


def test_every_shared_spreadsheet_has_its_outcome() -> None:
    shared_file("spreadsheets/ragged.xls")

    assert {path.name for path in (FOLDER / "spreadsheets").iterdir()} == set(SPREADSHEETS)


def test_a_spanish_file_in_cp1252_reads_the_same_as_in_utf8(tmp_path: Path) -> None:
    original = shared_file("pamplona_quejas.csv")
    copy = written(tmp_path / "pamplona.csv", original.read_text("utf-8"), "cp1252")

    one, other = open_table(original), open_table(copy, workdir=tmp_path)

    assert other.encoding == "cp1252"
    assert one.scan().collect().equals(other.scan().collect())
    assert "tema" in one.columns


def test_the_churn_workbook_keeps_its_totals(tmp_path: Path) -> None:
    table = open_table(shared_file("Telco_customer_churn.xlsx"), workdir=tmp_path)
    charges = table.scan(["Monthly Charges"]).select(pl.col("Monthly Charges").cast(pl.Float64)).sum().collect().item()

    assert (table.scan().collect().height, round(charges, 2)) == (7043, 456_116.60)
