"""The one reader of a process: woken by announcements, it takes new events and hands them to the open streams."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

import structlog
from django.db import connection, connections

from reitera.core.announcements import EVENTS, announce, listen
from reitera.sheet.live import presence
from reitera.sheet.live.hearing import hear_postgresql
from reitera.sheet.live.messages import message
from reitera.sheet.live.presence import Presence, Presences
from reitera.sheet.live.sessions import name_of
from reitera.sheet.live.streams import Stream
from reitera.sheet.live.telling import Answer, Question, answer
from reitera.staff.models import User

log = structlog.get_logger(__name__)

BEAT = 15.0
CHECK = 60.0
LOOK = {"sqlite": 1.0, "postgresql": 5.0}
"""Seconds after which the reader looks by itself. Another process on SQLite, an import by hand, is seen only so."""

RETRY = 2.0
STUCK = 60.0
"""Seconds after which a browser that takes nothing is given up."""

BELLS_AT_ONCE = 20
BELL, SIGNED_OUT = "bell", "signed_out"


class Reader:
    """Lives in the event loop; what touches the database runs in a thread of its own, one question after the other."""

    def __init__(self) -> None:
        self.streams: set[Stream] = set()
        self._presences = Presences()
        self._wake = asyncio.Event()
        self._bells: set[int] = set()
        self._moved: set[int] = set()
        self._to_say: list[str] = []
        self._is_well, self._is_stopped = True, False
        self._tasks: list[asyncio.Task[None]] = []
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live-reader")
        self._checked_at = time.monotonic()
        self._stop_listening: Callable[[], None] | None = None

    def start(self) -> None:
        """Begin to read, in the running loop. Does nothing when it reads already or has stopped."""
        if self._tasks or self._is_stopped:
            return
        loop = asyncio.get_running_loop()

        def hear_in_the_loop(topic: str, text: str) -> None:
            # A job that goes on after the server has stopped announces to nobody.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self._hear, topic, text)

        self._stop_listening = listen(hear_in_the_loop)
        self._tasks = [asyncio.create_task(work) for work in (self._read(), self._keep_time())]
        if connection.vendor == "postgresql":
            self._tasks.append(asyncio.create_task(hear_postgresql()))

    async def stop(self) -> None:
        """End every stream, now and later, and give the thread and its connection back."""
        if self._is_stopped:
            return
        self._is_stopped = True
        for stream in self.streams:
            stream.end("stopping")
        if self._stop_listening is not None:
            self._stop_listening()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown(wait=False)

    def add(self, stream: Stream) -> None:
        """Tell the stream of everything after its cursor, and first of its bell."""
        if self._is_stopped:
            stream.end("stopping")
        self.streams.add(stream)
        self._bells.add(stream.user.pk)
        self._wake.set()

    def remove(self, stream: Stream) -> None:
        self.streams.discard(stream)
        here = self._presences.of_streams([stream.name])
        self._to_say += presence.written(Presence(**{**vars(was), "case": None}) for was in here)
        self._wake.set()

    def count_of(self, user: User) -> int:
        return sum(stream.user.pk == user.pk for stream in self.streams)

    def _hear(self, topic: str, text: str) -> None:
        if topic == BELL:
            self._bells.add(int(text))
        elif topic == SIGNED_OUT:
            for stream in self.streams:
                if name_of(stream.session_key) == text:
                    stream.end("signed_out")
        elif topic == presence.TOPIC:
            self._moved |= self._presences.hear(text)
        elif topic != EVENTS:
            return
        self._wake.set()

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await self._wait()
            if not self.streams and not self._to_say:
                continue
            question, said = self._question(), self._take_what_is_to_say()
            try:
                found = await loop.run_in_executor(self._thread, partial(_ask, question, said))
            except Exception:
                # The viewers' cursors stay where they are: what was missed now is told next time.
                log.exception("live_reader_failed")
                self._is_well = False
                self._bells |= question.bells_of
                self._moved |= question.moved
                await asyncio.sleep(RETRY)
                self._wake.set()
                continue
            self._is_well = True
            self._hand_out(question, found)

    async def _wait(self) -> None:
        # Not `wait_for`: when it is woken and cancelled at once, it forgets that it was cancelled.
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK[connection.vendor]):
                await self._wake.wait()
        self._wake.clear()

    def _question(self) -> Question:
        now = time.monotonic()
        check = now - self._checked_at >= CHECK
        if check:
            self._checked_at = now
        here = {stream.user.pk for stream in self.streams}
        if check and connection.vendor == "sqlite":
            # Notices that another process made, an import by hand, were announced to nobody here.
            self._bells |= here
        # Few at once: a thousand browsers that come back together are given their rows before their bells.
        bells = frozenset(list(self._bells & here)[:BELLS_AT_ONCE])
        self._bells = (self._bells & here) - bells
        moved, self._moved = frozenset(self._moved), set()
        present = {case: self._presences.at(case) for case in self._presences.cases}
        if self._bells:
            self._wake.set()
        return Question(tuple(self.streams), check, bells, present, moved)

    def _take_what_is_to_say(self) -> list[str]:
        said, self._to_say = self._to_say, []
        return said

    def _hand_out(self, question: Question, found: Answer) -> None:
        for stream, user in found.people.items():
            self._take_person(stream, user, found)
        for stream in question.streams:
            stream.cursor = found.latest
            stream.is_new, stream.knows_presence = False, True
        for stream, told in found.told:
            stream.tell(told)
        for stream in question.streams:
            if stream.user.pk in found.bells:
                stream.ring(*found.bells[stream.user.pk])

    def _take_person(self, stream: Stream, user: User | None, found: Answer) -> None:
        if user is None:
            stream.end("signed_out")
            return
        stream.belongs_to(user)
        if stream in found.anew:
            stream.tell_anew(message("rights", {}, event_id=found.latest))
            self._bells.add(user.pk)
            self._wake.set()

    async def _keep_time(self) -> None:
        """Keep streams open, repeat who is at which row, give up browsers that are stuck."""
        beaten = repeated = time.monotonic()
        while True:
            await asyncio.sleep(1)
            now = time.monotonic()
            if now - beaten >= BEAT:
                beaten = now
                self._beat(now)
            if now - repeated >= presence.REPEATED_EVERY:
                repeated = now
                own = self._presences.of_streams([stream.name for stream in self.streams])
                self._to_say += presence.written(own)
                self._moved |= self._presences.forget_silent()
                if self._to_say or self._moved:
                    self._wake.set()

    def _beat(self, now: float) -> None:
        for stream in self.streams:
            if stream.sending_since is not None and now - stream.sending_since > STUCK and stream.task is not None:
                stream.task.cancel()
            elif self._is_well:
                # Without a database nothing is told, and a browser that hears nothing says so to its person.
                stream.keep_open()


def _ask(question: Question, said: list[str]) -> Answer:
    """Over one connection for all questions; after a failure the next one has another."""
    try:
        for text in said:
            announce(presence.TOPIC, text)
        return answer(question)
    except Exception:
        connections.close_all()
        raise
