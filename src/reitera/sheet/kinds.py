"""The kinds of a column: how a value is kept, said, and read from what a person typed (pure).

Canonical values are JSON: text and codes as strings, whole numbers as numbers, decimals as strings with a point
("-27.8"), days "2026-11-25", moments "2026-11-25T13:00:00Z", yes and no as true and false, blank as null.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Any


def _(spanish: str) -> str:
    return spanish


class Kind(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    YES_NO = "yes_no"

    @classmethod
    def own_choices(cls) -> list[tuple[str, str]]:
        """What the provider may choose for a column of its own."""
        return [
            (cls.TEXT.value, _("texto")),
            (cls.NUMBER.value, _("número")),
            (cls.DATE.value, _("fecha")),
            (cls.CHOICE.value, _("lista")),
            (cls.YES_NO.value, _("sí o no")),
        ]


NUMERIC = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.MONEY})
TEMPORAL = frozenset({Kind.DATE, Kind.MOMENT})


class Unreadable(ValueError):
    """A typed text that is no value of the column; its message says why, in Spanish, untranslated."""


def canonical(value: Any) -> Any:
    """A Python value as it is kept in JSON; blank is None."""
    match value:
        case None | "":
            return None
        case bool() | int():
            return value
        case Decimal():
            return plain_number(value)
        case datetime():
            return value.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
    return str(value)


def plain_number(value: Decimal) -> str:
    """ "-27.8", "1200": no exponent, no zeros at the end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_MINUS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-"})
_NUMBER = re.compile(r"(?:bs\.?\s*)?([+-]?)\s*(\d+)(?:([.,])(\d*))?", re.IGNORECASE)
_GROUPED = re.compile(r"(?:bs\.?\s*)?([+-]?)\s*(\d{1,3}(?:\.\d{3})+)(?:,(\d+))?", re.IGNORECASE)
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_HOUR = re.compile(r"(\d{1,2})[:.h](\d{2})(?::\d{2})?")
_YES, _NO = (
    frozenset({"si", "sí", "s", "x", "1", "verdadero", "true", "yes"}),
    frozenset({"no", "n", "0", "falso", "false"}),
)


def read_number(text: str, *, whole: bool = False) -> Decimal:
    """A number as people here write it: "−27,8", "1.234,50", "Bs 349,00".

    A single point with three digits after it could be thousands or a decimal: it is refused, never guessed.
    Raises Unreadable.
    """
    said = text.translate(_MINUS).replace("\u00a0", " ").strip()
    grouped = _GROUPED.fullmatch(said)
    if grouped and (grouped[3] is not None or grouped[2].count(".") > 1):
        return Decimal(f"{grouped[1]}{grouped[2].replace('.', '')}.{grouped[3] or 0}")
    if grouped:
        raise Unreadable(_("puede ser con miles o con decimales: escriba los decimales con coma y sin punto de miles"))
    plain = _NUMBER.fullmatch(said)
    if not plain or (plain[3] and not plain[4]):
        raise Unreadable(_("no es un número"))
    value = Decimal(f"{plain[1]}{plain[2]}.{plain[4] or 0}")
    if whole and value != value.to_integral_value():
        raise Unreadable(_("tiene que ser un número entero"))
    if abs(value) >= Decimal(10) ** 10:
        raise Unreadable(_("es demasiado grande"))
    return value


def read_day(text: str, today: date) -> date:
    """ "25/11/2026", "25/11" (the nearest one to come, or of this year), "hoy", "mañana", "2026-11-25".

    Raises Unreadable for what is no day of the calendar.
    """
    said = text.strip().lower()
    if said in ("hoy", "mañana", "ayer"):
        return date.fromordinal(today.toordinal() + {"hoy": 0, "mañana": 1, "ayer": -1}[said])
    if iso := _ISO.fullmatch(said):
        year, month, day = int(iso[1]), int(iso[2]), int(iso[3])
    elif match := _DATE.fullmatch(said):
        day, month = int(match[1]), int(match[2])
        year = int(match[3]) if match[3] else today.year
        year += 2000 if year < 100 else 0
    else:
        raise Unreadable(_("no es una fecha: escríbala como 25/11/2026"))
    try:
        return date(year, month, day)
    except ValueError:
        raise Unreadable(_("ese día no existe en el calendario")) from None


def read_moments(text: str, today: date, zone: tzinfo) -> tuple[datetime, datetime | None]:
    """A start and perhaps an end: "25/11/2026 09:00", "25/11 9:00 a 11:00", "mañana 14:00-16:00".

    Raises Unreadable.
    """
    said = text.strip().lower().replace("t", " ", 1) if _ISO.match(text.strip()) else text.strip().lower()
    day_text, _space, hours = said.partition(" ")
    day = read_day(day_text.rstrip(","), today)
    times = [read_hour(part) for part in re.split(r"\s*(?: a |-|–|al?)\s*", hours.strip()) if part.strip()]
    if not 1 <= len(times) <= 2:
        raise Unreadable(_("falta la hora: escríbala como 25/11/2026 09:00"))
    start, *rest = (datetime.combine(day, hour, tzinfo=zone) for hour in times)
    return start, rest[0] if rest else None


def read_hour(text: str) -> time:
    match = _HOUR.fullmatch(text.strip().rstrip("h").strip()) or re.fullmatch(r"(\d{1,2})()", text.strip())
    try:
        return time(int(match[1]), int(match[2] or 0)) if match else _no_hour()
    except ValueError:
        _no_hour()
        raise


def _no_hour() -> time:
    raise Unreadable(_("esa hora no existe: escríbala como 14:30"))


def read_yes_no(text: str) -> bool:
    """Raises Unreadable."""
    said = text.strip().lower()
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise Unreadable(_("escriba sí o no"))
