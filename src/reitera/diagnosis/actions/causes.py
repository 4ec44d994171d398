"""The probable cause, noted with a review or with a move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reitera.cases import gate
from reitera.cases.models import Case, CatalogueItem
from reitera.core.recording import Record
from reitera.diagnosis.models import ProbableCause
from reitera.diagnosis.queries import latest_causes
from reitera.diagnosis.refusals import NotOffered


def note_cause(record: Record, cases: Sequence[Case], cause: CatalogueItem | None) -> list[Case]:
    """Note the cause where it is not the one that stands already; answer the cases where it was noted.

    It is an event of its own, before that of a move, so that taking back the move keeps what was found out.
    """
    if cause is None:
        return []
    require_offered(cause)
    standing = latest_causes(cases)
    changed = [case for case in cases if case.pk not in standing or standing[case.pk].cause_id != cause.pk]
    ProbableCause.objects.bulk_create(
        [ProbableCause(case=case, cause=cause, at=record.at, by=record.actor) for case in changed]
    )
    for case in changed:
        before = standing.get(case.pk)
        gate.note(
            record, "diagnosis.cause_noted", case, gate.snapshot(case), given={}, cause=said(cause),
            cause_before=said(before.cause) if before else None,
        )  # fmt: skip
    return changed


def require_offered(item: CatalogueItem) -> None:
    if not (item.is_current and item.is_active):
        raise NotOffered(item=item.label)


def said(item: CatalogueItem) -> dict[str, Any]:
    """What an event keeps of a chosen item."""
    return {"code": item.code, "label": item.label}
