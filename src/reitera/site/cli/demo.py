"""`reitera demo`: an invented provider, imported through the real intake, with its last cycles run, and served."""

from __future__ import annotations

import os
import socket
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from reitera.site.cli.commands import migrate_database, set_up_django
from reitera.site.demo.folder import DemoFolder, DemoRefused

DATA_DIR = typer.Option(help="Carpeta de la demostración; solo una vacía o de otra demostración.")
PORT = typer.Option(help="Puerto en el que escucha.")
HOST = typer.Option(help="Dirección en la que escucha.")
NO_SERVE = typer.Option("--no-serve", help="Prepara los datos y termina, sin servir las páginas.")
RESET = typer.Option("--reset", help="Vuelve a empezar, con datos de hoy; se pierde lo hecho en la demostración.")
TODAY = typer.Option(formats=["%Y-%m-%d"], help="Día de los datos (AAAA-MM-DD); si falta, hoy.")


def demo(
    data_dir: Annotated[Path, DATA_DIR] = Path("reitera-demo"),
    port: Annotated[int, PORT] = 8000,
    host: Annotated[str, HOST] = "127.0.0.1",
    no_serve: Annotated[bool, NO_SERVE] = False,
    reset: Annotated[bool, RESET] = False,
    today: Annotated[datetime | None, TODAY] = None,
) -> None:
    """Prepara una proveedora inventada, corre sus últimos ciclos y sirve las páginas."""
    try:
        if not no_serve:
            _require_free_port(host, port)
        with DemoFolder.open(data_dir) as folder:
            _enter_demo_mode(folder.path, host)
            _make(folder, reset=reset, today=today.date() if today else None)
            _show(folder, None if no_serve else f"http://{host}:{port}/")
            if not no_serve:
                _serve(host, port)
    except DemoRefused as refusal:
        typer.echo(str(refusal), err=True)
        raise typer.Exit(2) from None


def _require_free_port(host: str, port: int) -> None:
    # A minute's work should not end in "address already in use".
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise DemoRefused(f"El puerto {port} de {host} está ocupado. Elija otro con --port {port + 1}.") from None


def _enter_demo_mode(data_dir: Path, host: str) -> None:
    """Point the settings at the demo's own SQLite. Raises DemoRefused when another database is named."""
    if os.environ.get("DATABASE_URL") or os.environ.get("REITERA_DATABASE_URL"):
        raise DemoRefused("DATABASE_URL nombra otra base de datos. La demostración usa la suya: quite esa variable.")
    os.environ["REITERA_DATA_DIR"] = str(data_dir)
    os.environ["REITERA_DEMO"] = "true"
    os.environ["DJANGO_SETTINGS_MODULE"] = "reitera.site.settings"
    os.environ.setdefault("REITERA_LOG_LEVEL", "WARNING")
    os.environ.setdefault("REITERA_ALLOWED_HOSTS", f"localhost,127.0.0.1,[::1],{host}")


def _make(folder: DemoFolder, *, reset: bool, today: date | None) -> None:
    """Build the demo, unless it is there already for that day."""
    if folder.ready and not reset and today in {None, folder.today}:
        return
    folder.begin(today or datetime.now(ZoneInfo("America/La_Paz")).date())
    set_up_django()
    migrate_database()
    from reitera.site.demo.build import build_demo

    build_demo(folder)


def _show(folder: DemoFolder, address: str | None) -> None:
    set_up_django()
    migrate_database()
    from reitera.site.demo.welcome import show_welcome

    show_welcome(folder, address)


def _serve(host: str, port: int) -> None:
    from reitera.site.cli.serve import serve_pages

    serve_pages(host, port)
