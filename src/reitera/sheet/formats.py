"""A canonical value in words, the way people here write it: for history, refusals and exports."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from reitera.core.clock import local_zone
from reitera.sheet.columns import Column
from reitera.sheet.kinds import Kind, canonical

MINUS = "−"


def said(value: Any, column: Column, labels: Mapping[str, str]) -> str:
    """ "25/11/2026 09:00", "−27,8", "1.234,50", "sí", the words of a choice; "" for a blank."""
    if value is None or value == "":
        return ""
    match column.kind:
        case Kind.CHOICE:
            return labels.get(str(value), str(value))
        case Kind.YES_NO:
            return gettext("sí") if value else gettext("no")
        case Kind.DATE:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        case Kind.MOMENT:
            return f"{moment_of(value).astimezone(local_zone()):%d/%m/%Y %H:%M}"
        case Kind.INTEGER:
            return f"TT-{value}" if column.key == "case" else str(value)
        case Kind.MONEY:
            return number_said(Decimal(value), 2)
        case Kind.NUMBER:
            return number_said(Decimal(value))
    return str(value)


def moment_of(value: str) -> datetime:
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


def number_said(value: Decimal, places: int | None = None) -> str:
    text = f"{value:,.{places}f}" if places is not None else f"{value.normalize():,f}"
    return text.replace(",", " ").replace(".", ",").replace(" ", ".").replace("-", MINUS)


def moment_said(moment: datetime | None) -> str | None:
    """The canonical text of a moment, for JSON."""
    return canonical(moment) if moment else None
