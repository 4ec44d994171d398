"""Every kind of event that the code appends has a sentence, and the sentence has the words it asks for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import reitera
from reitera.core.models import Event
from reitera.core.sentences import described_kinds, tell
from tests.cast import Cast
from tests.world import World

SOURCES = Path(reitera.__file__).parent
KIND = re.compile(r"[a-z_]+\.[a-z_]+")


def files_that_append() -> list[Path]:
    return [
        path
        for path in sorted(SOURCES.rglob("*.py"))
        if not {"tests", "migrations", "testing.py"} & set(path.relative_to(SOURCES).parts)
    ]


def literals(tree: ast.AST) -> set[str]:
    """The kinds written out in an expression: `"a.b"`, `"a.b" if … else "a.c"`."""
    constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return {value for value in constants if isinstance(value, str) and KIND.fullmatch(value)}


def places_of_kind(trees: list[ast.Module]) -> dict[str, int]:
    """The functions that take a kind by place, with that place; `record.event` takes it first."""
    functions = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    names = {function.name: [argument.arg for argument in function.args.args] for function in functions}
    return {name: given.index("kind") for name, given in names.items() if "kind" in given} | {"event": 0}


def kind_arguments(tree: ast.AST, places: dict[str, int]) -> Iterator[ast.expr]:
    """What is given as a kind: by place, by name, or to a variable called so."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        if name in places and len(call.args) > places[name]:
            yield call.args[places[name]]
        yield from (given.value for given in call.keywords if given.arg == "kind")
    for assignment in (node for node in ast.walk(tree) if isinstance(node, ast.Assign)):
        if any(isinstance(target, ast.Name) and target.id == "kind" for target in assignment.targets):
            yield assignment.value


@cache
def parsed() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text("utf-8")) for path in files_that_append()}


@cache
def appended_kinds() -> dict[str, Path]:
    """Every kind of event in the code, with a file that appends it."""
    trees = parsed()
    places = places_of_kind(list(trees.values()))
    return {
        kind: path
        for path, tree in trees.items()
        for argument in kind_arguments(tree, places)
        for kind in literals(argument)
    }


@cache
def beginnings() -> set[str]:
    """What kinds made of parts begin with: "visit.put_" of `f"visit.put_{status}"`."""
    trees = list(parsed().values())
    places = places_of_kind(trees)
    made = [argument for tree in trees for argument in kind_arguments(tree, places)]
    firsts = [node.values[0] for argument in made for node in ast.walk(argument) if isinstance(node, ast.JoinedStr)]
    texts = {str(first.value) for first in firsts if isinstance(first, ast.Constant)}
    return {text for text in texts if "." in text}


def test_kinds_made_of_parts_have_sentences_too() -> None:
    assert [text for text in beginnings() if not any(kind.startswith(text) for kind in described_kinds())] == []


def test_every_kind_of_event_in_the_code_has_a_sentence() -> None:
    without = {kind: str(path.relative_to(SOURCES)) for kind, path in appended_kinds().items()}
    for kind in described_kinds():
        without.pop(kind, None)

    assert without == {}


def test_no_sentence_is_of_a_kind_that_nothing_appends() -> None:
    described = {kind for kind in described_kinds() if not kind.startswith(("case.", *beginnings()))}

    assert described - set(appended_kinds()) == set()


def test_the_kind_of_every_event_can_be_read_from_the_code() -> None:
    """An event whose kind is neither written out nor a parameter called `kind` would slip past the tests above."""
    unreadable = []
    for path, tree in parsed().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "event" and call.args:
                kind = call.args[0]
                if (
                    not literals(kind)
                    and not isinstance(kind, ast.JoinedStr)
                    and not (isinstance(kind, ast.Name) and kind.id == "kind")
                ):
                    unreadable.append(f"{path.name}:{call.lineno}")

    assert unreadable == []


@pytest.mark.django_db
def test_every_event_of_a_provider_at_work_can_be_told(cast: Cast, data_dir: Path, tmp_path: Path) -> None:
    World.arrange(cast, tmp_path)

    told = tell(Event.objects.order_by("pk"))

    assert {line.event.kind for line in told} >= {
        "import.received",
        "cycle.run",
        "document.issued",
        "case.opened",
        "case.commented",
    }
    assert [
        line.sentence for line in told if not line.sentence or "{" in line.sentence or "None" in line.sentence
    ] == []


TOLD = [
    ("customer.merged", {"duplicate": 7, "code": "C7"}, {"kept": 3, "code": "C3"}, "unió el cliente C7 al cliente C3"),
    ("bands.changed", {"A": "350.00", "B": "220.00"}, {"A": "350.00", "B": "200.50"},
     "cambió desde qué facturación empieza cada segmento: B Bs 200,50"),
    ("parameter.changed", {"threshold": 2}, {"threshold": 3}, "cambió la regla: reportes que hacen reiterado"),
    ("outage.ended", {"number": "FM-1"}, {"number": "FM-1"}, "anotó el fin de la falla masiva FM-1"),
    ("cycle.waits", None, {"cycle": "2026-48", "missing_days": ["2026-11-25"]},
     "dejó el ciclo 48/2026 en espera de 1 día por importar"),
    ("document.issued", None, {"kind": "top30", "number": 4}, "emitió el documento Reporte Top 30 N.º 4"),
    ("import.period_declared", None, ["2026-11-16", "2026-11-22"],
     "dijo que el archivo cubre del 16/11/2026 al 22/11/2026"),
    ("import.applied", None, {"kind": "cancellations", "new": 1, "changed": 1574},
     "aplicó el archivo: 1 fila nueva y 1.574 cambiadas en Bajas"),
    ("case_parameters.changed", {"attempts": 3, "due_hours": {"schedule_visit": 8}},
     {"attempts": 4, "due_hours": {"schedule_visit": 6}},
     "cambió el seguimiento: 14 · Programar visita (8 → 6), "
     "intentos de llamada antes de dar por no ubicado (3 → 4)"),
    ("holiday.added", None, {"day": "2026-12-24", "name": "Nochebuena"}, "agregó el feriado 24/12/2026, Nochebuena"),
    ("holiday.removed", {"day": "2026-12-24", "name": "Nochebuena"}, None, "quitó el feriado 24/12/2026, Nochebuena"),
    ("indicator.month_closed", None, {"month": "2026-10-01", "result": -11, "verdict": "observed"},
     "cerró octubre 2026 con −11, Observado"),
    ("indicator.remarked", None, {"month": "2026-10-01", "number": 1},
     "escribió la observación de acción de octubre 2026"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "before", "after", "sentence"), TOLD, ids=[kind for kind, *_ in TOLD])
def test_an_event_is_told_with_its_values(kind: str, before: object, after: object, sentence: str) -> None:
    [told] = tell([Event(pk=1, kind=kind, before=before, after=after)])

    assert told.sentence == sentence
