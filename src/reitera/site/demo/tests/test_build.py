"""The demo as `make demo` makes it: built through the real intake, and served right after."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_new_demo_is_built_and_served_in_one_go(tmp_path: Path) -> None:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("REITERA_", "DATABASE_URL"))}
    command = [sys.executable, "-m", "reitera", "demo", "--data-dir", str(tmp_path / "demo"), "--port", str(port)]
    with (tmp_path / "said").open("w") as said:
        process = subprocess.Popen(command, env=kept, stdout=said, stderr=subprocess.STDOUT)
    try:
        assert page_when_served(process, port).startswith("<!doctype html>")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    words = (tmp_path / "said").read_text()
    assert "TOP 10 · ciclo" in words
    assert "analista.gestor" in words
    assert "Traceback" not in words


def page_when_served(process: subprocess.Popen[bytes], port: int) -> str:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "the demo ended before it was served"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/cuenta/login/", timeout=5) as answer:
                return answer.read().decode().lstrip().lower()
        except OSError:
            time.sleep(0.3)
    raise AssertionError("the demo was not served in time")
