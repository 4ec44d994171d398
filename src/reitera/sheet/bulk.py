"""One column written for every row of a query, after the person confirmed how many they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from reitera.core.errors import NotFound
from reitera.core.visibility import viewer_of
from reitera.sheet.columns import Column
from reitera.sheet.edits import Edit, Outcome, apply_edits
from reitera.sheet.listing import matching_rows
from reitera.sheet.query import Query
from reitera.sheet.refusals import OtherCount
from reitera.staff.models import User


def matching_count(person: Any, query: Query, columns: Mapping[str, Column]) -> int:
    return matching_rows(viewer_of(person), query, columns).count()


def edit_all(
    *, query: Query, column: str, wanted: str, expected: Any, columns: Mapping[str, Column], actor: User, at: datetime
) -> Outcome:
    """Write a column in all rows of a query, whatever they say now; all or none.

    Raises OtherCount when they are no longer as many as were confirmed, NotFound when there is none, TooManyCells.
    """
    pks = list(matching_rows(actor.viewer, query, columns).order_by("pk").values_list("pk", flat=True))
    if not pks:
        raise NotFound(what=gettext("ninguna fila con ese filtro"))
    if len(pks) != expected:
        raise OtherCount(n=len(pks), expected=expected)
    edits = [Edit(pk, column, wanted) for pk in pks]
    return apply_edits(edits=edits, columns=columns, actor=actor, at=at)
