"""2.4 HFC / DOCSIS."""

from __future__ import annotations

from reitera.diagnosis.catalogue.shape import (
    CRITICAL,
    MODEM,
    OK,
    WATCH,
    at_least,
    at_most,
    band,
    choice,
    count,
    number,
)  # fmt: skip

_CMTS = "un CMTS"

CABLE = (
    number("H01", "Potencia de bajada por canal", "dBmV", band(("-7", "7"), ("-10", "10")), possible=("-40", "40"),
           instrument=MODEM, source="entrada DOCSIS −15 … +15; bandas de práctica común"),
    number("H02", "MER de bajada, 256-QAM", "dB", at_least("35", "33"), possible=("0", "60"), instrument=MODEM,
           source="aceptable más de 35 dB; 33 de práctica común"),
    number("H03", "MER OFDM (3.1)", "dB", {"4096-QAM": at_least("41", "33"), "1024-QAM": at_least("36", "33")},
           possible=("0", "60"), instrument=MODEM, variant_by="modulation", source="DOCSIS 3.1 PHY, práctica común"),
    number("H04", "Potencia de subida", "dBmV", band(("40", "48"), ("35", "50")), possible=("0", "70"),
           instrument=MODEM, source="recomendado 40 a 50 dBmV; bordes propuestos"),
    number("H05", "SNR de subida en CMTS", "dB", at_least("30", "25"), possible=("0", "60"), instrument=_CMTS,
           source="mínimo recomendado 25 dB"),
    number("H06", "Codewords no corregibles", "%", at_most("0.01", "0.1"), possible=("0", "100"), instrument=MODEM,
           source="práctica común"),
    number("H07", "Codewords corregibles", "%", at_most("1", "10"), possible=("0", "100"), instrument=MODEM,
           source="práctica común"),
    count("H08", "T3 en 24 h", "1", "10", instrument=MODEM, source="números propuestos"),
    count("H09", "T4 en 24 h", "0", "1", instrument=MODEM, source="números propuestos"),
    number("H10", "Microrreflexiones", "−dBc", at_least("30", "25"), possible=("0", "70"), instrument=MODEM,
           source="práctica común"),
    number("H11", "Canales enlazados", "% de los aprovisionados", at_least("100", "75"), possible=("0", "100"),
           instrument=MODEM, source="propuesta"),
    count("H12", "Reinicios del cablemódem en 10 días", "1", "4", instrument=MODEM, source="propuesta"),
    count("H13", "Flaps en CMTS en 24 h", "2", "10", instrument=_CMTS, source="propuesta"),
    choice("H14", "Nivel en el tap y puesta a tierra", ("según diseño", OK), ("±3 dB del diseño", WATCH),
           ("sin tierra", CRITICAL), source="práctica común"),
    choice("H15", "Ingreso de ruido o conectores flojos", ("no", OK), ("sí", CRITICAL), source="práctica común"),
)  # fmt: skip
