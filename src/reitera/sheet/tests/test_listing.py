"""A filter, an order and a grouping give the rows that a plain oracle gives, for every kind of column."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reitera.core.testing import arranging
from reitera.core.text import fold
from reitera.core.visibility import Viewer
from reitera.procedure.roles import Role
from reitera.sheet.blocks import block_of, value_in
from reitera.sheet.columns import COLUMNS, Column, columns_in_force, columns_seen
from reitera.sheet.kinds import NUMERIC, TEMPORAL, Kind
from reitera.sheet.listing import list_rows
from reitera.sheet.models import SheetRow
from reitera.sheet.query import GROUPABLE, Query, UnsoundQuery, read_query
from reitera.sheet.tests.rows import TEXTS, lay_out_rows, local
from tests.cast import NOON, Cast

TODAY = NOON.date()
EVERYTHING = Viewer(user_id=None, roles={Role.ADMINISTRATOR: None, Role.MANAGER_ANALYST: None})


@pytest.fixture
def rows(cast: Cast) -> list[SheetRow]:
    return lay_out_rows(cast, 60)


@st.composite
def filters(draw: st.DrawFn, columns: list[Column]) -> dict[str, Any]:
    column = draw(st.sampled_from(columns))
    ops = ["blank", "filled"]
    ops += ["contains", "in"] if column.kind is Kind.TEXT else []
    ops += ["in"] if column.kind in (Kind.CHOICE, Kind.YES_NO) else []
    ops += ["range"] if column.kind in NUMERIC | TEMPORAL else []
    ops += ["overdue"] if column.key == "due" else []
    op = draw(st.sampled_from(ops))
    asked: dict[str, Any] = {"c": column.key, "op": op}
    if op == "contains":
        asked["v"] = draw(st.sampled_from(["muñ", "PEÑA", "%", "_", "'", "=1", "zz", "x"]))
    if op == "in":
        asked["v"] = draw(st.lists(_values(column), min_size=1, max_size=3))
    if op == "range":
        ends = _ends(column)
        asked["from"], asked["to"] = draw(ends), draw(ends)
    return asked


def _values(column: Column) -> st.SearchStrategy[Any]:
    if column.kind is Kind.YES_NO:
        return st.sampled_from([None, True, False])
    if column.kind is Kind.CHOICE:
        return st.sampled_from([None, "zz-gone", *(column.choices() if column.choices else [])])
    return st.sampled_from([None, *(text for text in TEXTS if text), "plano"])


def _ends(column: Column) -> st.SearchStrategy[Any]:
    if column.kind in NUMERIC:
        return st.sampled_from([None, "", "0", "2", "-27.8", "10.25", "-20"])
    return st.sampled_from([None, "today", "today+1", "today-2", "monday", "2026-11-23", "2026-11-26"])


def _met(row: SheetRow, asked: dict[str, Any], column: Column) -> bool:
    """The oracle: one row, one filter, in plain Python."""
    value = value_in(row, column)
    match asked["op"]:
        case "blank":
            return value is None
        case "filled":
            return value is not None
        case "contains":
            return value is not None and fold(asked["v"]) in fold(value)
        case "in":
            return value in asked["v"]
        case "overdue":
            return value is not None and datetime.fromisoformat(value) < NOON
    if value is None:
        return False
    low, high = (_end(asked[name], column) for name in ("from", "to"))
    measured = _measured(value, column)
    return (low is None or measured >= low) and (high is None or measured <= high)


def _end(said: Any, column: Column) -> Any:
    if said in (None, ""):
        return None
    if column.kind in NUMERIC:
        return Decimal(said)
    if said.startswith("today"):
        return TODAY + timedelta(days=int(said[5:] or 0))
    return TODAY - timedelta(days=TODAY.weekday()) if said == "monday" else date.fromisoformat(said)


def _measured(value: Any, column: Column) -> Any:
    if column.kind in NUMERIC:
        return Decimal(str(value))
    if column.kind is Kind.DATE:
        return date.fromisoformat(value)
    return local(datetime.fromisoformat(value))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_filter_of_any_column_gives_the_rows_of_the_oracle(rows: list[SheetRow], data: st.DataObject) -> None:
    columns = columns_in_force()
    asked = data.draw(st.lists(filters(list(columns.values())), max_size=3))

    query = read_query({"filters": asked}, columns, TODAY)
    listed = list_rows(EVERYTHING, query, columns)
    expected = [row for row in rows if all(_met(row, each, columns[each["c"]]) for each in asked)]

    assert sorted(listed.ids) == sorted(row.pk for row in expected)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_an_order_is_that_of_the_oracle_with_blanks_last(rows: list[SheetRow], data: st.DataObject) -> None:
    columns = columns_in_force()
    keys = data.draw(st.lists(st.sampled_from(list(columns)), min_size=1, max_size=2, unique=True))
    order = [{"c": key, "desc": data.draw(st.booleans())} for key in keys]

    listed = list_rows(EVERYTHING, read_query({"sort": order}, columns, TODAY), columns)
    expected = sorted(rows, key=lambda row: row.pk)
    for asked in reversed(order):
        expected = _sorted(expected, columns[str(asked["c"])], descending=bool(asked["desc"]))

    assert listed.ids == [row.pk for row in expected]


def _sorted(rows: list[SheetRow], column: Column, *, descending: bool) -> list[SheetRow]:
    filled = [row for row in rows if value_in(row, column) is not None]
    blank = [row for row in rows if value_in(row, column) is None]
    codes = list(column.choices()) if column.choices else []

    def key(row: SheetRow) -> Any:
        value = value_in(row, column)
        if column.choices is not None:
            return codes.index(value) if value in codes else len(codes)
        if column.kind is Kind.TEXT:
            return fold(value)
        return value if column.kind in (Kind.YES_NO, Kind.DATE) else _instant(value, column)

    # `reverse` keeps equal ones in their order, as the sheet does.
    return sorted(filled, key=key, reverse=descending) + blank


def _instant(value: Any, column: Column) -> Any:
    return Decimal(str(value)) if column.kind in NUMERIC else datetime.fromisoformat(value)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_groups_count_their_rows_and_follow_the_order_of_the_ids(rows: list[SheetRow], data: st.DataObject) -> None:
    columns = columns_in_force()
    column = columns[data.draw(st.sampled_from([key for key, c in columns.items() if c.kind in GROUPABLE]))]

    listed = list_rows(EVERYTHING, read_query({"group": column.key}, columns, TODAY), columns)

    by_pk = {row.pk: value_in(row, column) for row in rows}
    assert Counter(by_pk.values()) == {group.key: group.count for group in listed.groups}
    assert [by_pk[pk] for pk in listed.ids] == [key for group in listed.groups for key in [group.key] * group.count]


def test_people_see_the_rows_of_their_centres_and_the_technician_their_own(cast: Cast, rows: list[SheetRow]) -> None:
    def ids_of(person: Any) -> set[int]:
        columns = columns_seen(person.viewer)
        return set(list_rows(person, Query(), columns).ids)

    north = {row.pk for row in rows if row.case.operations_centre_id == cast.north.pk}
    assert ids_of(cast.usm_analyst) == north
    assert ids_of(cast.usm_analyst_south) == {row.pk for row in rows} - north
    assert ids_of(cast.field_technician) == set()
    assert ids_of(cast.administrator) == {row.pk for row in rows}


def test_a_block_tells_only_rows_that_are_seen_and_names_the_others(cast: Cast, rows: list[SheetRow]) -> None:
    ids = [row.pk for row in rows[:6]]

    told = block_of(cast.usm_analyst, ids, columns_seen(cast.usm_analyst.viewer))

    assert sorted(map(int, told["rows"])) == sorted(ids[0::2])
    assert sorted(told["gone"]) == sorted(ids[1::2])


def test_the_columns_of_a_product_of_another_centre_are_blank_and_cannot_be_asked(
    cast: Cast, rows: list[SheetRow]
) -> None:
    """A case of both centres is read by both; the contract of one centre is not."""
    row = rows[0]
    with arranging():
        SheetRow.objects.filter(pk=row.pk).update(
            contract="SUR-9", contract_folded="sur-9", product_centre=cast.south.pk
        )
    columns = columns_seen(cast.usm_analyst.viewer)
    place = list(columns).index("contract")

    told = block_of(cast.usm_analyst, [row.pk], columns)
    asked = read_query({"filters": [{"c": "contract", "op": "contains", "v": "sur"}]}, columns, TODAY)

    assert told["rows"][str(row.pk)][place] is None
    assert list_rows(cast.usm_analyst, asked, columns).ids == []
    assert list_rows(cast.administrator, asked, columns).ids == [row.pk]


def test_a_telephone_is_no_column_for_those_who_neither_call_nor_visit(cast: Cast, rows: list[SheetRow]) -> None:
    columns = columns_seen(cast.administrator.viewer)

    assert "phone" in columns_seen(cast.usm_analyst.viewer)
    assert "phone" not in columns and "address" not in columns
    assert read_query({"filters": [{"c": "phone", "op": "contains", "v": "7"}]}, columns, TODAY) == Query()


@pytest.mark.parametrize(
    "asked",
    [
        "[", "[1]", '{"filters": 3}', '{"filters": [{"op": "in"}]}', '{"sort": ["due"]}',
        '{"filters": [{"c": "due", "op": "contains", "v": "x"}]}',
        '{"filters": [{"c": "due", "op": "range", "to": "31/02"}]}',
        '{"filters": [{"c": "billing", "op": "range", "from": "muchos"}]}',
        '{"filters": [{"c": "billing", "op": "range", "from": "NaN"}]}',
        '{"filters": [{"c": "segment", "op": "in", "v": []}]}',
        '{"filters": [{"c": "reincident", "op": "in", "v": ["si"]}]}', "[" * 100_000, '{"group": ["centre"]}',
        '{"filters": [{"c": "customer", "op": "contains", "v": "\\u0000"}]}', '{"find": "\\ud800"}',
        '{"filters": [{"c": "customer", "op": "in", "v": ["\\u0000"]}]}',
        '{"filters": [{"c": "due", "op": "range", "to": "9999-12-31"}]}',
    ],
)  # fmt: skip
def test_an_address_that_asks_nonsense_is_refused(cast: Cast, asked: str) -> None:
    with pytest.raises(UnsoundQuery):
        read_query(asked, columns_in_force(), TODAY)


def test_as_many_queries_for_sixty_rows_as_for_twenty(cast: Cast) -> None:
    assert [_queries_for(cast, count) for count in (20, 60)] == [_queries_for(cast, 20)] * 2


def _queries_for(cast: Cast, count: int) -> tuple[int, int]:
    """Queries of an order that is filtered, sorted, grouped and searched, and of a block of all its rows."""
    rows = lay_out_rows(cast, count)
    columns = columns_seen(cast.usm_analyst.viewer)
    asked = {
        "filters": [{"c": "customer", "op": "contains", "v": "m"}], "sort": [{"c": "technician"}], "group": "centre",
        "find": "ñ",
    }  # fmt: skip
    with CaptureQueriesContext(connection) as order:
        list_rows(cast.usm_analyst, read_query(asked, columns, TODAY), columns)
    with CaptureQueriesContext(connection) as block:
        block_of(cast.usm_analyst, [row.pk for row in rows], columns)
    return len(order), len(block)


def test_every_column_but_the_computed_ones_is_a_field_of_the_row() -> None:
    fields = {field.name for field in SheetRow._meta.get_fields()}

    assert {column.key for column in COLUMNS if column.value is None} <= fields
    assert {f"{column.key}_folded" for column in COLUMNS if column.is_folded} <= fields
