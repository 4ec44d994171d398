"""The columns of the commercial system's exports, named once: title and how a row fills it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from reitera.site.demo.leavers import Leaver
from reitera.site.demo.orders import Order
from reitera.site.demo.reports import OPEN, Report
from reitera.site.demo.subscribers import Product

Cell = str | Decimal | date | None
Columns = dict[str, Callable[..., Cell]]


def report_columns(made_at: datetime) -> Columns:
    """Columns of a fault report export made at that moment; what closes later is still open in it."""
    return {
        "NRO_REPORTE": lambda report: report.number,
        "CLIENTE": lambda report: report.product.customer.code,
        "NOMBRE_CLIENTE": lambda report: report.product.customer.name,
        "CONTRATO": lambda report: report.product.code,
        "FEC_REPORTE": lambda report: spanish_time(report.reported_at),
        "FEC_CIERRE": lambda report: "" if report.state_at(made_at) == OPEN else spanish_time(report.closed_at),
        "ESTADO": lambda report: report.state_at(made_at),
        "TIPO_DANIO": lambda report: report.category,
        "SINTOMA": lambda report: report.symptom,
        "TELEFONO": lambda report: report.product.customer.phone,
        "FACT_MES": lambda report: spanish_amount(report.product.plan.monthly),
        "CENTRO_OP": lambda report: report.product.centre.export_name,
        "USR_CREA": lambda report: report.written_by,
    }


def product_columns(left_on: dict[str, date], made_on: date) -> Columns:
    """Columns of a customers and products export; ``left_on`` gives the day each cancelled contract ends."""
    return {
        "CLIENTE": lambda product: product.customer.code,
        "NOMBRE_CLIENTE": lambda product: product.customer.name,
        "TIPO_CLIENTE": lambda product: "EMPRESA" if product.customer.is_business else "PERSONA",
        "TELEFONO": lambda product: product.customer.phone,
        "DIRECCION": lambda product: product.customer.address,
        "ZONA": lambda product: product.zone,
        "CONTRATO": lambda product: product.code,
        "PLAN": lambda product: product.plan.name,
        "TECNOLOGIA": lambda product: product.plan.technology,
        "FACT_MES": lambda product: product.plan.monthly,
        "ESTADO": lambda product: product_state(product, left_on, made_on),
        "CENTRO_OP": lambda product: product.centre.export_name,
        "OLT": lambda product: product.location.olt,
        "PUERTO": lambda product: product.location.port,
        "SPLITTER": lambda product: product.location.splitter,
        "CAJA": lambda product: product.location.box,
        "UBICACION": lambda product: product.location.text,
    }


def product_state(product: Product, left_on: dict[str, date], made_on: date) -> str:
    """``ACTIVO``, ``SUSPENDIDO`` or ``BAJA`` on a day."""
    if left_on.get(product.code, date.max) < made_on:
        return "BAJA"
    return "SUSPENDIDO" if product.suspended else "ACTIVO"


def order_columns(made_at: datetime) -> Columns:
    """Columns of a work order export made at that moment."""

    def when_closed(order: Order, value: str) -> str:
        return value if order.closed_at <= made_at else ""

    return {
        "NRO_ORDEN": lambda order: order.number,
        "CLIENTE": lambda order: order.product.customer.code,
        "CONTRATO": lambda order: order.product.code,
        "NRO_REPORTE": lambda order: order.report.number if order.report else "",
        "TIPO_ORDEN": lambda order: order.kind,
        "ESTADO": lambda order: when_closed(order, "CERRADA") or "ABIERTA",
        "FEC_APERTURA": lambda order: f"{order.opened_at:%Y-%m-%d %H:%M}",
        "FEC_CIERRE": lambda order: when_closed(order, f"{order.closed_at:%Y-%m-%d %H:%M}"),
        "COD_CIERRE": lambda order: when_closed(order, order.closing_code),
        "CERRADO_POR": lambda order: when_closed(order, order.closed_by),
        "TECNICO": lambda order: order.technician,
        "CENTRO_OP": lambda order: order.product.centre.export_name,
    }


LEAVER_COLUMNS: Columns = {
    "CLIENTE": lambda leaver: leaver.product.customer.code,
    "CONTRATO": lambda leaver: leaver.product.code,
    "MES_BAJA": lambda leaver: leaver.month,
    "FEC_BAJA": lambda leaver: leaver.on,
    "MOTIVO": lambda leaver: leaver.reason,
}


def filled(columns: Columns, row: Report | Product | Order | Leaver) -> list[Cell]:
    """The cells of one row, in the order of the columns."""
    return [fill(row) for fill in columns.values()]


def spanish_time(moment: datetime) -> str:
    """dd/mm/yyyy HH:MM."""
    return f"{moment:%d/%m/%Y %H:%M}"


def spanish_amount(amount: Decimal) -> str:
    """Bs with a decimal comma: "349,00"."""
    return f"{amount:.2f}".replace(".", ",")
