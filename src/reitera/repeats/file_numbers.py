"""Report numbers that appear twice in a file: a copy counts once, contradicting rows are left out and named."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from reitera.intake.reading import Table, reading_errors
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
    content = {
        "subject": reports.subjects.codes[places],
        "second": reports.seconds[places],
        **{
            name: written.codes[places]
            for name, written in (("centre", reports.centre), ("billing", reports.billing))
            if written
        },
    }
    rows = pl.DataFrame({"place": places, "number": texts, **content}).drop_nulls("number")
    found = rows.select(
        "place",
        "number",
        (pl.struct(*content).n_unique().over("number") > 1).alias("contradicts"),
        (pl.col("place") != pl.col("place").min().over("number")).alias("later"),
    )
    bad, copies = found.filter("contradicts"), found.filter(pl.col("later") & ~pl.col("contradicts"))
    numbers = bad["number"].unique(maintain_order=True).head(_NAMED).to_list()
    return Repeated(copies["place"].to_numpy(), bad["place"].to_numpy(), tuple(numbers))


def take_out(reports: FileReports, repeated: Repeated) -> Flags:
    """Count the repeated rows as left out; answer which rows stay."""
    stays = np.ones(len(reports.seconds), dtype=np.bool_)
    for reason, rows in (("copy", repeated.copies), ("number_twice", repeated.contradicting)):
        stays[rows] = False
        if len(rows):
            reports.left_out[reason] = len(rows)
    reports.contradicting = repeated.numbers
    return stays
