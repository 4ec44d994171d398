"""People who write: single cells, blocks, repeated clicks, visits, transfers, comments; and what each was granted."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import count
from random import Random
from typing import Any
from urllib.parse import unquote

from reitera.core.clock import local_zone, now
from reitera.sheet.page import VERSION
from tests.stress.browser import Answer, Browser
from tests.stress.office import Office, Person

BETWEEN_TRANSFERS = 3.0  # seconds, of one case: no row comes back before its going was told
OPTIONS = {"1": "Sí, ya", "2": "Pendiente", "3": "No corresponde"}
ALLOWED = {"edit": {200, 403, 404, 409}, "act": {302, 403, 404, 409, 422}}

_numbers = count(1)


@dataclass(frozen=True)
class Wish:
    """A cell: what was seen, what is typed, and what the cell is to say then."""

    case: int
    column: str
    seen: Any
    typed: str
    value: Any
    state: str

    def as_json(self) -> dict[str, Any]:
        return {"id": self.case, "c": self.column, "seen": self.seen, "wanted": self.typed, "state": self.state}


@dataclass(frozen=True)
class Granted:
    """A change that the server said it made."""

    actor: int
    case: int
    column: str
    before: Any
    after: Any
    again: bool
    """It was granted a moment before: the cell says it already, most likely."""


@dataclass
class Ledger:
    """What all writers were answered."""

    granted: list[Granted] = field(default_factory=list)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    unexpected: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    transferred: dict[int, float] = field(default_factory=dict)

    def note(self, what: str, answer: Answer) -> None:
        with self.lock:
            self.statuses[what, answer.status] += 1
            if answer.status not in ALLOWED[what]:
                self.unexpected.append(f"{what} {answer.status}: {answer.body[:300]!r}")

    def may_transfer(self, case: int) -> bool:
        with self.lock:
            last = self.transferred.get(case, 0.0)
            if time.monotonic() - last < BETWEEN_TRANSFERS:
                return False
            self.transferred[case] = time.monotonic()
            return True


class Writer:
    """One person at the sheet: knows the rows as they were last read, and writes on by that."""

    def __init__(self, office: Office, person: Person, port: int, ledger: Ledger, seed: int) -> None:
        self.office, self.person, self.ledger = office, person, ledger
        self.dice = Random(seed)
        self.browser = Browser(port, person.session)
        self.rows: dict[int, dict[str, Any]] = {}
        self.meta: dict[int, Any] = {}

    def work(self, until: float) -> None:
        deeds = (
            [self.write_cell] * 12 + [self.write_twice] * 2 + [self.paste] * 2 + [self.plan_visit] * 2
            + [self.transfer, self.comment, self.read_rows, self.read_rows]
        )  # fmt: skip
        try:
            self.read_rows()
            while time.monotonic() < until:
                self.dice.choice(deeds)()
                time.sleep(self.dice.uniform(0, 0.05))
        finally:
            self.browser.close()

    def read_rows(self) -> None:
        ids = ",".join(map(str, self.office.cases))
        answer = self.browser.get("/planilla/filas/", ids=ids)
        if answer.status == 403:
            # The role was withdrawn: what is known is still tried.
            time.sleep(0.2)
            return
        self._learn(answer.json)
        for pk in answer.json["gone"]:
            self.rows.pop(pk, None)

    def write_cell(self) -> None:
        wishes = [wish for pk in self._some_rows(1) for wish in self._wishes(pk, 1)]
        self._send(wishes, "edit")

    def write_twice(self) -> None:
        """A click that is repeated: what was written is there already, or is somebody else's by now."""
        wishes = [wish for pk in self._some_rows(1) for wish in self._wishes(pk, 1)]
        granted = self._send(wishes, "edit")
        self._send(wishes, "edit", granted_before=granted)

    def paste(self) -> None:
        wishes = [wish for pk in self._some_rows(6) for wish in self._wishes(pk, 2)]
        self._send(wishes, "paste", partial=self.dice.random() < 0.6)

    def plan_visit(self) -> None:
        """Agree a visit, or move it to another technician."""
        for pk in self._some_rows(1, {"schedule_visit", "prioritise"}):
            state, row = self.meta[pk]["s"], self.rows[pk]
            technicians = self.office.technicians.get(int(row["centre"] or 0))
            if not technicians or not {"visit", "technician"} <= set(self.meta[pk]["w"]):
                continue
            technician = self.dice.choice(technicians)
            start = _free_hour()
            wishes = [
                Wish(pk, "technician", row["technician"], technician.username, str(technician.pk), state),
                Wish(pk, "visit", row["visit"], f"{start:%d/%m/%Y %H:%M}", _said(start), state),
            ]
            self._send(wishes, "edit")

    def transfer(self) -> None:
        """The button of the case's page, with what the page says was seen."""
        for pk in self._some_rows(1, {"technical_review", "reception", "schedule_visit"}):
            if not self.ledger.may_transfer(pk):
                continue
            page = self.browser.get(f"/casos/TT-{self.rows[pk]['case']}/").body.decode()
            token = re.search(r'transfer/\?seen=([^"&]+)', page)
            if token is None:
                continue
            here = self.rows[pk]["centre"]
            elsewhere = [centre for centre in self.office.technicians if str(centre) != here]
            seen = unquote(unescape(token[1]))
            answer = self.browser.post_form(
                "/casos/acto/transfer/", seen=seen, centre=elsewhere[0], reason="la dirección es del otro centro"
            )
            self.ledger.note("act", answer)

    def comment(self) -> None:
        for pk in self._some_rows(1):
            path = f"/casos/TT-{self.rows[pk]['case']}/comentar/"
            self.ledger.note("act", self.browser.post_form(path, text=f"se llamó {next(_numbers)}"))

    def _some_rows(self, most: int, states: set[str] | None = None) -> list[int]:
        fitting = [pk for pk in self.rows if states is None or self.meta[pk]["s"] in states]
        # A few rows are everybody's favourites, so that people meet.
        if self.dice.random() < 0.4:
            fitting = fitting[:6]
        return self.dice.sample(fitting, min(most, len(fitting)))

    def _wishes(self, pk: int, most: int) -> Iterator[Wish]:
        writable = [key for key in self.meta[pk]["w"] if key in _TYPED or key.startswith("own_")]
        for column in self.dice.sample(writable, min(most, len(writable))):
            typed, value = self._something_for(column, pk)
            if value != self.rows[pk][column]:
                yield Wish(pk, column, self.rows[pk][column], typed, value, self.meta[pk]["s"])

    def _something_for(self, column: str, pk: int) -> tuple[str, Any]:
        return _TYPED[column](self, pk) if column in _TYPED else _OWN[self.office.own_columns[column]](self)

    def _owner(self, pk: int) -> tuple[str, Any]:
        person = self.dice.choice([*self.office.writers, None])
        return (person.user.username, str(person.user.pk)) if person else ("", None)

    def _send(
        self, wishes: Sequence[Wish], what: str, *, partial: bool = False, granted_before: Sequence[Wish] = ()
    ) -> list[Wish]:
        """Ask for some cells; gives what was granted."""
        if not wishes:
            return []
        body = {"edits": [wish.as_json() for wish in wishes], "partial": partial, "version": VERSION, "what": what}
        answer = self.browser.post_json("/planilla/celdas/", body)
        self.ledger.note("edit", answer)
        if answer.status not in (200, 409):
            return []
        refused = {(each["id"], each["c"]): each for each in answer.json["refused"]}
        granted = [wish for wish in wishes if answer.status == 200 and (wish.case, wish.column) not in refused]
        with self.ledger.lock:
            self.ledger.codes.update(each["code"] for each in refused.values())
            self.ledger.granted += [
                Granted(self.person.user.pk, wish.case, wish.column, wish.seen, wish.value, wish in granted_before)
                for wish in granted
                if wish.value != wish.seen
            ]
        for (pk, column), each in refused.items():
            if each["code"] == "changed" and pk in self.rows:
                self.rows[pk][column] = each["now"]
        if answer.status == 200:
            self._learn(answer.json)
        return granted

    def _learn(self, told: dict[str, Any]) -> None:
        for pk, values in told["rows"].items():
            self.rows[int(pk)] = dict(zip(told["columns"], values, strict=True))
        self.meta |= {int(pk): meta for pk, meta in told["meta"].items()}


def _text(writer: Writer, pk: int) -> tuple[str, Any]:
    said = f"anotación {next(_numbers)}"
    return said, said


def _phone(writer: Writer, pk: int) -> tuple[str, Any]:
    said = f"7{next(_numbers):07}"
    return said, said


def _priority(writer: Writer, pk: int) -> tuple[str, Any]:
    said = writer.dice.choice("123")
    return said, said


def _day(writer: Writer) -> tuple[str, Any]:
    day = now().date() + timedelta(days=writer.dice.randrange(300))
    return f"{day:%d/%m/%Y}", day.isoformat()


def _number(writer: Writer) -> tuple[str, Any]:
    number = next(_numbers)
    return f"{number},5", f"{number}.5"


def _choice(writer: Writer) -> tuple[str, Any]:
    code = writer.dice.choice(list(OPTIONS))
    return OPTIONS[code], code


def _yes_no(writer: Writer) -> tuple[str, Any]:
    return writer.dice.choice([("sí", True), ("no", False), ("", None)])


_TYPED: dict[str, Any] = {
    "remark": _text, "address": _text, "zone": _text, "phone": _phone, "owner": Writer._owner, "priority": _priority,
}  # fmt: skip
_OWN: dict[str, Any] = {
    "text": lambda writer: _text(writer, 0), "number": _number, "date": _day, "choice": _choice, "yes_no": _yes_no,
}  # fmt: skip


def _free_hour() -> datetime:
    """An hour in the days to come that nobody else asks for, half an hour apart."""
    day, place = divmod(next(_hours), 18)
    start = now().astimezone(local_zone()).replace(hour=8, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1 + day % 5, minutes=30 * place)


_hours = count()


def _said(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
