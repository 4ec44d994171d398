"""The daily sample of closed orders that no case follows."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from reitera.core.clock import local_zone
from reitera.core.recording import recording
from reitera.faults.models import WorkOrder
from reitera.quality.models import CrossedCheck, Draw, QualityParameters
from reitera.quality.queries import candidates_of
from reitera.quality.sampling import Candidate, draw

DAYS_LOOKED_AT = 3


def draw_due(*, at: datetime) -> list[Draw]:
    """Draw for yesterday, and for the days before it that had no orders yet when they were due; the draws made."""
    today = at.astimezone(local_zone()).date()
    days = [today - timedelta(days=back) for back in range(DAYS_LOOKED_AT, 0, -1)]
    return [made for day in days if (made := draw_sample(day=day, at=at)) is not None]


def draw_sample(*, day: date, at: datetime, seed: str = "") -> Draw | None:
    """Draw the crossed checks of the orders closed on a day, once; None when it was drawn, or has no orders yet.

    The seed is made by chance unless given. It is kept with sizes and pool, so that anybody can repeat the draw.
    """
    # The row of parameters is what two draws at once wait for.
    with recording(None, at, lock=QualityParameters.objects.all()) as record:
        parameters = record.locked[0] if record.locked else QualityParameters()
        pool = [] if Draw.objects.filter(day=day).exists() else candidates_of(day, parameters)
        if not pool:
            record.unchanged()
            return None
        made = Draw.objects.create(
            day=day, at=at, seed=seed or secrets.token_hex(8), parameters=parameters.as_values(),
            pool=[[c.order, c.centre, c.segment, c.reports] for c in pool],
        )  # fmt: skip
        picked = _keep(made, {candidate.order: candidate for candidate in pool})
        record.event("quality.drawn", subject=made, after={"day": day.isoformat(), "seed": made.seed, "orders": picked})
    return made


def _keep(made: Draw, pool: dict[str, Candidate]) -> list[str]:
    picks = draw(pool.values(), seed=made.seed, sizes=made.sizes)
    order_of = dict(WorkOrder.objects.filter(number__in=[pick.order for pick in picks]).values_list("number", "pk"))
    CrossedCheck.objects.bulk_create(
        CrossedCheck(
            draw=made, work_order_id=order_of[pick.order], by_risk=pick.by_risk,
            operations_centre_id=pool[pick.order].centre, reports=pool[pick.order].reports,
            segment=pool[pick.order].segment,
        )
        for pick in picks
    )  # fmt: skip
    return [pick.order for pick in picks]
