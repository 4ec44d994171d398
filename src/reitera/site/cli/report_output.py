"""Every hit of `reitera report` in a file: CSV, XLSX or JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput
from reitera.repeats.file_hits import FileHits

COLUMNS = ("rank", "subject", "reports_in_window", "first_reported_at", "last_reported_at", "centre", "billing")
_MOMENT = "%Y-%m-%d %H:%M:%S"
_BATCH = 10_000


class CannotWrite(BadInput):
    code = "cannot_write"
    sentence = _("No se pudo escribir «{file}»: {why}. Elija otra carpeta u otro nombre.")


def write_hits(path: Path, found: FileHits) -> None:
    """Write all hits in the format that the name's ending says. Raises CannotWrite."""
    writers: dict[str, Callable[[Path, FileHits], None]] = {
        ".csv": _write_csv, ".json": _write_json, ".xlsx": _write_xlsx
    }  # fmt: skip
    try:
        writers[path.suffix.lower()](path, found)
    except OSError as error:
        raise CannotWrite(file=path, why=error.strerror or str(error)) from error


def _rows(found: FileHits) -> pl.DataFrame:
    """The columns of the file, with local moments."""
    zone = found.zone.key
    moments = [
        pl.from_epoch(name, "s").dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.replace_time_zone(None)
        .alias(f"{name}_reported_at")
        for name in ("first", "last")
    ]  # fmt: skip
    return found.hits.with_columns(moments).select(COLUMNS)


def _write_csv(path: Path, found: FileHits) -> None:
    with path.open("wb") as file:
        _rows(found).write_csv(file, datetime_format=_MOMENT)


def _write_json(path: Path, found: FileHits) -> None:
    head = {"subjects": found.subjects, "reports": found.reports, "left_out": found.left_out}
    rows = _rows(found).with_columns(
        pl.col("^.*_reported_at$").dt.to_string(_MOMENT), pl.col("billing").cast(pl.String)
    )
    with path.open("w", encoding="utf-8") as file:
        file.write(json.dumps(head)[:-1] + ', "hits": [')
        for place, hit in enumerate(rows.iter_rows(named=True, buffer_size=_BATCH)):
            hit["reasons"] = found.reasons_at(place)
            file.write((",\n " if place else "\n ") + json.dumps(hit, ensure_ascii=False))
        file.write("\n]}\n")


def _write_xlsx(path: Path, found: FileHits) -> None:
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    try:
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as workbook:
            _fill(workbook, found)
    except FileCreateError as error:
        raise CannotWrite(file=path, why=str(error)) from error


def _fill(workbook, found: FileHits) -> None:  # type: ignore[no-untyped-def]
    sheet = workbook.add_worksheet("report")
    moment, amount = (workbook.add_format({"num_format": form}) for form in ("dd/mm/yyyy hh:mm:ss", "#,##0.00"))
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, 5, 20)
    sheet.write_row(0, 0, COLUMNS)
    for row, hit in enumerate(_rows(found).iter_rows(buffer_size=_BATCH), start=1):
        rank, subject, size, first, last, centre, billing = hit
        sheet.write_number(row, 0, rank)
        # Written as text, a subject such as "=1+1" or "007" stays what it is.
        sheet.write_string(row, 1, subject)
        sheet.write_number(row, 2, size)
        sheet.write_datetime(row, 3, first, moment)
        sheet.write_datetime(row, 4, last, moment)
        sheet.write_string(row, 5, centre)
        if billing is not None:
            sheet.write_number(row, 6, float(billing), amount)
