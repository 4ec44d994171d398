"""How a contact to keep a customer ended, by the codes of the retention catalogue (pure)."""

from __future__ import annotations


def _(spanish: str) -> str:
    return spanish


KEPT: dict[str, str] = {
    "RET-R01": _("sin oferta: el problema quedó resuelto"),
    "RET-R02": _("con descuento o bonificación"),
    "RET-R03": _("con mejora de plan"),
    "RET-R04": _("con cambio de equipo o mesh"),
    "RET-R05": _("con migración de tecnología"),
    "RET-R06": _("con visita especial o de supervisor"),
    "RET-R07": _("con un plan menor"),
}
"""What made the customer stay."""

LEAVES: dict[str, str] = {
    "RET-R09": _("falla técnica"),
    "RET-R10": _("se va con la competencia"),
    "RET-R11": _("precio"),
    "RET-R12": _("traslado"),
    "RET-R13": _("ya no lo necesita"),
}
"""Why the customer cancels."""

REASONS = KEPT | LEAVES
