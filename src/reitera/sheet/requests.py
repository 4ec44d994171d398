"""What the page sends, checked before anything is asked of the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from reitera.sheet.blocks import MOST_ROWS
from reitera.sheet.edits import Edit
from reitera.sheet.page import VERSION
from reitera.sheet.refusals import StalePage, UnsoundRequest

_SEEN = (str, int, bool, type(None))
_LONGEST = 4000


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a request. Raises UnsoundRequest."""
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):
        raise UnsoundRequest(what="JSON") from None
    if not isinstance(body, dict):
        raise UnsoundRequest(what="JSON")
    return body


def ids_of(said: str) -> list[int]:
    """ "17,4,…" as numbers, up to `MOST_ROWS`. Raises UnsoundRequest."""
    parts = [part for part in said.split(",") if part]
    if len(parts) > MOST_ROWS or not all(part.isascii() and part.isdigit() and len(part) < 16 for part in parts):
        raise UnsoundRequest(what="ids")
    return [int(part) for part in parts]


def edits_of(body: Mapping[str, Any]) -> list[Edit]:
    """The cells of a request. Raises UnsoundRequest, StalePage."""
    if body.get("version") != VERSION:
        raise StalePage()
    said = body.get("edits")
    if not isinstance(said, list) or not said:
        raise UnsoundRequest(what="edits")
    return [_edit_of(item) for item in said]


def _edit_of(item: Any) -> Edit:
    sound = (
        isinstance(item, dict)
        and type(item.get("id")) is int
        and abs(item["id"]) < 2**53
        and isinstance(item.get("c"), str)
        and isinstance(item.get("wanted"), str)
        and len(item["wanted"]) <= _LONGEST
        and isinstance(item.get("state"), str)
        and isinstance(item.get("seen"), _SEEN)
    )
    if not sound:
        raise UnsoundRequest(what="edits")
    return Edit(item["id"], item["c"][:40], item["wanted"], item["seen"], item["state"])
