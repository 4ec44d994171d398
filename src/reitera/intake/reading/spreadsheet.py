"""Spreadsheets: the chosen sheet is turned into text by a process of its own, and then read as any text."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

from reitera.intake.reading import sheet_process
from reitera.intake.reading.errors import ReadingError
from reitera.intake.reading.header import ROWS_LOOKED_AT, find_header, name_columns
from reitera.intake.reading.limits import Limits
from reitera.intake.reading.table import Format, Table


def open_spreadsheet(
    path: Path, kind: Format, *, sheet: str | None, header_row: int | None, workdir: Path, limits: Limits
) -> Table:
    """The table of one sheet: the one named, else the first visible with content. Raises ReadingError."""
    text_path = workdir / f"{path.stem}.sheet.csv"
    found = _convert(path, sheet or "", text_path, limits)
    rows = _first_rows(text_path)
    if not rows:
        raise ReadingError("no_sheet_rows", file=path.name)
    index = _header_index(path, rows, header_row)
    titles = [cell.strip() for cell in rows[index][1:]]
    titles += [""] * (found["width"] - len(titles))
    columns, notes = name_columns(titles)
    table = Table(
        path=path, format=kind, text_path=text_path, encoding=None, delimiter=None, sheet=found["sheet"],
        sheets=tuple(found["sheets"]), header_row=int(rows[index][0]), columns=columns, titles=tuple(titles),
        notes=notes, skip_lines=sum(_line_count(row) for row in rows[: index + 1]), numbered=True,
    )  # fmt: skip
    if not table.head(1):
        raise ReadingError("no_rows", file=path.name)
    return table


def _line_count(row: list[str]) -> int:
    return 1 + sum(cell.count("\n") for cell in row)


def _convert(path: Path, sheet: str, target: Path, limits: Limits) -> dict[str, Any]:
    command = [sys.executable, "-I", sheet_process.__file__, str(path), sheet, str(target)]
    command += [str(limits.memory), str(limits.seconds)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=2 * limits.seconds, check=False)
        found: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise _refused({"failed": "sheet_too_large"}, path, sheet) from error
    except ValueError as error:
        # Killed without an answer: by the limit of time, or by the library when memory ran out.
        died = done.returncode < 0 or b"memory" in done.stderr
        raise _refused({"failed": "sheet_too_large" if died else "corrupt"}, path, sheet) from error
    if "failed" in found:
        raise _refused(found, path, sheet)
    return found


def _refused(found: dict[str, Any], path: Path, sheet: str) -> ReadingError:
    sheets = ", ".join(f"«{name}»" for name in found.get("sheets", ()))
    return ReadingError(found["failed"], file=path.name, sheet=sheet or "1", sheets=sheets)


def _first_rows(text_path: Path) -> list[list[str]]:
    with text_path.open(encoding="utf-8", newline="") as stream:
        return list(islice(csv.reader(stream), ROWS_LOOKED_AT))


def _header_index(path: Path, rows: list[list[str]], header_row: int | None) -> int:
    if header_row is not None:
        for index, row in enumerate(rows):
            if int(row[0]) == header_row:
                return index
        raise ReadingError("header_row_outside", file=path.name, row=header_row)
    found = find_header([row[1:] for row in rows])
    if found is None:
        raise ReadingError("no_header", file=path.name)
    return found
