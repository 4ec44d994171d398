"""2.2 Equipment, session and service: reviewed on every technology."""

from __future__ import annotations

from reitera.diagnosis.catalogue.shape import (
    CRITICAL,
    EVERY,
    METER,
    OK,
    WATCH,
    FactorSeed,
    at_least,
    at_most,
    band,
    choice,
    count,
    number,
)  # fmt: skip
from reitera.diagnosis.technology import COPPER, FIBRE, Technology

_FIRST_HOP = {
    **{technology.value: at_most("10", "40") for technology in FIBRE},
    Technology.HFC.value: at_most("30", "120"),
    **{technology.value: at_most("50", "200") for technology in COPPER},
}

EQUIPMENT = (
    choice("E01", "Estado de la ONT o módem", ("en línea", OK), ("intermitente", WATCH),
           ("fuera de línea", CRITICAL), ("no autentica", CRITICAL), source="fabricante"),
    choice("E02", "Última causa de caída", ("corte de energía en domicilio (dying gasp)", WATCH),
           ("pérdida de señal óptica (LOS, LOSi)", CRITICAL), ("pérdida de trama (LOFi)", CRITICAL),
           ("falla de señal (SFi)", CRITICAL), ("desactivada por el operador", "not_applicable"),
           source="fabricante", hint="Un corte de energía levanta también LOS: vea primero la energía."),
    count("E03", "Reinicios en 10 días", "1", "4", source="propuesta"),
    number("E04", "Tiempo activo", "h", at_least("72", "24"), possible=("0", "200000"), instrument="un equipo",
           source="propuesta"),
    choice("E05", "Coincidencia de configuración", ("coincide", OK), ("no coincide", CRITICAL), source="fabricante"),
    choice("E06", "Versión de firmware", ("vigente", OK), ("una versión atrás", WATCH),
           ("con defecto conocido", CRITICAL), source="propuesta"),
    count("E07", "Caídas de sesión PPPoE o DHCP en 10 días", "3", "10", source="propuesta"),
    count("E08", "Rechazos de autenticación en 10 días", "0", "3", source="propuesta"),
    choice("E09", "Negociación del puerto LAN", ("1000 full", OK), ("100 full con plan de más de 100", WATCH),
           ("10, half o inestable", CRITICAL), source="práctica común"),
    count("E10", "Errores CRC del puerto LAN", "0", "10", unit="n/h", source="propuesta"),
    number("E11", "Velocidad por cable, bajada", "% del plan", at_least("90", "70"), possible=("0", "150"),
           instrument="una prueba de velocidad", source="propuesta"),
    number("E12", "Latencia al primer salto", "ms", _FIRST_HOP, possible=("0", "10000"), instrument="un ping",
           variant_by="technology", technologies=(*FIBRE, Technology.HFC, *COPPER), source="práctica común"),
    number("E13", "Pérdida de paquetes", "%", at_most("0", "1"), possible=("0", "100"), instrument="un ping",
           source="práctica común"),
    number("E14", "Jitter", "ms", at_most("5", "30"), possible=("0", "10000"), instrument="un ping",
           source="práctica común"),
    choice("E15", "Perfil de velocidad aprovisionado", ("igual al contrato", OK), ("distinto del contrato", CRITICAL),
           source="propuesta"),
    choice("E16", "Estado comercial", ("activo", OK), ("suspendido", CRITICAL), source="propuesta"),
    choice("E17", "Falla masiva en nodo, OLT o CTO", ("no", OK), ("en las últimas 24 h", WATCH), ("abierta", CRITICAL),
           source="propuesta"),
    count("E18", "Otros reiterados en la misma CTO, splitter o nodo", "0", "1", instrument="una cuenta de clientes",
          source="propuesta", hint="En 10 días. Es el indicio más fuerte de que es planta y no domicilio."),
    number("E19", "Suministro eléctrico en domicilio", "V", band(("200", "240"), ("200", "240")),
           possible=("0", "400"), instrument=METER, source="nominal 220 a 230 V; práctica común"),
    FactorSeed("FAC-E20", "Otro factor observado", "", "text", EVERY, source="propuesta"),
)  # fmt: skip
