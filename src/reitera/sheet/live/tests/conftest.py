from collections.abc import Iterator

import pytest

from reitera.sheet.live import rows
from reitera.sheet.live.tests.listening import LiveSite, live_site


@pytest.fixture(autouse=True)
def _rows_hold_their_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is told of which row is tested here; what a row holds is the sheet's."""
    monkeypatch.setattr(rows, "_registered", rows.Rows(class_of=lambda user: None, render=rows._only_ids))


@pytest.fixture
def live(transactional_db: None) -> Iterator[LiveSite]:
    """The streams of one web process; what other threads write is committed."""
    with live_site() as site:
        yield site
