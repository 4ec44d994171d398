"""Cells written from the grid."""

from __future__ import annotations

from typing import Any

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from reitera.cases.refusals import OthersCan
from reitera.core.clock import now, today
from reitera.core.errors import NotFound
from reitera.core.events import latest_id
from reitera.core.visibility import require_sight
from reitera.sheet.blocks import block_of
from reitera.sheet.bulk import edit_all, matching_count
from reitera.sheet.columns import Column, columns_seen
from reitera.sheet.edits import Outcome, apply_edits
from reitera.sheet.formats import moment_said
from reitera.sheet.models import SheetRow
from reitera.sheet.query import read_query
from reitera.sheet.refusals import UnsoundRequest
from reitera.sheet.requests import body_of, edits_of
from reitera.staff.requests import Request


@require_POST
def edit(request: Request) -> JsonResponse:
    """Write cells, all or nothing; with "partial", those that are not refused."""
    require_sight(request.user, SheetRow)
    body = body_of(request)
    edits, columns = edits_of(body), columns_seen(request.user.viewer)
    outcome = apply_edits(
        edits=edits, columns=columns, actor=request.user, at=now(), partial=body.get("partial") is True
    )
    if outcome.refused and not outcome.done:
        return JsonResponse(_refused(outcome, len(edits)), status=_status_of(outcome))
    touched = list(dict.fromkeys(edit.case for edit in edits))
    return JsonResponse({**_refused(outcome, len(edits)), "done": outcome.done, **_after(request, touched, columns)})


def _status_of(outcome: Outcome) -> int:
    """403 where no cell may be written by this person, 404 where none is there for them, else 409."""
    codes = {each.code for each in outcome.refused}
    if codes == {OthersCan.code}:
        return OthersCan.status
    return NotFound.status if codes == {"gone"} else 409


def _after(request: Request, touched: list[int], columns: dict[str, Column]) -> dict[str, Any]:
    # Read before the rows: what they say is never older.
    return {"as_of": latest_id(), **block_of(request.user, touched, columns)}


def _refused(outcome: Outcome, asked: int) -> dict[str, Any]:
    told = [
        {
            "id": each.edit.case, "c": each.edit.column, "wanted": each.edit.wanted, "code": each.code,
            "message": each.message, "now": each.now, "now_text": each.now_text, "seen_text": each.seen_text,
            "by": each.by, "at": moment_said(each.at),
        }
        for each in outcome.refused
    ]  # fmt: skip
    return {"refused": told, "ok": asked - len(told)}


@require_POST
def bulk(request: Request) -> JsonResponse:
    """One column for all rows of a query: first the count, then, with "expect", the writing."""
    require_sight(request.user, SheetRow)
    body, columns = body_of(request), columns_seen(request.user.viewer)
    query = read_query(body.get("q") or {}, columns, today())
    key, wanted, expected = body.get("c"), body.get("wanted"), body.get("expect")
    if not isinstance(key, str) or not isinstance(wanted, str):
        raise UnsoundRequest(what="c")
    if expected is None:
        return JsonResponse({"count": matching_count(request.user, query, columns)})
    outcome = edit_all(
        query=query, column=key, wanted=wanted, expected=expected, columns=columns, actor=request.user, at=now()
    )
    status = _status_of(outcome) if outcome.refused else 200
    return JsonResponse({**_refused(outcome, outcome.done + len(outcome.refused)), "done": outcome.done}, status=status)
