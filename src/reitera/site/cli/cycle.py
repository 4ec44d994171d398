"""`reitera cycle`: run the weekly cycle by hand and print its TOP 10."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from reitera.site.cli.commands import migrate_database, set_up_django

if TYPE_CHECKING:
    from reitera.repeats.models import Cycle

SHOWN = 30


def cycle(
    week: Annotated[str, typer.Option(help="Un día (AAAA-MM-DD) de la semana; si falta, la última completa.")] = "",
    force: Annotated[str, typer.Option(help="Motivo para correrlo aunque falten datos de la semana.")] = "",
) -> None:
    """Corre el ciclo TOP 10 de una semana, o dice qué días le faltan."""
    set_up_django()
    migrate_database()
    from reitera.core.clock import monday_of, now, today
    from reitera.repeats.actions import run_cycle

    try:
        day = date.fromisoformat(week) if week else monday_of(today()) - timedelta(days=7)
    except ValueError:
        raise typer.BadParameter(f"se espera un día como 2026-11-25, no {week}", param_hint="--week") from None
    show_cycle(run_cycle(week=day, actor=None, at=now(), force_reason=force))


def show_cycle(cycle: Cycle) -> None:
    """The TOP 10 of a cycle's last run as a table, or the days it waits for."""
    from rich.console import Console
    from rich.table import Table

    from reitera.core.clock import local_zone
    from reitera.repeats.models import CycleEntry

    console = Console()
    days = f"{cycle.week_start:%d/%m/%Y} al {cycle.week_end:%d/%m/%Y}"
    run = cycle.latest_run
    if run is None:
        missing = ", ".join(f"{day:%d/%m}" for day in cycle.missing)
        console.print(f"El ciclo {cycle} ({days}) espera los reportes de: {missing}.")
        return
    entries = CycleEntry.objects.filter(run=run, rule="top10").select_related("customer", "operations_centre")
    table = Table(title=f"TOP 10 · ciclo {cycle} · {days}", box=None, header_style="bold", title_justify="left")
    for title in ("N.º", "Cliente", "Centro", "Seg.", "Rep.", "Último", "Bs al mes"):
        table.add_column(title, justify="right" if title in ("N.º", "Rep.", "Bs al mes") else "left")
    for entry in entries.order_by("rank")[:SHOWN]:
        billing = "" if entry.billing is None else f"{entry.billing:,.2f}".translate(str.maketrans(",.", ".,"))
        table.add_row(
            str(entry.rank), str(entry.customer), str(entry.operations_centre or "sin centro"), entry.segment or "–",
            str(entry.reports_in_window), f"{entry.last_at.astimezone(local_zone()):%d/%m %H:%M}", billing,
        )  # fmt: skip
    console.print(table)
    console.print(f"{entries.count()} clientes TOP 10 de {run.reports_read} reportes leídos.")
