"""A small export of this morning with everything that goes wrong in one: it waits for its review in the demo."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from reitera.site.demo.columns import Cell, filled, report_columns
from reitera.site.demo.exports import FAULT_REPORTS, Export, write_titled_csv
from reitera.site.demo.provider import Provider
from reitera.site.demo.reports import ANNULLED, FIRST_NUMBER, Report
from reitera.site.demo.symptoms import complain

MADE_AT = time(6, 30)
NEW_REPORTS = 14
RESENT_REPORTS = 9
UNKNOWN_CENTRE = "C.O. PUNATA"

Row = dict[str, Cell]


def write_daily_export(provider: Provider, folder: Path) -> Export:
    """Write ``reportes_diario_<day>.csv``.

    Its closing dates all have days up to 12, so that their order cannot be known from the file. Beside new and
    corrected reports it holds a date that does not exist, one in the next year, an unknown centre (twice), a number
    with two contents, an amount that is none, a missing contract, a closing before the report and a mistyped state.
    """
    made_at = datetime.combine(provider.today, MADE_AT)
    rng = Random(f"daily {provider.today}")
    rows = [*_resent(provider, made_at), *_new(rng, provider, made_at)]
    _spoil(rows, provider)
    path = folder / f"reportes_diario_{provider.today:%Y%m%d}.csv"
    lines: list[Sequence[Cell]] = [list(rows[0]), *(list(row.values()) for row in rows)]
    write_titled_csv(path, provider.today, provider.today, made_at, lines)
    return Export(FAULT_REPORTS, path, made_at, provider.today, provider.today, len(rows))


def _resent(provider: Provider, made_at: datetime) -> Iterator[Row]:
    """Old reports closed on the first days of a month, now annulled or with another category.

    One of them was made late in a month: it shows that the reporting dates have the day first.
    """
    early = [report for report in provider.reports if report.closed_at.day <= 12 and not report.annulled]
    late = next(report for report in reversed(early) if report.reported_at.day > 12)
    for place, report in enumerate([late, *early[-RESENT_REPORTS + 1 :]]):
        row = _row(report, made_at)
        row["ESTADO"] = ANNULLED if place % 3 == 2 else row["ESTADO"]
        row["TIPO_DANIO"] = "Cableado" if place % 3 == 1 else row["TIPO_DANIO"]
        yield row


def _new(rng: Random, provider: Provider, made_at: datetime) -> Iterator[Row]:
    """Reports made since midnight: none is closed yet."""
    left = {leaver.product.code for leaver in provider.leavers}
    lines = rng.sample([product for product in provider.products if product.code not in left], NEW_REPORTS)
    begin = datetime.combine(provider.today, time(0, 12))
    for place, product in enumerate(lines):
        number = f"RD-{FIRST_NUMBER + len(provider.reports) + place}"
        complaint = complain(rng, product.plan.technology, rain=False)
        at = begin + timedelta(minutes=26 * place)
        yield _row(Report(number, product, at, made_at + timedelta(days=1), False, *complaint, "WEB"), made_at)


def _row(report: Report, made_at: datetime) -> Row:
    columns = report_columns(made_at)
    return dict(zip(columns, filled(columns, report), strict=True))


def _spoil(rows: list[Row], provider: Provider) -> None:
    """Break some of the new reports, one way each."""
    new = rows[RESENT_REPORTS:]
    new[1]["CONTRATO"] = new[1]["CLIENTE"] = ""
    new[3]["FEC_REPORTE"] = f"31/{_short_month(provider)} 02:10"
    new[4]["FEC_REPORTE"] = f"{provider.today + timedelta(days=365):%d/%m/%Y} 03:05"
    new[6]["CENTRO_OP"] = new[7]["CENTRO_OP"] = UNKNOWN_CENTRE
    new[9]["FACT_MES"] = f"{str(new[9]['FACT_MES']).replace(',', '.')}."
    new[11]["ESTADO"] = "CERRDO"
    rows.append(new[12] | {"FEC_REPORTE": new[13]["FEC_REPORTE"], "SINTOMA": "Sin navegación con luces normales"})
    rows.append(rows[1] | {"NRO_REPORTE": "RD-899990", "FEC_CIERRE": f"02/01/{provider.today.year - 1} 08:00"})


def _short_month(provider: Provider) -> str:
    """The latest month of 30 days that has begun, as "11/2026"."""
    month = provider.today.replace(day=1)
    while month.month not in (4, 6, 9, 11):
        month = (month - timedelta(days=1)).replace(day=1)
    return f"{month:%m/%Y}"
