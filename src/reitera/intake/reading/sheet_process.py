"""The process that reads one sheet: a spreadsheet file in, comma separated UTF-8 text and a line of JSON out.

It runs apart because the reading library keeps every cell of the rectangle from the first to the last one, and a file
with one cell in the far corner would otherwise take the memory of, or abort, the process that serves everybody.
It imports nothing of this package, so that it starts fast: `python -I sheet_process.py FILE SHEET OUT MEMORY SECONDS`.

Each line of the text is a row that has content: its number in the sheet, then its cells as the sheet shows them.
Numbers lose a final ".0", dates become ISO text, text stays as it is (leading zeros of contracts and phones).
"""

from __future__ import annotations

import csv
import datetime
import json
import sys
from collections.abc import Iterator
from typing import Any


def cell_text(value: Any) -> str:
    """A cell as text. Fractions keep 15 significant digits, all that a spreadsheet itself keeps and shows."""
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, bool):
        return "VERDADERO" if value else "FALSO"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, datetime.timedelta):
        return str(value)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def rows_with_content(sheet: Any) -> Iterator[list[str]]:
    """Row number and cells of each row that has any, without the blank cells at its end."""
    # Rows above the first filled one are passed over by the library, columns left of it are not.
    for number, row in enumerate(sheet.iter_rows(), 1):
        if any(value != "" for value in row):
            cells = [cell_text(value) for value in row]
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                yield [str(number), *cells]


def pick_sheet(workbook: Any, wanted: str) -> tuple[str, Any]:
    """The wanted sheet, else the first visible one with content."""
    if wanted:
        return wanted, workbook.get_sheet_by_name(wanted)
    for metadata in sorted(
        workbook.sheets_metadata, key=lambda each: "Visible" not in str(each.visible).split(".")[-1:]
    ):
        if "WorkSheet" not in str(metadata.typ):
            continue
        sheet = workbook.get_sheet_by_name(metadata.name)
        if sheet.width:
            return metadata.name, sheet
    return "", None


def bound_resources(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limits
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(path: str, wanted: str, out: str, memory: str, seconds: str) -> None:
    """Write the sheet's text to `out`; say what was found, or why not, as one JSON object on standard output."""
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    bound_resources(int(memory), int(seconds))
    answer: dict[str, Any]
    try:
        workbook = CalamineWorkbook.from_path(path)
        answer = {"sheets": workbook.sheet_names}
        if wanted and wanted not in workbook.sheet_names:
            answer |= {"failed": "no_such_sheet"}
        else:
            answer |= write_sheet(workbook, wanted, out)
    except PasswordError:
        answer = {"failed": "password"}
    except CalamineError as error:
        answer = {"failed": "corrupt", "detail": str(error)[:200]}
    except MemoryError:
        answer = {"failed": "sheet_too_large"}
    except BaseException as error:  # a panic of the library arrives as a BaseException
        answer = {"failed": "corrupt", "detail": str(error)[:200]}
    sys.stdout.write(json.dumps(answer))


def write_sheet(workbook: Any, wanted: str, out: str) -> dict[str, Any]:
    name, sheet = pick_sheet(workbook, wanted)
    width = 0
    with open(out, "w", encoding="utf-8", errors="replace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        for row in rows_with_content(sheet) if sheet is not None else ():
            width = max(width, len(row) - 1)
            writer.writerow(row)
    return {"sheet": name, "width": width}


if __name__ == "__main__":
    main(*sys.argv[1:])
