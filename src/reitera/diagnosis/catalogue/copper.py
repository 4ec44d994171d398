"""2.5 ADSL and VDSL2."""

from __future__ import annotations

from reitera.diagnosis.catalogue.shape import CRITICAL, METER, MODEM, OK, at_least, at_most, choice, count, number
from reitera.diagnosis.technology import Technology

COPPER = (
    number("D01", "Margen SNR de bajada", "dB", at_least("11", "6"), possible=("-20", "60"), instrument=MODEM,
           source="6 dB es el margen usual de diseño"),
    number("D02", "Atenuación de línea de bajada", "dB", at_most("50", "60"), possible=("0", "120"), instrument=MODEM,
           technologies=(Technology.ADSL,), source="típico 30 a 40 dB"),
    number("D03", "Atenuación de línea", "dB", at_most("20", "30"), possible=("0", "120"), instrument=MODEM,
           technologies=(Technology.VDSL,), source="práctica común"),
    count("D04", "Errores CRC", "10", "100", unit="n/h", instrument=MODEM, source="propuesta"),
    count("D05", "Segundos con error (ES) en 24 h", "100", "1000", instrument=MODEM, source="números propuestos"),
    count("D06", "Segundos severos (SES) en 24 h", "0", "10", instrument=MODEM, source="propuesta"),
    count("D07", "Resincronizaciones en 24 h", "1", "4", instrument=MODEM, source="propuesta"),
    number("D08", "Velocidad sincronizada", "% del plan", at_least("95", "80"), possible=("0", "150"), instrument=MODEM,
           source="propuesta"),
    number("D09", "Ocupación de la línea", "%", at_most("80", "95"), possible=("0", "100"), instrument=MODEM,
           source="propuesta", hint="Sincronizada entre alcanzable."),
    number("D10", "Aislamiento del par", "MΩ", at_least("1", "0.5"), possible=("0", "10000"), instrument=METER,
           source="práctica común"),
    number("D11", "Voltaje extraño", "V", at_most("3", "10"), possible=("0", "300"), instrument=METER,
           source="práctica común"),
    choice("D12", "Derivaciones y microfiltros", ("correcto", OK), ("sin filtro o con derivación", CRITICAL),
           source="práctica común"),
)  # fmt: skip
