"""Readings in words: numbers with a true minus and a decimal comma, and the reason a value cannot be used."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _

from reitera.diagnosis.judgement import Judgement, NotANumber, likely_value, parse_value

if TYPE_CHECKING:
    from reitera.diagnosis.models import FactorVersion, Reading

STATE_KINDS = {
    Judgement.OK: "ok",
    Judgement.OBSERVATION: "obs",
    Judgement.CRITICAL: "crit",
    Judgement.NO_DATA: "none",
    Judgement.NOT_APPLICABLE: "none",
}
"""How each state is drawn: the kinds of the `state` part."""


class CannotUse(ValueError):
    """A value that is refused; the text is the sentence for whoever wrote it."""


def number(value: Decimal | None) -> str:
    """ "−21,8": no zeros at the end, a true minus, the decimal sign of the language."""
    if value is None:
        return ""
    plain = format(value.normalize() + 0, "f")
    places = len(plain.partition(".")[2])
    return formats.number_format(plain, decimal_pos=places, use_l10n=True).replace("-", "−")


def with_unit(value: Decimal | None, unit: str) -> str:
    return f"{number(value)} {unit}".strip()


def value_words(reading: Reading) -> str:
    """What was read, as a person says it; empty when there is no data."""
    if reading.value is not None:
        return with_unit(reading.value, reading.version.unit)
    if reading.choice:
        option = reading.version.option(reading.choice)
        return option["label"] if option else ""
    return reading.text


def measured(version: FactorVersion, text: str, variant: str = "") -> Decimal:
    """The value somebody wrote for a factor. Raises CannotUse with the reason, and with what they probably meant."""
    try:
        value = parse_value(text)
    except NotANumber as error:
        raise CannotUse(_("«{text}» no es un número. Se espera algo como −21,8.").format(text=text[:30])) from error
    if version.is_count and value != value.to_integral_value():
        raise CannotUse(_("Se cuenta en enteros: {value} no lo es.").format(value=number(value)))
    if not version.possible_span.holds(value):
        raise CannotUse(_outside(version, value, variant))
    return value


def _outside(version: FactorVersion, value: Decimal, variant: str) -> str:
    said = _("{value} está fuera de lo que mide {instrument}.").format(
        value=with_unit(value, version.unit), instrument=version.instrument or _("el instrumento")
    )
    likely = likely_value(value, version.possible_span, version.bands_of(variant))
    if likely is not None and not (version.is_count and likely != likely.to_integral_value()):
        return said + " " + _("¿Quiso escribir {likely}?").format(likely=number(likely))
    span = version.possible_span
    return said + " " + _("Mide de {low} a {high}.").format(low=number(span.low), high=number(span.high))
