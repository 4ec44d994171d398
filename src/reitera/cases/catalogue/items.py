"""The lists that people choose from, as they are when the product is installed; an administrator keeps them after.

Plain data: family, code, label, group, technologies and facts. The codes and their grouping are proposals of ours; the
grouping follows the location-based disposition codes of telephone companies. Each family has its own prefix.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CAUSE, SOLUTION, VISIT_RESULT = "CAU", "SOL", "VIS"
CALL_RESULT, RETENTION, DISSATISFACTION = "LLA", "RET", "INS"

FIBRE, COAX, COPPER = "F", "H", "D"
"""Technologies by one letter: FTTH, HFC, DSL. An item without letters is for all."""

_SAID = {FIBRE: ("FTTH", "PON", "FIBRA"), COAX: ("HFC", "DOCSIS", "COAX"), COPPER: ("DSL", "COBRE")}


def letter_of(technology: str) -> str:
    """The letter of a product's technology as files say it ("FTTH GPON", "ADSL"); "" for any other."""
    said = technology.upper()
    return next((letter for letter, words in _SAID.items() if any(word in said for word in words)), "")


@dataclass(frozen=True)
class Item:
    """One thing to choose. `facts` are what the product reads of it, named where they are used."""

    code: str
    label: str
    group: str = ""
    technologies: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def family(self) -> str:
        return self.code[:3]


def _causes(group: str, *rows: tuple[str, str, str, str, str]) -> Iterator[Item]:
    """Rows of code, label, technologies, who owns it, and how it counts for the repeat rate of the network:
    S yes, N no, M yes but it may be a mass outage, ? yes and worth a second look (no fault was found)."""
    for code, label, technologies, responsible, counts in rows:
        facts: dict[str, Any] = {"responsible": responsible, "counts": counts != "N"}
        if counts == "M":
            facts["may_be_mass_outage"] = True
        if counts == "?":
            facts["is_unexplained"] = True
        yield Item(f"{CAUSE}-{code}", label, group, technologies, facts)


CAUSES: tuple[Item, ...] = (
    *_causes(
        "Acometida y domicilio",
        ("A01", "Acometida dañada (corte, aplastada)", "FHD", "Planta externa", "S"),
        ("A02", "Acometida con curvatura o tensión", "F", "Planta externa", "S"),
        ("A03", "Conector sucio", "F", "Instalaciones", "S"),
        ("A04", "Conector dañado o mal armado", "FH", "Instalaciones", "S"),
        ("A05", "Roseta, PTO o caja interior defectuosa", "F", "Instalaciones", "S"),
        ("A06", "Patchcord defectuoso", "F", "Instalaciones", "S"),
        ("A07", "Empalme defectuoso en acometida", "FD", "Instalaciones", "S"),
        ("A08", "Divisor o pasivo doméstico defectuoso", "H", "Instalaciones", "S"),
        ("A09", "Microfiltro o caja telefónica", "D", "Instalaciones", "S"),
        ("A10", "Puesta a tierra deficiente", "HD", "Instalaciones", "S"),
    ),
    *_causes(
        "Red de distribución",
        ("B01", "Puerto de CTO o NAP dañado o sucio", "F", "Planta externa", "S"),
        ("B02", "Desconexión por tercero en CTO o NAP", "F", "Planta externa", "S"),
        ("B03", "Splitter con pérdida alta", "F", "Planta externa", "S"),
        ("B04", "CTO con agua, humedad o animales", "F", "Planta externa", "S"),
        ("B05", "Fibra de distribución o alimentador dañada", "F", "Planta externa", "M"),
        ("B06", "Empalme de red (mufa)", "F", "Planta externa", "M"),
        ("B07", "Nivel óptico fuera de diseño", "F", "Ingeniería", "S"),
        ("B08", "Tap o amplificador", "H", "Planta externa", "M"),
        ("B09", "Ingreso de ruido en el nodo", "H", "Planta externa", "M"),
        ("B10", "Nodo óptico o fuente de poder de red", "H", "Planta externa", "M"),
        ("B11", "Par de cobre defectuoso o con humedad", "D", "Planta externa", "S"),
        ("B12", "Armario o regleta", "D", "Planta externa", "S"),
        ("B13", "Vandalismo o robo", "", "Tercero", "N"),
        ("B14", "Daño por obra o vehículo", "", "Tercero", "N"),
    ),
    *_causes(
        "Equipo del operador en domicilio",
        ("C01", "ONT o módem defectuoso", "", "Equipos", "S"),
        ("C02", "Fuente de poder del equipo", "", "Equipos", "S"),
        ("C03", "ONT intrusa", "F", "Equipos", "S"),
        ("C04", "Firmware con defecto", "", "Ingeniería", "S"),
        ("C05", "Equipo obsoleto para el plan", "", "Comercial", "S"),
        ("C06", "Sobrecalentamiento o mala ubicación", "", "Instalaciones", "S"),
    ),
    *_causes(
        "Wi-Fi y red interna",
        ("D01", "Cobertura Wi-Fi insuficiente", "", "Cliente u operador", "S"),
        ("D02", "Interferencia o canal saturado", "", "Operador", "S"),
        ("D03", "Saturación por número de dispositivos", "", "Cliente", "S"),
        ("D04", "Cableado interno del cliente", "", "Cliente", "N"),
        ("D05", "Router o repetidor propio del cliente", "", "Cliente", "N"),
        ("D06", "Dispositivo del cliente", "", "Cliente", "N"),
        ("D07", "Uso o desconocimiento", "", "Cliente", "N"),
    ),
    *_causes(
        "Configuración y plataforma",
        ("E01", "Perfil de velocidad mal aprovisionado", "", "Plataforma", "S"),
        ("E02", "VLAN, service-port o modo del equipo", "", "Plataforma", "S"),
        ("E03", "Credenciales o sesión PPPoE/DHCP", "", "Plataforma", "S"),
        ("E04", "DNS, CGNAT o direccionamiento", "", "Core", "S"),
        ("E05", "Puerto o tarjeta de OLT, CMTS o DSLAM", "", "Core", "M"),
        ("E06", "Saturación de puerto PON o nodo", "", "Ingeniería", "S"),
        ("E07", "Troncal, core o salida internacional", "", "Core", "N"),
        ("E08", "Alta o migración mal ejecutada", "", "Instalaciones", "S"),
        ("E09", "Suspensión comercial o deuda", "", "Comercial", "N"),
    ),
    *_causes(
        "Energía",
        ("F01", "Corte de energía en domicilio", "", "Cliente", "N"),
        ("F02", "Corte de energía zonal", "", "Tercero", "N"),
        ("F03", "Energía de red del operador", "", "Planta", "M"),
    ),
    *_causes(
        "Sin falla o administrativo",
        ("G01", "Sin falla encontrada", "", "", "?"),
        ("G02", "Se normalizó solo", "", "", "?"),
        ("G03", "Falla masiva", "", "", "N"),
        ("G04", "Reporte duplicado de orden abierta", "", "", "N"),
        ("G05", "Consulta o trámite, no falla", "", "", "N"),
        ("G06", "Fuerza mayor (tormenta, inundación)", "", "", "N"),
        ("G07", "Causa no registrada", "", "", "S"),
    ),
)
"""Why the fault happened. Those without a fault count all the same: hiding them is how intermittent faults vanish."""


def _solutions(*rows: tuple[str, str, str, str, bool]) -> Iterator[Item]:
    """Rows of code, label, technologies, the evidence asked for, and whether it is only palliative."""
    for code, label, technologies, evidence, palliative in rows:
        yield Item(f"{SOLUTION}-{code}", label, "", technologies, {"evidence": evidence, "is_palliative": palliative})


SOLUTIONS: tuple[Item, ...] = tuple(
    _solutions(
        ("S01", "Limpieza e inspección de conector", "F", "dBm antes y después, resultado de la inspección", False),
        ("S02", "Cambio de conector", "FH", "nivel antes y después", False),
        ("S03", "Cambio de patchcord", "F", "dBm después", False),
        ("S04", "Cambio de roseta o PTO", "F", "dBm después", False),
        ("S05", "Reparación de acometida", "", "foto", False),
        ("S06", "Cambio total de acometida", "", "metros y foto", False),
        ("S07", "Cambio de puerto en CTO o NAP", "F", "puerto anterior y nuevo", False),
        ("S08", "Cambio o reparación de splitter", "F", "antes y después en dos vecinos", False),
        ("S09", "Reempalme o reparación de mufa", "F", "OTDR o pérdida", False),
        ("S10", "Ordenamiento y etiquetado de CTO", "F", "foto", False),
        ("S11", "Cambio de ONT o módem", "", "serie anterior y nueva", False),
        ("S12", "Cambio de fuente", "", "", False),
        ("S13", "Reubicación de ONT o router", "", "señal Wi-Fi antes y después", False),
        ("S14", "Ajuste de Wi-Fi (canal, banda, ancho)", "", "señal Wi-Fi y canal", False),
        ("S15", "Instalación de repetidor, mesh o AP", "", "prueba de cobertura", False),
        ("S16", "Cableado interno nuevo", "", "puerto a 1000 full", False),
        ("S17", "Corrección de perfil o velocidad", "", "prueba de velocidad", False),
        ("S18", "Corrección de VLAN o service-port", "", "", False),
        ("S19", "Reinicio de equipo o sesión", "", "", True),
        ("S20", "Actualización de firmware", "", "versión", False),
        ("S21", "Reconfiguración de fábrica y aprovisionamiento", "", "", False),
        ("S22", "Cambio de puerto o tarjeta de OLT, CMTS o DSLAM", "", "", False),
        ("S23", "División de nodo o PON", "FH", "", False),
        ("S24", "Cambio de tap, amplificador o pasivo", "H", "niveles antes y después", False),
        ("S25", "Eliminación de ingreso de ruido", "H", "SNR de subida", False),
        ("S26", "Cambio de par o reparación de cobre", "D", "margen SNR y atenuación", False),
        ("S27", "Cambio de filtro o caja", "D", "", False),
        ("S28", "Migración de tecnología a FTTH", "HD", "código nuevo del servicio", False),
        ("S29", "Cambio de plan o velocidad", "", "", False),
        ("S30", "Capacitación al cliente", "", "", True),
        ("S31", "Derivado a Planta externa", "", "número de orden", False),
        ("S32", "Derivado a Ingeniería o Core", "", "número de orden", False),
        ("S33", "Sin intervención (normal al momento)", "", "lecturas", True),
        ("S34", "Atendido por falla masiva", "", "número de incidente", False),
    )
)
"""What was done. A palliative one alone does not keep the fault away."""

VISIT_RESULTS: tuple[Item, ...] = (
    Item("VIS-V01", "Ejecutada"),
    Item("VIS-V02", "Cliente ausente", facts={"outside_repair_time": True}),
    Item("VIS-V03", "Sin acceso o no autorizó", facts={"outside_repair_time": True}),
    Item("VIS-V04", "Dirección errada"),
    Item("VIS-V05", "Reprogramada por el cliente", facts={"outside_repair_time": True}),
    Item("VIS-V06", "Reprogramada por el operador"),
    Item("VIS-V07", "Falta material o equipo"),
    Item("VIS-V08", "Clima o seguridad"),
    Item("VIS-V09", "Requiere otra cuadrilla"),
    Item("VIS-V10", "El cliente canceló"),
)
"""How a visit ended. Regulators leave those outside the repair time that the customer caused."""


def _calls(*rows: tuple[str, str, str, tuple[str, ...]]) -> Iterator[Item]:
    """Rows of code, label, what its button says (the label when blank), and the facts that hold."""
    for code, label, button, held in rows:
        facts: dict[str, Any] = {"button": button, **dict.fromkeys(held, True)}
        yield Item(f"{CALL_RESULT}-{code}", label, facts=facts)


CALL_RESULTS: tuple[Item, ...] = tuple(
    _calls(
        ("K01", "Contactado", "", ("is_contact",)),
        ("K02", "Contactado a medias", "A medias", ("is_contact", "only_for_surveys")),
        ("K03", "Pide que lo llamen luego", "Llamar luego", ("is_contact", "asks_time")),
        ("K04", "No contesta", "", ()),
        ("K05", "Ocupado", "", ()),
        ("K06", "Apagado o fuera de servicio", "Apagado", ()),
        ("K07", "Número equivocado", "Equivocado", ()),
        ("K08", "Buzón", "", ()),
        ("K09", "Rechaza la encuesta", "Rechaza", ("only_for_surveys",)),
        ("K10", "Contesta otra persona", "Otra persona", ()),
        ("K11", "Número bloqueado o pide que no lo llamen", "No molestar", ()),
    )
)
"""What a telephone call came to. One that is no contact counts as a failed attempt."""


def _retention(group: str, is_leaving: bool, *rows: tuple[str, str]) -> Iterator[Item]:
    for code, label in rows:
        yield Item(f"{RETENTION}-{code}", label, group, facts={"is_leaving": is_leaving})


RETENTION_REASONS: tuple[Item, ...] = (
    *_retention(
        "Cómo se retuvo al cliente",
        False,
        ("R01", "Sin oferta: el problema quedó resuelto"),
        ("R02", "Con descuento o bonificación"),
        ("R03", "Con mejora de plan"),
        ("R04", "Con cambio de equipo o mesh"),
        ("R05", "Con migración de tecnología"),
        ("R06", "Con visita especial o de supervisor"),
        ("R07", "Con un plan menor"),
    ),
    *_retention(
        "Por qué se da de baja",
        True,
        ("R09", "Falla técnica"),
        ("R10", "Se va con la competencia"),
        ("R11", "Precio"),
        ("R12", "Traslado"),
        ("R13", "Ya no lo necesita"),
    ),
)
"""How a contact to keep a customer ended. R08 (still deciding) and R14 (not reached) are left out: an agreement that
waits for its day says the first, the attempts that failed say the second."""


def _dissatisfactions(*rows: tuple[str, str, bool]) -> Iterator[Item]:
    for code, label, is_technical in rows:
        yield Item(f"{DISSATISFACTION}-{code}", label, facts={"is_technical": is_technical})


DISSATISFACTIONS: tuple[Item, ...] = tuple(
    _dissatisfactions(
        ("N01", "El problema continúa", True),
        ("N02", "Volvió a fallar", True),
        ("N03", "Demora en la visita", False),
        ("N04", "El técnico no llegó o llegó tarde", False),
        ("N05", "Trato del técnico", False),
        ("N06", "Trabajo desordenado o con daño", True),
        ("N07", "No explicó la causa", False),
        ("N08", "Velocidad menor a la contratada", True),
        ("N09", "Wi-Fi o cobertura", True),
        ("N10", "Muchas llamadas, lo hacen repetir", False),
        ("N11", "El call center no responde", False),
        ("N12", "Le facturan días sin servicio", False),
        ("N13", "Precio", False),
        ("N14", "Fallas masivas frecuentes en la zona", True),
        ("N15", "No se cumplió lo prometido", False),
        ("N16", "Quiere cancelar", False),
        ("N99", "Otro", False),
    )
)
"""Why a customer is not satisfied. Technical is only what the form proposes: the coordinator decides."""

ITEMS: tuple[Item, ...] = (
    *CAUSES, *SOLUTIONS, *VISIT_RESULTS, *CALL_RESULTS, *RETENTION_REASONS, *DISSATISFACTIONS,
)  # fmt: skip

_BY_CODE = {item.code: item for item in ITEMS}


def installed(code: str) -> Item:
    """An item as it came with the product; one that was added since has no label but its code."""
    return _BY_CODE.get(code) or Item(code, code)


BETWEEN = 10
"""How far apart the items of a list are placed at first, so that another one fits between two."""
