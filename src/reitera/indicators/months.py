"""Months in addresses: "2026-10"."""

from __future__ import annotations

import re
from datetime import date

from django.utils.translation import gettext as _

from reitera.core.errors import NotFound
from reitera.indicators.indicator import month_before, month_of

_MONTH = re.compile(r"20\d\d-(?:0[1-9]|1[0-2])")


def slug_of(month: date) -> str:
    return f"{month:%Y-%m}"


def month_called(slug: str) -> date:
    """The month of an address. Raises NotFound for a text that is none."""
    if not _MONTH.fullmatch(slug):
        raise NotFound(what=_("el mes «{month}»").format(month=slug[:20]))
    return date.fromisoformat(f"{slug}-01")


def month_asked(slug: str | None, today: date) -> date:
    """The month asked for; without one, the last that has ended. Raises NotFound."""
    return month_called(slug) if slug else month_before(month_of(today))
