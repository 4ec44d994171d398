"""Lists in the manuals that are made from the code: roles, settings, commands, kinds of file, dependencies' layers.

A manual marks a list with `<!-- from the code: NAME -->` and `<!-- end -->`; `python tools/docs.py` rewrites what lies
between, and a test fails when a manual is behind.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reitera.sheet.editing import Editor

ROOT = Path(__file__).resolve().parent.parent
MANUALS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"(<!-- from the code: (?P<name>[\w ]+) -->\n)(?P<text>.*?)(<!-- end -->)", re.S)


def table(headings: list[str], rows: list[list[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines) + "\n"


def roles() -> str:
    from reitera.procedure.roles import ROLES, Reach

    reach = {
        Reach.ALL: "todo",
        Reach.CENTRES: "su Centro de Operaciones",
        Reach.OWN: "sus propias visitas",
        Reach.NONE: "nada",
    }
    return table(
        ["Rol", "Código", "Pasos", "Ve"],
        [
            [info.label, f"`{role}`", " ".join(info.steps) or "–",
             reach[info.reach] + (", solo lectura" if info.read_only else "")]
            for role, info in ROLES.items()
        ],
    )  # fmt: skip


def settings() -> str:
    from reitera.site.settings.environment import Environment

    rows = []
    for name, field in Environment.model_fields.items():
        variable = "DATABASE_URL" if name == "database_url" else f"REITERA_{name.upper()}"
        default = field.default
        shown = ",".join(default) if isinstance(default, list) else str(default)
        rows.append([f"`{variable}`", f"`{shown}`" if shown else "empty", field.description or ""])
    return table(["Variable", "Default", "What it sets"], rows)


def commands() -> str:
    from typer.main import get_command

    from reitera.site.cli import app

    group = get_command(app)
    rows = []
    for name, command in sorted(group.commands.items()):  # type: ignore[attr-defined]
        options = " ".join(
            f"`{parameter.opts[0]}`" if parameter.opts[0].startswith("-") else f"`{parameter.name.upper()}`"
            for parameter in command.params
        )
        help_text = (command.help or "").split("\n\n")[0].replace("\n", " ").strip()
        rows.append([f"`reitera {name}`", help_text, options])
    return table(["Orden", "Qué hace", "Opciones"], rows)


def kinds_of_file() -> str:
    from reitera.intake.kinds import KINDS

    parts = []
    for kind in KINDS.values():
        rows = [[str(field.label), f"`{field.name}`", "sí" if field.required else ""] for field in kind.fields]
        parts.append(f"**{kind.label}** (`{kind.name}`)\n\n" + table(["Columna", "Campo", "Obligatoria"], rows))
    return "\n".join(parts)


def states() -> str:
    from reitera.procedure.roles import ROLES
    from reitera.procedure.steps import STATES

    rows = [
        [info.numbered_label, f"`{state}`", ", ".join(ROLES[role].label for role in info.roles) or "–",
         f"{info.due_hours} h" if info.due_hours else "–"]
        for state, info in STATES.items()
    ]  # fmt: skip
    return table(["Paso", "Código", "Quién actúa", "Plazo (horas hábiles)"], rows)


def moves() -> str:
    from reitera.procedure.moves import MOVES
    from reitera.procedure.steps import HANDOVERS, RESULTS, STATES

    rows = []
    for move in MOVES:
        logged = ", ".join(f"{handover} {HANDOVERS[handover]}" for handover in move.logged)
        target = STATES[move.target].numbered_label + (f": {RESULTS[move.result]}" if move.result else "")
        needs = ", ".join(move.needs) or "–"
        who = "el sistema" if move.by_product else "–"
        rows.append([STATES[move.origin].numbered_label, move.label, target, logged or "–", needs, who])
    return table(["Desde", "Acto", "Hacia", "Se anota en el camino", "Necesita", "Lo hace solo"], rows)


def _how(editor: Editor) -> str:
    """What an edit of a column is, for the people who make it."""
    if editor.act:
        return f"acto «{editor.act}»"
    return "se deshace" if editor.undoes else "queda anotada"


def sheet_columns() -> str:
    from reitera.sheet.columns import COLUMNS
    from reitera.sheet.editing import editor_of, who_writes

    rows = []
    for column in COLUMNS:
        editor = editor_of(column)
        who = f"{who_writes(editor)} ({_how(editor)})" if editor else "–"
        rows.append([column.name, str(column.fills), who])
    return table(["Columna", "De dónde sale", "Quién la escribe en la planilla"], rows)


def sheet_views() -> str:
    from reitera.procedure.roles import ROLES
    from reitera.sheet.columns import STANDARD
    from reitera.sheet.defaults import DEFAULT_VIEWS

    rows = []
    for view in DEFAULT_VIEWS:
        filters = ", ".join(STANDARD[item["c"]].name for item in view.query.get("filters", []))
        order = ", ".join(STANDARD[item["c"]].name for item in view.query.get("sort", []))
        roles = ", ".join(ROLES[role].label for role in view.roles or ()) or "todos"
        rows.append([str(view.name), roles, filters or "–", order, str(len(view.columns))])
    return table(["Vista", "Para quién", "Filtra por", "Ordena por", "Columnas"], rows)


BLOCKS: dict[str, Callable[[], str]] = {
    "roles": roles,
    "settings": settings,
    "commands": commands,
    "kinds of file": kinds_of_file,
    "states": states,
    "moves": moves,
    "sheet columns": sheet_columns,
    "sheet views": sheet_views,
}


def renewed(text: str) -> str:
    """The manual with its marked lists as the code says them. Raises KeyError for a list nobody makes."""
    return BLOCK.sub(lambda m: m[1] + BLOCKS[m["name"]]() + m[4], text)


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reitera.site.settings")
    os.environ.setdefault("REITERA_DATA_DIR", tempfile.gettempdir() + "/reitera-docs")
    import django

    django.setup()


def main() -> int:
    prepare()
    for manual in MANUALS:
        text = manual.read_text(encoding="utf-8")
        if (new := renewed(text)) != text:
            manual.write_text(new, encoding="utf-8")
            print(f"renewed {manual.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
