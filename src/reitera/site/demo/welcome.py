"""What the demo says when it is ready: this week's TOP 10, who signs in with what, and the page's address."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from reitera.procedure.roles import ROLES
from reitera.site.cli.cycle import show_cycle
from reitera.site.demo.build import last_cycle
from reitera.site.demo.folder import DemoFolder
from reitera.site.demo.people import PEOPLE


def show_welcome(folder: DemoFolder, address: str | None) -> None:
    """Print the last cycle, the users and, when it is served, the address."""
    console = Console()
    if cycle := last_cycle():
        show_cycle(cycle)
    users = Table(title="Usuarios de la demostración", box=None, header_style="bold", title_justify="left")
    for title in ("Usuario", "Clave", "Persona", "Rol", "Centro"):
        users.add_column(title)
    for person in PEOPLE:
        users.add_row(
            person.username, folder.passwords.get(person.username, ""), person.full_name, ROLES[person.role].label,
            person.centre.name if person.centre else "todos",
        )  # fmt: skip
    console.print()
    console.print(users)
    if address:
        console.print(f"\nLa demostración está en [bold]{address}[/bold] (Ctrl+C la termina).")
