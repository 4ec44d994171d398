"""The bell rings for its own person when a notice is made or read, whoever makes it."""

from __future__ import annotations

import pytest

from reitera.cases.tests.test_acts import make_case
from reitera.core.announcements import announce
from reitera.core.events import catch_up
from reitera.notices.actions import read
from reitera.notices.tests.test_notices import act
from reitera.procedure.steps import State
from reitera.sheet.live import reader
from reitera.sheet.live.tests.listening import Listener, LiveSite
from reitera.staff.actions import change_preferences
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db(transaction=True)


def bell_of(listener: Listener) -> int:
    unread: int = listener.until("bell").data["unread"]
    return unread


def test_a_notice_rings_the_bell_of_whom_it_tells_and_of_nobody_else(cast: Cast, live: LiveSite) -> None:
    analyst, other = (live.listen(cast.people[name], rows=False) for name in ("usm_analyst", "usm_analyst_south"))
    before = [bell_of(analyst), bell_of(other)]

    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH)], "sent")
    first = analyst.until("bell").data
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH, operations_centre=cast.south)], "sent")

    assert (before, first) == ([0, 0], {"unread": 1, "label": "1 aviso sin leer"})
    assert bell_of(other) == 1
    assert len(other.named("bell")) == 2


def test_reading_a_notice_in_one_browser_quietens_the_bell_in_the_other(cast: Cast, live: LiveSite) -> None:
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH)], "sent")
    here, there = live.listen(cast.usm_analyst), live.listen(cast.usm_analyst, rows=False)
    before = (bell_of(here), bell_of(there))

    read(person=cast.usm_analyst, at=NOON)

    assert (before, bell_of(here), bell_of(there)) == ((1, 1), 0, 0)


def test_the_bell_says_its_number_in_the_persons_language(cast: Cast, live: LiveSite) -> None:
    change_preferences(user=cast.usm_analyst, language="en", theme="auto", single_keys=True, at=NOON)

    assert live.listen(cast.usm_analyst).until("bell").data["label"] == "0 unread notices"


def test_an_announcement_that_changes_no_number_rings_nothing(cast: Cast, live: LiveSite) -> None:
    listener = live.listen(cast.usm_analyst)
    bell_of(listener)

    for _ in range(3):
        announce("bell", str(cast.usm_analyst.pk))
    act(cast, "manager_analyst", [make_case(cast, State.DISPATCH)], "sent")

    assert bell_of(listener) == 1


def test_after_a_failure_of_the_database_everything_is_told_that_was_missed(
    cast: Cast, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = live.listen(cast.usm_analyst)
    bell_of(listener)
    asked = reader.answer
    failures = iter([True, True])

    def fails_twice(question: object) -> object:
        if next(failures, False):
            raise OSError("the database is away")
        return asked(question)  # type: ignore[arg-type]

    monkeypatch.setattr(reader, "RETRY", 0.05)
    monkeypatch.setattr(reader, "answer", fails_twice)
    case = make_case(cast, State.DISPATCH)
    act(cast, "manager_analyst", [case], "sent")
    catch_up()

    assert bell_of(listener) == 1
    assert {row["id"] for row in listener.rows} == {case.pk}
