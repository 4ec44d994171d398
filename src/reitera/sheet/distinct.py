"""The values that a column has under the other filters, for its filter menu."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Count

from reitera.core.visibility import viewer_of
from reitera.sheet.columns import Column
from reitera.sheet.formats import said
from reitera.sheet.kinds import Kind, canonical
from reitera.sheet.listing import matching_rows, value_of
from reitera.sheet.query import Query

MOST_VALUES = 200


def values_under(person: Any, query: Query, column: Column, columns: Mapping[str, Column]) -> dict[str, Any]:
    """{"values": [{"v", "label", "n"}], "more"}: the most frequent first; one query, and the words of the choices."""
    viewer = viewer_of(person)
    others = replace(query, filters=tuple(asked for asked in query.filters if asked.column != column.key))
    rows = matching_rows(viewer, others, columns).order_by().annotate(_v=value_of(column, viewer))
    found = list(rows.values("_v").annotate(n=Count("pk")).order_by("-n", "_v")[: MOST_VALUES + 1])
    labels = column.choices() if column.choices else {}
    told = [
        {"v": (value := _plain(row["_v"], column)), "label": said(value, column, labels), "n": row["n"]}
        for row in found
    ]
    return {"values": told[:MOST_VALUES], "more": len(found) > MOST_VALUES}


def _plain(value: Any, column: Column) -> Any:
    if column.own is not None and column.kind is Kind.YES_NO:
        return {"yes": True, "no": False}.get(value)
    return canonical(value)
