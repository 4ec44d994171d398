"""Exports: exactly the view of the person, in types that a spreadsheet reckons with, and noted in the log."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reitera.core.exports import MadeFile
from reitera.core.models import Event
from reitera.core.sentences import tell
from reitera.core.testing import arranging
from reitera.sheet import exporting
from reitera.sheet.blocks import block_of
from reitera.sheet.columns import Column, columns_seen
from reitera.sheet.formats import moment_of, said
from reitera.sheet.kinds import Kind
from reitera.sheet.listing import list_rows
from reitera.sheet.models import SheetRow
from reitera.sheet.query import read_query
from reitera.sheet.tests.rows import lay_out_rows
from reitera.staff.models import User
from tests.cast import LA_PAZ, NOON, Cast

VIEW = {
    "filters": [{"c": "reports", "op": "range", "from": "1", "to": None}], "group": "centre",
    "sort": [{"c": "before", "desc": True}, {"c": "customer"}],
}  # fmt: skip


def export(person: User, kind: str = "xlsx", columns: str = "", query: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(person)
    asked = {"q": json.dumps(query or {}), "columns": columns, "format": kind}
    answer = client.get("/planilla/exportar/", asked)
    if answer.streaming:
        answer.body = b"".join(answer.streaming_content)
    return answer


def lines_of(answer: Any) -> list[list[Any]]:
    """The cells of an exported file, its titles first."""
    assert answer.status_code == 200
    if "csv" in answer["Content-Disposition"]:
        return list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig")), delimiter=";"))
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.body))
    return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)


def expected_lines(person: User, query: dict[str, Any], keys: list[str]) -> list[list[Any]]:
    """What the grid shows for the same view, as a workbook's cells."""
    columns = columns_seen(person.viewer)
    ids = list_rows(person, read_query(query, columns, NOON.date()), columns).ids
    told = block_of(person, ids, {key: columns[key] for key in keys})
    rows = [told["rows"][str(pk)] for pk in ids]
    return [
        [in_workbook(value, columns[key], told["labels"].get(key, {})) for key, value in zip(keys, row, strict=True)]
        for row in rows
    ]


def in_workbook(value: Any, column: Column, labels: dict[str, str]) -> Any:
    if value is None or column.kind in (Kind.TEXT, Kind.CHOICE, Kind.YES_NO) or column.key == "case":
        return said(value, column, labels)
    if column.kind is Kind.DATE:
        return date.fromisoformat(value)
    if column.kind is Kind.MOMENT:
        return moment_of(value).astimezone(LA_PAZ).replace(tzinfo=None)
    return float(Decimal(value))


@pytest.mark.parametrize("who", ["usm_analyst", "administrator", "usm_analyst_south"])
def test_a_workbook_says_what_the_grid_says(cast: Cast, who: str) -> None:
    """Every column that the person sees, in the order of the view, group after group."""
    lay_out_rows(cast, 40)
    person = cast.people[who]
    keys = ["centre", *(key for key in columns_seen(person.viewer) if key != "centre")]

    titles, *lines = lines_of(export(person, query=VIEW))
    expected = expected_lines(person, VIEW, keys)

    assert titles == [columns_seen(person.viewer)[key].name for key in keys]
    assert [line_as_read(line) for line in lines] == [line_as_read(line) for line in expected]
    assert len(lines) > 5


def line_as_read(line: list[Any]) -> list[Any]:
    """Midnight is read as a day by itself: both are told as moments."""
    return [
        datetime(each.year, each.month, each.day) if isinstance(each, date) and not isinstance(each, datetime) else each
        for each in line
    ]


def test_a_csv_has_the_same_lines(cast: Cast) -> None:
    lay_out_rows(cast, 20)
    keys = "case,customer,before,due,week,reincident,centre,billing"

    titles, *lines = lines_of(export(cast.usm_analyst, "csv", keys, VIEW))
    expected = expected_lines(cast.usm_analyst, VIEW, ["centre", *keys.replace(",centre", "").split(",")])

    assert titles == ["Centro", "Caso", "Cliente", "Antes", "Vence", "Semana", "Reincidente", "Facturación"]
    assert lines == [[in_csv(value) for value in line] for line in expected]


def in_csv(value: Any) -> str:
    match value:
        case datetime():
            return f"{value:%d/%m/%Y %H:%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case float():
            return f"{Decimal(str(value)).normalize():f}".replace(".", ",")
    return f"'{value}" if value.startswith("=") else str(value)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+591 700", "-2+3", "@SUM(A1)", "\t=1", "http://x.example/a"])
def test_a_text_never_runs_as_a_formula(cast: Cast, text: str) -> None:
    [row] = lay_out_rows(cast, 1)
    with arranging():
        SheetRow.objects.filter(pk=row.pk).update(remark=text, customer=text)

    book = export(cast.usm_analyst, columns="customer,remark")
    in_lines = lines_of(export(cast.usm_analyst, "csv", "customer,remark"))[1]

    assert lines_of(book)[1] == [text, text]
    assert in_lines == [text if text.startswith("h") else f"'{text}"] * 2
    assert "<f>" not in whole(book.body) and "hyperlink" not in whole(book.body)


def whole(workbook: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def test_titles_stay_in_sight_with_a_filter_and_widths(cast: Cast) -> None:
    lay_out_rows(cast, 2)

    xml = whole(export(cast.usm_analyst, columns="case,customer,due").body)

    assert 'topLeftCell="C2"' in xml and 'state="frozen"' in xml
    assert '<autoFilter ref="A1:C2"/>' in xml
    assert 'width="25.7109375"' in xml and 'formatCode="dd/mm/yyyy hh:mm"' in xml


def test_a_person_takes_only_the_columns_they_see(cast: Cast) -> None:
    lay_out_rows(cast, 4)

    [titles, *_lines] = lines_of(export(cast.administrator, columns="case,phone,address,nothing"))

    assert titles == ["Caso"]
    assert "Teléfono" not in lines_of(export(cast.administrator))[0]
    assert "Teléfono" in lines_of(export(cast.usm_analyst))[0]
    assert export(cast.administrator, columns="phone").status_code == 422


def test_a_product_of_another_centre_is_blank_in_the_file(cast: Cast) -> None:
    row = lay_out_rows(cast, 1)[0]
    with arranging():
        SheetRow.objects.filter(pk=row.pk).update(contract="SUR-9", product_centre=cast.south.pk)

    assert lines_of(export(cast.usm_analyst, columns="case,contract"))[1] == [row.case.number, ""]
    assert lines_of(export(cast.administrator, columns="case,contract"))[1] == [row.case.number, "SUR-9"]


def test_what_left_is_in_the_log_with_who_and_how_many(cast: Cast) -> None:
    lay_out_rows(cast, 6)
    query = {"filters": [{"c": "customer", "op": "contains", "v": "quispe"}]}

    export(cast.usm_analyst, "csv", "case,customer")
    export(cast.usm_analyst, "xlsx", "case", query)

    first, second = Event.objects.order_by("pk")
    assert (first.kind, first.actor, first.after) == (
        "sheet.exported", cast.usm_analyst,
        {"rows": 3, "columns": ["case", "customer"], "format": "csv", "group": "", "filters": []},
    )  # fmt: skip
    assert second.after["filters"] == ["customer"] and "quispe" not in str(second.after)
    assert [told.sentence for told in tell([first])] == ["exportó 3 filas de la planilla (CSV), con 2 columnas"]


def test_the_file_has_a_name_with_the_day(cast: Cast) -> None:
    answer = export(cast.usm_analyst)

    assert answer["Content-Disposition"] == 'attachment; filename="planilla-2026-11-25.xlsx"'
    assert answer["Content-Type"] == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("asked", [{"format": "pdf"}, {"q": "["}, {"q": '{"filters": 3}'}])
def test_an_export_that_is_not_sound_is_refused_and_leaves_nothing(cast: Cast, asked: dict[str, str]) -> None:
    client = Client()
    client.force_login(cast.usm_analyst)

    assert (client.get("/planilla/exportar/", asked).status_code, Event.objects.count()) == (422, 0)


def test_who_sees_no_row_exports_nothing(cast: Cast) -> None:
    assert (export(cast.nobody).status_code, Event.objects.count()) == (403, 0)


def test_more_rows_than_a_sheet_holds_are_refused_as_a_workbook_only(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out_rows(cast, 6)
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)

    assert export(cast.usm_analyst).status_code == 413
    assert len(lines_of(export(cast.usm_analyst, "csv"))) == 4


def test_rows_are_read_in_blocks_and_choices_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """As many queries for forty rows as for ten, and one more for each further block."""

    def queries_for(count: int) -> int:
        lay_out_rows(cast, count)
        with CaptureQueriesContext(connection) as asked:
            lines_of(export(cast.administrator, "csv"))
        return len(asked)

    few, many = queries_for(10), queries_for(40)
    monkeypatch.setattr(exporting, "BLOCK", 10)
    assert (many, queries_for(40)) == (few, few + 3)


def test_days_before_the_calendar_of_spreadsheets_and_long_texts_are_kept(cast: Cast) -> None:
    [row] = lay_out_rows(cast, 1)
    with arranging():
        SheetRow.objects.filter(pk=row.pk).update(week=date(1850, 3, 1), remark="x" * 40_000)

    assert lines_of(export(cast.usm_analyst, columns="week,remark"))[1] == ["01/03/1850", "x" * 32_767]


def test_the_asynchronous_server_sends_a_file_piece_by_piece() -> None:
    answer = MadeFile(io.BytesIO(b"x" * 150_000))

    async def pieces() -> list[int]:
        return [len(piece) async for piece in answer]

    assert asyncio.run(pieces()) == [65_536, 65_536, 18_928]
