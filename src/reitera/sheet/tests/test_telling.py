"""What the stream says of a row: the row as a fresh page gets it, and each act on it once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from reitera.cases.actions import comment
from reitera.cases.models import Case
from reitera.core.events import latest_id
from reitera.core.testing import arranging
from reitera.procedure.roles import Role
from reitera.sheet.blocks import block_of
from reitera.sheet.columns import columns_seen
from reitera.sheet.live.rows import Span
from reitera.sheet.live.tests.listening import LiveSite, live_site
from reitera.sheet.models import SheetRow
from reitera.sheet.telling import class_of, render
from reitera.sheet.tests.test_edits import apply, edit, make_cases
from reitera.staff.models import User
from tests.cast import NOON, Cast, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def live(transactional_db: None) -> Iterator[LiveSite]:
    with live_site() as site:
        yield site


def told_to(person: User, *cases: Case, since: int = 0) -> dict[int, Any]:
    """The rows as the stream tells them to a person who was told all up to an event."""
    row_class = class_of(person)
    rendered = render([case.pk for case in cases], [row_class], Span(since, latest_id()))
    return {pk: row.since(since) for pk, row in rendered[row_class].items()}


def changes_in(row: Any) -> list[tuple[int, list[str], str]]:
    return [(act["event"], act["changed"], act["by"]["name"]) for act in row.get("changes", [])]


def test_two_quick_edits_come_in_one_row_and_each_is_told(cast: Cast, live: LiveSite) -> None:
    [case], start = make_cases(cast), latest_id()
    apply(cast.usm_analyst, edit(case, "remark", "no contesta"))
    first = latest_id()
    apply(cast.centre_supervisor, edit(case, "phone", "71234567", seen="70000000"))
    second = latest_id()

    both = live.listen(cast.usm_analyst, since=start).until("row").data["rows"]
    later = live.listen(cast.usm_analyst, since=first).until("row").data["rows"]

    supervisor = str(cast.centre_supervisor)
    assert [changes_in(row) for row in both] == [
        [(first, ["remark"], str(cast.usm_analyst)), (second, ["phone"], supervisor)]
    ]
    assert [changes_in(row) for row in later] == [[(second, ["phone"], supervisor)]]
    assert {key: both[0][key] for key in ("event", "changed", "by", "at")} == both[0]["changes"][-1]


def test_an_act_that_changes_no_cell_says_no_change(cast: Cast) -> None:
    [case] = make_cases(cast)
    apply(cast.usm_analyst, edit(case, "remark", "no contesta"))
    before = latest_id()

    comment(case=case, text="se llamó", actor=cast.usm_analyst, at=NOON + timedelta(minutes=2))

    assert set(told_to(cast.usm_analyst, case, since=before)[case.pk]) == {"id", "v", "m", "labels"}


def test_what_comes_after_the_span_is_left_for_the_next(cast: Cast) -> None:
    [case] = make_cases(cast)
    apply(cast.usm_analyst, edit(case, "remark", "uno"))
    until = latest_id()
    apply(cast.usm_analyst, edit(case, "remark", "dos", seen="uno"))

    row_class = class_of(cast.usm_analyst)
    row = render([case.pk], [row_class], Span(0, until))[row_class][case.pk]

    assert [act["event"] for act in row.acts] == [until]


def test_changes_of_columns_that_are_not_seen_are_not_told(cast: Cast) -> None:
    """The administrator neither calls nor visits: no telephone."""
    [case] = make_cases(cast)
    apply(cast.usm_analyst, edit(case, "phone", "71234567", seen="70000000"))
    apply(
        cast.usm_analyst,
        edit(case, "phone", "79999999", seen="71234567"),
        edit(case, "remark", "cambió de número"),
    )

    told = told_to(cast.administrator, case)[case.pk]

    assert changes_in(told) == [(latest_id(), ["remark"], str(cast.usm_analyst))]


@pytest.mark.parametrize("technician", [False, True])
def test_a_told_row_is_the_row_of_a_fresh_page(cast: Cast, technician: bool) -> None:
    """Also of a case of the south that the north reads, whose product is the south's."""
    [case] = make_cases(cast, south=True)
    with arranging():
        case.customer.operations_centres.set([cast.north, cast.south])
        SheetRow.objects.filter(pk=case.pk).update(contract="SUR-9", product_centre=cast.south.pk)
        if technician:
            Case.objects.filter(pk=case.pk).update(technician=cast.field_technician)
        both = make_user("ambos", (Role.USM_ANALYST, cast.north), (Role.CENTRE_SUPERVISOR, cast.south))
    names = ("usm_analyst", "usm_analyst_south", "administrator", "field_technician", "division_head", "nobody")

    for person in [both, *(cast.people[name] for name in names)]:
        told = told_to(person, case)
        fresh = block_of(person, [case.pk], columns_seen(person.viewer))
        assert {str(pk): row["v"] for pk, row in told.items()} == fresh["rows"], person
        assert {str(pk): row["m"] for pk, row in told.items()} == fresh["meta"], person


def test_a_row_brings_the_words_of_its_own_choices_only(cast: Cast) -> None:
    """Names of the south's people do not come along with a row of the north."""
    [north], [south] = make_cases(cast), make_cases(cast, south=True)
    apply(cast.centre_supervisor, edit(north, "owner", cast.usm_analyst.username))
    apply(cast.centre_supervisor_south, edit(south, "owner", cast.usm_analyst_south.username))

    owners = {pk: row["labels"]["owner"] for pk, row in told_to(cast.manager_analyst, north, south).items()}
    to_the_north = told_to(cast.usm_analyst, north, south)

    assert owners == {
        north.pk: {str(cast.usm_analyst.pk): str(cast.usm_analyst)},
        south.pk: {str(cast.usm_analyst_south.pk): str(cast.usm_analyst_south)},
    }
    assert list(to_the_north) == [north.pk]
