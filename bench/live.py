"""The live stream: one change told to many viewers of one process, on a PostgreSQL of its own and the loopback address.

    python bench/live.py [--viewers 1000] [--changes 10] [--output live.json]

Time passes from just before the act until the last viewer has its row; it holds the act itself, its commit, the
announcement, reading, rendering and a thousand sends. Memory is the server's, with and without the viewers.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
OPENED_AT_ONCE = 20


def main() -> None:
    # Ended from outside, it still ends its server and its database.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--viewers", type=int, default=1_000)
    parser.add_argument("--changes", type=int, default=10)
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.postgresql import throwaway_postgresql

    with tempfile.TemporaryDirectory(prefix="reitera_bench_") as folder, throwaway_postgresql() as address:
        _use_database(address, folder)
        case, keys = _fill(asked.viewers)
        with _Server(folder) as server:
            result = asyncio.run(_measure(server, case, keys, asked.changes))
        from django.db import connections

        connections.close_all()
    print(json.dumps(result, indent=1))
    if asked.output:
        asked.output.write_text(json.dumps(result, indent=1))


def _use_database(address: str, folder: str) -> None:
    os.environ.update(DATABASE_URL=address, REITERA_DATA_DIR=folder, REITERA_LOG_LEVEL="ERROR")
    os.environ.update(REITERA_SECRET_KEY="only-for-a-measure", REITERA_SEPARATE_WORKER="true")
    from reitera.site.cli.commands import migrate_database, set_up_django

    set_up_django()
    migrate_database()


def _fill(viewers: int) -> tuple[Any, list[str]]:
    """A case, and a session for each viewer: a tenth see all centres, the others are analysts of the case's."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from reitera.cases.tests.test_acts import make_case
    from reitera.core.testing import arranging
    from reitera.procedure.roles import Role
    from reitera.staff.models import RoleAssignment, User
    from tests.cast import Cast

    cast, keys = Cast.arrange(), []
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    with arranging():
        people = User.objects.bulk_create(
            User(username=f"v{n}", full_name=f"Viewer {n}", password="!") for n in range(viewers)
        )
        RoleAssignment.objects.bulk_create(
            RoleAssignment(user=person, role=Role.MANAGER_ANALYST)
            if number % 10 == 0
            else RoleAssignment(user=person, role=Role.USM_ANALYST, operations_centre=cast.north)
            for number, person in enumerate(people)
        )
    for person in people:
        session = SessionStore()
        session.update(
            {
                SESSION_KEY: str(person.pk),
                BACKEND_SESSION_KEY: backend,
                HASH_SESSION_KEY: person.get_session_auth_hash(),
            }
        )
        session.save()
        keys.append(str(session.session_key))
    return make_case(cast), keys


class _Server:
    """`reitera serve` as a process of its own."""

    def __init__(self, folder: str) -> None:
        from tests.ports import free_port

        self.port, self._log = free_port(), Path(folder, "server.log")

    def __enter__(self) -> _Server:
        command = [sys.executable, "-m", "reitera", "serve", "--port", str(self.port)]
        with self._log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)

    def kilobytes(self) -> int:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])

    def worked(self) -> float:
        """Processor seconds of the server so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class _Viewer:
    """A browser at its socket; it counts rows and the bells of the beginning."""

    def __init__(self, port: int, key: str) -> None:
        self._port, self._key = port, key
        self.rows = 0
        self.row_at = 0.0
        self.is_told = asyncio.Event()

    async def open(self) -> None:
        self._reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        request = f"GET /en-vivo?filas=1 HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={self._key}\r\n\r\n"
        writer.write(request.encode())
        said = b""
        while b"event: bell" not in said:
            more = await self._reader.read(4096)
            if not more:
                raise RuntimeError(f"no stream: {said!r}")
            said += more
        self._writer = writer
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while said := await self._reader.read(4096):
            if b"event: row" in said:
                self.rows += 1
                self.row_at = time.perf_counter()
                self.is_told.set()


async def _measure(server: _Server, case: Any, keys: list[str], changes: int) -> dict[str, Any]:
    await _until_answering(server.port)
    first = _Viewer(server.port, keys[0])
    await first.open()
    before, began = server.kilobytes(), time.perf_counter()
    viewers = [_Viewer(server.port, key) for key in keys]
    for begin in range(0, len(viewers), OPENED_AT_ONCE):
        await asyncio.gather(*(viewer.open() for viewer in viewers[begin : begin + OPENED_AT_ONCE]))
    opened, with_viewers, worked = time.perf_counter() - began, server.kilobytes(), server.worked()
    passed = [await _one_change(case, viewers) for _ in range(changes)]
    return {
        "viewers": len(viewers),
        "opened_seconds": round(opened, 1),
        "kilobytes_each": round((with_viewers - before) / len(viewers), 1),
        "last_viewer_ms": {
            "fastest": round(min(passed)), "middle": round(statistics.median(passed)), "slowest": round(max(passed)),
        },
        "server_worked_ms_a_change": round((server.worked() - worked) * 1000 / changes),
        "told": sum(viewer.rows for viewer in viewers),
    }  # fmt: skip


async def _one_change(case: Any, viewers: list[_Viewer]) -> float:
    """Milliseconds from the act to the last viewer."""
    for viewer in viewers:
        viewer.is_told.clear()
    began = time.perf_counter()
    await asyncio.to_thread(_act, case)
    await asyncio.wait_for(asyncio.gather(*(viewer.is_told.wait() for viewer in viewers)), 60)
    passed = (max(viewer.row_at for viewer in viewers) - began) * 1000
    await asyncio.sleep(0.5)
    return passed


def _act(case: Any) -> None:
    from reitera.core.clock import now
    from reitera.core.recording import recording

    with recording(None, now()) as record:
        record.event("case.touched", subject=case, case_id=case.pk)


async def _until_answering(port: int) -> None:
    for _ in range(600):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    raise RuntimeError("the server does not answer")


if __name__ == "__main__":
    main()
