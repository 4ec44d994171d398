"""Plant incidents come back: the cases of one incident go on together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from reitera.cases import gate
from reitera.cases.actions import require_seen, rows_of
from reitera.cases.models import Case
from reitera.core.recording import recording
from reitera.staff.models import User
from reitera.visits.refusals import NotSameIncident


def end_incident(
    *, cases: Sequence[Case], others: Sequence[Case], outcome: str, actor: User, at: datetime,
    given: Mapping[str, str],
) -> list[Case]:  # fmt: skip
    """Move the cases, and the other cases of their incidents that the person chose, by one outcome: all or none.

    Raises NotSameIncident, SomeoneWasFirst and what `gate.move` raises.
    """
    every = [*cases, *others]
    with recording(actor, at, lock=rows_of(every)) as record:
        require_seen(record, every)
        named = {case.pk for case in cases}
        numbers = {case.incident for case in record.locked if case.pk in named}
        for case in record.locked:
            if case.incident not in numbers:
                raise NotSameIncident(case=case, incident=case.incident or "—")
        parts = {case.pk: gate.Part(details={"incident": case.incident}) for case in record.locked}
        gate.move(record, record.locked, outcome=outcome, given=given, parts=parts)
    return record.locked
