"""What a technician checks before leaving (19.2), as data: one list per technology, in the order of the work.

Source of the fibre list: our catalogues, section 6, after what operators and vendors publish; the lists for coaxial and
copper follow its variants. A range is where a reading is OK for the common optical class (B+) and the usual plant.
Cause, solution and the customer's conformity are asked in the report itself. Standard library only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any


def _(spanish: str) -> str:
    """Mark a label for translation; this module knows no translation machinery."""
    return spanish


class Kind(StrEnum):
    DONE = "done"
    READING = "reading"
    TEXT = "text"


@dataclass(frozen=True)
class CheckItem:
    """One thing to do, measure or write. A gate may be left out only as an observed closing.

    `low` and `high` bound an OK reading, both included. `gate_for` names the solutions that make the item a gate;
    `factors` the factors of the diagnosis whose reading before the solution says the same.
    """

    code: str
    label: str
    kind: Kind = Kind.DONE
    unit: str = ""
    is_gate: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    gate_for: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()

    def is_gate_with(self, solution: str) -> bool:
        return self.is_gate or solution in self.gate_for

    def is_out_of_range(self, value: Decimal) -> bool:
        return (self.low is not None and value < self.low) or (self.high is not None and value > self.high)


CONNECTOR_WORK = ("SOL-S01", "SOL-S02", "SOL-S03")
_READING, _TEXT = Kind.READING, Kind.TEXT

FIBRE = (
    CheckItem("F01", _("Serie de la ONT y puerto de la CTO, leídos en el lugar"), _TEXT, is_gate=True),
    CheckItem("F02", _("Fotos de las luces de la ONT y del puerto, antes de tocar")),
    CheckItem("F03", _("Potencia Rx antes"), _READING, "dBm", is_gate=True, factors=("FAC-F01", "FAC-F02")),
    CheckItem("F04", _("Conector inspeccionado, limpiado y vuelto a inspeccionar"), gate_for=CONNECTOR_WORK),
    CheckItem("F05", _("Acometida y CTO revisadas: curvaturas, sello, etiqueta, vecinos con luz")),
    CheckItem("F07", _("Potencia Rx después"), _READING, "dBm", is_gate=True, low=Decimal(-25), high=Decimal(-10)),
    CheckItem("F08", _("Potencia Rx en la OLT, después"), _READING, "dBm", low=Decimal(-26), high=Decimal(-10)),
    CheckItem("F09", _("ONT estable 10 minutos, sin LOS ni alarmas")),
    CheckItem("F10", _("Velocidad por cable, bajada"), _READING, "Mbit/s", is_gate=True),
    CheckItem("F11", _("Señal Wi-Fi donde se usa"), _READING, "dBm", low=Decimal(-75)),
    CheckItem("F12", _("Fotos de CTO, roseta, ONT y prueba de velocidad")),
)
COAX = (
    CheckItem("H01", _("Serie del módem y tap, leídos en el lugar"), _TEXT, is_gate=True),
    CheckItem("H02", _("Fotos antes de tocar")),
    CheckItem("H03", _("Potencia de bajada antes"), _READING, "dBmV", is_gate=True, factors=("FAC-H01",)),
    CheckItem("H04", _("Nivel en el tap y puesta a tierra revisados")),
    CheckItem("H05", _("Potencia de bajada después"), _READING, "dBmV", is_gate=True, low=Decimal(-7), high=Decimal(7)),
    CheckItem("H06", _("MER de bajada después"), _READING, "dB", is_gate=True, low=Decimal(35)),
    CheckItem("H07", _("Potencia de subida después"), _READING, "dBmV", low=Decimal(35), high=Decimal(50)),
    CheckItem("H08", _("T3 y T4 en 15 minutos"), _READING, "", high=Decimal(1)),
    CheckItem("H09", _("Velocidad por cable, bajada"), _READING, "Mbit/s", is_gate=True),
    CheckItem("H10", _("Señal Wi-Fi donde se usa"), _READING, "dBm", low=Decimal(-75)),
    CheckItem("H11", _("Fotos del trabajo terminado")),
)
COPPER = (
    CheckItem("D01", _("Serie del módem y par, leídos en el lugar"), _TEXT, is_gate=True),
    CheckItem("D02", _("Margen SNR de bajada antes"), _READING, "dB", is_gate=True, factors=("FAC-D01",)),
    CheckItem("D03", _("Filtros y derivaciones revisados")),
    CheckItem("D04", _("Margen SNR de bajada después"), _READING, "dB", is_gate=True, low=Decimal(11)),
    CheckItem("D05", _("Atenuación de bajada"), _READING, "dB", high=Decimal(50)),
    CheckItem("D06", _("Errores CRC en 15 minutos"), _READING, "", high=Decimal(10)),
    CheckItem("D07", _("Aislamiento del par"), _READING, "MΩ", low=Decimal(1)),
    CheckItem("D08", _("Velocidad por cable, bajada"), _READING, "Mbit/s", is_gate=True),
    CheckItem("D09", _("Fotos del trabajo terminado")),
)
OTHER = (
    CheckItem("O01", _("Equipo y puerto, leídos en el lugar"), _TEXT, is_gate=True),
    CheckItem("O02", _("Fotos antes de tocar")),
    CheckItem("O03", _("Servicio estable 10 minutos")),
    CheckItem("O04", _("Velocidad por cable, bajada"), _READING, "Mbit/s", is_gate=True),
    CheckItem("O05", _("Fotos del trabajo terminado")),
)
PROTOCOLS: dict[str, tuple[CheckItem, ...]] = {"F": FIBRE, "H": COAX, "D": COPPER, "": OTHER}
"""By the letter of the technology (`cases.catalogue.letter_of`)."""


@dataclass(frozen=True)
class Checked:
    """A filled checklist: its rows as they are kept, the items that lack a reason, and whether it is observed."""

    rows: list[dict[str, Any]]
    unexplained: list[CheckItem]
    is_observed: bool


def check(items: Sequence[CheckItem], values: Mapping[str, Any], reasons: Mapping[str, str], solution: str) -> Checked:
    """Judge the values by code of item (True for done, text, or a number) against the protocol.

    What is missing or out of range needs its reason; a missing gate or a reading out of range is an observed closing.
    Raises ValueError for a reading that is no number.
    """
    rows, unexplained, observed = [], [], False
    for item in items:
        value = _value(item, values.get(item.code))
        missing = value in (None, "")
        wrong = not missing and item.kind is Kind.READING and item.is_out_of_range(Decimal(value or 0))
        reason = reasons.get(item.code, "").strip() if missing or wrong else ""
        if (missing or wrong) and not reason:
            unexplained.append(item)
        observed = observed or wrong or (missing and item.is_gate_with(solution))
        row = {"code": item.code, "label": item.label, "value": value, "unit": item.unit}
        rows.append({**row, "is_out": wrong, "reason": reason} if missing or wrong else row)
    return Checked(rows, unexplained, observed)


def _value(item: CheckItem, given: Any) -> str | None:
    """The value as it is kept: "yes" for done, the text, or the number in plain notation."""
    if given in (None, "", False):
        return None
    if item.kind is Kind.DONE:
        return "yes"
    if item.kind is Kind.TEXT:
        return str(given).strip() or None
    return f"{number(str(given)):f}"


def said(value: str | None) -> str:
    """A kept value as people here write it: "−21,8" for "-21.8"; a text as it is."""
    if value is None:
        return ""
    try:
        return f"{Decimal(value):f}".replace("-", "−").replace(".", ",")
    except InvalidOperation:
        return value


def number(text: str) -> Decimal:
    """A number as people write it: decimal comma or point, true minus or hyphen. Raises ValueError."""
    try:
        value = Decimal(text.strip().replace("−", "-").replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"not a number: {text[:40]}") from None
    if not value.is_finite() or abs(value) >= 1_000_000:
        raise ValueError(f"not a number that is measured: {text[:40]}")
    return value
