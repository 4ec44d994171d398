"""2.3 Wi-Fi and the customer's own network."""

from __future__ import annotations

from reitera.diagnosis.catalogue.shape import CRITICAL, OK, WATCH, at_least, at_most, choice, count, number

WIFI = (
    number("W01", "Señal Wi-Fi en el punto de uso (RSSI)", "dBm", at_least("-67", "-75"), possible=("-110", "-10"),
           instrument="un equipo Wi-Fi", source="−67 para uso exigente, guías de medición Wi-Fi"),
    number("W02", "Relación señal a ruido Wi-Fi", "dB", at_least("25", "20"), possible=("0", "90"),
           instrument="un equipo Wi-Fi", source="práctica común"),
    number("W03", "Uso de canal", "%", at_most("50", "75"), possible=("0", "100"), instrument="un equipo Wi-Fi",
           source="práctica común"),
    choice("W04", "Canal y ancho en 2,4 GHz", ("1, 6 u 11 a 20 MHz", OK), ("40 MHz", WATCH), ("solapado", CRITICAL),
           source="práctica común"),
    choice("W05", "Banda usada", ("5 o 6 GHz", OK), ("2,4 GHz con plan de más de 50 Mbit/s", WATCH),
           source="propuesta"),
    count("W06", "Dispositivos conectados", "10", "20", instrument="un router", source="propuesta"),
    count("W07", "Ambientes sin señal", "0", "1", instrument="una vivienda", source="propuesta"),
    choice("W08", "Router o repetidor propio del cliente", ("no tiene", OK), ("tiene", WATCH),
           ("tiene y falla", CRITICAL), source="propuesta"),
)  # fmt: skip
