"""The order of the list and its reasons (pure).

Reports in the window, then segment, cycles in a row, latest report, subject.
Source of the order: procedure.md, "The repeat rule". Every place shows its reasons in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, ngettext

LAST_SEGMENT = "~"
"""Sorts after every letter: a customer whose billing is not known ranks after all bands."""

_DAYS_NAMED = 6


@dataclass(frozen=True)
class Standing:
    """What decides a place. `last_second` is UTC epoch seconds; `segment` "" when billing is not known."""

    subject: str
    reports_in_window: int
    segment: str
    cycles_in_a_row: int
    last_second: int


def ranking_key(standing: Standing) -> tuple[int, str, int, int, str]:
    """Sorts ascending: the first place is the smallest key. No two subjects share one."""
    return (
        -standing.reports_in_window,
        standing.segment or LAST_SEGMENT,
        -standing.cycles_in_a_row,
        -standing.last_second,
        standing.subject,
    )


def ranked(standings: Iterable[Standing]) -> list[Standing]:
    return sorted(standings, key=ranking_key)


def reports_in_words(moments: Sequence[datetime]) -> str:
    """ "3 reportes: 02/05, 05/05, 09/05", from local moments in order; of many the first ones and the last."""
    days = ", ".join(f"{moment:%d/%m}" for moment in moments)
    if len(moments) > _DAYS_NAMED:
        first = ", ".join(f"{moment:%d/%m}" for moment in moments[: _DAYS_NAMED - 2])
        days = f"{first} … {moments[-1]:%d/%m}"
    return ngettext("{count} reporte: {days}", "{count} reportes: {days}", len(moments)).format(
        count=len(moments), days=days
    )


def segment_in_words(segment: str) -> str:
    return gettext("segmento {segment}").format(segment=segment) if segment else gettext("segmento sin dato")


def reasons(moments: Sequence[datetime], segment: str, cycles_in_a_row: int) -> list[str]:
    """Why a subject has its place, in the order that decides it."""
    words = [reports_in_words(moments), segment_in_words(segment)]
    if cycles_in_a_row > 1:
        words.append(gettext("{count} ciclos seguidos").format(count=cycles_in_a_row))
    return words
