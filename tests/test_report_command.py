"""`reitera report` as its user runs it: a command in a shell, without database or server."""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reitera.repeats.tests.oracle import oracle_hits
from tests.shared_data import shared_file

DAY = 86_400
UCI = ["--customer", "caller_id", "--number", "number", "--reported-at", "opened_at", "--missing", "?"]
HELPDESK: list[str] = []
PAMPLONA = ["--customer", "Barrio", "--product", "subtema", "--subject", "product"]


def run(file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reitera", "report", str(file), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env={"COLUMNS": "200"})


def closing_line(file: Path, *options: str) -> str:
    done = run(file, *options)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.rstrip("\n").rsplit("\n", 1)[-1].split(";")[0]


@pytest.mark.parametrize(
    ("name", "options", "found", "subjects", "reports"),
    [
        ("uci_tickets_24918.csv", UCI, (3029, 1696, 3490, 2406), 5244, 24915),
        ("uci_tickets_24918.csv", [*UCI, "--product", "subcategory", "--subject", "product"],
         (2467, 608, 3377, 1138), 16312, 24846),
        ("helpdesk_italy_cases_4580.csv", HELPDESK, (194, 83, 231, 129), 394, 4580),
        ("helpdesk_italy_cases_4580.csv", ["--subject", "product"], (244, 92, 331, 148), 865, 4580),
        ("pamplona_quejas.csv", PAMPLONA, (167, 114, 185, 138), 231, 5075),
    ],
    ids=["uci", "uci products", "helpdesk", "helpdesk products", "pamplona"],
)  # fmt: skip
def test_the_public_files_give_the_known_numbers(name, options, found, subjects, reports) -> None:
    file = shared_file(name)
    rules = [("10", "2"), ("10", "3"), ("30", "2"), ("30", "3")]

    lines = [closing_line(file, *options, "--window-days", days, "--threshold", times) for days, times in rules]

    assert lines == [f"{count} subjects repeated of {subjects}, from {reports} reports" for count in found]


def test_the_rows_left_out_are_told_with_their_reason() -> None:
    done = run(shared_file("uci_tickets_24918.csv"), *UCI)

    assert done.stdout.rstrip().endswith("from 24915 reports; left out 3 rows: 3 without customer")


def made_file(folder: Path, seed: int, subject_of) -> tuple[Path, list[tuple[str, int]]]:
    """A file of 400 reports with ties and exact boundaries, in no order."""
    chance = random.Random(seed)
    base = int(datetime(2026, 3, 1, tzinfo=UTC).timestamp())
    reports: list[tuple[str, int]] = []
    for _ in range(400):
        if reports and chance.random() < 0.3:
            subject, second = chance.choice(reports)
            reports.append((subject, second + chance.choice([0, 10, 30]) * DAY + chance.choice([-1, 0, 1])))
        else:
            reports.append((subject_of(chance.randrange(60)), base + chance.randrange(90 * DAY)))
    path = folder / f"reports-{seed}.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["cliente", "fecha_reporte"])
        for subject, second in reports:
            local = datetime.fromtimestamp(second, UTC) - timedelta(hours=4)
            writer.writerow([subject, f"{local:%d/%m/%Y %H:%M:%S}"])
    return path, reports


@pytest.mark.parametrize(
    ("seed", "subject_of"),
    [(1, str), (2, lambda n: f"{2**40 + n}"), (3, lambda n: f"{n:05}"), (4, lambda n: f"Peña {n}"),
     (5, lambda n: str(n) if n % 2 else f"0{n}")],
    ids=["small numbers", "64-bit numbers", "leading zeros", "text", "7 and 07"],
)  # fmt: skip
def test_every_row_written_is_the_plain_rules(tmp_path: Path, seed: int, subject_of) -> None:
    file, reports = made_file(tmp_path, seed, subject_of)
    output = tmp_path / "hits.csv"

    done = run(file, "--threshold", "3", "--output", str(output))

    assert done.returncode == 0, done.stderr
    with output.open() as written:
        rows = list(csv.DictReader(written))
    expected = [
        (subject, str(size), *(f"{datetime.fromtimestamp(s, UTC) - timedelta(hours=4):%F %T}" for s in (first, last)))
        for subject, size, first, last in oracle_hits(reports, 10 * DAY, 3)
    ]
    found = [(r["subject"], r["reports_in_window"], r["first_reported_at"], r["last_reported_at"]) for r in rows]
    assert sorted(found) == expected
    assert [int(row["rank"]) for row in rows] == list(range(1, len(rows) + 1))
    by_size = [int(row["reports_in_window"]) for row in rows]
    assert by_size == sorted(by_size, reverse=True)


def test_a_week_is_judged_with_the_window_before_it(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(
        "cliente,fecha_reporte\na,2026-11-06 10:00\na,2026-11-16 10:00\nb,2026-11-10 00:00\nb,2026-11-12 00:00\n"
        "c,2026-11-22 23:59\nc,2026-11-23 00:00\n"
    )

    done = run(file, "--week", "2026-11-18", "--output", str(tmp_path / "o.json"))

    content = json.loads((tmp_path / "o.json").read_text())
    assert done.returncode == 0
    assert [hit["subject"] for hit in content["hits"]] == ["a"]
    assert content["hits"][0]["reasons"] == ["2 reportes: 06/11, 16/11"]


def test_centre_billing_and_segment_are_those_of_the_last_report(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(
        "cliente;fecha_reporte;centro;fact_mes\na;01/11/2026;Norte;1.100,00\na;25/10/2026;Sur;90,50\n"
        "b;01/11/2026;Sur;90,50\nb;02/11/2026;Sur;90,50\n"
    )

    run(file, "--output", str(tmp_path / "o.csv"))

    assert (tmp_path / "o.csv").read_text().splitlines() == [
        "rank,subject,reports_in_window,first_reported_at,last_reported_at,centre,billing",
        "1,a,2,2026-10-25 00:00:00,2026-11-01 00:00:00,Norte,1100.00",
        "2,b,2,2026-11-01 00:00:00,2026-11-02 00:00:00,Sur,90.50",
    ]


def test_a_repeated_number_counts_once_and_a_contradicting_one_is_told(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text(
        "nro_reporte,cliente,fecha\n1,a,2026-11-01\n1,a,2026-11-01\n2,b,2026-11-01\n2,b,2026-11-03\n3,b,2026-11-04\n"
    )

    done = run(file)

    assert done.stdout.rstrip().endswith(
        "0 subjects repeated of 2, from 2 reports; left out 3 rows: 1 with a number and content seen before, "
        "2 with a number that other content has too (2)"
    )


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("", [], "está vacío"),
        ("a,b\n1,2\n", [], "No se sabe qué columna es el cliente"),
        ("cliente,fecha\na,03/11/2026\n", [], "es 03/11/2026 o 11/03/2026"),
        ("cliente,fecha\na,ayer\n", [], "Ninguna fecha de «fecha» se puede leer"),
        ("cliente,fecha\na,2026-11-03\n", ["--threshold", "1"], "--threshold debe ser 2 o más reportes, no 1"),
        ("cliente,fecha\na,2026-11-03\n", ["--week", "ayer"], "--week debe ser un día"),
        ("cliente,fecha\na,2026-11-03\n", ["--timezone", "La Paz"], "--timezone debe ser una zona"),
        ("cliente,fecha\na,2026-11-03\n", ["--output", "x.pdf"], "--output debe ser un archivo"),
        ("cliente,fecha\na,2026-11-03\n", ["--output", "/nowhere/x.csv"], "No se pudo escribir"),
        ("cliente,fecha\na,2026-11-03\n", ["--customer", "abonado"], "No se sabe qué columna es «abonado»"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_two(tmp_path: Path, content, options, sentence) -> None:
    file = tmp_path / "r.csv"
    file.write_text(content)

    done = run(file, *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    done = run(tmp_path / "nada.csv")

    assert (done.returncode, done.stderr) == (2, "No existe el archivo «nada.csv». Revise el nombre y la carpeta.\n")


def test_dates_outside_time_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("cliente,fecha\na,1969-12-31\na,2126-01-01\na,2026-02-30\na,2026-01-01\n")

    assert run(file).stdout.rstrip() == (
        "0 subjects repeated of 1, from 1 reports; left out 3 rows: 1 with a date that cannot be read, "
        "1 dated before 1970, 1 dated in the future"
    )


def test_annulled_reports_do_not_count(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("cliente,fecha,estado\na,2026-01-01,Cerrado\na,2026-01-02, ANULADO\na,2026-01-03,\n")

    assert closing_line(file) == "1 subjects repeated of 1, from 2 reports"
    assert run(file).stdout.rstrip().endswith("left out 1 row: 1 annulled")


@pytest.mark.parametrize("late", [False, True])
def test_a_file_in_windows_encoding_is_read_wherever_its_first_accent_is(tmp_path: Path, late: bool) -> None:
    ascii_rows = b"".join(b"%d,2026-01-01\n" % number for number in range(120_000 if late else 1))
    file = tmp_path / "r.csv"
    file.write_bytes(b"cliente,fecha\n" + ascii_rows + "Peña,2026-01-01\nPeña,2026-01-02\n".encode("cp1252"))

    done = run(file)

    assert done.returncode == 0, done.stderr
    assert " 1  Peña " in done.stdout


def test_output_that_nobody_reads_ends_quietly(tmp_path: Path) -> None:
    file = tmp_path / "r.csv"
    file.write_text("cliente,fecha\n" + "".join(f"{n % 40},2026-01-0{1 + n // 40}\n" for n in range(80)))
    command = f"{sys.executable} -m reitera report {file} | head -c 1"

    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=False, timeout=60)

    assert (done.stdout, done.stderr) == ("N", "")
