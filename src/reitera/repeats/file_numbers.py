"""Report numbers that several rows of a file have, by the rule of `intake.reading.repeated_rows`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from reitera.core.text import fold
from reitera.intake.kinds import REPORT_STATES
from reitera.intake.reading import Table, reading_errors, repeated_rows
from reitera.repeats.codes import Codes, Flags, NumberCoder, NumberCodes, PairCoder, PairCodes, TextCoder
from reitera.repeats.file_columns import Columns, Reading
from reitera.repeats.file_reports import FileReports, blocks

_NAMED = 5


@dataclass(frozen=True)
class Repeated:
    """Rows (places among the reports that count) to take out, and the first numbers that contradict themselves."""

    copies: Codes
    contradicting: Codes
    numbers: tuple[str, ...]


def repeated_numbers(
    reports: FileReports, table: Table, columns: Columns, reading: Reading, *, before: int
) -> Repeated | None:
    """The rows whose number another row has too, None when no number repeats.

    Rising numbers, as exports have them, are seen at once; others are sorted. Only when some are equal is the file read
    again, to compare the texts. Takes `reports.numbers` away to spare memory.
    """
    values, reports.numbers = reports.numbers, None
    if values is None or not len(values) or _rise(values):
        return None
    ordered = pl.Series(values).sort().to_numpy()
    equal = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    equal = equal[equal != 0]
    del ordered
    if not len(equal):
        return None
    places = np.flatnonzero(np.isin(values, equal))
    del values
    with reading_errors(table.path):
        texts = _texts_at(places, reports, table, columns, reading, before)
    return _compared(reports, places, texts)


def _rise(values: Codes) -> bool:
    return bool(values[0] > 0 and (values[1:] > values[:-1]).all())


def _texts_at(
    places: Codes, reports: FileReports, table: Table, columns: Columns, reading: Reading, before: int
) -> pl.Series:
    """The numbers as written in some of the reports' rows, by reading the file once more in the same way."""
    texts, passed = [pl.Series([], dtype=pl.String)], 0
    number = [pl.col(columns.number or "").alias("number")]
    for block, kept in blocks(table, columns, reading, _coder_like(reports, reading), before, number, {}):
        rows = np.arange(len(block)) if kept is None else np.flatnonzero(kept)
        start, end = np.searchsorted(places, [passed, passed + len(rows)])
        written = block["number"].gather(rows[places[start:end] - passed]).str.strip_chars()
        texts.append(written.set(written.is_in(["", *reading.missing]), None))
        passed += len(rows)
    return pl.concat(texts)


def _coder_like(reports: FileReports, reading: Reading) -> NumberCoder | TextCoder | PairCoder:
    if isinstance(reports.subjects, PairCodes):
        return PairCoder(reading.missing)
    return (NumberCoder if isinstance(reports.subjects, NumberCodes) else TextCoder)(reading.missing)


def _compared(reports: FileReports, places: Codes, texts: pl.Series) -> Repeated:
    """Judge the rows by the rule that imports have too, on what the file report reads of them."""
    content: dict[str, Any] = {"subject": reports.subjects.codes[places], "second": reports.seconds[places]}
    if reports.centre:
        content["centre"] = _folded(reports.centre.texts(places))
    if reports.billing:
        content["billing"] = reports.billing.amounts(places)
    if reports.state:
        content["state"] = _folded(reports.state.texts(places)).replace(REPORT_STATES)
    rows = pl.DataFrame({"row": places, "number": texts, **content}).drop_nulls("number")
    found = repeated_rows(rows, ["number"], list(content))
    bad, copies = found.filter("contradicts"), found.filter("copy")
    numbers = rows.join(bad, on="row", how="semi", maintain_order="left")["number"].unique(maintain_order=True)
    return Repeated(copies["row"].to_numpy(), bad["row"].to_numpy(), tuple(numbers.head(_NAMED).to_list()))


def _folded(texts: pl.Series) -> pl.Series:
    """As an import compares names and states: without case, accents and blanks around."""
    known = texts.unique().drop_nulls()
    return texts.replace_strict(known, [fold(text) for text in known], default=None, return_dtype=pl.String)


def take_out(reports: FileReports, repeated: Repeated | None) -> Flags | None:
    """Count the repeated and the annulled rows as left out; answer which rows stay (None = all)."""
    stays = np.ones(len(reports.seconds), dtype=np.bool_)
    if repeated:
        for reason, rows in (("copy", repeated.copies), ("contradicted", repeated.contradicting)):
            stays[rows] = False
            if len(rows):
                reports.left_out[reason] = len(rows)
        reports.contradicting = repeated.numbers
    if reports.state:
        annulled = reports.annulled() & stays
        stays &= ~annulled
        if annulled.any():
            reports.left_out["annulled"] = int(np.count_nonzero(annulled))
    return None if stays.all() else stays
