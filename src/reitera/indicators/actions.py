"""What the owner of the indicator does: closes a month, and answers for an observed one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError

from reitera.core.clock import local_zone
from reitera.core.errors import Refusal
from reitera.core.models import RecordedModel
from reitera.core.recording import recording
from reitera.indicators.indicator import Indicator, Verdict
from reitera.indicators.models import ActionRemark, MonthClosing
from reitera.indicators.queries import imports_behind, indicator_of
from reitera.indicators.refusals import (
    FiguresChanged,
    MonthAlreadyClosed,
    MonthWithoutVerdict,
    NothingToAnswer,
    RemarkChanged,
    RemarkMissing,
)
from reitera.indicators.rules import OWNERS
from reitera.indicators.words import month_name, signed, why_no_verdict
from reitera.staff.models import User
from reitera.staff.rules import require_role


def close_month(*, seen: Indicator, actor: User, at: datetime) -> MonthClosing:
    """Freeze the inputs and the result of a month as its owner saw them.

    Raises NotAllowed, MonthAlreadyClosed, MonthWithoutVerdict, FiguresChanged.
    """
    require_role(actor, *OWNERS)
    month, today = seen.month, _local_day(at)
    with recording(actor, at, lock=MonthClosing.objects.filter(month=month)) as record:
        if record.locked:
            raise MonthAlreadyClosed(month=month_name(month), value=signed(record.locked[0].result))
        found = indicator_of(month, today)
        if found.previous is None or found.current is None:
            raise MonthWithoutVerdict(month=month_name(month), why=why_no_verdict(found, today))
        if found != seen:
            raise FiguresChanged(month=month_name(month))
        closing = _closing_of(found, found.previous, found.current, actor, at)
        _save(closing, MonthAlreadyClosed(month=month_name(month), value=signed(closing.result)))
        record.event("indicator.month_closed", subject=closing, after=_said(closing))
    return closing


def _closing_of(found: Indicator, previous: int, current: int, actor: User, at: datetime) -> MonthClosing:
    return MonthClosing(
        month=found.month,
        previous=previous,
        current=current,
        result=previous - current,
        verdict=found.verdict,
        imports=sorted(imports_behind(found.month).values_list("pk", flat=True)),
        closed_at=at,
        closed_by=actor,
    )


def _save(row: RecordedModel, taken: Refusal) -> None:
    """Add a row. Raises the refusal when somebody added the same in this instant: there was no row to lock yet."""
    try:
        row.save(force_insert=True)
    except IntegrityError:
        raise taken from None


def write_remark(*, month: date, text: str, seen: int, actor: User, at: datetime) -> ActionRemark:
    """Write what will be done about an observed month; `seen` is the number of the last remark on the page, 0 for none.

    Raises NotAllowed, RemarkMissing, NothingToAnswer, RemarkChanged.
    """
    require_role(actor, *OWNERS)
    if not text.strip():
        raise RemarkMissing(month=month_name(month))
    with recording(actor, at, lock=ActionRemark.objects.filter(month=month)) as record:
        if _verdict_of(month, at) is not Verdict.OBSERVED:
            raise NothingToAnswer(month=month_name(month))
        if max((remark.number for remark in record.locked), default=0) != seen:
            raise RemarkChanged(month=month_name(month))
        remark = ActionRemark(month=month, number=seen + 1, text=text.strip(), author=actor, at=at)
        _save(remark, RemarkChanged(month=month_name(month)))
        record.event(
            "indicator.remarked",
            subject=remark,
            after={"month": month.isoformat(), "number": remark.number},
            personal_after={"remark": remark.text},
        )
    return remark


def _verdict_of(month: date, at: datetime) -> Verdict:
    """That of the closing once there is one, else what the imported data give."""
    closing = MonthClosing.objects.filter(month=month).first()
    return (closing.frozen if closing else indicator_of(month, _local_day(at))).verdict


def _local_day(at: datetime) -> date:
    return at.astimezone(local_zone()).date()


def _said(closing: MonthClosing) -> dict[str, object]:
    return {
        "month": closing.month.isoformat(),
        "previous": closing.previous,
        "current": closing.current,
        "result": closing.result,
        "verdict": str(closing.verdict),
        "imports": closing.imports,
    }
