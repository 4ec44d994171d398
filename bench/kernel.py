"""The repeat rule on a file of ten million reports, against merely reading its two columns, in one run.

    python bench/kernel.py [--rows 10000000] [--rounds 3] [--folder /tmp/reitera-bench] [--output kernel.json]

Every measure is a process of its own, from its start to its end, so imports are part of it on both sides. The rounds
alternate between the measures and the best of each counts, because a shared machine only ever adds time. Beside the
seconds that passed are those that the processor worked: on a machine that does other work too only these compare.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

SEED = 20252
TWO_COLUMNS = ["customer_id", "reported_at"]
FORM = "%Y-%m-%d %H:%M:%S"
FLOOR = "read"


@dataclass(frozen=True)
class Measure:
    """One way to run; `argument` is what the child process is told."""

    argument: str
    what: str


MEASURES = (
    Measure(FLOOR, "polars reads the two columns"),
    Measure("read-typed", "polars reads the two columns, dates parsed by a given form"),
    Measure("rule", "the rule on the two columns"),
    Measure("report", "reitera report, with number, centre and billing of every hit"),
)


def read(file: str) -> None:
    import polars as pl

    pl.scan_csv(file).select(TWO_COLUMNS).collect(engine="streaming")


def read_typed(file: str) -> None:
    import polars as pl

    moment = pl.col("reported_at").str.to_datetime(FORM, cache=False)
    pl.scan_csv(file).select("customer_id", moment).collect(engine="streaming")


def rule(file: str) -> None:
    from reitera.site.cli.report import spare_memory, use_spanish

    spare_memory()
    use_spanish()
    from reitera.intake.reading import open_table
    from reitera.repeats.file_columns import Columns, Reading, with_date_order
    from reitera.repeats.file_hits import Rule, hits_of_file

    table = open_table(Path(file), encoding="utf-8")
    reading = with_date_order(Reading("customer", (), "", "America/La_Paz"), table, "reported_at")
    found = hits_of_file(table, Columns(*TWO_COLUMNS), reading, Rule(10, 3), now=datetime.now(UTC))
    print(f"{len(found.hits)} subjects repeated of {found.subjects}, from {found.reports} reports")


def report(file: str) -> None:
    from reitera.site.cli import main

    sys.argv = ["reitera", "report", file, "--threshold", "3", "--output", f"{file}.hits.csv"]
    main()


CHILDREN = {"read": read, "read-typed": read_typed, "rule": rule, "report": report}


def run_child(argument: str, file: Path) -> tuple[float, float, int, str]:
    """Seconds passed and worked, peak resident memory in MiB, and the last line that the child printed."""
    with tempfile.TemporaryFile("w+") as told:
        start = time.perf_counter()
        child = os.posix_spawn(
            sys.executable,
            [sys.executable, __file__, "--child", argument, str(file)],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, told.fileno(), 1)],
        )
        _pid, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - start
        told.seek(0)
        lines = told.read().strip().splitlines()
    if status:
        raise SystemExit(f"{argument} ended with status {os.waitstatus_to_exitcode(status)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, lines[-1] if lines else ""


def measure(file: Path, rounds: int) -> dict[str, dict[str, object]]:
    runs: dict[str, list[tuple[float, float, int, str]]] = {each.argument: [] for each in MEASURES}
    for _round in range(rounds):
        for each in MEASURES:
            runs[each.argument].append(run_child(each.argument, file))
    floor, floor_worked = (min(run[place] for run in runs[FLOOR]) for place in (0, 1))
    return {
        name: {
            "seconds": round(min(run[0] for run in done), 3),
            "ratio": round(min(run[0] for run in done) / floor, 2),
            "worked": round(min(run[1] for run in done), 2),
            "worked_ratio": round(min(run[1] for run in done) / floor_worked, 2),
            "peak_mib": max(run[2] for run in done),
            "said": done[-1][3],
        }
        for name, done in runs.items()
    }


def print_table(results: dict[str, dict[str, object]], rows: int) -> None:
    print(f"{rows:,} reports · {os.cpu_count()} cores · Python {platform.python_version()}\n")
    print(f"{'':<66}{'passed':>9}{'× floor':>9}{'worked':>9}{'× floor':>9}{'peak MiB':>10}")
    for each in MEASURES:
        found = results[each.argument]
        times = (found[name] for name in ("seconds", "ratio", "worked", "worked_ratio"))
        print(f"{each.what:<66}{''.join(f'{time:>9}' for time in times)}{found['peak_mib']:>10}")
        if found["said"]:
            print(f"  {found['said']}")


def made_file(folder: Path, rows: int) -> Path:
    from reports_file import write_reports

    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"reports-{rows}-{SEED}.csv"
    if not file.exists():
        part = file.with_suffix(".part")
        # A process of its own: a child's peak of memory is never told as less than its parent's.
        writer = get_context("spawn").Process(target=write_reports, args=(part, rows, max(1, rows * 3 // 10), SEED))
        writer.start()
        writer.join()
        part.rename(file)
    return file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "reitera-bench")
    parser.add_argument("--output", type=Path)
    parser.add_argument("--child", nargs=2, metavar=("MEASURE", "FILE"))
    asked = parser.parse_args()
    if asked.child:
        CHILDREN[asked.child[0]](asked.child[1])
        return
    results = measure(made_file(asked.folder, asked.rows), asked.rounds)
    print_table(results, asked.rows)
    if asked.output:
        asked.output.write_text(
            json.dumps({"rows": asked.rows, "cores": os.cpu_count(), "measures": results}, indent=1)
        )


if __name__ == "__main__":
    main()
