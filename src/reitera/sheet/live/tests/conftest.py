from collections.abc import Iterator

import pytest

from reitera.sheet.live.tests.listening import LiveSite, live_site


@pytest.fixture
def live(transactional_db: None) -> Iterator[LiveSite]:
    """The streams of one web process; what other threads write is committed."""
    with live_site() as site:
        yield site
