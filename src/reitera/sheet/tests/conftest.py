"""What the tests of an old sheet begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from reitera.sheet.golive.models import OldSheet
from reitera.sheet.tests.old_sheet import lay_out_customers, open_case, realistic_rows, received
from tests.cast import Cast


@pytest.fixture
def sheet(cast: Cast, tmp_path: Path) -> OldSheet:
    """The realistic sheet, of whose customers C-14 has a case open."""
    customers = lay_out_customers(cast)
    open_case(cast, customers["C-14"])
    return received(cast, realistic_rows(), tmp_path)
