"""Which column of a file is which, for `reitera report`: proposed from Spanish and English header words (pure)."""

from __future__ import annotations

from collections.abc import Sequence

from reitera.core.text import fold

WORDS: dict[str, tuple[str, ...]] = {
    "reported_at": (
        "fec_reporte", "fecha_reporte", "fecha_del_reporte", "reported_at", "fecha_apertura", "opened_at",
        "fecha_de_apertura", "fec_apertura", "fecha_registro", "created_at", "fecha",
    ),
    "customer": (
        "cliente", "cod_cliente", "codigo_cliente", "customer_id", "customer", "id_cliente", "abonado", "suscriptor",
        "caller_id", "contrato", "nro_contrato", "contract",
    ),
    "product": ("contrato", "nro_contrato", "producto", "product", "product_id", "conexion", "servicio", "linea"),
    "number": (
        "nro_reporte", "numero_reporte", "num_reporte", "report_id", "report_number", "reporte", "number", "ticket",
        "case_id", "nro_ticket", "numero", "nro",
    ),
    "centre": ("centro_op", "centro_operaciones", "centro_de_operaciones", "centro", "centre", "center",
               "assignment_group"),
    "billing": ("fact_mes", "facturacion", "facturacion_mes", "monthly_billing", "billing", "monto_mes", "tarifa"),
}  # fmt: skip
"""Header words of each role, the surest first, folded and with blanks as underscores."""


def propose(columns: Sequence[str]) -> dict[str, str]:
    """For each role the column whose title says it; no column for two roles, roles in the order of `WORDS`."""
    by_word = {_word(column): column for column in reversed(columns)}
    proposed: dict[str, str] = {}
    for role, words in WORDS.items():
        taken = set(proposed.values())
        found = next((by_word[word] for word in words if word in by_word and by_word[word] not in taken), None)
        if found is not None:
            proposed[role] = found
    return proposed


def _word(column: str) -> str:
    letters = (letter if letter.isalnum() else " " for letter in fold(column))
    return "_".join("".join(letters).split())
