"""What was written for one factor, understood and judged, before it is kept as a reading."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reitera.core.text import fold
from reitera.diagnosis.judgement import Judgement, NotANumber, parse_value
from reitera.diagnosis.models import FactorVersion
from reitera.diagnosis.words import CannotUse, measured

NO_DATA_WORDS = frozenset({"sin dato", "s/d", "sd", "n/d", "nd", "-", "--", "null", "none"})
NOT_APPLICABLE_WORDS = frozenset({"no aplica", "n/a", "na"})

# What OLTs and CMTS answer when they have no reading (Huawei, ZTE).
_SENTINELS = frozenset(map(Decimal, (2147483647, 65535000, -80000)))
_NO_READING = Decimal(-1)

VARIANT_QUESTIONS = {
    "class": gettext_lazy("Diga la clase óptica del puerto: de ella dependen los límites."),
    "technology": gettext_lazy("Diga la tecnología: de ella dependen los límites."),
    "splitter": gettext_lazy("Elija la relación del splitter."),
    "modulation": gettext_lazy("Elija la modulación."),
}


@dataclass(frozen=True)
class Entry:
    """One filled factor with its state, by the version in force and the variant that applies."""

    version: FactorVersion
    judgement: Judgement
    variant: str = ""
    value: Decimal | None = None
    choice: str = ""
    text: str = ""


def entry_of(version: FactorVersion, written: str, variant: str = "", *, by_machine: bool = False) -> Entry:
    """Understand and judge what was written. Raises CannotUse with the reason in words.

    "sin dato" and "no aplica" are answers too. A machine's marks for "no reading" are no data; a person who wrote them
    is asked again.
    """
    words = fold(written)
    if words in NO_DATA_WORDS:
        return Entry(version, Judgement.NO_DATA)
    if words in NOT_APPLICABLE_WORDS:
        return Entry(version, Judgement.NOT_APPLICABLE)
    if version.kind == FactorVersion.Kind.TEXT:
        return Entry(version, Judgement.NOT_APPLICABLE, text=written.strip()[:160])
    if version.kind == FactorVersion.Kind.CHOICE:
        return _chosen(version, words)
    if by_machine and _is_no_reading(version, written):
        return Entry(version, Judgement.NO_DATA)
    if version.bands_of(variant) is None:
        raise CannotUse(_why_no_bands(version, variant))
    value = measured(version, written, variant)
    return Entry(version, version.judge_value(value, variant), variant, value)


def _why_no_bands(version: FactorVersion, variant: str) -> str:
    if not variant:
        return str(VARIANT_QUESTIONS[version.variant_by])
    judged = ", ".join(version.bands)
    return _("Este factor se juzga para {judged}, y aquí es {variant}.").format(judged=judged, variant=variant)


def _chosen(version: FactorVersion, words: str) -> Entry:
    for option in version.choices:
        if words in (option["code"], fold(option["label"])):
            return Entry(version, version.judge_choice(option["code"]), choice=option["code"])
    options = ", ".join(f"«{option['label']}»" for option in version.choices)
    raise CannotUse(_("No está entre las respuestas: {options}.").format(options=options))


def _is_no_reading(version: FactorVersion, written: str) -> bool:
    try:
        value = parse_value(written)
    except NotANumber:
        return False
    return value in _SENTINELS or (value == _NO_READING and not version.possible_span.holds(value))


def variant_for(version: FactorVersion, *, optical_class: str, technology: str | None, asked: str = "") -> str:
    """The key of the bands that apply to a factor."""
    match version.variant_by:
        case "":
            return ""
        case "class":
            # A factor of one class says it by itself.
            return optical_class or (next(iter(version.bands)) if len(version.bands) == 1 else "")
        case "technology":
            return technology or ""
    return asked
