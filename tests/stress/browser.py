"""What a browser does without one: requests with a session, and the stream of server-sent events at its socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

CSRF = "s" * 32
PATIENCE = 120


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """Requests of one session, one after the other over one connection."""

    def __init__(self, port: int, session: str) -> None:
        self._line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {
            "Host": "localhost", "Cookie": f"sessionid={session}; csrftoken={CSRF}", "X-CSRFToken": CSRF,
        }  # fmt: skip

    def get(self, path: str, **query: Any) -> Answer:
        return self._ask("GET", f"{path}?{urlencode(query)}" if query else path)

    def post_json(self, path: str, body: Mapping[str, Any]) -> Answer:
        return self._ask("POST", path, json.dumps(body).encode(), "application/json")

    def post_form(self, path: str, **fields: Any) -> Answer:
        return self._ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def close(self) -> None:
        self._line.close()

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str = "text/plain") -> Answer:
        self._line.request(method, path, body, {**self._headers, "Content-Type": kind})
        answer = self._line.getresponse()
        return Answer(answer.status, answer.read())


@dataclass(frozen=True)
class Message:
    """One message as it came: `event_id` is None where it has none; a comment with an id has no name."""

    name: str
    data: bytes
    event_id: int | None


_same: dict[bytes, bytes] = {}


async def messages(port: int, session: str, since: int, last_id: int | None) -> AsyncIterator[Message]:
    """Open the stream and give its messages until it ends or the generator is closed."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    resumed = f"Last-Event-ID: {last_id}\r\n" if last_id is not None else ""
    asked = (
        f"GET /en-vivo?filas=1&desde={since} HTTP/1.1\r\nHost: localhost\r\nCookie: sessionid={session}\r\n{resumed}"
    )
    try:
        writer.write(f"{asked}\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        rest = b""
        while size := int(await reader.readline() or b"0", 16):
            rest += await reader.readexactly(size)
            await reader.readexactly(2)
            *whole, rest = rest.split(b"\n\n")
            for text in whole:
                yield _parsed(text)
    finally:
        writer.close()


def _parsed(text: bytes) -> Message:
    fields = dict(line.split(b": ", 1) for line in text.split(b"\n"))
    # Viewers of a class are sent the same bytes: kept once.
    data = fields.get(b"data", b"")
    event_id = int(fields[b"id"]) if b"id" in fields else None
    return Message(fields.get(b"event", b"").decode(), _same.setdefault(data, data), event_id)
