"""Mass outages recorded and closed; each act is recorded."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from reitera.core import clock
from reitera.core.recording import recording
from reitera.faults.coverage import ELEMENTS
from reitera.faults.models import MassOutage
from reitera.faults.refusals import (
    OutageEndsBeforeStart,
    OutageInTheFuture,
    OutageNumberTaken,
    OutageWithoutElement,
)
from reitera.faults.rules import OUTAGE_WRITERS
from reitera.staff.models import User
from reitera.staff.rules import require_role


def record_outage(
    *, number: str = "", olt: str, port: str = "", splitter: str = "", box: str = "", starts_at: datetime,
    ends_at: datetime | None = None, cause: str = "", actor: User | None, at: datetime,
) -> MassOutage:  # fmt: skip
    """Record that an element was out; blank parts mean any, a blank number takes the next FM-… one.

    Recording the same again changes nothing. Raises OutageWithoutElement, OutageEndsBeforeStart, OutageInTheFuture,
    OutageNumberTaken when the number has other data, NotAllowed.
    """
    require_role(actor, *OUTAGE_WRITERS)
    outage = MassOutage(
        number=number.strip(), olt=olt.strip(), port=port.strip(), splitter=splitter.strip(), box=box.strip(),
        starts_at=starts_at, ends_at=ends_at, cause=cause.strip(),
    )  # fmt: skip
    _require_sound(outage, at)
    with recording(actor, at, lock=MassOutage.objects.all()) as record:
        same = _recorded_already(record.locked, outage)
        if same is not None:
            record.unchanged()
            return same
        outage.number = outage.number or _next_number(record.locked)
        outage.save()
        record.event("outage.recorded", subject=outage, after=_said(outage))
    return outage


def set_outage_end(*, outage: MassOutage, ends_at: datetime | None, actor: User | None, at: datetime) -> MassOutage:
    """Say when an outage ended, or, with None, that it goes on after all.

    Raises OutageEndsBeforeStart, OutageInTheFuture, NotAllowed.
    """
    require_role(actor, *OUTAGE_WRITERS)
    with recording(actor, at, lock=MassOutage.objects.filter(pk=outage.pk)) as record:
        kept: MassOutage = record.locked[0]
        if kept.ends_at == ends_at:
            record.unchanged()
            return kept
        before = _said(kept)
        kept.ends_at = ends_at
        _require_sound(kept, at)
        kept.save(update_fields=["ends_at"])
        record.event("outage.ended" if ends_at else "outage.reopened", subject=kept, before=before, after=_said(kept))
    return kept


def _require_sound(outage: MassOutage, at: datetime) -> None:
    if not outage.olt:
        raise OutageWithoutElement()
    if outage.ends_at is not None and outage.ends_at < outage.starts_at:
        raise OutageEndsBeforeStart(starts=_local(outage.starts_at), ends=_local(outage.ends_at))
    for moment in (outage.starts_at, outage.ends_at):
        if moment is not None and moment > at:
            raise OutageInTheFuture(moment=_local(moment))


def _recorded_already(known: list[MassOutage], outage: MassOutage) -> MassOutage | None:
    """The outage that says the same. Without a number of its own, one with the same data is the same."""
    for row in known:
        is_same = _facts(row) == _facts(outage)
        if is_same and outage.number in ("", row.number):
            return row
        if row.number == outage.number:
            raise OutageNumberTaken(number=row.number)
    return None


def _next_number(known: list[MassOutage]) -> str:
    used = [int(row.number[3:]) for row in known if row.number.startswith("FM-") and row.number[3:].isdecimal()]
    return f"FM-{max(used, default=0) + 1:04}"


def _facts(outage: MassOutage) -> dict[str, Any]:
    return {name: getattr(outage, name) for name in (*ELEMENTS, "starts_at", "ends_at", "cause")}


def _said(outage: MassOutage) -> dict[str, Any]:
    moments = {name: _utc(getattr(outage, name)) for name in ("starts_at", "ends_at")}
    return {"number": outage.number, **_facts(outage), **moments}


def _utc(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(clock.local_zone()):%d/%m/%Y %H:%M}"
