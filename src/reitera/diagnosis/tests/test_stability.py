"""The stable clock of a solution."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from reitera.diagnosis.judgement import Judgement
from reitera.diagnosis.stability import Watched, stability_of

SOLVED = datetime(2026, 11, 22, 12, 0, tzinfo=ZoneInfo("America/La_Paz"))


def hours(count: float) -> datetime:
    return SOLVED + timedelta(hours=count)


def read(at: float, judgement: str, factor: str = "FAC-F01") -> Watched:
    return Watched(hours(at), factor, Judgement(judgement))


def clock(*readings: Watched, now: float = 30) -> tuple[float, int, tuple[str, ...]]:
    found = stability_of(SOLVED, readings, needed=72, now=hours(now))
    return found.hours, found.missing, found.stopped_by


def test_without_readings_it_counts_from_the_solution() -> None:
    assert clock() == (30, 42, ())


def test_the_last_begun_hour_is_missing_whole() -> None:
    assert clock(now=71.5) == (71.5, 1, ())
    assert stability_of(SOLVED, [], needed=72, now=hours(71.5)).is_reached is False
    assert stability_of(SOLVED, [], needed=72, now=hours(72)).is_reached is True


def test_a_critical_reading_after_the_solution_stops_it() -> None:
    assert clock(read(10, "critical")) == (0, 72, ("FAC-F01",))


def test_it_begins_again_when_the_same_factor_is_good_again() -> None:
    assert clock(read(10, "critical"), read(12, "ok", "FAC-E13"), read(20, "observation")) == (10, 62, ())


def test_two_critical_factors_must_both_be_good_again() -> None:
    stopped = (read(5, "critical"), read(6, "critical", "FAC-E13"), read(8, "ok"))
    assert clock(*stopped) == (0, 72, ("FAC-E13",))
    assert clock(*stopped, read(9, "ok", "FAC-E13")) == (21, 51, ())


def test_what_was_read_before_the_solution_says_nothing() -> None:
    assert clock(read(-1, "critical")) == (30, 42, ())


def test_no_data_neither_stops_nor_restarts() -> None:
    assert clock(read(5, "no_data")) == (30, 42, ())
    assert clock(read(5, "critical"), read(6, "no_data")) == (0, 72, ("FAC-F01",))


def test_without_a_solution_it_has_not_begun() -> None:
    assert stability_of(None, [], needed=72, now=SOLVED).missing == 72


READINGS = st.lists(
    st.builds(
        read,
        st.integers(-5, 40),
        st.sampled_from(["ok", "observation", "critical", "no_data"]),
        st.sampled_from(["FAC-F01", "FAC-E13"]),
    ),
    max_size=8,
    unique_by=lambda reading: (reading.at, reading.factor),
)


@given(READINGS)
def test_it_is_stopped_exactly_while_the_last_word_of_a_factor_is_critical(readings: list[Watched]) -> None:
    last: dict[str, Judgement] = {}
    for reading in sorted(readings):
        if hours(0) <= reading.at <= hours(30) and reading.judgement is not Judgement.NO_DATA:
            last[reading.factor] = reading.judgement
    critical = {factor for factor, judgement in last.items() if judgement is Judgement.CRITICAL}

    found = stability_of(SOLVED, readings, needed=72, now=hours(30))

    assert set(found.stopped_by) == critical
    assert (found.since is None) == bool(critical)
