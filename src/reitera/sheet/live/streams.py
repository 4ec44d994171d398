"""One open stream: who listens, how far they were told, and the little that waits to be sent."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Hashable

from reitera.cases.models import Case
from reitera.core.visibility import Sight
from reitera.sheet.live.messages import beat, message
from reitera.sheet.live.rows import rows
from reitera.staff.models import User

MOST_WAITING = 50
"""Messages that wait for one browser; with more it is not reading, and is told to ask again."""

MOST_BYTES = 512 * 1024


class Stream:
    """Only the event loop changes a stream; the reader's thread looks at it.

    `cursor` is the last event it was told of, None until the reader has seen it; `is_new` says the same of one that
    goes on from where a page was. What waits is bounded: messages by number and size, the bell, the beat and the end
    have one place each.
    """

    __slots__ = (
        "_beat", "_bell", "_end", "_lost", "_messages", "_size", "_wake", "cursor", "is_new", "is_over",
        "knows_presence", "name", "row_class", "sending_since", "session_key", "sight", "task", "unread", "user",
        "wants_rows",
    )  # fmt: skip

    def __init__(self, *, user: User, session_key: str, cursor: int | None, wants_rows: bool) -> None:
        self.name = secrets.token_urlsafe(12)
        self.session_key = session_key
        self.cursor = cursor
        self.wants_rows = wants_rows
        self.is_new = True
        self.is_over = self.knows_presence = False
        self.unread: int | None = None
        self.sending_since: float | None = None
        self.task: asyncio.Task[None] | None = None
        self._messages: list[bytes] = []
        self._size = self._lost = 0
        self._bell = self._end = b""
        self._beat = False
        self._wake = asyncio.Event()
        self.belongs_to(user)

    def belongs_to(self, user: User) -> None:
        """Take a person as they are now; what they see and in which class is worked out once."""
        self.user = user
        self.sight: Sight = Case.scope.sight_of(user.viewer)
        self.row_class: Hashable = rows().class_of(user)

    def tell(self, told: bytes) -> None:
        if self._lost:
            self._lost += 1
        elif len(self._messages) >= MOST_WAITING or self._size + len(told) > MOST_BYTES:
            self._lost = len(self._messages) + 1
            self.knows_presence = False
            self._messages, self._size = [], 0
        else:
            self._messages.append(told)
            self._size += len(told)
        self._wake.set()

    def tell_anew(self, told: bytes) -> None:
        """Tell something that makes what waits worthless."""
        self._messages, self._size, self._lost = [], 0, 0
        self.tell(told)

    def ring(self, unread: int, told: bytes) -> None:
        """Tell how many notices are unread, unless the viewer knows."""
        if unread != self.unread:
            self.unread, self._bell = unread, told
            self._wake.set()

    def keep_open(self) -> None:
        if self.cursor is not None:
            self._beat = True
            self._wake.set()

    def end(self, reason: str) -> None:
        self._end = message("end", {"reason": reason})
        self._wake.set()

    async def next(self) -> bytes:
        """All that waits, in one piece; waits until there is something. The stream is over when it holds the end."""
        self.sending_since = None
        await self._wake.wait()
        self._wake.clear()
        if self._lost:
            self._messages = [message("reload", {"behind": self._lost}, event_id=self.cursor)]
        # The place is that of now: a browser that was told of an older one last would be told again from there.
        beaten = beat(self.cursor) if self._beat and self.cursor is not None else b""
        waiting = b"".join((*self._messages, self._bell, beaten, self._end))
        self._messages, self._size, self._lost, self._bell, self._beat = [], 0, 0, b"", False
        self.is_over = bool(self._end)
        self.sending_since = time.monotonic()
        return waiting
