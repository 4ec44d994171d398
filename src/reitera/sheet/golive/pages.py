"""What the pages of an old sheet show: its columns and words with their choices, and what would become of its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reitera.cases.models import step_label
from reitera.sheet.columns import own_key
from reitera.sheet.golive.actions import state_words
from reitera.sheet.golive.cells import Cells
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.golive.review import Fate, Line, Review
from reitera.sheet.golive.states import CLOSED, OFFERED
from reitera.sheet.golive.targets import LEFT, NEW, NOTE, OURS, TARGETS
from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn

A_PAGE = 30
SHOWN_NOTES = 40
FACTS = {
    "cause": gettext_lazy("causas"),
    "before": gettext_lazy("medidas antes"),
    "after": gettext_lazy("medidas después"),
    "owner": gettext_lazy("responsables"),
    "visit": gettext_lazy("visitas"),
    "remark": gettext_lazy("observaciones"),
    "own": gettext_lazy("celdas de columnas propias"),
}

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class ColumnChoice:
    """One column of the file: its place in the form, title, an example, and what it is."""

    place: int
    title: str
    example: str
    chosen: str
    doubt: str
    order: str


@dataclass(frozen=True)
class StateChoice:
    """One word of the state column; `name` is its field in the form."""

    name: str
    written: str
    count: int
    chosen: str


@dataclass(frozen=True)
class RejectedRow:
    """A row that stays out, with what it says of its customer beside the reason."""

    line: Line
    said: str
    can_match: bool


def context_of(sheet: OldSheet, review: Review, page: str) -> dict[str, Any]:
    """Everything that the page of one old sheet shows."""
    cells = Cells.of(sheet)
    rejected = Paginator(review.rejected, A_PAGE).get_page(page)
    return {
        "sheet": sheet,
        "review": review,
        "columns": list(_columns(sheet, review)),
        "groups": target_groups(),
        "states": list(_states(sheet)),
        "state_options": state_options(),
        "blank": sheet.choices["blank"],
        "left": [title for title in sheet.columns if sheet.choices["columns"][title] == LEFT],
        "places": _places(review),
        "facts": [(str(FACTS[name]), count) for name, count in review.facts().items()],
        "page": rejected,
        "rows": [_rejected(line, cells) for line in rejected],
        "notes": review.notes[:SHOWN_NOTES],
        "more_notes": max(0, len(review.notes) - SHOWN_NOTES),
        "out": review.of(Fate.LEFT_OUT),
        "entered": sheet.rows.exclude(outcome="").count(),
    }


def _places(review: Review) -> dict[str, Any]:
    """How many cases open at each step, a column for each centre."""
    found = review.by_step_and_centre()
    centres = sorted({centre for _state, centre, _count in found}, key=lambda centre: str(centre or ""))
    steps: dict[str, dict[Any, int]] = {}
    for state, centre, count in found:
        steps.setdefault(step_label(state), {})[centre] = count
    rows = [(step, [by.get(centre, 0) for centre in centres], sum(by.values())) for step, by in steps.items()]
    return {"centres": centres, "rows": rows}


def _columns(sheet: OldSheet, review: Review) -> Iterator[ColumnChoice]:
    orders, chosen = sheet.choices["orders"], sheet.choices["columns"]
    examples: dict[int, str] = {}
    for line in review.lines:
        for place, cell in enumerate(line.row.cells[: len(sheet.columns)]):
            if cell:
                examples.setdefault(place, cell)
    for place, title in enumerate(sheet.columns):
        doubt = review.questions.get(title, "")
        yield ColumnChoice(place, title, examples.get(place, ""), chosen[title], doubt, orders.get(title, ""))


def target_groups() -> list[tuple[str, Options]]:
    """What a column may be, in groups."""
    keys = [(target.name, str(target.label)) for target in TARGETS if target.is_key]
    others = [(target.name, str(target.label)) for target in TARGETS if not target.is_key]
    own = [(own_key(row.pk), row.label) for row in OwnColumn.objects.filter(is_active=True)]
    new = [(f"{NEW}{kind}", _("columna nueva: {kind}").format(kind=_(label))) for kind, label in Kind.own_choices()]
    rest = [(NOTE, _("a la observación, con su título")), (LEFT, _("no se trae"))]
    return [
        (_("Identifican al cliente"), keys), (_("Del caso"), others), (_("Columnas propias"), own + new),
        (_("Sin columna aquí"), rest),
    ]  # fmt: skip


def state_options() -> Options:
    return [*((state.value, step_label(state)) for state in OFFERED), (CLOSED, _("ya cerrado: no entra"))]


def _states(sheet: OldSheet) -> Iterator[StateChoice]:
    for place, (word, (written, count)) in enumerate(state_words(sheet).items()):
        yield StateChoice(f"state_{place}", written, count, sheet.choices["states"].get(word, ""))


def _rejected(line: Line, cells: Cells) -> RejectedRow:
    said = (cells.said(line.row, name) for name in ("name", "contract", "phone"))
    return RejectedRow(line, " · ".join(part for part in said if part), line.is_unmatched)


def posted_choices(sheet: OldSheet, data: Any) -> dict[str, Any]:
    """What the form of the columns says, as `actions.choose` takes it; what is not in it stays as it is."""
    chosen = sheet.choices
    words = list(state_words(sheet))
    columns, orders = dict(chosen["columns"]), dict(chosen["orders"])
    for place, title in enumerate(sheet.columns):
        columns[title] = data.get(f"column_{place}", columns[title])
        if order := data.get(f"order_{place}", ""):
            orders[title] = order
    states = {word: data.get(f"state_{place}", chosen["states"].get(word, "")) for place, word in enumerate(words)}
    return {"columns": columns, "states": states, "blank": data.get("blank", chosen["blank"]), "orders": orders}


def lines_to_mend(sheet: OldSheet, review: Review) -> tuple[list[str], Iterator[list[Any]]]:
    """Titles and rows of what stays out, as it came, with where and why in front: to be mended and sent again."""
    kept = [place for place, title in enumerate(sheet.columns) if title not in OURS]
    rows = (
        [line.number, line.problem.title if line.problem else "", line.problem.reason if line.problem else "",
         *(line.row.cells[place] for place in kept)]
        for line in review.rejected
    )  # fmt: skip
    return [*OURS, *(sheet.columns[place] for place in kept)], rows
