from datetime import UTC, datetime, timedelta

import pytest

from reitera.site.demo.casework import QUARTER, next_free_quarter
from reitera.visits.tests.arrange import at, case_to_confirm
from tests.cast import Cast


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (at(8), at(8) + timedelta(minutes=15)),
        (at(9) + timedelta(minutes=50), at(12)),  # the visit of ten o'clock lasts two hours
        (at(23) + timedelta(minutes=30), at(0, day=27)),  # a visit does not last past midnight
    ],
)
def test_whoever_is_in_a_hurry_gets_the_next_quarter_in_local_time_beside_the_other_visits(
    cast: Cast, asked: datetime, given: datetime
) -> None:
    case_to_confirm(cast, begin=at(10))

    begin, end = next_free_quarter(cast.field_technician, asked.astimezone(UTC))

    assert (begin, end) == (given, given + QUARTER)
    assert f"{begin:%d %H:%M}" == f"{given:%d %H:%M}"
