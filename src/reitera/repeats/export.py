"""A cycle's list as CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from reitera.core import exports
from reitera.repeats.lists import place_of
from reitera.repeats.models import CycleEntry


def csv_lines(entries: QuerySet[CycleEntry]) -> Iterator[str]:
    """Title line, then one line a place; read from the database in parts."""
    return exports.csv_lines(_titles(), (_values(entry) for entry in entries.iterator(chunk_size=1_000)))


def _titles() -> list[str]:
    return [
        _("N.º"), _("Código de cliente"), _("Cliente"), _("Contrato"), _("Centro"), _("Zona"), _("Segmento"),
        _("Facturación al mes (Bs)"), _("Reportes en la ventana"), _("Primer reporte"), _("Último reporte"),
        _("Situación"), _("Ciclos seguidos"), _("Por qué está en ese lugar"),
    ]  # fmt: skip


def _values(entry: CycleEntry) -> list[Any]:
    customer = entry.customer
    return [
        entry.rank, customer.code, customer.name, entry.product.code if entry.product else "",
        entry.operations_centre, customer.zone, entry.segment, entry.billing, entry.reports_in_window,
        entry.first_at, entry.last_at, entry.get_situation_display(), entry.cycles_in_a_row,
        " · ".join(place_of(entry).reasons),
    ]  # fmt: skip
