"""Steps 12 and 13: what the customer is not satisfied with, and telling them that a technician comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from reitera.cases import gate
from reitera.cases.actions import rows_of
from reitera.cases.catalogue import DISSATISFACTION
from reitera.cases.catalogue.choosing import chosen_of, said
from reitera.cases.models import Case
from reitera.core.clock import local_zone
from reitera.core.recording import recording
from reitera.procedure.steps import State
from reitera.quality.actions.opening import open_case
from reitera.quality.models import CustomerInformed, Dissatisfaction
from reitera.quality.refusals import CausesMissing, InformedLater
from reitera.staff.models import User


def identify_causes(
    *,
    case: Case,
    causes: Sequence[str],
    is_technical: bool,
    actor: User,
    at: datetime,
    remark: str = "",
    plan: str = "",
) -> Dissatisfaction:
    """Keep the problems or causes; a technical one goes to the centre (13), any other back to 6.

    `causes` are codes of the catalogue. Raises CausesMissing, NotOffered and what `open_case` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        locked = open_case(record, case, State.DISSATISFACTION)
        kept = [said(cause) for cause in chosen_of(DISSATISFACTION, causes)]
        if not kept:
            raise CausesMissing()
        found = Dissatisfaction.objects.create(
            case=locked, at=at, by=actor, causes=kept, is_technical=is_technical, remark=remark.strip()
        )
        outcome = "technical" if is_technical else "not_technical"
        given = {"remark": found.remark, "plan": plan}
        gate.move(record, [locked], outcome=outcome, given=given, details={"causes": kept}, keeps=True)
    return found


def inform_customer(
    *, case: Case, channel: str, informed_at: datetime, actor: User, at: datetime, remark: str = "", plan: str = ""
) -> CustomerInformed:
    """Note how and when the customer was told that a technician comes, and pass the case to 14.

    Raises InformedLater and what `open_case` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        locked = open_case(record, case, State.INFORM_CUSTOMER)
        if informed_at > at:
            raise InformedLater(moment=f"{informed_at.astimezone(local_zone()):%d/%m/%Y %H:%M}")
        told = CustomerInformed.objects.create(
            case=locked, channel=channel, informed_at=informed_at, by=actor, remark=remark.strip()
        )
        details = {"channel": channel, "informed_at": informed_at.isoformat()}
        gate.move(
            record,
            [locked],
            outcome="informed",
            given={"remark": told.remark, "plan": plan},
            details=details,
            keeps=True,
        )
    return told
