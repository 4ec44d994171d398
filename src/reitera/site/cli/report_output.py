"""Every hit of `reitera report` in a file: CSV, XLSX or JSON."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput
from reitera.repeats.file_hits import FileHit, FileHits

COLUMNS = ("rank", "subject", "reports_in_window", "first_reported_at", "last_reported_at", "centre", "billing")


class CannotWrite(BadInput):
    code = "cannot_write"
    sentence = _("No se pudo escribir «{file}»: {why}. Elija otra carpeta u otro nombre.")


def write_hits(path: Path, found: FileHits) -> None:
    """Write all hits in the format that the name's ending says. Raises CannotWrite."""
    writers = {".csv": _write_csv, ".json": _write_json, ".xlsx": _write_xlsx}
    try:
        writers[path.suffix.lower()](path, found)
    except OSError as error:
        raise CannotWrite(file=path, why=error.strerror or str(error)) from error


def _values(hit: FileHit) -> list[Any]:
    return [
        hit.rank,
        hit.subject,
        hit.reports_in_window,
        f"{hit.first_reported_at:%Y-%m-%d %H:%M:%S}",
        f"{hit.last_reported_at:%Y-%m-%d %H:%M:%S}",
        hit.centre,
        "" if hit.billing is None else str(hit.billing),
    ]


def _write_csv(path: Path, found: FileHits) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(_values(hit) for hit in found.hits)


def _write_json(path: Path, found: FileHits) -> None:
    hits = [{**dict(zip(COLUMNS, _values(hit), strict=True)), "reasons": hit.reasons} for hit in found.hits]
    content = {"subjects": found.subjects, "reports": found.reports, "left_out": found.left_out, "hits": hits}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def _write_xlsx(path: Path, found: FileHits) -> None:
    import xlsxwriter

    # strings_to_… off: a subject such as "=1+1" or "007" stays the text it is.
    options = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    try:
        with xlsxwriter.Workbook(path, {**options, "constant_memory": True}) as workbook:
            sheet = workbook.add_worksheet("report")
            sheet.freeze_panes(1, 0)
            for row, values in enumerate([COLUMNS, *map(_values, found.hits)]):
                sheet.write_row(row, 0, values)
    except xlsxwriter.exceptions.FileCreateError as error:
        raise CannotWrite(file=path, why=str(error)) from error
