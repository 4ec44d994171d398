"""Where the invented provider works: two operations centres, their zones, and where a line hangs in the network."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

FIBRE, CABLE, COPPER = "FTTH_GPON", "HFC", "ADSL"

LINES_PER_PORT = 64  # a GPON port is usually split 1:64
LINES_PER_SPLITTER = 16
LINES_PER_BOX = 8


@dataclass(frozen=True, slots=True)
class Centre:
    """An operations centre: ``code`` and ``name`` for our pages, ``export_name`` as the commercial system writes it."""

    code: str
    name: str
    export_name: str
    zones: tuple[str, ...]


NORTH = Centre(
    "NORTE",
    "Centro Norte",
    "C.O. NORTE",
    ("Cala Cala", "Queru Queru", "Sarco", "Tupuraya", "Recoleta", "Temporal", "Mayorazgo", "Hipódromo", "Condebamba"),
)
SOUTH = Centre(
    "SUR",
    "Centro Sur",
    "C.O. SUR",
    (
        "Jaihuayco",
        "Alalay",
        "Villa México",
        "Las Cuadras",
        "La Tamborada",
        "Valle Hermoso",
        "Lacma",
        "Ticti",
        "La Chimba",
    ),
)
CENTRES = (NORTH, SOUTH)


@dataclass(frozen=True, slots=True)
class Location:
    """The network elements of one line; a line that is not on fibre has only ``text``."""

    olt: str = ""
    port: str = ""
    splitter: str = ""
    box: str = ""
    text: str = ""


class Network:
    """Hands out places zone by zone, filling one port before the next is lit."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._lines: Counter[tuple[str, str]] = Counter()

    def connect(self, centre: Centre, zone: str, technology: str) -> Location:
        """The next free place of the zone for a line of this technology."""
        place = self._lines[zone, technology]
        self._lines[zone, technology] += 1
        if technology == FIBRE:
            return _fibre(centre, zone, place)
        return Location(text=self._text(centre, zone, technology))

    def _text(self, centre: Centre, zone: str, technology: str) -> str:
        number = centre.zones.index(zone) + 1
        if technology == CABLE:
            return f"Nodo {centre.code}-{number:02d}, tap {self._rng.randrange(1, 40)}"
        return f"Armario {zone} {number:02d}, par {self._rng.randrange(1, 900)}"


def _fibre(centre: Centre, zone: str, place: int) -> Location:
    index = centre.zones.index(zone)
    port, splitter, box = place // LINES_PER_PORT, place // LINES_PER_SPLITTER, place // LINES_PER_BOX
    return Location(
        olt=f"OLT-{centre.code}-{index // 3 + 1:02d}",
        port=f"{index % 3 + 1}/{port + 1}",
        splitter=f"SPL-{centre.code[0]}{index + 1}-{splitter + 1:02d}",
        box=f"CTO-{centre.code[0]}{index + 1}-{box + 1:03d}",
    )
