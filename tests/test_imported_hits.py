"""Every hit row of the rule on imported reports is that of the plain rule, whatever the file is like.

The files are made from a seed: rows in no order, ties, spans of exactly ten and thirty times 24 hours and a second
beside them, the first and the last days that a report can have, and codes that something on the way could mistake for
one another.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from reitera.customers.models import Customer, Product
from reitera.faults.models import FaultReport
from reitera.intake import actions
from reitera.intake.reading import open_table
from reitera.repeats.database_hits import SubjectHit, judge
from reitera.repeats.file_columns import Columns, Reading
from reitera.repeats.file_hits import FileHits, Rule, hits_of_file
from reitera.repeats.models import RepeatParameters
from reitera.repeats.tests.oracle import oracle_hits
from tests.cast import LA_PAZ, Cast

pytestmark = [pytest.mark.usefixtures("data_dir"), pytest.mark.django_db]

DAY = 86_400
RECEIVED = datetime(2038, 1, 17, 12, tzinfo=LA_PAZ)
FIRST_SECOND = int(datetime(1970, 1, 1, tzinfo=LA_PAZ).timestamp())
LAST_SECOND = int(datetime(2038, 1, 18, 23, 14, 7, tzinfo=LA_PAZ).timestamp())
WEEK = (datetime(2026, 11, 16, tzinfo=LA_PAZ), datetime(2026, 11, 23, tzinfo=LA_PAZ))
CODES = (
    "7", "07", "007", "+7", "7.0", "7e0", "9007199254740992", "9007199254740993", "9007199254740994",
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "Peña", "Pen\u0303a", "Pena", "peña", "PEÑA",
    "Ñuflo Güemes", "null", "NULL", "NaN", "true", "1e5", "100000", "0x10", "16", "a/b", "a\\b", 'di"jo', "semi;colon",
    "coma,", "línea\nnueva", "\\N", "\\.", "%s", "'; --", "１", "1", "日本", "🙂",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    number: str
    customer: str
    product: str
    second: int


def made_rows(seed: int) -> list[Row]:
    """Some hundred reports of every code, near the week's ends and the ends of time, in no order."""
    chance = random.Random(seed)
    ends_of_the_week = [int(moment.timestamp()) for moment in WEEK]
    placed: list[tuple[str, str, int]] = []
    for customer in CODES:
        products = [*chance.sample(CODES, 2), ""]
        moments = [chance.choice([FIRST_SECOND, LAST_SECOND, *ends_of_the_week, *ends_of_the_week])]
        for _ in range(chance.randrange(4, 14)):
            span = chance.choice([0, DAY, 10 * DAY, 10 * DAY, 30 * DAY]) + chance.choice([-1, 0, 0, 1])
            around = chance.choice(moments) + chance.choice([-1, 1]) * span
            moments.append(min(max(around, FIRST_SECOND), LAST_SECOND))
        placed += [(customer, chance.choice(products), second) for second in moments]
    numbers = [*CODES, *(f"R-{place}" for place in range(len(placed) - len(CODES)))]
    chance.shuffle(numbers)
    chance.shuffle(placed)
    return [Row(number, *row) for number, row in zip(numbers, placed, strict=True)]


def write_export(path: Path, rows: list[Row]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["NRO_REPORTE", "CLIENTE", "CONTRATO", "FEC_REPORTE"])
        for row in rows:
            moment = datetime.fromtimestamp(row.second, LA_PAZ)
            writer.writerow([row.number, row.customer, row.product, f"{moment:%d/%m/%Y %H:%M:%S}"])


@pytest.fixture(params=[1, 2, 3])
def imported(request: pytest.FixtureRequest, cast: Cast, tmp_path: Path) -> list[Row]:
    """The rows of a made file that was imported."""
    rows, path, actor = made_rows(request.param), tmp_path / "export.csv", cast.manager_analyst
    write_export(path, rows)
    received = actions.receive_file(path=path, file_name=path.name, kind="", actor=actor, at=RECEIVED)
    received = actions.preview(received=received, actor=actor, at=RECEIVED)
    assert (received.counts["new"], received.counts["rejected"], received.counts["copies"]) == (len(rows), 0, 0)
    actions.apply_import(received=received, actor=actor, at=RECEIVED)
    return rows


def test_every_report_is_stored_as_it_was_written(imported: list[Row]) -> None:
    stored = FaultReport.objects.values_list("number", "customer__code", "product__code", "reported_at")

    found = {Row(number, customer, product or "", int(at.timestamp())) for number, customer, product, at in stored}

    assert found == set(imported)


@pytest.mark.parametrize("period", [None, WEEK], ids=["all", "a week"])
@pytest.mark.parametrize("subject", ["customer", "product"])
@pytest.mark.parametrize("threshold", [2, 3])
@pytest.mark.parametrize("rule", ["top10", "top30"])
def test_every_row_of_the_hits_is_the_plain_rules(imported: list[Row], rule, threshold, subject, period) -> None:
    reports = [(subject_of(row, subject), row.second) for row in imported if subject == "customer" or row.product]
    days = {"top10": 10, "top30": 30}[rule]
    bounds = [int(moment.timestamp()) for moment in period] if period else [None, None]

    hits = judge(RepeatParameters(subject=subject, threshold=threshold), period, rules=[rule]).hits[rule]

    names = names_of(hits)
    expected = oracle_hits(reports, days * DAY, threshold, *bounds)
    assert expected, "a file without hits shows nothing"
    assert sorted((names[hit], hit.reports_in_window, hit.first, hit.last) for hit in hits) == expected
    for hit in hits:
        own = sorted(second for name, second in reports if name == names[hit] and in_span(second, days, bounds))
        assert list(hit.reports) == [(second, hit.first <= second <= hit.last) for second in own]
        last = FaultReport.objects.get(pk=hit.last_report_id)
        assert int(last.reported_at.timestamp()) == hit.last
        assert last.number in {row.number for row in imported if subject_of(row, subject) == names[hit]}


def with_repeated_rows(rows: list[Row], seed: int) -> list[Row]:
    """The rows in a new order, and among them equal ones and ones of the same number that say something else."""
    chance = random.Random(seed)
    for row in chance.sample(rows, 60):
        other = chance.choice([row, replace(row, customer="otro"), replace(row, second=row.second ^ 1)])
        rows = [*rows, other, *([row] if chance.random() < 0.2 else [])]
    return chance.sample(rows, len(rows))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_repeated_rows_count_the_same_in_an_import_and_in_a_report_of_the_file(
    cast: Cast, tmp_path: Path, seed: int
) -> None:
    rows, path, actor = with_repeated_rows(made_rows(seed), seed), tmp_path / "export.csv", cast.manager_analyst
    write_export(path, rows)
    received = actions.receive_file(path=path, file_name=path.name, kind="", actor=actor, at=RECEIVED)
    received = actions.preview(received=received, actor=actor, at=RECEIVED)
    actions.apply_import(received=received, actor=actor, at=RECEIVED, keep_good=True)

    of_file = report_of(path)

    said = defaultdict(set)
    for row in rows:
        said[row.number].add(row)
    good = [next(iter(contents)) for contents in said.values() if len(contents) == 1]
    bad = sum(len(said[row.number]) > 1 for row in rows)
    copies = len(rows) - bad - len(good)
    assert of_file.left_out == {"copy": copies, "contradicted": bad}
    assert [received.counts[name] for name in ("new", "copies", "rejected")] == [len(good), copies, bad]
    expected = oracle_hits([(row.customer, row.second) for row in good], 10 * DAY, 2)
    assert sorted(of_file.hits.select("subject", "reports_in_window", "first", "last").iter_rows()) == expected
    stored = judge(RepeatParameters(threshold=2), None, rules=["top10"]).hits["top10"]
    names = names_of(stored)
    assert sorted((names[hit], hit.reports_in_window, hit.first, hit.last) for hit in stored) == expected


def report_of(path: Path) -> FileHits:
    columns = Columns("CLIENTE", "FEC_REPORTE", number="NRO_REPORTE")
    reading = Reading("customer", (), "dmy", "America/La_Paz")
    return hits_of_file(open_table(path, workdir=path.parent), columns, reading, Rule(10, 2), now=RECEIVED)


def subject_of(row: Row, subject: str) -> str:
    return row.customer if subject == "customer" else f"{row.customer} · {row.product}"


def names_of(hits: list[SubjectHit]) -> dict[SubjectHit, str]:
    """Each hit's subject as the file names it."""
    customers = dict(Customer.objects.values_list("pk", "code"))
    products = dict(Product.objects.values_list("pk", "code"))
    return {
        hit: customers[hit.customer_id] + (f" · {products[hit.product_id]}" if hit.product_id else "") for hit in hits
    }


def in_span(second: int, days: int, bounds: list[int | None]) -> bool:
    start, end = bounds
    return start is None or end is None or start - days * DAY <= second < end
