"""People who look: each reads the sheet once and then only listens; some lose the connection and come back."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.stress.browser import Browser, Message, messages
from tests.stress.office import Person

READING_AT_ONCE = 6
RESTLESS = 8
"""One of so many viewers loses the connection every few seconds."""

ENDING = ("rights", "reload")
"""Messages after which a page reads everything anew."""


@dataclass
class Screen:
    """Rows as a page has them: values by column, and meta, by case."""

    values: dict[int, dict[str, Any]] = field(default_factory=dict)
    meta: dict[int, Any] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    as_of: int = 0
    columns: list[str] = field(default_factory=list)

    def take(self, message: Message) -> None:
        data = json.loads(message.data)
        if message.name == "gone":
            for pk in data["ids"]:
                self.values.pop(pk, None)
                self.meta.pop(pk, None)
        for row in data.get("rows", ()):
            self.values[row["id"]] = dict(zip(self.columns, row["v"], strict=True))
            self.meta[row["id"]] = row["m"]
            self.learn(row["labels"])

    def learn(self, words: dict[str, dict[str, str]]) -> None:
        for column, labels in words.items():
            self.words.setdefault(column, {}).update(labels)

    def said(self) -> dict[int, Any]:
        """All that the page shows of each row; the days open also change at midnight, without an act."""
        return {
            pk: (
                {key: value for key, value in values.items() if key != "days_open"},
                self.meta[pk],
                {key: self.words[key][values[key]] for key in self.words if values.get(key) in self.words[key]},
            )
            for pk, values in self.values.items()
        }


def read_screen(port: int, person: Person) -> Screen | None:
    """The whole sheet, order and rows, as a page asks for it when it is opened; None where the person has none."""
    browser = Browser(port, person.session)
    try:
        order = browser.get("/planilla/orden/")
        if order.status == 403:
            return None
        ids = ",".join(map(str, order.json["ids"]))
        block = browser.get("/planilla/filas/", ids=ids)
    finally:
        browser.close()
    if block.status == 403:
        return None
    told = block.json
    screen = Screen(as_of=order.json["as_of"], columns=told["columns"])
    screen.values = {int(pk): dict(zip(told["columns"], row, strict=True)) for pk, row in told["rows"].items()}
    screen.meta = {int(pk): meta for pk, meta in told["meta"].items()}
    screen.learn(told["labels"])
    return screen


@dataclass
class Stretch:
    """From one reading of the whole sheet to the next: what the screen was, and what was told since.

    `screen` is None while the person has no role. `ended_by` is the message that asked to read anew.
    """

    screen: Screen | None
    since: int
    told: list[Message] = field(default_factory=list)
    ended_by: str = ""

    @property
    def reached(self) -> int:
        """Where the stream goes on after a cut, as the page knows it."""
        return self._last([message for message in self.told if message.event_id is not None])

    @property
    def complete_until(self) -> int:
        """The last event of which all was told: a message that asks to read anew takes the place of what it covers."""
        return self._last([each for each in self.told if each.event_id is not None and each.name not in ENDING])

    def _last(self, told: list[Message]) -> int:
        return (told[-1].event_id if told else None) or self.since

    def batches(self) -> Iterator[tuple[int, int, list[Message]]]:
        """The messages of each batch, with the events it covers: after one, up to another."""
        after, batch = self.since, list[Message]()
        for message in self.told:
            if message.name in ("row", "gone"):
                batch.append(message)
            if message.event_id is not None:
                yield after, message.event_id, batch
                after, batch = message.event_id, []


class Viewer:
    def __init__(self, person: Person, port: int, seed: int, reading: asyncio.Semaphore) -> None:
        self.person, self.port = person, port
        self.dice, self._reading = Random(seed), reading
        self.is_restless = seed % RESTLESS == 0
        self.stretches: list[Stretch] = []
        self.is_open = asyncio.Event()
        self.resumed = 0
        self._is_changed = asyncio.Event()

    @property
    def now(self) -> Stretch:
        return self.stretches[-1]

    async def look(self) -> None:
        """Read the sheet and listen, until cancelled."""
        await self._read_anew()
        since = self.now.since
        while True:
            if self.now.ended_by:
                await self._read_anew(self.now.reached)
            # The restless leave in the middle of what is being told.
            patience = self.dice.uniform(1, 6) if self.is_restless else None
            try:
                async with asyncio.timeout(patience):
                    await self._listen(since)
            except TimeoutError:
                self.resumed += 1
                self._drop_half_a_batch()
                await asyncio.sleep(self.dice.uniform(0, 1.5))

    async def until(self, event_id: int) -> None:
        """Wait until all up to an event was told."""
        while self.now.screen is not None and self.now.reached < event_id:
            self._is_changed.clear()
            await self._is_changed.wait()

    async def without_a_sheet(self) -> None:
        """Wait until the person has been told that no row is theirs to see."""
        while self.now.screen is not None:
            await asyncio.sleep(0.1)

    async def fresh(self) -> Screen | None:
        async with self._reading:
            return await asyncio.to_thread(read_screen, self.port, self.person)

    async def _listen(self, since: int) -> None:
        last_id = self.now.reached if self.is_open.is_set() else None
        async with aclosing(messages(self.port, self.person.session, since, last_id)) as stream:
            async for message in stream:
                self.is_open.set()
                self.now.told.append(message)
                if message.name in ENDING:
                    # While the sheet is read, what is told waits at the socket.
                    self.now.ended_by = message.name
                    await self._read_anew(self.now.reached)
                self._is_changed.set()

    async def _read_anew(self, told: int | None = None) -> None:
        screen = await self.fresh()
        # What the stream goes on with begins after the message that asked for it.
        since = told if told is not None else screen.as_of if screen else 0
        self.stretches.append(Stretch(screen, since))

    def _drop_half_a_batch(self) -> None:
        """What came of a batch whose end did not is told again."""
        while self.now.told and self.now.told[-1].name == "gone" and self.now.told[-1].event_id is None:
            self.now.told.pop()
