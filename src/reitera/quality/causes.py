"""Why a customer is not satisfied, by the codes of the catalogue of dissatisfaction (pure).

The codes are proposals of ours. `is_technical` is only what the form proposes: the coordinator decides.
"""

from __future__ import annotations

from dataclasses import dataclass


def _(spanish: str) -> str:
    return spanish


@dataclass(frozen=True)
class Cause:
    name: str
    is_technical: bool = False


WANTS_TO_LEAVE = "INS-N16"

CAUSES: dict[str, Cause] = {
    "INS-N01": Cause(_("El problema continúa"), is_technical=True),
    "INS-N02": Cause(_("Volvió a fallar"), is_technical=True),
    "INS-N03": Cause(_("Demora en la visita")),
    "INS-N04": Cause(_("El técnico no llegó o llegó tarde")),
    "INS-N05": Cause(_("Trato del técnico")),
    "INS-N06": Cause(_("Trabajo desordenado o con daño"), is_technical=True),
    "INS-N07": Cause(_("No explicó la causa")),
    "INS-N08": Cause(_("Velocidad menor a la contratada"), is_technical=True),
    "INS-N09": Cause(_("Wi-Fi o cobertura"), is_technical=True),
    "INS-N10": Cause(_("Muchas llamadas, lo hacen repetir")),
    "INS-N11": Cause(_("El call center no responde")),
    "INS-N12": Cause(_("Le facturan días sin servicio")),
    "INS-N13": Cause(_("Precio")),
    "INS-N14": Cause(_("Fallas masivas frecuentes en la zona"), is_technical=True),
    "INS-N15": Cause(_("No se cumplió lo prometido")),
    WANTS_TO_LEAVE: Cause(_("Quiere cancelar")),
    "INS-N99": Cause(_("Otro")),
}
