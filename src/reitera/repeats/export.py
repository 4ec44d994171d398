"""A cycle's list as CSV, as spreadsheets here read it: UTF-8 with a mark, semicolons, decimal comma."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from reitera.core.clock import local_zone
from reitera.repeats.lists import place_of
from reitera.repeats.models import CycleEntry

BYTE_ORDER_MARK = "\ufeff"


def csv_lines(entries: QuerySet[CycleEntry]) -> Iterator[str]:
    """Title line, then one line a place; read from the database in parts."""
    yield BYTE_ORDER_MARK + _line(_titles())
    for entry in entries.iterator(chunk_size=1_000):
        yield _line(_values(entry))


def _titles() -> list[str]:
    return [
        _("N.º"), _("Código de cliente"), _("Cliente"), _("Contrato"), _("Centro"), _("Zona"), _("Segmento"),
        _("Facturación al mes (Bs)"), _("Reportes en la ventana"), _("Primer reporte"), _("Último reporte"),
        _("Situación"), _("Ciclos seguidos"), _("Por qué está en ese lugar"),
    ]  # fmt: skip


def _values(entry: CycleEntry) -> list[str]:
    customer = entry.customer
    billing = "" if entry.billing is None else f"{entry.billing:.2f}".replace(".", ",")
    first, last = (f"{localtime(at, local_zone()):%d/%m/%Y %H:%M}" for at in (entry.first_at, entry.last_at))
    return [
        str(entry.rank), customer.code, customer.name, entry.product.code if entry.product else "",
        str(entry.operations_centre or ""), customer.zone, entry.segment, billing, str(entry.reports_in_window),
        first, last, entry.get_situation_display(), str(entry.cycles_in_a_row), " · ".join(place_of(entry).reasons),
    ]  # fmt: skip


def _line(values: list[str]) -> str:
    """A line; text that a spreadsheet would run as a formula is kept as text."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow(
        [f"'{value}" if value[:1] in "=+-@\t" and value else value for value in values]
    )
    return buffer.getvalue()
