"""`reitera import`: a file into the database, by the same reading and the same rules as the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reitera.site.cli.commands import migrate_database, set_up_django

if TYPE_CHECKING:
    from reitera.intake.models import Import

SHOWN_REJECTS = 20


def import_file(
    file: Annotated[Path, typer.Argument(help="Archivo CSV, XLSX, XLSB, XLS u ODS.")],
    kind: Annotated[
        str, typer.Option(help="fault_reports, customers_products, work_orders o cancellations; si falta, se deduce.")
    ] = "",
    map_: Annotated[
        list[str] | None, typer.Option("--map", help="CAMPO=COLUMNA; se puede repetir. Lo demás se propone.")
    ] = None,
    date_order: Annotated[str, typer.Option(help="dmy o mdy, para las fechas que se leen de las dos formas.")] = "",
    missing: Annotated[list[str] | None, typer.Option(help="Texto que vale como vacío; se puede repetir.")] = None,
    covers_from: Annotated[str, typer.Option(help="Primer día que cubre el archivo (AAAA-MM-DD).")] = "",
    covers_to: Annotated[str, typer.Option(help="Último día que cubre el archivo (AAAA-MM-DD).")] = "",
    save_as: Annotated[str, typer.Option(help="Guarda las columnas elegidas con este nombre.")] = "",
    keep_good: Annotated[bool, typer.Option("--keep-good", help="Aplica las buenas y deja fuera las malas.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="No pregunta antes de aplicar.")] = False,
) -> None:
    """Importa un archivo de reportes, clientes y productos, órdenes o bajas."""
    set_up_django()
    migrate_database()
    from reitera.core.clock import now
    from reitera.intake import actions

    given = dict(_pair(text) for text in map_ or [])
    received = actions.receive_file(path=file, file_name=file.name, kind=kind, actor=None, at=now())
    asked = actions.open_questions(received)
    received = actions.change_mapping(
        received=received,
        mapped={**received.mapping, **given},
        date_orders={**received.date_orders, **({q["column"]: date_order for q in asked} if date_order else {})},
        missing=missing or [],
        save_as=save_as,
        actor=None,
        at=now(),
    )
    received = actions.preview(received=received, actor=None, at=now())
    show_preview(received)
    if not yes and not typer.confirm("¿Aplicar?"):
        actions.discard_import(received=received, actor=None, at=now())
        typer.echo("No se aplicó nada.")
        return
    covers = (_day(covers_from), _day(covers_to)) if covers_from and covers_to else None
    done = actions.apply_import(received=received, actor=None, at=now(), keep_good=keep_good, covers=covers)
    typer.echo(f"Importación {done.pk} aplicada; cubre del {done.covers_from} al {done.covers_to}.")


def show_preview(received: Import) -> None:
    """The counts and the first rejects, as the page shows them."""
    from rich.console import Console
    from rich.table import Table

    from reitera.intake.rejects import listed, read_rejects

    counts = received.counts
    console = Console()
    console.print(
        f"[bold]{received.file_name}[/bold] · {received.get_kind_display()} · {counts['rows']} filas: "
        f"{counts['new']} nuevas, {counts['changed']} cambiadas, {counts['unchanged']} sin cambio, "
        f"{counts['rejected']} rechazadas"
    )
    if not counts["rejected"]:
        return
    table = Table(box=None, header_style="bold")
    for title in ("Fila", "Columna", "Valor", "Por qué no entra"):
        table.add_column(title, overflow="fold")
    for reject in listed(read_rejects(received), 0, SHOWN_REJECTS):
        table.add_row(str(reject["row"]), str(reject["column"]), str(reject["value"]), str(reject["reason"]))
    console.print(table)


def _pair(text: str) -> tuple[str, str]:
    name, equals, column = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"se espera CAMPO=COLUMNA, no {text}", param_hint="--map")
    return name.strip(), column.strip()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"se espera un día como 2026-11-25, no {text}") from None
