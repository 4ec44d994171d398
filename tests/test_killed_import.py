"""An import killed between its first upsert and its commit leaves every table as it was, and can start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.postgresql import postgresql_binaries, throwaway_postgresql

ROOT = Path(__file__).resolve().parent.parent
PRELUDE = """
import hashlib, sys, time
from pathlib import Path
import django
django.setup()
from django.db import connection
from reitera.core.clock import now
from reitera.intake import actions
from reitera.intake.models import Import
from reitera.site.cli.commands import migrate_database

def checksum():
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f'SELECT * FROM "{table}"')
            digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()
"""
RECEIVE = """
migrate_database()
path = Path(sys.argv[1])
received = actions.receive_file(path=path, file_name=path.name, kind="", actor=None, at=now())
actions.preview(received=received, actor=None, at=now())
print(connection.vendor, checksum())
"""
APPLY_AND_STOP = """
from reitera.intake.upserts import Upsert
upsert = Upsert.apply
def stop_at_the_reports(self):
    if self.table == "faults_faultreport":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM customers_customer")
            Path(sys.argv[1]).write_text(str(cursor.fetchone()[0]))
        time.sleep(60)
    upsert(self)
Upsert.apply = stop_at_the_reports
actions.apply_import(received=Import.objects.get(), actor=None, at=now())
"""
LOOK = "print(checksum())"
APPLY = """
done = actions.apply_import(received=Import.objects.get(), actor=None, at=now())
from reitera.faults.models import FaultReport
print(done.status, FaultReport.objects.count())
"""


@dataclass(frozen=True)
class Installation:
    """A data folder and, where it is not SQLite in that folder, the address of the database."""

    folder: Path
    database: str = ""

    def environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REITERA_DATABASE_URL")}
        settings = {"DJANGO_SETTINGS_MODULE": "reitera.site.settings", "REITERA_DATA_DIR": str(self.folder)}
        address = {"DATABASE_URL": self.database} if self.database else {}
        return {**kept, **settings, **address, "REITERA_LOG_LEVEL": "CRITICAL"}

    def run(self, code: str, argument: str = "") -> str:
        command = [sys.executable, "-c", PRELUDE + code, argument]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment(), capture_output=True, text=True, check=False, timeout=100
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def kill_between_upsert_and_commit(self, marker: Path) -> str:
        """Apply until customers are upserted and the reports are not, and kill. What the process saw."""
        command = [sys.executable, "-c", PRELUDE + APPLY_AND_STOP, str(marker)]
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment())
        deadline = time.monotonic() + 50
        while not (marker.exists() and marker.read_text()):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        return marker.read_text()


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    if request.param == "sqlite":
        yield Installation(tmp_path / "data")
        return
    if postgresql_binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    with throwaway_postgresql() as database:
        yield Installation(tmp_path / "data", database)


def test_a_killed_import_changes_nothing_and_can_be_started_again(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "reportes.csv"
    rows = [f"RD-{n},{n % 40},C{n % 40},2026-11-{n % 20 + 1:02} 10:00" for n in range(200)]
    file.write_text("\n".join(["NRO_REPORTE,CLIENTE,CONTRATO,FEC_REPORTE", *rows]))
    vendor, before = installation.run(RECEIVE, str(file)).split()
    assert vendor == ("postgresql" if installation.database else "sqlite")

    seen = installation.kill_between_upsert_and_commit(tmp_path / "marker")

    assert seen == "40"
    assert installation.run(LOOK) == before
    assert installation.run(APPLY) == "applied 200"
    assert installation.run(LOOK) != before
