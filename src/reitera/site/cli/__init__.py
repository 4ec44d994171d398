"""The command line `reitera`: each command in a module of its own, imported when it runs."""

from __future__ import annotations

import sys

import typer

from reitera.site.cli.commands import add_commands

app = typer.Typer(
    name="reitera",
    help="Encuentra cada semana a los clientes con reportes de daño reiterados y sigue cada caso hasta su solución.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
add_commands(app)


def main() -> None:
    """Run the command line; a refusal ends with one sentence and exit code 2, never with a traceback."""
    from reitera.core.errors import Refusal

    try:
        app()
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output (`| head`) has gone; that is no fault.
        sys.stderr.close()
        sys.exit(0)
