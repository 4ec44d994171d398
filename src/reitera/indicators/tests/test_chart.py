from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reitera.indicators.chart import ABOVE, BELOW, Bar, bars_of, two_bars

VALUES = st.lists(st.one_of(st.none(), st.integers(-500, 500)), min_size=1, max_size=12)


def test_bars_stand_on_one_line_of_zero_and_share_a_scale() -> None:
    assert bars_of([18, -9, 0, None]) == [Bar(18, up=36), Bar(-9, down=18), Bar(0), Bar(None)]


@given(VALUES)
def test_no_bar_leaves_its_room_and_the_larger_value_is_never_the_shorter_bar(values: list[int | None]) -> None:
    bars = bars_of(values)

    assert all(bar.up <= max(ABOVE, 2) and bar.down <= max(BELOW, 2) for bar in bars)
    heights = sorted((abs(bar.value), bar.up + bar.down) for bar in bars if bar.value is not None)
    assert [height for _value, height in heights] == sorted(height for _value, height in heights)


def test_a_value_that_is_not_zero_is_always_seen() -> None:
    assert bars_of([1000, 1])[1] == Bar(1, up=2)


def test_two_months_are_drawn_from_zero_with_the_difference_between_them() -> None:
    bars = two_bars(200, 250)

    assert (bars.previous, bars.current, bars.gap_from, bars.gap) == (80.0, 100.0, 80.0, 20.0)


def test_months_without_cancellations_take_no_width() -> None:
    assert two_bars(0, 0).current == two_bars(None, None).current == 0.0
