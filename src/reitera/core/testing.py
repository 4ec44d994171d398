"""The guard of the tests: a write to a recorded table outside `recording` fails the test that made it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import connections

from reitera.core.models import Event, EventPersonalValues, RecordedModel
from reitera.core.recording import is_recording

_arranging: ContextVar[bool] = ContextVar("arranging", default=False)

_WRITE = re.compile(r'^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|COPY)\s+(?:main\.)?"?(\w+)"?', re.I)


class WriteOutsideRecording(AssertionError):
    """Casework was written outside `core.recording`."""


@contextmanager
def arranging() -> Iterator[None]:
    """Let a test lay out its rows directly."""
    token = _arranging.set(True)
    try:
        yield
    finally:
        _arranging.reset(token)


def recorded_tables() -> set[str]:
    """Tables of recorded models and their many-to-many tables, and the log itself."""
    tables = {Event._meta.db_table, EventPersonalValues._meta.db_table}
    for model in apps.get_models(include_auto_created=True):
        source = model._meta.auto_created or model
        if isinstance(source, type) and issubclass(source, RecordedModel):
            tables.add(model._meta.db_table)
    return tables


@contextmanager
def guarded_writes() -> Iterator[None]:
    """Watch every connection for writes outside `recording`."""
    tables = recorded_tables()

    def watch(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        match = _WRITE.match(str(sql))
        if match and match[1] in tables and not is_recording() and not _arranging.get():
            raise WriteOutsideRecording(f"write to {match[1]} outside recording: {str(sql)[:120]}")
        return execute(sql, params, many, context)

    with ExitStack() as stack:
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(watch))
        yield
