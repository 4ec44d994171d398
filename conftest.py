"""What all tests share: the database they run on, the guard of recorded writes, and the cast.

`pytest` runs on SQLite (a file, in WAL); `pytest --postgresql` runs the tests of data access on a throwaway PostgreSQL.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings


def pytest_configure(config: pytest.Config) -> None:
    # A busy machine is slow; no test of ours asserts a time.
    settings.register_profile("house", deadline=None)
    settings.load_profile("house")
    config.addinivalue_line("markers", "browser: drives the pages in Chromium")
    config.addinivalue_line("markers", "one_database: asks who may do what, which no database changes; run on SQLite")
    config.addinivalue_line("markers", "stress: many people at once on a real server (`make stress` for the full size)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches the database is run again, and of that what may differ there."""
    if not config.getoption("--postgresql"):
        return
    kept = [item for item in items if _uses_database(item) and not item.get_closest_marker("one_database")]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def _uses_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("browser"):
        return False
    fixtures = set(getattr(item, "fixturenames", ()))
    return bool(item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "cast"})


@pytest.fixture(autouse=True)
def _jobs_run_at_once() -> None:
    from huey.contrib.djhuey import HUEY

    HUEY.immediate = True


@pytest.fixture(autouse=True)
def _passwords_hash_fast(settings: object) -> None:
    # The cast is some twenty people; the real hasher takes a quarter of a second for each.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _it_is_noon(request: pytest.FixtureRequest) -> Iterator[None]:
    """It is Wednesday 25/11/2026, noon, whenever the tests run; other processes and threads have their own time."""
    if request.node.get_closest_marker("browser") or request.node.get_closest_marker("stress"):
        yield
        return
    from reitera.core import clock
    from tests.cast import NOON

    with clock.fixed(NOON):
        yield


@pytest.fixture(autouse=True)
def _no_write_outside_recording(request: pytest.FixtureRequest) -> Iterator[None]:
    if not _uses_database(request.node):
        yield
        return
    from reitera.core.testing import guarded_writes

    request.getfixturevalue("transactional_db" if _is_transactional(request.node) else "db")
    with guarded_writes():
        yield


def _is_transactional(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures = set(getattr(item, "fixturenames", ()))
    return "transactional_db" in fixtures or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture
def cast(db: None) -> object:
    """The same people in every test: one per role and centre. See `tests/cast.py`."""
    from tests.cast import Cast

    return Cast.arrange()


@pytest.fixture
def data_dir(tmp_path: Path, settings: object) -> Path:
    """A data folder of this test's own."""
    settings.DATA_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path
