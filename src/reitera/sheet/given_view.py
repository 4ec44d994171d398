"""A view as the page sends it to be saved, checked against the columns and the language of queries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import isnan
from typing import Any

from reitera.core.text import can_be_kept, cleaned
from reitera.sheet.columns import Column
from reitera.sheet.models import SavedView
from reitera.sheet.query import read_query
from reitera.sheet.refusals import UnsoundRequest, ViewTooLarge, ViewWithoutName

DENSITIES = ("compact", "cosy")
LEAST_WIDTH, MOST_WIDTH = 24, 1200
MOST_QUERY = 40_000
"""Letters of the filters of one view: five hundred values of a list and more."""

_FILTER_PARTS = ("c", "op", "v", "from", "to")


@dataclass(frozen=True)
class GivenView:
    """What a view is to be. Relative days of its filters stay relative."""

    name: str
    is_shared: bool
    columns: list[str]
    widths: dict[str, int]
    query: dict[str, Any]
    density: str


def read_view(body: Mapping[str, Any], columns: Mapping[str, Column], today: date) -> GivenView:
    """The view of a request. Columns that are not there, or no longer, are left out, as in a query.

    Raises UnsoundRequest, UnsoundQuery, ViewWithoutName, ViewTooLarge.
    """
    shown = [key for key in dict.fromkeys(_texts(body.get("columns"))) if key in columns]
    density = body.get("density", DENSITIES[0])
    if not shown or density not in DENSITIES:
        raise UnsoundRequest(what="columns")
    return GivenView(
        name=_name(body.get("name")),
        is_shared=body.get("shared") is True,
        columns=shown,
        widths=_widths(body.get("widths") or {}, columns),
        query=_query(body, columns, today),
        density=density,
    )


def _name(said: Any) -> str:
    if not isinstance(said, str) or not can_be_kept(said):
        raise UnsoundRequest(what="name")
    name = " ".join(cleaned(said).split())
    longest = SavedView._meta.get_field("name").max_length or 0
    if not 0 < len(name) <= longest:
        raise ViewWithoutName(most=longest)
    return name


def _texts(said: Any) -> list[str]:
    if not isinstance(said, list) or not all(isinstance(key, str) for key in said):
        raise UnsoundRequest(what="columns")
    return said


def _widths(said: Any, columns: Mapping[str, Column]) -> dict[str, int]:
    """Whole pixels; a screen may send parts of one."""
    if not isinstance(said, dict) or not all(_is_number(width) for width in said.values()):
        raise UnsoundRequest(what="widths")
    return {key: round(min(max(width, LEAST_WIDTH), MOST_WIDTH)) for key, width in said.items() if key in columns}


def _is_number(said: Any) -> bool:
    return isinstance(said, int | float) and not isinstance(said, bool) and not isnan(said)


def _query(body: Mapping[str, Any], columns: Mapping[str, Column], today: date) -> dict[str, Any]:
    read = read_query({name: body.get(name) for name in ("filters", "sort", "group")}, columns, today)
    kept = {asked.column for asked in read.filters}
    filters = [
        {part: item[part] for part in _FILTER_PARTS if part in item}
        for item in body.get("filters") or []
        if item["c"] in kept
    ]
    if len(json.dumps(filters)) > MOST_QUERY:
        raise ViewTooLarge()
    order = [{"c": order.column, "desc": order.descending} for order in read.order]
    return {"filters": filters, "sort": order, "group": read.group}
