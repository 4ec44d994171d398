"""Each viewer is told of the rows that they may see, and of those only."""

from __future__ import annotations

from typing import Any

import pytest

from reitera.cases.actions import comment, transfer
from reitera.cases.models import Case
from reitera.cases.tests.test_acts import make_case
from reitera.core.clock import now, today
from reitera.core.events import latest_id
from reitera.core.recording import recording
from reitera.core.testing import arranging
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.sheet.live import rows as registered
from reitera.sheet.live.rows import Rows, RowTold
from reitera.sheet.live.tests.listening import Listener, LiveSite
from reitera.staff.actions import end_role, give_role
from tests.cast import NOON, Cast

pytestmark = pytest.mark.django_db(transaction=True)


def touch(*cases: Case, centres_before: tuple[int, ...] = (), before: Any = None) -> None:
    """One act on the cases, all in one transaction."""
    with recording(None, NOON) as record:
        for case in cases:
            record.event("case.touched", subject=case, case_id=case.pk, before=before, centres_before=centres_before)


def ids(listener: Listener) -> list[int]:
    return [row["id"] for row in listener.rows]


def cases_of_every_kind(cast: Cast) -> list[Case]:
    """Of the north, the south, no centre, a customer of both, and with a technician of each centre."""
    found = [
        make_case(cast),
        make_case(cast, operations_centre=cast.south),
        make_case(cast, operations_centre=None),
        make_case(cast, technician=cast.field_technician),
        make_case(cast, operations_centre=cast.south, technician=cast.field_technician_south),
        make_case(cast, operations_centre=cast.south),
    ]
    with arranging():
        found[0].customer.operations_centres.add(cast.south)
        for case in (found[1], found[2]):
            case.customer.operations_centres.clear()
        found[5].customer.operations_centres.set([cast.south])
    return found


def test_everybody_is_told_exactly_what_visible_to_gives_them(cast: Cast, live: LiveSite) -> None:
    touched, untouched = cases_of_every_kind(cast), make_case(cast)
    listeners = {name: live.listen(person) for name, person in cast.people.items()}

    touch(*touched)
    touch(untouched)

    for name, listener in listeners.items():
        seen = list(Case.objects.visible_to(cast.people[name]).order_by("pk").values_list("pk", flat=True))
        while set(ids(listener)) != set(seen):
            listener.until("row")
        assert set(ids(listener)) == set(seen), name
    assert ids(listeners["nobody"]) == ids(listeners["field_technician_south"])[1:] == []


def test_a_row_that_moves_to_another_centre_goes_from_one_screen_and_comes_on_the_other(
    cast: Cast, live: LiveSite
) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    with arranging():
        case.customer.operations_centres.clear()
    north, south, manager = (
        live.listen(cast.people[name]) for name in ("usm_analyst", "usm_analyst_south", "manager_analyst")
    )

    transfer(cases=[case], centre=cast.south, actor=cast.usm_analyst, at=NOON, reason="es del sur")

    told = [(said.name, said.data) for said in (who.until("gone", "row") for who in (north, south, manager))]
    row = ("row", {"rows": [{"id": case.pk}]})
    assert told == [("gone", {"ids": [case.pk]}), row, row]


def test_a_technician_loses_the_row_that_another_one_gets(cast: Cast, live: LiveSite) -> None:
    case = make_case(cast, operations_centre=cast.south, technician=cast.field_technician_south)
    first, second = live.listen(cast.field_technician), live.listen(cast.field_technician_south)

    with arranging():
        Case.objects.filter(pk=case.pk).update(technician=cast.field_technician)
    touch(case, before={"technician_id": cast.field_technician_south.pk})

    assert first.until("row").data == {"rows": [{"id": case.pk}]}
    assert second.until("gone").data == {"ids": [case.pk]}


def test_who_never_saw_a_row_is_not_told_that_it_went(cast: Cast, live: LiveSite) -> None:
    case, fence = make_case(cast, operations_centre=cast.south), make_case(cast, operations_centre=None)
    with arranging():
        case.customer.operations_centres.clear()
    supervisor = live.listen(cast.centre_supervisor)

    touch(case, centres_before=(cast.south.pk,))
    with arranging():
        fence.customer.operations_centres.set([cast.north])
    touch(fence)
    supervisor.until("row")

    assert (ids(supervisor), supervisor.gone) == ([fence.pk], [])


def test_a_page_without_rows_is_told_of_none(cast: Cast, live: LiveSite) -> None:
    manager = live.listen(cast.manager_analyst, rows=False)
    other = live.listen(cast.manager_analyst)

    touch(make_case(cast))
    other.until("row")
    live.run(live.application.stop()).result(20)

    assert manager.is_ended() == "stopping"
    assert [told.name for told in manager.all] == ["hello", "bell", "end"]


def test_withdrawn_rights_are_said_and_the_rows_stay_away(cast: Cast, live: LiveSite) -> None:
    case, person = make_case(cast), cast.usm_analyst
    with arranging():
        case.customer.operations_centres.clear()
    analyst, manager = live.listen(person), live.listen(cast.manager_analyst)
    touch(case)
    analyst.until("row")

    end_role(assignment=person.role_assignments.get(), actor=cast.administrator, at=now())
    analyst.until("rights")
    touch(case)
    manager.until("row")
    give_role(
        user=person, role=Role.USM_ANALYST, centre=cast.north, starts_on=today(), actor=cast.administrator, at=now()
    )
    analyst.until("rights")
    touch(case)
    analyst.until("row")

    assert [told.name for told in analyst.all if told.name not in ("hello", "bell")] == [
        "row", "rights", "rights", "row",
    ]  # fmt: skip


def test_rights_that_changed_while_a_browser_was_away_are_said_when_it_comes_back(cast: Cast, live: LiveSite) -> None:
    case, person = make_case(cast), cast.usm_analyst
    known = latest_id()
    end_role(assignment=person.role_assignments.get(), actor=cast.administrator, at=now())
    ended = latest_id()

    before, after = live.listen(person, since=known), live.listen(person, since=ended)
    before.until("rights")
    give_role(
        user=person, role=Role.USM_ANALYST, centre=cast.north, starts_on=today(), actor=cast.administrator, at=now()
    )
    after.until("rights")
    touch(case)
    before.until("row")
    after.until("row")

    assert [before.named("rights"), after.named("rights")] == [[{}, {}], [{}]]


def test_of_a_row_that_moves_while_it_is_read_the_old_centre_is_not_told(
    cast: Cast, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, fence, since = make_case(cast, State.TECHNICAL_REVIEW), make_case(cast), latest_id()
    with arranging():
        case.customer.operations_centres.clear()
    once = iter([True])

    def render(cases: Any, classes: Any, span: Any) -> Any:
        rendered = registered._only_ids(cases, classes, span)
        if case.pk in cases and next(once, False):
            transfer(cases=[case], centre=cast.south, actor=cast.usm_analyst, at=NOON, reason="es del sur")
        return rendered

    monkeypatch.setattr(registered, "_registered", Rows(lambda user: None, render))
    touch(case)
    listener = live.listen(cast.centre_supervisor, since=since)
    listener.until("gone")
    touch(fence)
    listener.until("row")

    assert (listener.gone, ids(listener)) == ([case.pk], [fence.pk])


@pytest.fixture
def states_are_told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The sheet tells the state of a case, to people with a role of all centres its customer too; what was rendered."""
    rendered: list[Any] = []

    def render(cases: Any, classes: Any, span: Any) -> Any:
        rendered.append(set(classes))
        return {
            row_class: {
                case.pk: RowTold(
                    {"id": case.pk, "state": case.state, "visits": case.visits}
                    | ({"customer": case.customer.code} if row_class == "wide" else {})
                )
                for case in Case.objects.filter(pk__in=cases).select_related("customer")
            }
            for row_class in classes
        }

    def class_of(user: Any) -> str:
        return "wide" if user.has_role(Role.MANAGER_ANALYST, Role.DIVISION_HEAD) else "narrow"

    monkeypatch.setattr(registered, "_registered", Rows(class_of, render))
    return rendered


def test_a_row_is_rendered_once_for_each_class_of_columns(
    cast: Cast, live: LiveSite, states_are_told: list[Any]
) -> None:
    case = make_case(cast)
    names = ("manager_analyst", "division_head", "usm_analyst", "centre_supervisor")
    listeners = [live.listen(cast.people[name]) for name in names]

    touch(case)
    told = [listener.until("row").data["rows"][0] for listener in listeners]

    narrow = {"id": case.pk, "state": "dispatch", "visits": 0}
    wide = {**narrow, "customer": case.customer.code}
    assert told == [wide, wide, narrow, narrow]
    assert states_are_told == [{"wide", "narrow"}]


def test_what_comes_later_of_a_row_is_never_older(cast: Cast, live: LiveSite, states_are_told: list[Any]) -> None:
    case, actor = make_case(cast), cast.manager_analyst
    listeners = [live.listen(actor)]

    for number in range(1, 31):
        with recording(actor, NOON, lock=Case.objects.filter(pk=case.pk)) as record:
            Case.objects.filter(pk=case.pk).update(visits=number)
            record.event("case.touched", subject=case, case_id=case.pk)
        if number % 10 == 0:
            listeners.append(live.listen(actor, since=0))

    for listener in listeners:
        seen = [listener.until("row").data["rows"][0]["visits"]]
        while seen[-1] != 30:
            seen.append(listener.until("row").data["rows"][0]["visits"])
        assert seen == sorted(seen)


def test_a_comment_touches_its_case(cast: Cast, live: LiveSite) -> None:
    case = make_case(cast)
    supervisor = live.listen(cast.centre_supervisor)

    comment(case=case, text="se llamó", actor=cast.usm_analyst, at=NOON)

    assert supervisor.until("row").data == {"rows": [{"id": case.pk}]}
