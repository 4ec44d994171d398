"""`reitera serve` with an open stream stops as soon as it is asked, and says goodbye."""

from __future__ import annotations

import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

from tests.browser.chromium import ROOT
from tests.browser.server import environment_of, serving

SESSION = """
from reitera.site.cli.commands import migrate_database, set_up_django
set_up_django()
migrate_database()
from django.test import Client
from reitera.core.clock import now
from reitera.staff.actions import create_administrator
user = create_administrator(username="ana", full_name="Ana", password="x", temporary=False, actor=None, at=now())
client = Client()
client.force_login(user)
print(client.cookies["sessionid"].value)
"""


def test_a_server_with_an_open_stream_ends_it_and_stops(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SESSION]
    made = subprocess.run(command, check=True, cwd=ROOT, env=environment_of(tmp_path), capture_output=True, text=True)
    key = made.stdout.split()[-1]

    with serving(tmp_path) as address:
        stream = HTTPConnection(address.removeprefix("http://"), timeout=30)
        stream.request("GET", "/en-vivo", headers={"Cookie": f"sessionid={key}", "Host": "localhost"})
        answer = stream.getresponse()
        begin = answer.readline()

    # A server that waits until its patience is over cuts the stream instead.
    rest = answer.read()
    stream.close()
    assert (answer.status, begin) == (200, b"event: hello\n")
    assert rest.endswith(b'event: end\ndata: {"reason":"stopping"}\n\n')
    assert "Cancel" not in (tmp_path / "server.log").read_text()
