"""Delimited text: which delimiter, where the titles are, and the UTF-8 text polars can scan."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reitera.intake.reading.encoding import find_encoding, to_utf8
from reitera.intake.reading.errors import ReadingError
from reitera.intake.reading.header import ROWS_LOOKED_AT, find_header, name_columns
from reitera.intake.reading.table import Table

DELIMITERS = (";", "\t", "|", ",")
_SAMPLE = 1 << 18
# The default of 131,072 refuses long remarks; a cell of the sample can be as long as the sample.
csv.field_size_limit(_SAMPLE * 4)


@dataclass(frozen=True)
class Sample:
    """The first rows as the delimiter cuts them, and for each the count of lines up to its end."""

    rows: list[list[str]]
    ends: list[int]
    quoting: bool


def open_delimited(
    path: Path, *, encoding: str | None, delimiter: str | None, header_row: int | None, workdir: Path
) -> Table:
    """The table of a text file. Raises ReadingError for an unknown encoding, no titles, or no rows."""
    encoding = encoding or find_encoding(path)
    text_path = _as_utf8(path, encoding, workdir)
    text = _first_text(text_path)
    declared, skipped = _declared_delimiter(text)
    delimiter = delimiter or declared or find_delimiter(text)
    sample = cut_sample(text, delimiter)
    index = _header_index(path, sample.rows, header_row, skipped)
    titles = [title.strip() for title in sample.rows[index]]
    if len(titles) > 1 and not titles[-1] and _ends_blank(sample.rows[index + 1 :], len(titles)):
        titles = titles[:-1]
    columns, notes = name_columns(titles)
    table = Table(
        path=path, format="csv", text_path=text_path, encoding=encoding, delimiter=delimiter, sheet=None, sheets=(),
        header_row=index + 1, columns=columns, titles=tuple(titles), notes=notes, skip_lines=sample.ends[index],
        separator=delimiter, quoting=sample.quoting,
    )  # fmt: skip
    if not table.head(1):
        raise ReadingError("no_rows", file=path.name)
    return table


def _ends_blank(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether every row ends with a delimiter after its last cell, as some exports write them."""
    return all(len(row) < width or not "".join(row[width - 1 :]).strip() for row in rows)


def _as_utf8(path: Path, encoding: str, workdir: Path) -> Path:
    old_mac = _ends_lines_with_cr(path)
    if encoding in ("utf-8", "utf-8-sig", "ascii") and not old_mac:
        return path
    target = workdir / f"{path.stem}.utf8.csv"
    to_utf8(path, encoding, target, old_mac=old_mac)
    return target


def _ends_lines_with_cr(path: Path) -> bool:
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
    return b"\r" in start and b"\n" not in start


def _first_text(path: Path) -> str:
    """The first whole lines of a UTF-8 file."""
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
        more = bool(stream.read(1))
    text = start.decode("utf-8-sig", errors="ignore")
    return text[: text.rfind("\n") + 1] or text if more else text


def _declared_delimiter(text: str) -> tuple[str | None, int]:
    """The delimiter that a first line `sep=;` declares (Excel writes and obeys it), and how many rows to pass over."""
    first = text.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    return None, 0


def find_delimiter(text: str) -> str:
    """The delimiter that cuts most lines into the same number of cells, more than one; a comma when none does."""
    scores = {delimiter: _evenness(text, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=lambda delimiter: scores[delimiter])
    return best if scores[best] > (0.0, 0) else ","


def _evenness(text: str, delimiter: str) -> tuple[float, int]:
    """Share of rows with the usual number of cells, weighed by that number; (0, 0) when rows have one cell."""
    rows = [row for row in cut_sample(text, delimiter).rows[: 5 * ROWS_LOOKED_AT] if row]
    counts = Counter(len(row) for row in rows)
    many = {width: count for width, count in counts.items() if width > 1}
    if not many:
        return 0.0, 0
    width, count = max(many.items(), key=lambda item: item[1])
    return round(count / len(rows), 2), width


def cut_sample(text: str, delimiter: str) -> Sample:
    """The sample's rows. A text whose quotes never close is cut again without quoting."""
    rows, ends = _cut(text, delimiter, csv.QUOTE_MINIMAL)
    if rows and any(cell.count("\n") > 50 for cell in rows[-1]):
        rows, ends = _cut(text, delimiter, csv.QUOTE_NONE)
        return Sample(rows, ends, quoting=False)
    return Sample(rows, ends, quoting=True)


def _cut(text: str, delimiter: str, quoting: int) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    rows: list[list[str]] = []
    ends: list[int] = []
    for row in reader:
        rows.append(row)
        ends.append(reader.line_num)
    return rows, ends


def _header_index(path: Path, rows: list[list[str]], header_row: int | None, skipped: int) -> int:
    if header_row is not None:
        if header_row < 1 or header_row > len(rows) or not any(cell.strip() for cell in rows[header_row - 1]):
            raise ReadingError("header_row_outside", file=path.name, row=header_row)
        return header_row - 1
    found = find_header(rows[skipped : skipped + ROWS_LOOKED_AT])
    if found is None:
        raise ReadingError("no_header", file=path.name)
    return skipped + found
