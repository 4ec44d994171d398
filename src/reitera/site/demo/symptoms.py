"""What customers complain about, by technology, and the closing codes of the orders that mend it."""

from __future__ import annotations

from random import Random

from reitera.site.demo.territory import CABLE, COPPER, FIBRE

Complaint = tuple[str, str]  # category, symptom

NO_SERVICE, SLOW, UNSTABLE, WIFI, CABLING, EQUIPMENT = (
    "Sin servicio",
    "Lentitud",
    "Intermitencia",
    "Wi-Fi",
    "Cableado",
    "Equipo",
)

_SLOW = (
    (SLOW, "Velocidad menor a la contratada"),
    (SLOW, "Lento en horas de la noche"),
    (SLOW, "Videollamadas se congelan"),
)
_WIFI = ((WIFI, "Señal Wi-Fi no llega a todos los ambientes"), (WIFI, "No aparece la red Wi-Fi"))
_UNSTABLE = ((UNSTABLE, "Se corta varias veces al día"), (UNSTABLE, "Se corta unos minutos y vuelve solo"))

COMPLAINTS: dict[str, tuple[Complaint, ...]] = {
    FIBRE: (
        (NO_SERVICE, "ONT con luz LOS en rojo"),
        (NO_SERVICE, "ONT sin luz PON"),
        (NO_SERVICE, "Sin navegación con luces normales"),
        *_UNSTABLE,
        *_SLOW,
        *_WIFI,
        (CABLING, "Acometida de fibra cortada"),
        (CABLING, "Conector suelto en la roseta"),
        (EQUIPMENT, "ONT no enciende"),
    ),
    CABLE: (
        (NO_SERVICE, "Cable módem no sincroniza"),
        *_UNSTABLE,
        *_SLOW,
        *_WIFI,
        (CABLING, "Acometida coaxial dañada"),
        (EQUIPMENT, "Cable módem se reinicia"),
    ),
    COPPER: (
        (NO_SERVICE, "Sin tono y sin internet"),
        (NO_SERVICE, "Módem no sincroniza"),
        *_UNSTABLE,
        (UNSTABLE, "Se corta al llamar por teléfono"),
        *_SLOW,
        (CABLING, "Par cruzado o con ruido"),
    ),
}
RAINY: dict[str, Complaint] = {
    FIBRE: (UNSTABLE, "Se corta cuando llueve"),
    CABLE: (UNSTABLE, "Se corta cuando llueve"),
    COPPER: (CABLING, "Ruido en la línea después de la lluvia"),
}
OUTAGE: Complaint = (NO_SERVICE, "ONT con luz LOS en rojo")

CLOSING_CODES: dict[str, tuple[str, ...]] = {
    NO_SERVICE: ("Reactivación de puerto", "Cambio de acometida", "Reinicio de ONT", "Fusión en caja"),
    SLOW: ("Ajuste de perfil de velocidad", "Limpieza de conector", "Cambio de canal Wi-Fi"),
    UNSTABLE: ("Limpieza de conector", "Cambio de conector", "Cambio de ONT", "Reubicación en caja"),
    WIFI: ("Cambio de canal Wi-Fi", "Reubicación de equipo", "Orientación al cliente"),
    CABLING: ("Cambio de acometida", "Fusión en caja", "Cambio de roseta"),
    EQUIPMENT: ("Cambio de equipo", "Cambio de fuente"),
}


def complain(rng: Random, technology: str, *, rain: bool) -> Complaint:
    """A complaint that fits the technology; on a rainy day one in three is about the rain."""
    if rain and rng.random() < 1 / 3:
        return RAINY[technology]
    return rng.choice(COMPLAINTS[technology])
