"""Writes the provider's data as export files, the way a commercial system leaves them in a folder week after week."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import xlsxwriter

from reitera.site.demo.calls import DAYS, last_sunday
from reitera.site.demo.columns import (
    LEAVER_COLUMNS,
    Cell,
    filled,
    order_columns,
    product_columns,
    product_state,
    report_columns,
    spanish_time,
)
from reitera.site.demo.leavers import last_day
from reitera.site.demo.provider import Provider
from reitera.site.demo.reports import Report

CYCLES = 6  # the last complete weeks, each with its own export
MADE_AT = time(6, 0)

FAULT_REPORTS, CUSTOMERS, WORK_ORDERS, CANCELLATIONS = "fault_reports", "customers", "work_orders", "cancellations"


@dataclass(frozen=True, slots=True)
class Export:
    """A file, what it holds, when it was made (local, without zone) and the days it covers, both included."""

    kind: str
    path: Path
    made_at: datetime
    covers_from: date
    covers_to: date
    rows: int


def write_exports(provider: Provider, folder: Path) -> list[Export]:
    """Write every export, in the order in which they were made. The folder must exist."""
    writer = _Writer(provider, folder)
    made = [*writer.customers(), *writer.reports(), writer.orders(), *writer.leavers()]
    return sorted(made, key=lambda export: export.made_at)


@dataclass(frozen=True)
class _Writer:
    provider: Provider
    folder: Path

    def reports(self) -> Iterator[Export]:
        """One export of the past, one a week for the last complete weeks, one of the days since."""
        before = datetime.combine(self.provider.today - timedelta(days=DAYS), time.min)
        for first, last in _periods(self.provider.today):
            made_at = datetime.combine(last + timedelta(days=1), MADE_AT)
            yield self._reports(first, last, made_at, before)
            before = made_at

    def _reports(self, first: date, last: date, made_at: datetime, before: datetime) -> Export:
        rows = [report for report in self.provider.reports if _is_due(report, first, last, before, made_at)]
        path = self.folder / f"reportes_{last:%Y%m%d}.csv"
        write_report_csv(path, rows, first, last, made_at)
        return Export(FAULT_REPORTS, path, made_at, first, last, len(rows))

    def customers(self) -> Iterator[Export]:
        """All products at the beginning, and today those whose state changed since."""
        begin = next(iter(_periods(self.provider.today)))[1] + timedelta(days=1)
        left_on = {leaver.product.code: leaver.on for leaver in self.provider.leavers}
        changed = [
            product
            for product in self.provider.products
            if product_state(product, left_on, begin) != product_state(product, left_on, self.provider.today)
        ]
        yield self._customers(self.provider.products, left_on, begin)
        yield self._customers(changed, left_on, self.provider.today)

    def _customers(self, products: Sequence[object], left_on: dict[str, date], day: date) -> Export:
        path = self.folder / f"clientes_{day:%Y%m%d}.xlsx"
        columns = product_columns(left_on, day)
        _write_xlsx(path, "CLIENTES", f"CLIENTES Y PRODUCTOS AL {day:%d/%m/%Y}", columns, products)
        # Customers come a quarter of an hour before the reports that name them.
        made_at = datetime.combine(day, MADE_AT) - timedelta(minutes=15)
        return Export(CUSTOMERS, path, made_at, day, day, len(products))

    def orders(self) -> Export:
        """Every work order, as of this morning."""
        today = self.provider.today
        made_at = datetime.combine(today, MADE_AT) + timedelta(minutes=10)
        columns = order_columns(made_at)
        path = self.folder / f"ordenes_{today:%Y%m%d}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            out = csv.writer(file)
            out.writerow(columns)
            out.writerows(filled(columns, order) for order in self.provider.orders)
        first, last = today - timedelta(days=DAYS), today - timedelta(days=1)
        return Export(WORK_ORDERS, path, made_at, first, last, len(self.provider.orders))

    def leavers(self) -> Iterator[Export]:
        """One file of cancellations a month."""
        for month in sorted({leaver.month for leaver in self.provider.leavers}):
            rows = [leaver for leaver in self.provider.leavers if leaver.month == month]
            path = self.folder / f"bajas_{month:%Y%m}.xlsx"
            _write_xlsx(path, "BAJAS", f"BAJAS DE PRODUCTO {month:%m/%Y}", LEAVER_COLUMNS, rows)
            made_at = datetime.combine(last_day(month) + timedelta(days=1), MADE_AT) + timedelta(minutes=20)
            yield Export(CANCELLATIONS, path, made_at, month, last_day(month), len(rows))


def _periods(today: date) -> Iterator[tuple[date, date]]:
    sunday = last_sunday(today)
    begin = sunday - timedelta(days=7 * CYCLES)
    yield today - timedelta(days=DAYS), begin
    for week in range(CYCLES):
        yield begin + timedelta(days=7 * week + 1), begin + timedelta(days=7 * week + 7)
    if sunday < today - timedelta(days=1):
        yield sunday + timedelta(days=1), today - timedelta(days=1)


def _is_due(report: Report, first: date, last: date, before: datetime, made_at: datetime) -> bool:
    """Made in the period, or closed since the export before: that is how an old report's closing arrives."""
    return first <= report.reported_at.date() <= last or (
        report.reported_at.date() < first and before < report.closed_at <= made_at
    )


def write_report_csv(path: Path, rows: Iterable[Report], first: date, last: date, made_at: datetime) -> None:
    """A fault report export: cp1252, ";", and two lines of title above the headers."""
    columns = report_columns(made_at)
    write_titled_csv(path, first, last, made_at, [list(columns), *(filled(columns, report) for report in rows)])


def write_titled_csv(path: Path, first: date, last: date, made_at: datetime, lines: Iterable[Sequence[Cell]]) -> None:
    """The lines (headers first) below the title of a fault report export."""
    with path.open("w", encoding="cp1252", newline="") as file:
        out = csv.writer(file, delimiter=";")
        out.writerow([f"REPORTES DE DAÑO DEL {first:%d/%m/%Y} AL {last:%d/%m/%Y}"])
        out.writerow([f"Generado el {spanish_time(made_at)}"])
        out.writerows(lines)


def _write_xlsx(
    path: Path, sheet: str, title: str, columns: dict[str, Callable[..., Cell]], rows: Iterable[object]
) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet(sheet)
        day, bold = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
        page.write_string(0, 0, title, bold)
        for column, name in enumerate(columns):
            page.write_string(2, column, name, bold)
        for line, row in enumerate(rows, 3):
            for column, fill in enumerate(columns.values()):
                _write_cell(page, line, column, fill(row), day)


def _write_cell(page: xlsxwriter.worksheet.Worksheet, line: int, column: int, cell: Cell, day: object) -> None:
    # Contracts and telephones are text in the commercial system's workbooks: leading zeros survive.
    match cell:
        case Decimal():
            page.write_number(line, column, float(cell))
        case date():
            page.write_datetime(line, column, cell, day)
        case str() if cell:
            page.write_string(line, column, cell)
