"""Reporte Top 10, Reporte Top 30 and Reporte Casos reiterados as workbooks, of the rows that the reader may see."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext

from reitera.core.clock import local_zone
from reitera.documents.workbook import Column, Heading, write_workbook
from reitera.repeats.filters import ListFilter
from reitera.repeats.lists import place_of, places_of, with_details
from reitera.repeats.models import CycleEntry, IssuedDocument


def columns() -> list[Column]:
    return [
        Column(gettext("N.º"), "integer", 6),
        Column(gettext("Código de cliente"), width=16),
        Column(gettext("Cliente"), width=32),
        Column(gettext("Contrato"), width=14),
        Column(gettext("Centro"), width=16),
        Column(gettext("Zona"), width=16),
        Column(gettext("Segmento"), width=10),
        Column(gettext("Facturación al mes (Bs)"), "amount", 14),
        Column(gettext("Reportes en la ventana"), "integer", 12),
        Column(gettext("Primer reporte"), "moment", 16),
        Column(gettext("Último reporte"), "moment", 16),
        Column(gettext("Situación"), width=14),
        Column(gettext("Por qué está en ese lugar"), width=48),
    ]


def workbook_of(document: IssuedDocument, person: Any) -> bytes:
    """The document as its reader may see it: a frozen run, by the document's own filter."""
    view = filter_of(document)
    entries = view.ordered(view.narrow(with_details(places_of(document.run, person))))
    return write_workbook(_heading(document), columns(), (_row(entry) for entry in entries))


def filter_of(document: IssuedDocument) -> ListFilter:
    """The saved filter of a Reporte Casos reiterados; the whole list of their rule, by rank, for the weekly ones."""
    if document.kind == IssuedDocument.Kind.REITERATED:
        return ListFilter.from_saved(document.filters)
    return ListFilter(rule=document.kind, group="ninguno")


def _heading(document: IssuedDocument) -> Heading:
    parameters, cycle = document.run.parameters, document.run.cycle
    week = f"{cycle.week_start:%d/%m/%Y} – {cycle.week_end:%d/%m/%Y}"
    lines = [(gettext("Semana"), week)]
    if document.prepared_by:
        lines.append((gettext("Emitido por"), str(document.prepared_by)))
    if document.remark:
        lines.append((gettext("Observación"), document.remark))
    return Heading(
        str(document),
        parameters["document_version"],
        parameters["prepared_by"],
        parameters["approved_by"],
        localtime(document.at, local_zone()).date(),
        tuple(lines),
    )


def _row(entry: CycleEntry) -> list[Any]:
    zone = local_zone()
    return [
        entry.rank, entry.customer.code, entry.customer.name, entry.product.code if entry.product else "",
        str(entry.operations_centre or ""), entry.customer.zone, entry.segment, entry.billing,
        entry.reports_in_window, localtime(entry.first_at, zone), localtime(entry.last_at, zone),
        entry.get_situation_display(), " · ".join(place_of(entry).reasons),
    ]  # fmt: skip
