from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reitera.repeats.matching import LIMIT, find_hits, reports_of, sorted_keys, without
from reitera.repeats.tests.oracle import oracle_hits

DAY = 86_400
WINDOW = 10 * DAY

# Seconds near each other, at the exact boundary and at both ends of time.
near = st.integers(0, 3).map(lambda days: days * WINDOW) | st.integers(0, 40 * DAY)
seconds = st.builds(lambda at, off: max(0, at + off), near, st.sampled_from([-1, 0, 1])) | st.sampled_from(
    [0, 1, LIMIT - 1, LIMIT - 1 - WINDOW, LIMIT - 2 - WINDOW]
)
subjects = st.integers(0, 4) | st.sampled_from([LIMIT - 1, LIMIT - 2])
reports = st.lists(st.tuples(subjects, seconds), max_size=40)
bound = st.none() | st.integers(0, 50 * DAY)


def rows_of(hits) -> list[tuple[str, int, int, int]]:
    rows = zip(hits.subject, hits.reports_in_window, hits.first, hits.last, strict=True)
    return sorted((f"{subject:010}", int(size), int(first), int(last)) for subject, size, first, last in rows)


def find(pairs, **rule):
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return find_hits(columns[:, 0], columns[:, 1], **rule)


@settings(max_examples=150, deadline=None)
@given(reports, st.integers(2, 5), st.sampled_from([0, DAY, WINDOW, 30 * DAY]), bound, bound)
def test_the_rows_of_all_hits_are_those_of_the_plain_rule(pairs, threshold, window, start, end) -> None:
    hits = find(pairs, window_seconds=window, threshold=threshold, ended_from=start, ended_before=end)

    named = [(f"{subject:010}", second) for subject, second in pairs]
    assert rows_of(hits) == oracle_hits(named, window, threshold, start, end)
    assert (hits.subjects, hits.reports) == (len({s for s, _ in pairs}), len(pairs))


@pytest.mark.parametrize(("apart", "hits"), [(WINDOW - 1, 1), (WINDOW, 1), (WINDOW + 1, 0)])
def test_exactly_ten_times_twenty_four_hours_counts(apart: int, hits: int) -> None:
    assert len(find([(1, 5), (1, 5 + apart)], window_seconds=WINDOW, threshold=2)) == hits


def test_two_reports_of_one_second_make_a_repeat() -> None:
    assert rows_of(find([(3, 9), (3, 9)], window_seconds=0, threshold=2)) == [("0000000003", 2, 9, 9)]


def test_neighbouring_subjects_at_the_ends_of_time_do_not_run_into_each_other() -> None:
    pairs = [(0, LIMIT - 1), (1, 0), (1, WINDOW + 1)]

    assert rows_of(find(pairs, window_seconds=WINDOW, threshold=2)) == []


def test_of_two_windows_as_large_the_later_stands() -> None:
    pairs = [(1, 0), (1, DAY), (1, 20 * DAY), (1, 21 * DAY)]

    assert rows_of(find(pairs, window_seconds=WINDOW, threshold=2)) == [("0000000001", 2, 20 * DAY, 21 * DAY)]


@pytest.mark.parametrize(
    ("pairs", "rule"),
    [
        ([(LIMIT, 5)], {"window_seconds": 1, "threshold": 2}),
        ([(-1, 5)], {"window_seconds": 1, "threshold": 2}),
        ([(1, -1)], {"window_seconds": 1, "threshold": 2}),
        ([(1, LIMIT)], {"window_seconds": 1, "threshold": 2}),
        ([(1, 1)], {"window_seconds": -1, "threshold": 2}),
        ([(1, 1)], {"window_seconds": 1, "threshold": 1}),
    ],
)
def test_what_would_break_the_keys_is_refused(pairs, rule) -> None:
    with pytest.raises(ValueError):
        find(pairs, **rule)


@settings(max_examples=50, deadline=None)
@given(reports, st.integers(0, 4), st.integers(0, 40 * DAY), st.integers(0, 40 * DAY))
def test_the_reports_of_a_window_are_those_between_its_ends(pairs, subject, first, last) -> None:
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    keys = sorted_keys(columns[:, 0], columns[:, 1])

    wanted = sorted(second for s, second in pairs if s == subject and first <= second <= last)
    assert reports_of(keys, subject, first, last).tolist() == wanted


@settings(max_examples=50, deadline=None)
@given(reports, st.data())
def test_taking_reports_away_leaves_the_others(pairs, data) -> None:
    gone = data.draw(st.sets(st.integers(0, max(0, len(pairs) - 1)), max_size=len(pairs))) if pairs else set()
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    some = columns[sorted(gone)]
    kept = np.delete(columns, sorted(gone), axis=0)

    left = without(sorted_keys(columns[:, 0], columns[:, 1]), sorted_keys(some[:, 0], some[:, 1]))

    assert left.tolist() == sorted_keys(kept[:, 0], kept[:, 1]).tolist()
