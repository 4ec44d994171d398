"""What the page of a draw shows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reitera.core.errors import NotFound
from reitera.quality.models import CrossedCheck, Draw
from reitera.quality.sampling import Pick, draw, lot_of
from reitera.staff.models import OperationsCentre, User


@dataclass(frozen=True)
class DrawnCentre:
    """The part of a draw in one centre: how many orders could be drawn, and those that were."""

    name: str
    pool: int
    checks: list[tuple[CrossedCheck, str]]


@dataclass(frozen=True)
class DrawPage:
    """`repeats` is whether drawing again from what was kept gives the same orders."""

    draw: Draw
    rule: str
    centres: list[DrawnCentre]
    repeats: bool
    days: list[date]


def latest_day(person: User) -> date | None:
    return Draw.objects.visible_to(person).values_list("day", flat=True).first()


def draw_page(person: User, day: date) -> DrawPage:
    """One draw in full. Raises NotFound."""
    made = Draw.objects.visible_to(person).filter(day=day).first()
    if made is None:
        raise NotFound(what=_("el sorteo de ese día"))
    checks = list(
        CrossedCheck.objects.visible_to(person)
        .filter(draw=made)
        .select_related("work_order", "work_order__customer", "case")
    )
    kept = {Pick(check.work_order.number, check.by_risk) for check in checks}
    again = draw(made.candidates(), seed=made.seed, sizes=made.sizes)
    return DrawPage(made, rule_of(made), _centres(made, checks), set(again) == kept, _days(person))


def rule_of(made: Draw) -> str:
    """How the sample was chosen, in a sentence."""
    asked: dict[str, Any] = made.parameters
    reports = ngettext("{n} reporte o más", "{n} reportes o más", asked["risk_reports"]).format(n=asked["risk_reports"])
    return _(
        "En cada centro: por riesgo hasta {risk}, de clientes con {reports} en los últimos {days} días, primero el "
        "segmento más alto; y al azar {random} de los demás."
    ).format(
        risk=asked["risk_per_centre"], reports=reports, days=asked["risk_days"], random=asked["random_per_centre"]
    )  # fmt: skip


def _centres(made: Draw, checks: list[CrossedCheck]) -> list[DrawnCentre]:
    names = dict(OperationsCentre.objects.values_list("pk", "name"))
    sizes = Counter(candidate.centre for candidate in made.candidates())
    return [
        DrawnCentre(
            names.get(centre or 0) or _("sin centro"),
            count,
            [(c, lot_of(str(c), made.seed)[:8]) for c in checks if c.operations_centre_id == centre],
        )
        for centre, count in sorted(sizes.items(), key=lambda pair: names.get(pair[0] or 0, "~"))
    ]


def _days(person: User) -> list[date]:
    return list(Draw.objects.visible_to(person).values_list("day", flat=True)[:14])
