"""The live streams of one process in a thread of their own, and browsers that listen to them without a socket."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.test import Client

from reitera.core.events import latest_id
from reitera.sheet.live.route import LiveStreams
from reitera.staff.models import User

PATIENCE = 20.0  # seconds until a message that does not come is a failure


@dataclass(frozen=True)
class Told:
    name: str
    data: Any
    event_id: int | None

    @classmethod
    def parse(cls, text: str) -> Told | None:
        """One message of the stream; None for a comment."""
        fields = dict(line.split(": ", 1) for line in text.split("\n") if line and not line.startswith(":"))
        if "event" not in fields:
            return None
        return cls(fields["event"], json.loads(fields["data"]), int(fields["id"]) if "id" in fields else None)


@dataclass
class Listener:
    """A browser at the stream: `all` is what it has taken so far."""

    site: LiveSite
    headers: dict[str, str]
    query: str = ""
    status: int | None = None
    all: list[Told] = field(default_factory=list)
    _arrived: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)
    _gone: asyncio.Event = field(default_factory=asyncio.Event)
    _rest: str = ""
    _passed: int = 0

    def open(self) -> Listener:
        self.site.run(self._ask())
        start = self._arrived.get(timeout=PATIENCE)
        self.status = start["status"]
        return self

    async def _ask(self) -> None:
        scope = scope_with(self.headers, self.query)
        await self.site.application(scope, self._receive, self._send)
        self._arrived.put({"over": True})

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, said: Any) -> None:
        self._arrived.put(said)

    def leave(self) -> None:
        self.site.loop.call_soon_threadsafe(self._gone.set)
        while not self._take():
            pass

    def until(self, *names: str) -> Told:
        """The next message of one of the names; those before it are passed by."""
        patient_until = time.monotonic() + PATIENCE
        while time.monotonic() < patient_until:
            while self._passed < len(self.all):
                self._passed += 1
                if self.all[self._passed - 1].name in names:
                    return self.all[self._passed - 1]
            assert not self._take(), f"the stream was over before {names}; it said {self.all}"
        raise AssertionError(f"{names} never came; the stream said {self.all}")

    def is_ended(self) -> str:
        """Wait for the end; the reason it was given."""
        while not self._take():
            pass
        return str(self.all[-1].data.get("reason"))

    def body(self) -> Any:
        """The whole answer of a refusal."""
        return json.loads(self._arrived.get(timeout=PATIENCE)["body"])

    def named(self, *names: str) -> list[Any]:
        return [told.data for told in self.all if told.name in names]

    @property
    def rows(self) -> list[Any]:
        return [row for data in self.named("row") for row in data["rows"]]

    @property
    def gone(self) -> list[int]:
        return [pk for data in self.named("gone") for pk in data["ids"]]

    @property
    def last_id(self) -> int:
        return max(told.event_id for told in self.all if told.event_id is not None)

    def _take(self) -> bool:
        """Take what arrives next; whether it was the end."""
        said = self._arrived.get(timeout=PATIENCE)
        *whole, self._rest = (self._rest + said.get("body", b"").decode()).split("\n\n")
        self.all += [told for told in map(Told.parse, whole) if told is not None]
        return "over" in said


@dataclass
class LiveSite:
    """`application` is the one of a web process."""

    loop: asyncio.AbstractEventLoop
    application: LiveStreams

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop)

    def browser(self, client: Client, *, rows: bool = True, since: int | None = None, **headers: str) -> Listener:
        """The browser of a test client opens the stream, by default with rows from now on."""
        query = f"filas=1&desde={latest_id() if since is None else since}" if rows else ""
        return Listener(self, {**headers_of(client), **headers}, query).open()

    def listen(self, person: User, **more: Any) -> Listener:
        return self.browser(client_of(person), **more)


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def headers_of(client: Client) -> dict[str, str]:
    cookie = client.cookies.get(settings.SESSION_COOKIE_NAME)
    return {"host": "localhost", **({"cookie": f"{cookie.key}={cookie.value}"} if cookie else {})}


def scope_with(headers: dict[str, str], query: str) -> dict[str, Any]:
    """A request for the stream as the web server hands it on."""
    return {
        "type": "http", "method": "GET", "path": "/en-vivo", "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "server": ("127.0.0.1", 8000), "http_version": "1.1", "scheme": "http",
    }  # fmt: skip


def scope_of(person: User) -> dict[str, Any]:
    return scope_with(headers_of(client_of(person)), "filas=1")


@contextmanager
def live_site() -> Iterator[LiveSite]:
    """A process with live streams, until the end of the block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def no_pages(*_: Any) -> None:
        raise AssertionError("only the stream is asked for here")

    site = LiveSite(loop, LiveStreams(no_pages))
    try:
        yield site
    finally:
        site.run(site.application.stop()).result(PATIENCE)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()
