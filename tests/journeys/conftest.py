"""A customer whose reports repeat, and the people at their browsers."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tests.journeys.hands import People


@pytest.fixture
def people(cast: Cast) -> People:
    return People(cast)
