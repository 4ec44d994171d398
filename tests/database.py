"""Chooses the tests' database before Django reads its settings (loaded with `-p tests.database`)."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack

import pytest

_session = ExitStack()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--postgresql", action="store_true", help="run the tests of data access on PostgreSQL")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config, args: list[str]) -> None:
    """Give this run a data folder of its own and, when asked, a PostgreSQL server of its own."""
    from tests.postgresql import throwaway_postgresql

    os.environ["REITERA_DATA_DIR"] = _session.enter_context(tempfile.TemporaryDirectory(prefix="reitera_test_"))
    os.environ["REITERA_LOG_LEVEL"] = "CRITICAL"
    os.environ["REITERA_SECRET_KEY"] = "only-for-tests"
    for name in ("DATABASE_URL", "REITERA_DATABASE_URL", "REITERA_DEMO"):
        os.environ.pop(name, None)
    if "--postgresql" in args:
        os.environ["DATABASE_URL"] = _session.enter_context(throwaway_postgresql())


def pytest_unconfigure() -> None:
    _session.close()
