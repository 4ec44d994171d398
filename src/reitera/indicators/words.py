"""The indicator in words: months by name, signed figures, and why a month has no verdict."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reitera.indicators.indicator import Indicator, last_day

_MINUS = "\N{MINUS SIGN}"


def month_name(month: date) -> str:
    """ "octubre 2026"."""
    return date_format(month, "F Y")


def month_alone(month: date) -> str:
    """ "octubre", where the year is plain from the page."""
    return date_format(month, "F")


def signed(value: int | None) -> str:
    """−11, 0 or +4, with a true minus; "" for none."""
    if value is None:
        return ""
    sign = _MINUS if value < 0 else "+" if value > 0 else ""
    return f"{sign}{number_format(abs(value), use_l10n=True)}"


def difference_in_words(indicator: Indicator) -> str:
    """ "Se dieron de baja 219 productos, 11 más que el mes anterior."; "" without a value."""
    current, value = indicator.current, indicator.value
    if current is None or value is None:
        return ""
    left = ngettext("Se dio de baja {n} producto", "Se dieron de baja {n} productos", current)
    if value == 0:
        against = _("los mismos que el mes anterior")
    elif value < 0:
        against = _("{n} más que el mes anterior")
    else:
        against = _("{n} menos que el mes anterior")
    return f"{left.format(n=number_format(current))}, {against.format(n=number_format(abs(value)))}."


def why_no_verdict(indicator: Indicator, today: date) -> str:
    """What is missing for a verdict, and what to do; "" where nothing is."""
    if indicator.value is not None:
        return ""
    month, before = month_alone(indicator.month), month_alone(indicator.previous_month)
    if last_day(indicator.month) >= today:
        text = _("{month} todavía no termina. El indicador se calcula cuando termine y sus bajas estén importadas.")
        return text.format(month=_capital(month))
    if indicator.current is None:
        text = _("Todavía no hay bajas de todo {month}. El indicador se calcula cuando se importen desde Smartflex.")
        return text.format(month=month)
    text = _("No hay bajas de todo {month} con que comparar. El indicador se calcula cuando se importen.")
    return text.format(month=before)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
