"""`reitera createadmin`: the first administrator, who then makes everybody else."""

from __future__ import annotations

from typing import Annotated

import typer

from reitera.site.cli.commands import migrate_database, set_up_django


def createadmin(
    username: Annotated[str, typer.Option(prompt="Usuario", help="Nombre de usuario.")],
    full_name: Annotated[str, typer.Option(prompt="Nombre completo", help="Nombre y apellidos.")],
    email: Annotated[str, typer.Option(help="Correo, para recuperar la clave.")] = "",
    password: Annotated[str, typer.Option(help="Clave; si falta, se genera y se muestra una vez.")] = "",
) -> None:
    """Crea un administrador."""
    set_up_django()
    migrate_database()
    from reitera.core.clock import now
    from reitera.staff.actions import create_administrator
    from reitera.staff.passwords import new_password

    chosen = password or new_password()
    user = create_administrator(
        username=username,
        full_name=full_name,
        email=email,
        password=chosen,
        temporary=not password,
        actor=None,
        at=now(),
    )
    typer.echo(f"Se creó {user.username}." + ("" if password else f" Clave temporal: {chosen}"))
