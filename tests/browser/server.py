"""The real `reitera serve` as a process of its own, on a free port of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.browser.chromium import ROOT
from tests.ports import free_port

STARTS_WITHIN = 60.0  # seconds


def environment_of(data_dir: Path) -> dict[str, str]:
    """The environment of a process that works on this folder and on no other database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REITERA_")}
    kept.pop("DATABASE_URL", None)
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "reitera.site.settings",
        "REITERA_DATA_DIR": str(data_dir),
        "REITERA_DEMO": "true",
        "REITERA_LOG_LEVEL": "WARNING",
    }


@contextmanager
def serving(data_dir: Path, clock: Path | None = None, port: int | None = None, **environment: str) -> Iterator[str]:
    """Serve the folder; gives the address without a final slash. With `clock` the time is what that file says.
    `environment` is set besides; a server that comes back is given the `port` that its pages know.

    Raises RuntimeError when it does not start.
    """
    port = port or free_port()
    address, log = f"http://127.0.0.1:{port}", data_dir / "server.log"
    command = ["reitera", "serve", "--port"] if clock is None else ["tests.browser.clocked", str(clock)]
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command, str(port)],
            cwd=ROOT,
            env={**environment_of(data_dir), **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"{address}/cuenta/login/", timeout=5).close()
            return
        except urllib.error.HTTPError as answer:
            raise RuntimeError(f"the sign-in page answers {answer.code}:\n{log.read_text()[-3000:]}") from answer
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")
