"""Many people write in the Planilla of one server while many more look: every change is kept and told, once, in order,
to those who may see it and to nobody else.

`make stress` runs it at full size, 30 writers and 300 viewers for 60 s; with the other tests it is a small one.
STRESS_WRITERS, STRESS_VIEWERS and STRESS_SECONDS give other sizes.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection, connections

from reitera.cases.models import Case
from reitera.core.clock import now, today
from reitera.core.events import latest_id
from reitera.core.models import Event
from reitera.core.recording import recording
from reitera.procedure.roles import Role
from reitera.sheet.projection import EVERY, renew
from reitera.staff.actions import end_role, give_role
from tests.browser.server import serving
from tests.cast import Cast
from tests.stress.log import FACTS, Log, cells, place_said
from tests.stress.office import Office
from tests.stress.viewers import READING_AT_ONCE, Screen, Stretch, Viewer
from tests.stress.writers import Granted, Ledger, Writer

WRITERS = int(os.environ.get("STRESS_WRITERS", "6"))
VIEWERS = int(os.environ.get("STRESS_VIEWERS", "40"))
SECONDS = float(os.environ.get("STRESS_SECONDS", "10"))
MOST_CONNECTIONS = 20
"""That may stay open when nobody asks: those of the stream, of long work, and of the test itself."""

PATIENCE = 120.0  # seconds until what was written last must have been told

pytestmark = [pytest.mark.stress, pytest.mark.django_db(transaction=True)]


T = TypeVar("T")


@dataclass
class Day:
    """What happened: to the database, to the writers, on the screens."""

    office: Office
    log: Log
    ledger: Ledger
    viewers: list[Viewer]
    fresh: list[Screen | None]
    connections: int
    """Of all to the database when the writers had stopped."""


def test_nothing_is_lost_told_twice_or_leaked(cast: Cast, tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer: the crowd is for PostgreSQL")
    office = Office.arrange(cast, WRITERS, VIEWERS)
    log, began = Log(office, cells([*office.cases, *office.fences])), latest_id()

    with serving(tmp_path, **environment()) as address:
        day = asyncio.run(a_day(office, log, int(address.rsplit(":", 1)[1])))
    log.read(began)

    sys.stdout.write(f"\n{summary(day)}\n")
    assert_everybody_was_busy(day)
    assert_history_is_what_was_granted(day)
    assert_history_replays(day)
    for viewer, fresh in zip(day.viewers, day.fresh, strict=True):
        assert_told_right(day, viewer)
        assert_screen_is_fresh(viewer, fresh)
    assert any(message.name == "gone" for viewer in day.viewers for message in viewer.now.told)


def environment() -> dict[str, str]:
    """That of a server on the database of the test."""
    given = urlsplit(os.environ["DATABASE_URL"])
    address = urlunsplit(given._replace(path=f"/{connection.settings_dict['NAME']}"))
    return {"DATABASE_URL": address, "REITERA_SECRET_KEY": settings.SECRET_KEY, "REITERA_DEMO": "false"}


async def a_day(office: Office, log: Log, port: int) -> Day:
    """Everybody looks, then the writers write; in the middle one loses the role and gets it back."""
    reading, ledger = asyncio.Semaphore(READING_AT_ONCE), Ledger()
    viewers = [Viewer(person, port, seed, reading) for seed, person in enumerate(office.viewers)]
    looking = [asyncio.create_task(viewer.look()) for viewer in viewers]
    await unless_one_fails(looking, asyncio.gather(*(viewer.is_open.wait() for viewer in viewers)))

    until = time.monotonic() + SECONDS
    writers = [Writer(office, person, port, ledger, seed) for seed, person in enumerate(office.writers)]
    pool = ThreadPoolExecutor(len(writers))
    loop = asyncio.get_running_loop()
    writing = [loop.run_in_executor(pool, partial(writer.work, until)) for writer in writers]
    await asyncio.sleep(SECONDS / 2)
    await in_database(partial(withdraw, office))
    # However slow the machine, the screen is lost before the role is given back.
    lost = asyncio.wait_for(viewers[1].without_a_sheet(), PATIENCE)
    await unless_one_fails(looking, asyncio.gather(lost, asyncio.sleep(SECONDS / 4)))
    await in_database(partial(give_back, office))
    await asyncio.gather(*writing)

    still_open = await in_database(open_connections)
    last = await in_database(partial(touch, office.fences))
    everybody = asyncio.gather(*(viewer.until(last) for viewer in viewers))
    await unless_one_fails(looking, asyncio.wait_for(everybody, PATIENCE))
    for task in looking:
        task.cancel()
    await asyncio.gather(*looking, return_exceptions=True)
    fresh = await asyncio.gather(*(viewer.fresh() for viewer in viewers))
    pool.shutdown()
    return Day(office, log, ledger, viewers, list(fresh), still_open)


async def unless_one_fails(tasks: list[asyncio.Task[None]], work: Any) -> None:
    """Do the work; who ends meanwhile has failed, and says why."""
    waited = asyncio.ensure_future(work)
    done, _ = await asyncio.wait([waited, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()
    assert waited in done


async def in_database(work: Callable[[], T]) -> T:
    def work_and_close() -> T:
        try:
            return work()
        finally:
            connections.close_all()

    return await asyncio.to_thread(work_and_close)


def withdraw(office: Office) -> None:
    assignment = office.leaver.user.role_assignments.get()
    end_role(assignment=assignment, actor=office.cast.administrator, at=now())


def give_back(office: Office) -> None:
    give_role(
        user=office.leaver.user, role=Role.USM_ANALYST, centre=office.cast.north, starts_on=today(),
        actor=office.cast.administrator, at=now(),
    )  # fmt: skip


def open_connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def touch(pks: list[int]) -> int:
    """One act on some cases that changes nothing; its last event."""
    with recording(None, now(), lock=Case.objects.filter(pk__in=pks)) as record:
        for case in record.locked:
            record.event("case.touched", subject=case, case_id=case.pk)
    return latest_id()


def summary(day: Day) -> str:
    told = sum(len(stretch.told) for viewer in day.viewers for stretch in viewer.stretches)
    ended = Counter(stretch.ended_by for viewer in day.viewers for stretch in viewer.stretches if stretch.ended_by)
    resumed = sum(viewer.resumed for viewer in day.viewers)
    return (
        f"{WRITERS} writers, {VIEWERS} viewers, {SECONDS:g} s: {len(day.ledger.granted)} cells granted in "
        f"{sum(day.ledger.statuses.values())} requests; answers {dict(day.ledger.statuses)}, refused cells "
        f"{dict(day.ledger.codes)}; {told} messages told, {resumed} streams resumed, read anew {dict(ended)}, "
        f"{day.connections} connections left"
    )


def assert_everybody_was_busy(day: Day) -> None:
    """What the rest of the test speaks of did happen."""
    assert day.ledger.unexpected == []
    assert day.connections <= MOST_CONNECTIONS
    columns = {granted.column for granted in day.ledger.granted}
    assert columns >= {"remark", "phone", "owner", "visit", "technician", *day.office.own_columns}
    assert day.ledger.codes["changed"] > 0
    assert day.ledger.statuses["act", 302] > 0
    assert Event.objects.filter(kind="case.transferred").exists()
    assert any(viewer.resumed for viewer in day.viewers)
    assert [stretch.screen is not None for stretch in day.viewers[1].stretches] == [True, False, True]


def assert_history_is_what_was_granted(day: Day) -> None:
    """Every granted edit is in the history with who did it, from what to what, unless the cell said so already; and of
    facts nothing else is.
    """
    granted = Counter(_as_kept(each) for each in day.ledger.granted)
    at_first = Counter(_as_kept(each) for each in day.ledger.granted if not each.again)
    kept = Counter((row.event.actor_id, row.case_id, row.column, row.before, row.after) for row in day.log.changes)
    facts = Counter({key: n for key, n in kept.items() if key[2] in FACTS or key[2] in day.office.own_columns})
    written_by_somebody = {key[1:3] + key[4:] for key in kept}
    assert [key for key in at_first - kept if key[1:3] + key[4:] not in written_by_somebody] == []
    assert facts - granted == Counter()


def _as_kept(granted: Granted) -> tuple[Any, ...]:
    return granted.actor, granted.case, granted.column, granted.before, granted.after


def assert_history_replays(day: Day) -> None:
    """Each change begins where the one before it ended, and the last one is what the cell says."""
    standing = {pk: dict(begun) for pk, begun in day.log.begun.items()}
    for change in day.log.changes:
        row = standing[change.case_id]
        assert row.get(change.column) == change.before, change
        row[change.column] = change.after
    now_said = cells(standing)
    for pk, row in standing.items():
        assert {key: value for key, value in row.items() if value is not None} == now_said[pk]
    assert renew(list(standing), EVERY).rows == []


def assert_told_right(day: Day, viewer: Viewer) -> None:
    for stretch in viewer.stretches:
        if stretch.screen is None:
            assert [message.name for message in stretch.told if message.name in ("row", "gone")] == []
            continue
        ids = [message.event_id for message in stretch.told if message.event_id is not None]
        assert ids == sorted(ids)
        told = list(rows_told(stretch))
        for _after, _until, row in told:
            assert_row_may_be_seen(day, viewer, stretch.screen, row)
        for pk in [*day.office.cases, *day.office.fences]:
            assert_acts_of_row(day, viewer, stretch, pk, [each for each in told if each[2]["id"] == pk])
        assert rows_that_left(day, viewer, stretch) <= rows_gone(stretch), viewer.person


def rows_that_left(day: Day, viewer: Viewer, stretch: Stretch) -> set[int]:
    """Those that the person saw when the sheet was read and does not see at the end."""

    def seen(event: int) -> set[int]:
        return {pk for pk in day.office.cases if viewer.person.sees(day.log.place(pk, event))}

    return seen(stretch.since) - seen(stretch.complete_until)


def rows_gone(stretch: Stretch) -> set[int]:
    return {pk for message in stretch.told if message.name == "gone" for pk in json.loads(message.data)["ids"]}


def rows_told(stretch: Stretch) -> Iterator[tuple[int, int, Any]]:
    for after, until, batch in stretch.batches():
        for message in batch:
            for row in json.loads(message.data).get("rows", ()):
                yield after, until, row


def assert_row_may_be_seen(day: Day, viewer: Viewer, screen: Screen, row: Any) -> None:
    """By what the row itself says of where it is, as one that moved a moment later was still here."""
    values = dict(zip(screen.columns, row["v"], strict=True))
    assert viewer.person.sees(place_said(values, day.office.customer_centres[row["id"]])), (viewer.person, row)


def assert_acts_of_row(day: Day, viewer: Viewer, stretch: Stretch, pk: int, told: list[tuple[int, int, Any]]) -> None:
    """Each act on a row that the viewer saw then was told, once and in order, unless the row left with it."""
    assert stretch.screen is not None
    columns, changes = set(stretch.screen.columns), day.log.by_row[pk]
    acts = [(after, until, act) for after, until, row in told for act in row.get("changes", ())]
    events = [act["event"] for _after, _until, act in acts]
    assert all(first < second for first, second in pairwise(events)), (viewer.person, pk, events)
    for after, until, act in acts:
        assert after < act["event"] <= until
        assert set(act["changed"]) == {change.column for change in changes[act["event"]]} & columns
        assert (act["by"] or {}).get("id") == changes[act["event"]][0].event.actor_id
    for _after, _until, row in told:
        if row.get("changes"):
            assert {key: row[key] for key in row["changes"][-1]} == row["changes"][-1]
    for event, changed in changes.items():
        is_due = stretch.since < event <= stretch.complete_until and columns & {change.column for change in changed}
        if is_due and viewer.person.sees(day.log.place(pk, event)) and event not in events:
            assert left_with(day, viewer, stretch, pk, event), (viewer.person, pk, event)


def left_with(day: Day, viewer: Viewer, stretch: Stretch, pk: int, event: int) -> bool:
    """Whether a row left the person's sight after an event and before it was told."""
    leaving = day.log.next_leaving(pk, event, viewer.person)
    for _after, until, batch in stretch.batches():
        if until < event:
            continue
        if any(row["id"] == pk for message in batch for row in json.loads(message.data).get("rows", ())):
            return False
        if leaving is not None and any(pk in json.loads(message.data).get("ids", ()) for message in batch):
            return True
    return False


def assert_screen_is_fresh(viewer: Viewer, fresh: Screen | None) -> None:
    """What was read once, and what was told since, is what one who opens the sheet now gets."""
    screen = viewer.now.screen
    assert screen is not None
    assert fresh is not None
    for message in viewer.now.told:
        if message.name in ("row", "gone"):
            screen.take(message)
    said, expected = screen.said(), fresh.said()
    assert set(said) == set(expected), viewer.person
    for pk, row in said.items():
        assert row == expected[pk], (viewer.person, pk)
