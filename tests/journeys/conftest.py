"""A customer whose reports repeat, and the people at their browsers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from reitera.cases.models import Case
from reitera.sheet.projection import EVERY, renew
from tests.cast import Cast
from tests.journeys.hands import People


@pytest.fixture
def people(cast: Cast) -> People:
    return People(cast)


@pytest.fixture(autouse=True)
def the_sheet_says_what_the_tables_say(db: None) -> Iterator[None]:
    """After every journey each row made act by act is the one that would be made from everything at once."""
    yield
    cases = list(Case.objects.values_list("pk", flat=True))
    assert [(change.column, change.before, change.after) for change in renew(cases, EVERY).changes] == []
