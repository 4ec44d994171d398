"""Everything of the indicator's page, in a fixed number of queries for any number of cancellations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from reitera.core import clock
from reitera.core.visibility import viewer_of
from reitera.indicators.breakdown import GROUPINGS, breakdown
from reitera.indicators.chart import Bar, bars_of, two_bars
from reitera.indicators.forms import RemarkForm
from reitera.indicators.indicator import A_YEAR, Verdict, month_after, month_before, month_of, months_up_to
from reitera.indicators.models import VERDICTS
from reitera.indicators.months import slug_of
from reitera.indicators.queries import (
    MonthShown,
    followed_and_not,
    last_imported_at,
    months_awaiting_remark,
    months_shown,
    remarks_on,
)
from reitera.indicators.rules import OWNERS
from reitera.indicators.words import difference_in_words, month_name, signed, why_no_verdict
from reitera.staff.models import RoleAssignment

STATES = {Verdict.ACCEPTED: "ok", Verdict.OBSERVED: "obs", Verdict.NONE: "none"}
SPLIT_BY = ("centro", "tecnologia")
"""What the first table may be split by; reasons have a table of their own."""


@dataclass(frozen=True)
class Column:
    """One month of the year's chart."""

    shown: MonthShown
    bar: Bar
    is_current: bool
    awaits_remark: bool

    @property
    def slug(self) -> str:
        return slug_of(self.shown.month)

    @property
    def state(self) -> str:
        return STATES[self.shown.indicator.verdict]

    @property
    def figure(self) -> str:
        return signed(self.bar.value)

    @property
    def title(self) -> str:
        """ "octubre 2026: −11, Observado"."""
        verdict = str(VERDICTS[self.shown.indicator.verdict])
        said = f"{self.figure}, {verdict}" if self.figure else verdict
        awaits = _("; falta su observación") if self.awaits_remark else ""
        return f"{month_name(self.shown.month)}: {said}{awaits}"


def page_of(month: date, split: str, person: Any) -> dict[str, Any]:
    """The month asked for, its year, where its difference comes from, and what its owner may do."""
    today = clock.today()
    months = months_shown(_year_around(month, today), today)
    shown = next(candidate for candidate in months if candidate.month == month)
    awaiting = months_awaiting_remark(months)
    return {
        "shown": shown,
        "indicator": shown.indicator,
        "slug": slug_of(month),
        "previous_slug": slug_of(month_before(month)),
        "next_slug": slug_of(month_after(month)) if month < month_of(today) else "",
        "state": STATES[shown.indicator.verdict],
        "verdict": VERDICTS[shown.indicator.verdict],
        "figure": signed(shown.indicator.value),
        "in_words": difference_in_words(shown.indicator),
        "why_none": why_no_verdict(shown.indicator, today),
        "two": two_bars(shown.indicator.previous, shown.indicator.current),
        "columns": _columns(months, month, awaiting),
        "imported_at": last_imported_at(month),
        **_where_from(shown, split, person),
        **_remarks(shown, month in awaiting, person),
    }


def _year_around(month: date, today: date) -> list[date]:
    """Twelve months that end with the running one, or earlier where the asked month is older than they are."""
    latest = months_up_to(month_of(today), A_YEAR)
    return latest if month in latest else months_up_to(month, A_YEAR)


def _columns(months: list[MonthShown], chosen: date, awaiting: set[date]) -> list[Column]:
    bars = bars_of([shown.indicator.value for shown in months])
    return [
        Column(shown, bar, shown.month == chosen, shown.month in awaiting)
        for shown, bar in zip(months, bars, strict=True)
    ]


def _where_from(shown: MonthShown, split: str, person: Any) -> dict[str, Any]:
    """Tables only of months that can be compared; followed customers of any month with data."""
    month, found = shown.month, shown.imported
    chosen = GROUPINGS[split if split in SPLIT_BY else SPLIT_BY[0]]
    context: dict[str, Any] = {"split": chosen.name, "splits": [GROUPINGS[name] for name in SPLIT_BY]}
    if found.value is not None:
        context["tables"] = [
            (chosen, breakdown(month, chosen, person)),
            (GROUPINGS["motivo"], breakdown(month, GROUPINGS["motivo"], person)),
        ]
    if found.current is not None:
        context["followed"], context["others"] = followed_and_not(month, person)
    return context


def _remarks(shown: MonthShown, is_awaited: bool, person: Any) -> dict[str, Any]:
    written = list(remarks_on(shown.month))
    is_owner = viewer_of(person).holds(*OWNERS)
    is_observed = shown.indicator.verdict is Verdict.OBSERVED
    return {
        "remarks": written,
        "is_awaited": is_awaited,
        "is_observed": is_observed,
        "is_owner": is_owner,
        "can_close": is_owner and shown.closing is None and shown.imported.value is not None,
        "form": RemarkForm(initial={"seen": written[0].number if written else 0}) if is_owner and is_observed else None,
        "owners": "" if is_owner else ", ".join(_owners()),
    }


def _owners() -> list[str]:
    """Who answers for the indicator today."""
    held = RoleAssignment.objects.in_force_on(clock.today()).filter(role__in=OWNERS, user__is_active=True)
    return sorted(set(held.values_list("user__full_name", flat=True)))
