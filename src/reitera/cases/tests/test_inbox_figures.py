"""The figures of the inbox, taken from one reading, are those that counting one by one gives."""

from __future__ import annotations

from datetime import timedelta

import pytest

from reitera.cases.inbox import SHOWN_LATE, InboxFilter, inbox_of
from reitera.cases.inbox_figures import Choice
from reitera.cases.models import Case
from reitera.cases.queries import waiting_for
from reitera.cases.tests.test_acts import make_case
from reitera.procedure.steps import State
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(cast: Cast) -> list[Case]:
    return [
        make_case(cast, State.RECEPTION, segment="A", due_at=NOON - timedelta(hours=1)),
        make_case(cast, State.RECEPTION, segment="B", due_at=NOON + timedelta(hours=1)),
        make_case(cast, State.PRIORITISE, segment="A", due_at=NOON + timedelta(days=3)),
        make_case(cast, State.DISPATCH, segment="", operations_centre=None, due_at=None),
        make_case(cast, State.CONCLUDED, result="satisfied", concluded_at=NOON),
    ]


def counts(choices: list[Choice]) -> dict[str, int]:
    return {code: count for code, _label, count in choices}


@pytest.mark.parametrize("name", ["usm_analyst", "manager_analyst", "centre_supervisor", "division_head"])
def test_the_tabs_count_what_their_lists_hold(cast: Cast, cases: list[Case], name: str) -> None:
    person = cast.people[name]
    seen = Case.objects.visible_to(person).open()

    told = inbox_of(person, InboxFilter()).counts

    assert told["todos"] == seen.count()
    assert told["mias"] == seen.filter(waiting_for(person.viewer)).count()
    assert told["otros"] == seen.exclude(waiting_for(person.viewer)).count()


def test_the_filters_count_what_they_would_leave(cast: Cast, cases: list[Case]) -> None:
    inbox = inbox_of(cast.manager_analyst, InboxFilter(view="todos"))

    assert (inbox.late, inbox.today) == (1, 1)
    assert [(code, count) for code, _label, count in inbox.steps] == [
        ("dispatch", 1),
        ("reception", 2),
        ("prioritise", 1),
    ]
    assert [(code, count) for code, _label, count in inbox.segments] == [("-", 1), ("A", 2), ("B", 1)]
    assert [(code, count) for code, _label, count in inbox.centres] == [("NORTE", 3), ("-", 1)]


def test_cases_without_a_centre_are_a_filter_of_their_own(cast: Cast, cases: list[Case]) -> None:
    inbox = inbox_of(cast.manager_analyst, InboxFilter.from_address({"vista": "todos", "centro": "-"}))

    assert [row.case for group in inbox.groups for row in group.rows] == [cases[3]]


def test_the_heading_of_the_overdue_counts_those_that_are_not_shown(cast: Cast) -> None:
    for _ in range(SHOWN_LATE + 2):
        make_case(cast, State.RECEPTION, due_at=NOON - timedelta(hours=1))

    shown = inbox_of(cast.usm_analyst, InboxFilter()).groups[0]
    asked_for = inbox_of(cast.usm_analyst, InboxFilter(late=True))

    assert (shown.count, len(shown.rows), shown.hidden) == (SHOWN_LATE + 2, SHOWN_LATE, 2)
    assert (asked_for.groups[0].title, len(asked_for.groups[0].rows)) == ("Vencidos", SHOWN_LATE + 2)
    assert asked_for.page is not None and asked_for.page.paginator.count == SHOWN_LATE + 2


def test_the_concluded_are_listed_and_counted_where_they_are_asked_for(cast: Cast, cases: list[Case]) -> None:
    inbox = inbox_of(cast.usm_analyst, InboxFilter(view="concluidos"))

    assert [row.case for group in inbox.groups for row in group.rows] == [cases[4]]
    assert (inbox.groups[0].count, inbox.steps[0][2]) == (1, 1)
