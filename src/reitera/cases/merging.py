"""What happens to cases when two customers turn out to be one."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from reitera.cases import gate
from reitera.cases.models import Case
from reitera.core.recording import recording
from reitera.customers.models import Customer
from reitera.procedure.steps import Result, State


def follow_merge(*, kept: Customer, duplicate: Customer, at: datetime) -> list[Case]:
    """Give the kept customer the cases of its duplicate; those moved.

    A customer has one open case: where both had one, the one opened first goes on, and the other is concluded without
    effect, with the merge as its reason. Idempotent.
    """
    both = Case.objects.filter(customer__in=[kept.pk, duplicate.pk])
    with recording(None, at, lock=both.select_related("customer")) as record:
        moving = [case for case in record.locked if case.customer_id == duplicate.pk]
        still_open = sorted((case for case in record.locked if case.is_open), key=lambda case: case.opened_at)
        if moving and len(still_open) > 1:
            reason = gettext("{duplicate} y {kept} son el mismo cliente: sigue {case}")
            told = reason.format(duplicate=duplicate.code, kept=kept.code, case=still_open[0])
            gate.put_in(
                record, still_open[1:], State.CONCLUDED, kind="case.concluded_without_effect",
                given={"reason": told}, result=Result.WITHOUT_EFFECT,
            )  # fmt: skip
        for case in moving:
            before = gate.snapshot(case)
            case.customer = kept
            gate.note(record, "case.changed_customer", case, before, given={}, duplicate=duplicate.pk)
        gate.save_customer(moving)
        if not moving:
            record.unchanged()
    return moving
