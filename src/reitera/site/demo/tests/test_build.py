"""The demo as `make demo` makes it: built through the real intake, and served right after."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from reitera.procedure.steps import State
from tests.ports import free_port


def test_a_new_demo_is_built_and_served_in_one_go(tmp_path: Path) -> None:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REITERA_", "DATABASE_URL"))}
    command = [sys.executable, "-m", "reitera", "demo", "--data-dir", str(tmp_path / "demo"), "--port", str(port)]
    said = tmp_path / "said"
    with said.open("w") as output:
        process = subprocess.Popen(command, env=kept, stdout=output, stderr=subprocess.STDOUT)
    try:
        assert page_when_served(process, port, said).startswith("<!doctype html>")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    words = said.read_text()
    assert "TOP 10 · ciclo" in words
    assert "analista.gestor" in words
    assert "Traceback" not in words
    waiting = work_found_in(tmp_path / "demo", kept)
    assert waiting["states"] == sorted(state.value for state in State)
    assert (waiting["unattended"], waiting["without_work"]) == (0, [])
    assert waiting["stale"] == []


def work_found_in(folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    """The states with cases, how many cases nobody can act on, and the people with a step who find nothing to do."""
    said = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**environment, "REITERA_DATA_DIR": str(folder)},
        check=True,
        capture_output=True,
    )
    answer: dict[str, Any] = json.loads(said.stdout)
    return answer


ASK = """
import json
from reitera.site.cli.commands import set_up_django
set_up_django()
from reitera.cases.inbox import count_waiting
from reitera.cases.models import Case
from reitera.cases.queries import unattended
from reitera.procedure.roles import ROLES
from reitera.procedure.steps import STATES
from reitera.staff.models import User
acting = {role for info in STATES.values() for role in info.roles}
idle = [str(user) for user in User.objects.all() if set(user.viewer.roles) & acting and not count_waiting(user).every]
states = sorted(set(Case.objects.values_list("state", flat=True)))
from reitera.sheet.projection import EVERY, renew
stale = renew(list(Case.objects.open().values_list("pk", flat=True)), EVERY).changes
stale = [[change.case_id, change.column, change.before, change.after] for change in stale]
alone = Case.objects.filter(unattended()).count()
print(json.dumps({"stale": stale, "states": states, "unattended": alone, "without_work": idle}))
"""


def page_when_served(process: subprocess.Popen[bytes], port: int, said: Path) -> str:
    deadline = time.monotonic() + 480
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the demo ended before it was served:\n{said.read_text()[-3000:]}"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/cuenta/login/", timeout=5) as answer:
                return answer.read().decode().lstrip().lower()
        except OSError:
            time.sleep(0.3)
    raise AssertionError("the demo was not served in time")
