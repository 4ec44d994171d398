"""How a test writes on many cases at once, as a caller does who holds the open record."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reitera.cases.actions import rows_of
from reitera.cases.models import Case
from reitera.core.errors import Refusals
from reitera.core.recording import recording
from reitera.staff.models import User
from tests.cast import NOON

Writer = Callable[..., Refusals]


class _Undone(Exception):
    """What a caller raises to undo everything."""


def write(writer: Writer, cases: Sequence[Case], values: Sequence[Any], actor: User, **more: Any) -> dict[int, str]:
    """Write a value on each case; what was refused, in words."""
    with recording(actor, more.pop("at", NOON), lock=rows_of(cases)) as record:
        value_of = dict(zip((case.pk for case in cases), values, strict=True))
        refused = writer(record, {case: value_of[case.pk] for case in record.locked}, **more)
    return {pk: refusal.message for pk, refusal in refused.items()}


def undo(writer: Writer, cases: Sequence[Case], values: Sequence[Any], actor: User, **more: Any) -> None:
    """Write, as `write` does, and undo all of it."""

    def write_and_undo(*given: Any, **named: Any) -> Refusals:
        writer(*given, **named)
        raise _Undone

    with pytest.raises(_Undone):
        write(write_and_undo, cases, values, actor, **more)


def queries_of(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)
