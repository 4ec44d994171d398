"""`python bench/intake.py [ROWS]`: importing reports against a bare write of as many rows into the same table.

One run, ratios: the floor is the bare write (executemany on SQLite, COPY on PostgreSQL) of the reports alone; ours
reads the file, judges every row, compares with what is stored and upserts customers, products and reports. Beside the
seconds that passed are those that the processor worked, here and in the database's process of the connection: on a
machine that does other work too only these compare.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
ROWS = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 1_000_000


def measure() -> None:
    """One database, chosen by the environment; prints a table."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "reitera.site.settings"
    import django

    django.setup()
    from django.db import connection

    from reitera.core.clock import now
    from reitera.intake import actions
    from reitera.site.cli.commands import migrate_database

    migrate_database()
    folder = Path(os.environ["REITERA_DATA_DIR"])
    file = folder / "reports.csv"
    write_file(file)
    times: dict[str, tuple[float, float]] = {}

    def timed(name: str, act):
        before = clocks(connection)
        result = act()
        times[name] = passed(before, clocks(connection))
        return result

    received = timed("receive", lambda: actions.receive_file(path=file, file_name=file.name, kind="fault_reports",
                                                             actor=None, at=now()))  # fmt: skip
    received = timed("preview", lambda: actions.preview(received=received, actor=None, at=now()))
    timed("apply", lambda: actions.apply_import(received=received, actor=None, at=now()))
    floor, work = bare_write(connection)
    again = actions.receive_file(path=file, file_name=file.name, kind="fault_reports", actor=None, at=now())
    again = timed("preview of the same file again", lambda: actions.preview(received=again, actor=None, at=now()))
    print(f"\n{connection.vendor}: {ROWS:,} reports, {received.counts['new']:,} new; peak {peak_mib():,.0f} MiB")
    print(f"{'':40} {'passed':>19} {'worked':>19}")
    print(f"{'bare write of the reports':40} {floor:8.2f} s   1.00 × {work:8.2f} s   1.00 ×")
    for name, (seconds, worked) in times.items():
        print(f"{name:40} {seconds:8.2f} s {seconds / floor:6.2f} × {worked:8.2f} s {worked / work:6.2f} ×")
    print(f"the same file again: {again.counts['new']} new, {again.counts['changed']} changed")


def write_file(path: Path) -> None:
    from bench.reports_file import make_reports

    frame = make_reports(ROWS, ROWS // 4, seed=7).rename(
        {"report_id": "NRO_REPORTE", "customer_id": "CLIENTE", "product_id": "CONTRATO", "reported_at": "FEC_REPORTE",
         "closed_at": "FEC_CIERRE", "category": "TIPO_DANIO", "monthly_billing": "FACT_MES"}
    ).drop("centre")  # fmt: skip
    frame.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S", float_precision=2)


def clocks(connection) -> tuple[float, float]:
    """Now, and the processor seconds of this process and of the database's own process for the connection."""
    own = os.times()
    worked = own.user + own.system
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        stat = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rsplit(")", 1)[1].split()
        worked += (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    return time.perf_counter(), worked


def passed(before: tuple[float, float], after: tuple[float, float]) -> tuple[float, float]:
    return after[0] - before[0], after[1] - before[1]


def bare_write(connection) -> tuple[float, float]:
    """Seconds, passed and worked, to write the stored reports' own rows, and nothing else, into an equal table."""
    columns = "number, customer_id, product_id, reported_at, closed_at, annulled, category, symptom"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM faults_faultreport")
        rows = cursor.fetchall()
        make_equal_table(cursor, connection.vendor)
        before = clocks(connection)
        if connection.vendor == "sqlite":
            connection.connection.execute("BEGIN")
            connection.connection.executemany(f"INSERT INTO bare ({columns}) VALUES (?,?,?,?,?,?,?,?)", plain(rows))
            connection.connection.execute("COMMIT")
        else:
            with cursor.copy(f"COPY bare ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        return passed(before, clocks(connection))


def plain(rows: list[tuple]) -> list[tuple]:
    text = lambda value: value.isoformat(" ") if hasattr(value, "isoformat") else value  # noqa: E731
    return [tuple(map(text, row)) for row in rows]


def make_equal_table(cursor, vendor: str) -> None:
    if vendor == "postgresql":
        cursor.execute("CREATE TABLE bare (LIKE faults_faultreport INCLUDING ALL)")
        return
    cursor.execute("CREATE TABLE bare (id integer PRIMARY KEY, number varchar UNIQUE, customer_id bigint, "
                   "product_id bigint, reported_at datetime, closed_at datetime, annulled bool, category varchar, "
                   "symptom varchar)")  # fmt: skip
    cursor.execute("CREATE INDEX bare_time ON bare (reported_at)")
    cursor.execute("CREATE INDEX bare_customer ON bare (customer_id, reported_at)")


def peak_mib() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    if "--one" in sys.argv:
        return measure()
    from tests.postgresql import postgresql_binaries, throwaway_postgresql

    with ExitStack() as stack:
        addresses = [""]
        if postgresql_binaries():
            addresses.append(stack.enter_context(throwaway_postgresql()))
        for address in addresses:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="reitera_bench_"))
            environment = {**os.environ, "REITERA_DATA_DIR": folder, "DATABASE_URL": address,
                           "REITERA_LOG_LEVEL": "ERROR"}  # fmt: skip
            command = [sys.executable, __file__, str(ROWS), "--one"]
            subprocess.run(command, env=environment, check=True, cwd=ROOT)
    return None


if __name__ == "__main__":
    main()
