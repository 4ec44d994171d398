"""Twelve months of the indicator as lines of a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from reitera.indicators.indicator import A_YEAR, months_up_to
from reitera.indicators.models import VERDICTS
from reitera.indicators.months import slug_of
from reitera.indicators.queries import MonthShown, months_shown


def titles() -> list[str]:
    return [
        _("Mes"), _("Bajas del mes anterior"), _("Bajas del mes"), _("Indicador"), _("Veredicto"), _("Cerrado"),
        _("Cerrado por"), _("Indicador con lo importado después"),
    ]  # fmt: skip


def lines_up_to(month: date, today: date) -> Iterator[list[Any]]:
    for shown in months_shown(months_up_to(month, A_YEAR), today):
        yield _line(shown)


def _line(shown: MonthShown) -> list[Any]:
    found, closing = shown.indicator, shown.closing
    return [
        slug_of(shown.month), found.previous, found.current, found.value, VERDICTS[found.verdict],
        closing.closed_at if closing else None, closing.closed_by if closing else "",
        shown.correction.value if shown.correction else None,
    ]  # fmt: skip
