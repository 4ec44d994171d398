"""The ASGI application around Django's: it answers `/en-vivo` itself, as Django would keep a thread for each stream.

Middleware does not run here, so what it would ask is asked here: the host, the session and its person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from io import BytesIO
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.db import connections
from django.utils import translation

from reitera.core.errors import Refusal
from reitera.sheet.live.messages import encoded, message
from reitera.sheet.live.reader import Reader
from reitera.sheet.live.refusals import ForeignHost, NoSuchMethod, PasswordIsTemporary, SignedOut, TooManyStreams
from reitera.sheet.live.sessions import people_of
from reitera.sheet.live.streams import Stream
from reitera.staff.models import User

log = structlog.get_logger(__name__)

ADDRESS = "/en-vivo"
MOST_STREAMS = 12
"""Of one person, in one process: a browser has one for all its tabs."""

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class LiveStreams:
    """All open streams of this process, beside the pages."""

    def __init__(self, pages: Application) -> None:
        self.pages = pages
        self.reader = Reader()
        # Sign-ins are few and short.
        self._door = ThreadPoolExecutor(2, thread_name_prefix="live-door")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != ADDRESS:
            await self.pages(scope, receive, send)
            return
        request = ASGIRequest(scope, BytesIO())
        try:
            stream = await self._open(request)
        except Refusal as refusal:
            await _refuse(refusal, send)
            return
        await self._keep(stream, receive, send)

    async def stop(self) -> None:
        """End all streams, so that the server can stop; the browsers come back by themselves."""
        await self.reader.stop()

    async def _open(self, request: ASGIRequest) -> Stream:
        """A stream of whoever asks. Raises a Refusal."""
        if request.method != "GET":
            raise NoSuchMethod()
        try:
            request.get_host()
        except DisallowedHost:
            raise ForeignHost() from None
        key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        user = await asyncio.get_running_loop().run_in_executor(self._door, _person_of, key) if key else None
        if user is None:
            raise SignedOut()
        with translation.override(user.language):
            return self._stream_of(user, key, request)

    def _stream_of(self, user: User, key: str, request: ASGIRequest) -> Stream:
        if user.password_is_temporary:
            raise PasswordIsTemporary()
        if self.reader.count_of(user) >= MOST_STREAMS:
            raise TooManyStreams(most=MOST_STREAMS)
        stream = Stream(
            user=user, session_key=key, cursor=_cursor_of(request), wants_rows=request.GET.get("filas") == "1"
        )
        stream.tell(message("hello", {"stream": stream.name}))
        self.reader.start()
        self.reader.add(stream)
        return stream

    async def _keep(self, stream: Stream, receive: Receive, send: Send) -> None:
        """Send what the reader tells, until the browser goes, the session ends or the server stops."""
        stream.task = asyncio.current_task()
        leaving = asyncio.create_task(_leave(stream, receive))
        try:
            await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
            while not stream.is_over:
                told = await stream.next()
                await send({"type": "http.response.body", "body": told, "more_body": not stream.is_over})
        except OSError:
            # The browser went in the middle of a message.
            pass
        finally:
            self.reader.remove(stream)
            leaving.cancel()
            with suppress(asyncio.CancelledError):
                await leaving


async def _leave(stream: Stream, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    stream.end("left")


def _person_of(session_key: str) -> User | None:
    try:
        return people_of([session_key]).get(session_key)
    finally:
        # Nobody knows when this thread works again: it keeps no connection meanwhile.
        connections.close_all()


def _cursor_of(request: ASGIRequest) -> int | None:
    """The last event that the browser was told of or that its page was drawn with."""
    known = request.headers.get("Last-Event-ID") or request.GET.get("desde", "")
    return int(known) if known.isascii() and known.isdigit() and len(known) < 19 else None


async def _refuse(refusal: Refusal, send: Send) -> None:
    log.info("refused", code=refusal.code)
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    if isinstance(refusal, NoSuchMethod):
        headers.append((b"allow", b"GET"))
    body = encoded(refusal.as_json())
    headers.append((b"content-length", b"%d" % len(body)))
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
