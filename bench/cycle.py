"""The weekly cycle on stored reports: with all of them, and with only the last four months, in one run.

    python bench/cycle.py [--customers 5000000] [--reports 10000000] [--output cycle.json]

On a PostgreSQL server of its own. The two figures show that the cost goes with the reports of the window and not with
what is stored. Two weeks are run on each, because the first finds cold pages.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import resource
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LAST_WEEK = date(2025, 12, 22)
KEPT = timedelta(days=120)
SEED = 20253


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--customers", type=int, default=5_000_000)
    parser.add_argument("--reports", type=int, default=10_000_000)
    parser.add_argument("--output", type=Path)
    parser.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill:
        _use_database(os.environ["DATABASE_URL"])
        _fill(asked.customers, asked.reports)
        return
    sys.path.insert(0, str(ROOT))
    from tests.postgresql import throwaway_postgresql

    with throwaway_postgresql() as address:
        _use_database(address)
        print(f"{asked.customers:,} customers, {asked.reports:,} reports · {os.cpu_count()} cores")
        results = {"stored": _timed("filled", lambda: _fill_apart(asked.customers, asked.reports))}
        results["all"] = _run_weeks()
        _keep_recent()
        results["recent"] = _run_weeks(earlier=2)
        from django.db import connection

        connection.close()
    if asked.output:
        asked.output.write_text(json.dumps(results, indent=1))


def _use_database(address: str) -> None:
    os.environ["DATABASE_URL"] = address
    os.environ["REITERA_LOG_LEVEL"] = "ERROR"
    os.environ.setdefault("REITERA_SECRET_KEY", "only-for-a-measure")
    from reitera.site.cli.commands import migrate_database, set_up_django

    set_up_django()
    migrate_database()
    from huey.contrib.djhuey import HUEY

    HUEY.immediate = True


def _timed(what: str, work: Any) -> float:
    start = time.perf_counter()
    work()
    seconds = round(time.perf_counter() - start, 1)
    print(f"{what} in {seconds} s")
    return seconds


def _fill_apart(customers: int, reports: int) -> None:
    """In a process of its own, so that its memory is not counted as the cycle's."""
    sizes = ["--customers", str(customers), "--reports", str(reports)]
    subprocess.run([sys.executable, __file__, "--fill", *sizes], check=True)


def _fill(customers: int, reports: int) -> None:
    """Customers of eight centres with one product each, and reports with a long tail of repeaters."""
    import polars as pl
    from django.db import connection
    from reports_file import make_reports

    with connection.cursor() as cursor:
        for statement in _SETTING_UP:
            cursor.execute(statement, {"customers": customers})
        rows = make_reports(reports, customers, SEED).select(
            pl.col("report_id"),
            (pl.col("customer_id") - 1_000_000 + 1).alias("customer"),
            pl.col("reported_at").dt.to_string("%Y-%m-%d %H:%M:%S+00"),
            pl.col("closed_at").dt.to_string("%Y-%m-%d %H:%M:%S+00"),
        )
        with cursor.copy(_COPY) as copy:
            for part in rows.iter_slices(200_000):
                text = io.BytesIO()
                part.write_csv(text, include_header=False)
                copy.write(text.getvalue())
        cursor.execute(_REPORTS)
        cursor.execute("ANALYZE")


_SETTING_UP = [
    """INSERT INTO staff_operationscentre (id, code, name, is_active)
       SELECT n, 'C' || n, 'Centro ' || n, true FROM generate_series(1, 8) n""",
    """INSERT INTO customers_customer (id, code, name, kind, phone, address, zone, folded)
       SELECT n, 'C' || n, 'Cliente ' || n, 'person', '', '', '', 'cliente ' || n
       FROM generate_series(1, %(customers)s) n""",
    """INSERT INTO customers_product (id, customer_id, code, plan, technology, monthly_billing, status, olt, port,
                                      splitter, box, location_text, operations_centre_id)
       SELECT n, n, 'P' || n, '', '', 60 + n %% 400, 'active', 'OLT-' || n %% 50, '', '', '', '', 1 + n %% 8
       FROM generate_series(1, %(customers)s) n""",
    """INSERT INTO faults_massoutage (number, olt, port, splitter, box, starts_at, ends_at, cause)
       SELECT 'FM-' || n, 'OLT-' || n, '', '', '', timestamptz '2025-12-01' + n * interval '1 day',
              timestamptz '2025-12-01' + n * interval '1 day' + interval '6 hours', '' FROM generate_series(1, 20) n""",
    """INSERT INTO intake_import (kind, status, file_name, size, uploaded_at, described, mapping, date_orders, counts,
                                  failure, covers_from, covers_to)
       VALUES ('fault_reports', 'applied', 'all.csv', 0, now(), '{}', '{}', '{}', '{}', '', '2023-12-31', '2026-01-01')
    """,
    "CREATE UNLOGGED TABLE written (report bigint, customer bigint, reported_at timestamptz, closed_at timestamptz)",
]
_COPY = "COPY written FROM STDIN (FORMAT csv)"
_REPORTS = """
    INSERT INTO faults_faultreport (id, number, customer_id, product_id, reported_at, closed_at, annulled, category,
                                    symptom, operations_centre_id)
    SELECT report, 'R' || report, customer, customer, reported_at, closed_at, report % 50 = 0, '', '', 1 + customer % 8
    FROM written
"""


def _run_weeks(earlier: int = 0) -> list[dict[str, Any]]:
    from django.db import connection

    from reitera.repeats.actions import run_cycle

    results = []
    for back in (earlier + 1, earlier):
        week = LAST_WEEK - timedelta(days=7 * back)
        start = time.perf_counter()
        run = run_cycle(week=week, actor=None, at=datetime.now(UTC)).latest_run
        seconds = round(time.perf_counter() - start, 2)
        assert run is not None
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM faults_faultreport")
            stored = cursor.fetchone()[0]
        found = {
            "week": str(week), "seconds": seconds, "stored": stored, "read": run.reports_read,
            "top10": run.entries.filter(rule="top10").count(), "top30": run.entries.filter(rule="top30").count(),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }  # fmt: skip
        print("  ".join(f"{name} {value}" for name, value in found.items()))
        results.append(found)
    return results


def _keep_recent() -> None:
    """Forget the runs and the reports older than four months."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("leftoutreport", "cycleentry", "issueddocument", "cyclerun", "cycle"):
            cursor.execute(f"DELETE FROM repeats_{table}")
        cursor.execute("DELETE FROM faults_faultreport WHERE reported_at < %s", [str(LAST_WEEK - KEPT)])
        cursor.execute("VACUUM ANALYZE faults_faultreport")


if __name__ == "__main__":
    main()
