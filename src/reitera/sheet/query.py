"""What a person asks of the sheet: filters, order, grouping (pure). It travels in addresses and saved views as JSON.

{"filters": [{"c": "customer", "op": "contains", "v": "quispe"}], "sort": [{"c": "due", "desc": false}],
 "group": "centre", "find": "torrico"}
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput
from reitera.core.text import can_be_kept
from reitera.sheet.columns import Column
from reitera.sheet.kinds import NUMERIC, TEMPORAL, Kind

MOST_FILTERS, MOST_VALUES, LONGEST_TEXT = 40, 500, 200
FIRST_YEAR, LAST_YEAR = 1900, 2200
GROUPABLE = frozenset({Kind.CHOICE, Kind.YES_NO, Kind.DATE})

_RELATIVE = re.compile(r"(today|monday)([+-]\d{1,4})?")


class UnsoundQuery(BadInput):
    """The address asks something that the sheet has no answer to."""

    code = "unsound_query"
    sentence = _("El filtro de «{column}» no se entiende. Quítelo o póngalo de nuevo desde el menú de la columna.")


@dataclass(frozen=True)
class Filter:
    """One condition on one column. `values` are canonical, None for blank; `low` and `high` are included."""

    column: str
    op: str
    text: str = ""
    values: tuple[Any, ...] = ()
    low: Any = None
    high: Any = None


@dataclass(frozen=True)
class Order:
    column: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    filters: tuple[Filter, ...] = ()
    order: tuple[Order, ...] = ()
    group: str = ""
    find: str = ""


def read_query(said: str | Mapping[str, Any], columns: Mapping[str, Column], today: date) -> Query:
    """The query behind the text of an address or a saved view, for the columns that the person sees.

    Filters of columns they do not see are left out: a shared view shows each reader their own columns. Raises
    UnsoundQuery.
    """
    plain = _mapping_of(said)
    filters = [item for item in _list_of(plain, "filters") if item.get("c") in columns]
    order = [item for item in _list_of(plain, "sort") if item.get("c") in columns]
    group, find = plain.get("group") or "", str(plain.get("find") or "")[:LONGEST_TEXT].strip()
    if not isinstance(group, str) or not can_be_kept(find):
        raise UnsoundQuery(column="q")
    if len(filters) > MOST_FILTERS:
        raise UnsoundQuery(column=len(filters))
    return Query(
        filters=tuple(_read_filter(item, columns[item["c"]], today) for item in filters),
        order=tuple(Order(item["c"], bool(item.get("desc"))) for item in order),
        group=group if group in columns and columns[group].kind in GROUPABLE else "",
        find=find,
    )


def _mapping_of(said: str | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(said, Mapping):
        return said
    try:
        plain = json.loads(said or "{}")
    except (ValueError, RecursionError):
        raise UnsoundQuery(column="q") from None
    if not isinstance(plain, dict):
        raise UnsoundQuery(column="q")
    return plain


def _list_of(plain: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found = plain.get(name) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise UnsoundQuery(column=name)
    if not all(isinstance(item.get("c"), str) for item in found):
        raise UnsoundQuery(column=name)
    return found


def _read_filter(item: Mapping[str, Any], column: Column, today: date) -> Filter:
    op, kind = item.get("op"), column.kind
    if op in ("blank", "filled"):
        return Filter(column.key, op)
    if op == "contains" and kind is Kind.TEXT and _is_text(item.get("v")):
        return Filter(column.key, op, text=item["v"][:LONGEST_TEXT])
    if op == "in" and kind in (Kind.CHOICE, Kind.YES_NO, Kind.TEXT):
        return Filter(column.key, op, values=_read_values(item.get("v"), column))
    if op == "overdue" and column.key == "due":
        return Filter(column.key, op)
    if op == "range" and kind in NUMERIC | TEMPORAL:
        read = _read_number if kind in NUMERIC else lambda said, of: _read_day(said, of, today)
        low, high = read(item.get("from"), column), read(item.get("to"), column)
        if kind is Kind.INTEGER:
            low, high = _rounded(low, ROUND_CEILING), _rounded(high, ROUND_FLOOR)
        return Filter(column.key, op, low=low, high=high)
    raise UnsoundQuery(column=column.name)


def _read_values(said: Any, column: Column) -> tuple[Any, ...]:
    is_value = _is_yes_no if column.kind is Kind.YES_NO else _is_text
    sound = isinstance(said, list) and 0 < len(said) <= MOST_VALUES
    if not sound or not all(value is None or is_value(value) for value in said):
        raise UnsoundQuery(column=column.name)
    return tuple(said)


def _is_yes_no(said: Any) -> bool:
    return isinstance(said, bool)


def _is_text(said: Any) -> bool:
    return isinstance(said, str) and can_be_kept(said)


def _read_number(said: Any, column: Column) -> Decimal | None:
    if said in (None, ""):
        return None
    try:
        value = Decimal(str(said))
    except InvalidOperation:
        raise UnsoundQuery(column=column.name) from None
    if not value.is_finite() or abs(value) >= Decimal(10) ** 12:
        raise UnsoundQuery(column=column.name)
    return value


def _rounded(value: Any, how: str) -> Decimal | None:
    return None if value is None else Decimal(value).to_integral_value(how)


def _read_day(said: Any, column: Column, today: date) -> date | None:
    """A day, or one told from today ("today+1", "monday-7"), so that a saved view means the same tomorrow."""
    if said in (None, ""):
        return None
    text = str(said)
    if match := _RELATIVE.fullmatch(text):
        start = today if match[1] == "today" else today - timedelta(days=today.weekday())
        return start + timedelta(days=int(match[2] or 0))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UnsoundQuery(column=column.name) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnsoundQuery(column=column.name)
    return day
