"""Dates, spans and amounts as people here write them: `{% load formats %}`."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django import template
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from reitera.core import clock

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """25/11/2026 in the provider's time zone; empty for nothing."""
    return _local(value).strftime("%d/%m/%Y") if value else ""


@register.filter
def short_day(value: date | datetime | None) -> str:
    """25/11, where the year is plain from the page."""
    return _local(value).strftime("%d/%m") if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """25/11/2026 14:00."""
    return _local(value).strftime("%d/%m/%Y %H:%M") if value else ""


@register.filter
def near(value: date | datetime | None) -> str:
    """Near dates in words ("hoy 14:00", "ayer 18:10", "vie 27/11"), the others as 25/11/2026; a time keeps its hour."""
    if not value:
        return ""
    local = _local(value)
    on = local.date() if isinstance(local, datetime) else local
    hour = local.strftime(" %H:%M") if isinstance(local, datetime) else ""
    names = {-1: _("ayer"), 0: _("hoy"), 1: _("mañana")}
    distance = (on - clock.today()).days
    if distance in names:
        return f"{names[distance]}{hour}"
    if abs(distance) < 7:
        return f"{str(WEEKDAYS_ABBR[on.weekday()]).lower().rstrip('.')} {on:%d/%m}{hour}"
    return f"{on:%d/%m/%Y}{hour}"


@register.filter
def hour(value: datetime | None) -> str:
    """14:05."""
    return _local(value).strftime("%H:%M") if value else ""


@register.filter
def ago(value: datetime | None) -> str:
    """How long past, in its largest unit: "hace 6 h"."""
    if value is None:
        return ""
    return _("hace {span}").format(span=" ".join(span(clock.now() - value).split(" ")[:2]))


@register.filter
def masked(value: str) -> str:
    """A phone for who has no need of it: its last two figures, the rest dots."""
    return "•" * max(len(value) - 2, 0) + value[-2:] if value else ""


@register.filter
def bs(amount: Decimal | None) -> str:
    """Bs 349,00; empty for nothing."""
    if amount is None or amount == "":
        return ""
    return f"Bs {formats.number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True)}"


@register.filter
def span(value: timedelta | None) -> str:
    """A stretch of time in two units: "8 d 22 h", "7 h 5 min", "40 min", "14 s"."""
    if value is None:
        return ""
    seconds = max(int(value.total_seconds()), 0)
    parts = [(seconds // 86_400, "d"), (seconds // 3_600 % 24, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    first = next((place for place, (count, _unit) in enumerate(parts) if count), len(parts) - 1)
    shown = [f"{count} {unit}" for count, unit in parts[first : first + 2] if count]
    return " ".join(shown) or "0 s"


@register.filter
def file_size(size: int | None) -> str:
    """1,8 MB, in decimal units; empty for nothing."""
    if size is None:
        return ""
    for limit, unit in ((1_000_000, "MB"), (1_000, "kB")):
        if size >= limit:
            return f"{formats.number_format(Decimal(size) / limit, decimal_pos=1, use_l10n=True)} {unit}"
    return f"{size} B"


@register.filter
def percent(part: float, whole: float) -> str:
    """3,1 % of the whole; a dash when there is no whole."""
    if not whole:
        return "—"
    return f"{formats.number_format(Decimal(part) * 100 / Decimal(whole), decimal_pos=1, use_l10n=True)} %"


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value, clock.local_zone()) if isinstance(value, datetime) else value
