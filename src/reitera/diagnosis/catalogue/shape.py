"""How one factor is written down in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reitera.diagnosis.technology import COPPER, FIBRE, Technology

Ends = list[str | None]
EVERY = tuple(Technology)
ONT, OLT, MODEM, METER = "una ONT", "una OLT", "un módem", "un medidor"
OK, WATCH, CRITICAL = "ok", "observation", "critical"

GROUPS: dict[str, tuple[str, tuple[Technology, ...]]] = {
    "F": ("Óptica", FIBRE),
    "E": ("Equipo, sesión y servicio", EVERY),
    "W": ("Wi-Fi y red interna", EVERY),
    "H": ("HFC", (Technology.HFC,)),
    "D": ("ADSL y VDSL", COPPER),
}
"""Families by the letter of the code: their title and the technologies they are reviewed on."""


@dataclass(frozen=True)
class FactorSeed:
    """One factor. `kind`: "number" (judged by bands), "choice" (by the answer) or "text" (noted, not judged).

    `possible` is what `instrument` can measure: a value outside it is a typing error. `variant_by`: "", "class",
    "technology", or a word that is asked for ("splitter", "modulation"). `source` says where the thresholds come from.
    """

    code: str
    label: str
    unit: str
    kind: str
    technologies: tuple[Technology, ...]
    bands: Mapping[str, Mapping[str, Ends]] = field(default_factory=dict)
    choices: Sequence[Mapping[str, str]] = ()
    possible: tuple[str | None, str | None] = (None, None)
    instrument: str = ""
    is_count: bool = False
    variant_by: str = ""
    source: str = ""
    hint: str = ""

    @property
    def group(self) -> str:
        return GROUPS[self.code[4]][0]


def band(ok: tuple[str | None, str | None], watch: tuple[str | None, str | None]) -> dict[str, Ends]:
    """OK inside `ok`, observation inside `watch`, critical outside; None is an open end."""
    return {"ok": list(ok), "watch": list(watch)}


def at_most(ok: str, watch: str) -> dict[str, Ends]:
    return band((None, ok), (None, watch))


def at_least(ok: str, watch: str) -> dict[str, Ends]:
    return band((ok, None), (watch, None))


def number(
    code: str,
    label: str,
    unit: str,
    bands: Mapping[str, Any],
    *,
    possible: tuple[str | None, str | None],
    instrument: str,
    technologies: tuple[Technology, ...] | None = None,
    **more: Any,
) -> FactorSeed:
    """A measured factor; `bands` of one kind, or by variant where `variant_by` is said."""
    by_variant = bands if "variant_by" in more else {"": bands}
    return FactorSeed(
        f"FAC-{code}", label, unit, "number", technologies or GROUPS[code[0]][1], by_variant,
        possible=possible, instrument=instrument, **more,
    )  # fmt: skip


def count(code: str, label: str, ok: str, watch: str, *, instrument: str = "el equipo", **more: Any) -> FactorSeed:
    """Something that is counted: 0 or more, whole."""
    unit = more.pop("unit", "")
    return number(
        code, label, unit, at_most(ok, watch), possible=("0", "1000000"), instrument=instrument, is_count=True, **more
    )


def choice(code: str, label: str, *options: tuple[str, str], **more: Any) -> FactorSeed:
    """A closed answer: each option with its state ("not_applicable" where it says nothing)."""
    choices = [{"code": str(n), "label": text, "state": state} for n, (text, state) in enumerate(options, start=1)]
    technologies = more.pop("technologies", GROUPS[code[0]][1])
    return FactorSeed(f"FAC-{code}", label, "", "choice", technologies, choices=choices, **more)
