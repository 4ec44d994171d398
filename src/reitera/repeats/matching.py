"""The repeat rule as a sort (procedure.md, "The repeat rule"). Pure: numpy arrays in, numpy arrays out.

Each report becomes one 64-bit key, `subject << 32 | epoch seconds`. In sorted keys the report `threshold - 1` places
before another one is of the same subject and near enough exactly when the difference of the two keys is at most the
window, because neighbouring subjects are always more than 2**31 seconds apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

IntArray = npt.NDArray[np.int64]
Integers = npt.NDArray[np.integer[Any]]

DAY = 86_400
LIMIT = 2**31  # subject codes, seconds and the window stay below it: see the module's docstring
_BITS = 32
_SECONDS = 2**_BITS - 1
_BLOCK = 1 << 20  # keeps the difference of the keys from needing a second array as large as the keys


@dataclass(frozen=True, slots=True)
class Hits:
    """The repeated subjects, one row each, ordered by subject code.

    A row is the window of the subject that holds most reports, the latest one on a tie: how many reports it holds and
    the epoch seconds (UTC) of its first and last report. `subjects` and `reports` say how many were judged.
    """

    subject: IntArray
    reports_in_window: IntArray
    first: IntArray
    last: IntArray
    subjects: int
    reports: int

    def __len__(self) -> int:
        return len(self.subject)


def find_hits(
    subjects: Integers,
    seconds: Integers,
    *,
    window_seconds: int,
    threshold: int,
    ended_from: int | None = None,
    ended_before: int | None = None,
) -> Hits:
    """The subjects with at least `threshold` reports within `window_seconds`, the bounds included.

    `subjects` are dense codes and `seconds` the UTC epoch seconds of the reports, both below 2**31, in any order.
    With `ended_from` (inclusive) or `ended_before` (exclusive) only windows whose last report lies there count.
    Raises ValueError for a code, second, window or threshold out of its range.
    """
    keys = sorted_keys(subjects, seconds)
    return hits_in(
        keys, window_seconds=window_seconds, threshold=threshold, ended_from=ended_from, ended_before=ended_before
    )


def sorted_keys(subjects: Integers, seconds: Integers) -> IntArray:
    """One sorted key per report. Raises ValueError when the arrays differ in length or a value is out of range."""
    if len(subjects) != len(seconds):
        raise ValueError(f"{len(subjects)} subjects but {len(seconds)} seconds")
    _require_range("subject code", subjects)
    _require_range("second", seconds)
    keys = np.left_shift(subjects, _BITS, dtype=np.int64)
    keys |= seconds
    # polars sorts with every core, numpy with one.
    return pl.Series(keys).sort(in_place=True).to_numpy()


def hits_in(
    keys: IntArray,
    *,
    window_seconds: int,
    threshold: int,
    ended_from: int | None = None,
    ended_before: int | None = None,
) -> Hits:
    """As `find_hits`, on keys already made by `sorted_keys`."""
    _require_rule(window_seconds, threshold)
    ends = _window_ends(keys, window_seconds, threshold)
    ends = ends[_is_between(seconds_of(keys[ends]), ended_from, ended_before)]
    starts, ends = _best_windows(keys, ends, window_seconds)
    return Hits(
        subject=keys[ends] >> _BITS,
        reports_in_window=ends - starts + 1,
        first=seconds_of(keys[starts]),
        last=seconds_of(keys[ends]),
        subjects=count_subjects(keys),
        reports=len(keys),
    )


def count_subjects(keys: IntArray) -> int:
    """How many different subjects the sorted keys hold."""
    changes = (np.count_nonzero((keys[a + 1 : b + 1] ^ keys[a:b]) >> _BITS) for a, b in _blocks(len(keys) - 1))
    return int(sum(changes)) + 1 if len(keys) else 0


def seconds_of(keys: IntArray) -> IntArray:
    """The second of each key."""
    seconds: IntArray = keys & _SECONDS
    return seconds


def reports_of(keys: IntArray, subject: int, first: int, last: int) -> IntArray:
    """The seconds of the subject's reports from `first` to `last`, both included, in order."""
    start, end = np.searchsorted(keys, [(subject << _BITS) + first, (subject << _BITS) + last + 1])
    return seconds_of(keys[start:end])


def without(keys: IntArray, removed: IntArray) -> IntArray:
    """Sorted keys without the reports in `removed` (sorted keys too; one is taken away for each occurrence)."""
    occurrence = np.arange(len(removed)) - np.searchsorted(removed, removed)
    return np.delete(keys, np.searchsorted(keys, removed) + occurrence)


def _window_ends(keys: IntArray, window: int, threshold: int) -> IntArray:
    """Positions of the reports whose (threshold - 1)-th predecessor is of the same subject and in the window."""
    lag = threshold - 1
    found = [
        np.flatnonzero(keys[start + lag : end + lag] - keys[start:end] <= window) + (start + lag)
        for start, end in _blocks(len(keys) - lag)
    ]
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _best_windows(keys: IntArray, ends: IntArray, window: int) -> tuple[IntArray, IntArray]:
    """Of each subject the largest window, the latest on a tie: the positions of its first and last report.

    Of reports in the same second the last one sees them all, so that its window is the largest of theirs.
    """
    if not len(ends):
        return ends, ends
    last_keys = keys[ends]
    starts = np.searchsorted(keys, last_keys - window)
    # Within a subject keys rise with the seconds, so that the larger score of two windows as large is the later one.
    score = ((ends - starts + 1) << _BITS) | (last_keys & _SECONDS)
    subject = last_keys >> _BITS
    groups = np.flatnonzero(np.concatenate(([True], subject[1:] != subject[:-1])))
    best = np.maximum.reduceat(score, groups)
    chosen = np.flatnonzero(score == np.repeat(best, np.diff(np.append(groups, len(ends)))))
    return starts[chosen], ends[chosen]


def _is_between(seconds: IntArray, start: int | None, end: int | None) -> npt.NDArray[np.bool_]:
    inside = np.ones(len(seconds), dtype=np.bool_)
    if start is not None:
        inside &= seconds >= start
    if end is not None:
        inside &= seconds < end
    return inside


def _blocks(length: int) -> Iterator[tuple[int, int]]:
    return ((start, min(start + _BLOCK, length)) for start in range(0, length, _BLOCK))


def _require_range(name: str, values: Integers) -> None:
    if len(values) and not 0 <= int(values.min()) <= int(values.max()) < LIMIT:
        raise ValueError(f"a {name} lies outside 0 … 2**31 - 1: {values.min()} … {values.max()}")


def _require_rule(window_seconds: int, threshold: int) -> None:
    if not 0 <= window_seconds < LIMIT:
        raise ValueError(f"the window must be 0 … 2**31 - 1 seconds, not {window_seconds}")
    if threshold < 2:
        raise ValueError(f"the threshold must be 2 or more, not {threshold}")
