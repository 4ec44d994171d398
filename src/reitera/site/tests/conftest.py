from __future__ import annotations

from collections.abc import Iterator

import pytest

from reitera.core import clock
from tests.cast import NOON


@pytest.fixture
def fixed_noon() -> Iterator[None]:
    """It is Wednesday 25/11/2026, noon."""
    with clock.fixed(NOON):
        yield
