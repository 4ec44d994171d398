"""Technologies of a connection and optical classes (pure data).

Limits of the classes: ITU-T G.984.2 with its amendments 1 (B+) and 2 (C+), and G.9807.1 (N1), as printed by vendors and
integrators; the receiver limit of an XGS-PON ONT is common practice, not a figure we found in the standard.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reitera.core.text import fold
from reitera.diagnosis.judgement import Span, span_of


def _(spanish: str) -> str:
    return spanish


class Technology(StrEnum):
    GPON = "FTTH_GPON"
    XGS = "FTTH_XGS"
    HFC = "HFC"
    ADSL = "ADSL"
    VDSL = "VDSL"
    OTHER = "OTRA"


TECHNOLOGIES: dict[Technology, str] = {
    Technology.GPON: _("FTTH GPON"),
    Technology.XGS: _("FTTH XGS-PON"),
    Technology.HFC: _("HFC (DOCSIS)"),
    Technology.ADSL: _("ADSL"),
    Technology.VDSL: _("VDSL2"),
    Technology.OTHER: _("Otra (inalámbrico, empresarial)"),
}

FIBRE = (Technology.GPON, Technology.XGS)
COPPER = (Technology.ADSL, Technology.VDSL)

_SAID: tuple[tuple[Technology, tuple[str, ...]], ...] = (
    (Technology.XGS, ("xgs",)),
    (Technology.GPON, ("gpon", "ftth", "fibra", "fiber", "pon")),
    (Technology.HFC, ("hfc", "docsis", "coax", "cable")),
    (Technology.VDSL, ("vdsl",)),
    (Technology.ADSL, ("adsl", "dsl", "cobre")),
)


def technology_of(said: str) -> Technology | None:
    """The technology behind the commercial system's word ("FTTH GPON", "Fibra 200"); None when it says nothing."""
    words = fold(said)
    if not words:
        return None
    for technology, marks in _SAID:
        if any(mark in words for mark in marks):
            return technology
    return Technology.OTHER


@dataclass(frozen=True)
class OpticalClass:
    """Limits of one class: levels in dBm, `budget` in dB. `technology` is where it is used."""

    code: str
    technology: Technology
    olt_tx: Span
    olt_rx: Span
    ont_tx: Span | None
    ont_rx: Span | None
    budget: Decimal


OPTICAL_CLASSES: dict[str, OpticalClass] = {
    optical.code: optical
    for optical in (
        OpticalClass("B+", Technology.GPON, span_of(("1.5", "5")), span_of(("-28", "-8")), span_of(("0.5", "5")),
                     span_of(("-27", "-8")), Decimal(28)),
        OpticalClass("C+", Technology.GPON, span_of(("3", "7")), span_of(("-32", "-12")), span_of(("0.5", "5")),
                     span_of(("-30", "-8")), Decimal(32)),
        OpticalClass("C++", Technology.GPON, span_of(("4.5", "10")), span_of(("-33", None)), None, None, Decimal(33)),
        OpticalClass("N1", Technology.XGS, span_of(("2", "5")), span_of(("-29", None)), None,
                     span_of(("-28", "-9")), Decimal(29)),
    )
}  # fmt: skip


def classes_of(technology: Technology | None) -> tuple[str, ...]:
    """The optical classes a port of this technology may have and whose readings can be judged."""
    return tuple(
        optical.code
        for optical in OPTICAL_CLASSES.values()
        if optical.technology is technology and optical.ont_rx is not None
    )


SPLITTER_LOSS: dict[str, Span] = {
    "1:2": span_of(("3.3", "3.8")),
    "1:4": span_of(("6.5", "7.2")),
    "1:8": span_of(("10.2", "10.8")),
    "1:16": span_of(("13.5", "14.5")),
    "1:32": span_of(("16.5", "17.5")),
    "1:64": span_of(("19.5", "21.0")),
    "1:128": span_of(("22.5", "24.5")),
}
"""Loss of a splitter in dB, by its ratio."""
