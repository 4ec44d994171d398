"""Which commands there are. `report` needs neither Django's set-up nor a database: nothing heavy is imported here."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec

import typer

COMMANDS = {
    "report": "reitera.site.cli.report",
    "import": "reitera.site.cli.import_command",
    "cycle": "reitera.site.cli.cycle",
    "serve": "reitera.site.cli.serve",
    "worker": "reitera.site.cli.serve",
    "demo": "reitera.site.cli.demo",
    "createadmin": "reitera.site.cli.createadmin",
    "migrate": "reitera.site.cli.serve",
}


def add_commands(app: typer.Typer) -> None:
    for name, module in COMMANDS.items():
        if find_spec(module):
            function = "import_file" if name == "import" else name
            app.command(name)(getattr(import_module(module), function))


def set_up_django() -> None:
    """Load the settings and the models, for commands that work on the database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reitera.site.settings")
    import django

    django.setup()


def migrate_database() -> None:
    """Bring the database to the present schema; every command that needs it may call this again."""
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
