"""Who is at which row: told to those who see the row, gone with the stream, kept nowhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from reitera.cases.models import Case
from reitera.cases.tests.test_acts import make_case
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.sheet.live import presence
from reitera.sheet.live.presence import Presence, Presences, written
from reitera.sheet.live.tests.listening import Listener, LiveSite, client_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def be_at(client: Client, listener: Listener, case: Case | None, column: str = "", *, editing: bool = False) -> int:
    if not listener.named("hello"):
        listener.until("hello")
    body = {
        "stream": listener.named("hello")[0]["stream"], "case": case.pk if case else "", "column": column,
        "editing": "1" if editing else "",
    }  # fmt: skip
    return client.post("/en-vivo/presencia/", body).status_code


def one_of_the_north(cast: Cast, live: LiveSite) -> tuple[Client, Listener, Case]:
    client = client_of(cast.usm_analyst)
    return client, live.browser(client), make_case(cast)


LOOKING = {"name": "Usm Analyst", "initials": "UA", "column": "visit_date", "editing": False}


def test_the_others_who_see_the_row_are_told_who_is_there(cast: Cast, live: LiveSite) -> None:
    client, own, case = one_of_the_north(cast, live)
    supervisor, south = live.listen(cast.centre_supervisor), live.listen(cast.usm_analyst_south)

    answers = [be_at(client, own, case, "visit_date")]
    first = supervisor.until("presence").data
    answers.append(be_at(client, own, case, "visit_date", editing=True))
    second = supervisor.until("presence").data
    client.post("/cuenta/logout/")
    own.is_ended()
    last = supervisor.until("presence").data

    looking = {"id": cast.usm_analyst.pk, **LOOKING}
    assert answers == [204, 204]
    assert first == {"id": case.pk, "people": [looking]}
    assert second == {"id": case.pk, "people": [{**looking, "editing": True}]}
    assert last == {"id": case.pk, "people": []}
    assert all(data["people"] == [] for data in own.named("presence"))
    assert south.named("presence") == []
    assert not Event.objects.filter(kind__contains="presence").exists()


def test_going_to_another_row_leaves_the_first(cast: Cast, live: LiveSite) -> None:
    client, own, first = one_of_the_north(cast, live)
    second, supervisor = make_case(cast), live.listen(cast.centre_supervisor)
    be_at(client, own, first)
    supervisor.until("presence")

    be_at(client, own, second)
    moves = [supervisor.until("presence").data, supervisor.until("presence").data]
    be_at(client, own, None)

    assert {data["id"]: len(data["people"]) for data in moves} == {first.pk: 0, second.pk: 1}
    assert supervisor.until("presence").data == {"id": second.pk, "people": []}


def test_who_comes_later_is_told_who_is_there_already(cast: Cast, live: LiveSite) -> None:
    client, own, case = one_of_the_north(cast, live)
    witness = live.listen(cast.manager_analyst)
    be_at(client, own, case)
    witness.until("presence")

    later = live.listen(cast.centre_supervisor)

    assert later.until("presence").data["people"][0]["name"] == "Usm Analyst"


@pytest.mark.parametrize("case", ["foreign", "x", "-1", "9" * 30])
def test_a_row_that_the_person_does_not_see_is_refused(cast: Cast, live: LiveSite, case: str) -> None:
    client, own, _ = one_of_the_north(cast, live)
    foreign = make_case(cast, operations_centre=cast.south)
    with arranging():
        foreign.customer.operations_centres.clear()
    own.until("hello")

    body = {"stream": own.named("hello")[0]["stream"], "case": foreign.pk if case == "foreign" else case}

    assert client.post("/en-vivo/presencia/", body).status_code == 404


@pytest.mark.parametrize("body", [{}, {"stream": "a b"}, {"stream": "x" * 41}, {"stream": "a", "column": "<b>"}])
def test_what_is_no_name_is_refused(cast: Cast, body: dict[str, Any]) -> None:
    assert client_of(cast.usm_analyst).post("/en-vivo/presencia/", body).status_code == 422


def test_who_sees_no_case_at_all_is_nowhere(cast: Cast) -> None:
    assert client_of(cast.nobody).post("/en-vivo/presencia/", {"stream": "a"}).status_code == 403


def at(stream: str, case: int | None, *, person: int = 1, editing: bool = False) -> str:
    (text,) = written([Presence(stream, person, f"P{person}", "P", case, "", editing)])
    return text


def test_a_process_that_says_nothing_more_takes_its_people_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(presence.time, "monotonic", lambda: clock[0])
    known = Presences()
    known.hear(at("a", 7))
    known.hear(at("b", 8))
    clock[0] += 20
    again = known.hear(at("b", 8))
    clock[0] += 15

    assert (again, known.forget_silent()) == (set(), {7})
    assert (known.at(7), [found.stream for found in known.at(8)]) == ([], ["b"])


def test_a_person_with_two_browsers_is_named_once_and_as_editing() -> None:
    known = Presences()
    known.hear(at("a", 7, editing=True))
    known.hear(at("b", 7))

    assert [(found.person, found.editing) for found in known.at(7)] == [(1, True)]


def test_many_people_fit_into_announcements() -> None:
    crowd = [
        Presence("s" * 40, n, "ñ" * 120, "ÑÑ", 10**15 + n, "c" * 40, True) for n in range(presence.AT_ONCE * 2 + 1)
    ]

    texts = written(crowd)

    assert len(texts) == 3
    assert all(len(text.encode()) < 7_800 for text in texts)
