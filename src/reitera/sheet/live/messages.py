"""Server-sent events as bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any


def encoded(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def message(name: str, data: Any, *, event_id: int | None = None) -> bytes:
    """One message; `event_id` is where a stream that is cut after it goes on."""
    return framed(name, encoded(data), event_id=event_id)


def framed(name: str, data: bytes, *, event_id: int | None = None) -> bytes:
    place = b"" if event_id is None else b"id: %d\n" % event_id
    return b"%sevent: %s\ndata: %s\n\n" % (place, name.encode(), data)


def batch(rows: Iterable[bytes], gone: Iterable[int], *, event_id: int) -> bytes:
    """What one batch of events says to a viewer: payloads of rows that are encoded already, and ids that left."""
    listed, left = b",".join(rows), sorted(gone)
    if not listed:
        return message("gone", {"ids": left}, event_id=event_id)
    before = message("gone", {"ids": left}) if left else b""
    return before + framed("row", b'{"rows":[' + listed + b"]}", event_id=event_id)


def beat(event_id: int) -> bytes:
    """A comment that keeps the stream open, and how far the viewer has been told."""
    return b": \nid: %d\n\n" % event_id
