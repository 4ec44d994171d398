"""Moves of steps 4, 14 and 15 that carry a cause, a remote solution, or the stable clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext

from reitera.cases import gate
from reitera.cases.actions import require_seen, rows_of
from reitera.cases.catalogue.choosing import said
from reitera.cases.models import Case, CatalogueItem
from reitera.cases.refusals import ReasonMissing
from reitera.core.recording import recording
from reitera.diagnosis.actions.causes import note_cause, require_offered
from reitera.diagnosis.models import RemoteSolution
from reitera.diagnosis.queries import stabilities_of
from reitera.staff.models import User


def move_with_cause(
    *,
    cases: Sequence[Case],
    outcome: str,
    written: Mapping[str, str],
    actor: User,
    at: datetime,
    cause: CatalogueItem | None = None,
) -> list[Case]:
    """Do a move of the table, with the probable cause where one was chosen. Raises what `cases.actions.act` raises."""
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        note_cause(record, record.locked, cause)
        gate.move(record, record.locked, outcome=outcome, given=written)
    return record.locked


def fix_remotely(
    *,
    cases: Sequence[Case],
    solution: CatalogueItem,
    written: Mapping[str, str],
    actor: User,
    at: datetime,
    cause: CatalogueItem | None = None,
) -> list[Case]:
    """Say that the fault was solved from afar, and how; the case passes to monitoring (step 15).

    Raises NotOffered, and what `cases.actions.act` raises.
    """
    require_offered(solution)
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        note_cause(record, record.locked, cause)
        for case in record.locked:
            gate.note(record, "diagnosis.solution_noted", case, gate.snapshot(case), given={}, solution=said(solution))
        gate.move(record, record.locked, outcome="remote_fix", given=written, keeps=True)
        RemoteSolution.objects.bulk_create(
            [RemoteSolution(case=case, solution=solution, at=at, by=actor) for case in record.locked]
        )
    return record.locked


def give_as_stable(*, cases: Sequence[Case], written: Mapping[str, str], actor: User, at: datetime) -> list[Case]:
    """Give a solution as stable (15 → 16 → 11); before its hours are full it needs a written reason.

    Raises ReasonMissing, and what `cases.actions.act` raises.
    """
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        clocks = stabilities_of(record.locked, at)
        early = [clock for clock in clocks.values() if not clock.is_reached]
        if early and not written.get("reason", "").strip():
            what = gettext("el motivo de no esperar las {hours} horas").format(hours=early[0].needed)
            raise ReasonMissing(what=what, act=gettext("Dar por estable"))
        facts = {"before_time": bool(early), "missing_hours": max((clock.missing for clock in early), default=0)}
        gate.move(record, record.locked, outcome="stable", given=written, details=facts)
    return record.locked
