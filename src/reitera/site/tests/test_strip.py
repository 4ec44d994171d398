"""The time line of reports as places in pixels."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reitera.site.strip import MARGIN, Moment, draw

START = datetime(2026, 11, 1, tzinfo=UTC)
WINDOW = (START + timedelta(days=5), START + timedelta(days=15))
SPAN = (START, START + timedelta(days=20))


def at(day: float) -> datetime:
    return START + timedelta(days=day)


def test_the_window_and_its_reports_lie_where_their_days_are() -> None:
    strip = draw([Moment(at(10), True), Moment(at(0), False)], window=WINDOW, span=SPAN)

    assert [(mark.x, mark.css) for mark in strip.marks] == [(4.0, "out"), (84.0, "rp")]
    assert (strip.window_x, strip.window_width, strip.in_window) == (44.0, 80.0, 1)


def test_a_report_outside_the_span_is_not_drawn_but_still_counted() -> None:
    strip = draw([Moment(at(-3), True), Moment(at(10), True)], window=WINDOW, span=SPAN)

    assert (len(strip.marks), strip.in_window) == (1, 2)


def test_left_out_reports_and_visits_have_shapes_of_their_own() -> None:
    strip = draw([Moment(at(6), False, "out"), Moment(at(7), False, "visit")], window=WINDOW, span=SPAN)

    assert [mark.css for mark in strip.marks] == ["cut-out", "vs"]


def test_dates_are_written_only_where_they_do_not_touch() -> None:
    strip = draw(
        [Moment(at(day), True) for day in (10, 10.5, 19)], window=WINDOW, span=SPAN, size=(298, 62), labels=True
    )

    assert [mark.label_at is not None for mark in strip.marks] == [True, False, True]


@settings(max_examples=60)
@given(st.lists(st.floats(-5, 30), max_size=12), st.floats(0, 20), st.floats(0.01, 30))
def test_nothing_is_ever_drawn_outside_the_picture(days: list[float], first: float, length: float) -> None:
    window = (at(first), at(first + length))

    strip = draw([Moment(at(day), True) for day in days], window=window)

    places = [mark.x for mark in strip.marks]
    assert len(places) == len(days)
    assert places == sorted(places)
    assert all(MARGIN <= x <= strip.width - MARGIN for x in [*places, strip.window_x])
    assert strip.window_x + strip.window_width <= strip.width - MARGIN + 2.0
