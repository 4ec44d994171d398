"""Of the readings of a case, the ones the sheet shows (pure)."""

from __future__ import annotations

from collections.abc import Iterable

from reitera.diagnosis.judgement import WORST_FIRST, Judgement
from reitera.diagnosis.models import Reading


def main_of(readings: Iterable[Reading]) -> Reading | None:
    """The latest value of the main measure; the readings come from the oldest on."""
    latest = None
    for reading in readings:
        if reading.factor.is_main and reading.value is not None:
            latest = reading
    return latest


def worst_of(readings: Iterable[Reading]) -> Reading | None:
    """Of the latest reading of each factor, the worst that is not as it should be."""
    latest = {reading.factor_id: reading for reading in readings}
    bad = [r for r in latest.values() if r.judgement in (Judgement.CRITICAL, Judgement.OBSERVATION)]
    return min(bad, key=lambda reading: WORST_FIRST.index(Judgement(reading.judgement)), default=None)
