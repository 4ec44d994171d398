"""The repeat rule in plain Python, for tests: slow, short and obviously right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


def oracle_hits(
    reports: Iterable[tuple[str, int]],
    window: int,
    threshold: int,
    ended_from: int | None = None,
    ended_before: int | None = None,
) -> list[tuple[str, int, int, int]]:
    """(subject, reports in the window, first second, last second) of every repeated subject, by subject."""
    by_subject = defaultdict(list)
    for subject, second in reports:
        by_subject[subject].append(second)
    hits = []
    for subject, seconds in sorted(by_subject.items()):
        windows = [[s for s in seconds if last - window <= s <= last] for last in seconds]
        windows = [w for w in windows if len(w) >= threshold and _is_between(max(w), ended_from, ended_before)]
        if windows:
            best = max(windows, key=lambda w: (len(w), max(w)))
            hits.append((subject, len(best), min(best), max(best)))
    return hits


def _is_between(second: int, start: int | None, end: int | None) -> bool:
    return (start is None or second >= start) and (end is None or second < end)
