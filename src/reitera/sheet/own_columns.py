"""The provider's own columns: added, changed and put aside by administrator and division head, each with its event.

No value is ever lost: a column keeps its kind, is put aside and not deleted, and an option that rows hold stays. The
cells hold an option's code, so that giving it another name changes no row.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext

from reitera.core.errors import NotFound
from reitera.core.recording import Record, recording
from reitera.core.text import can_be_kept, cleaned, fold
from reitera.sheet.columns import STANDARD, own_key
from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn, OwnValues
from reitera.sheet.refusals import ColumnChanged, ColumnNameTaken, ColumnUnsound, OptionInUse, TooManyColumns
from reitera.staff.models import User
from reitera.staff.rules import PARAMETER_EDITORS, require_role

MOST_COLUMNS, MOST_OPTIONS = 40, 60
LONGEST_LABEL, LONGEST_HELP, LONGEST_OPTION, MOST_POSITION = 60, 160, 60, 9999
_EDITED = ("label", "help", "position")


def add_column(*, kind: str, values: Mapping[str, Any], actor: User, at: datetime) -> OwnColumn:
    """One more column, in use at once. `values` as in `change_column`.

    Raises NotAllowed, ColumnUnsound, ColumnNameTaken, TooManyColumns.
    """
    require_role(actor, *PARAMETER_EDITORS)
    with _all_columns(actor, at) as record:
        column = OwnColumn(kind=kind)
        _put(column, values)
        insert_column(record, column, record.locked)
    return column


def insert_column(record: Record, column: OwnColumn, others: Sequence[OwnColumn]) -> None:
    """Store a new column beside all the others, which the caller has locked, and note it.

    Raises ColumnUnsound, ColumnNameTaken, TooManyColumns.
    """
    _require_room(others)
    _require_sound(column, others)
    column.save(force_insert=True)
    record.event("column.added", subject=column, after={**_told(column), "kind": column.kind})


def change_column(
    *, pk: int, values: Mapping[str, Any], actor: User, at: datetime, seen: str | None = None
) -> OwnColumn:
    """Change what is given: some of "label", "help", "position", "options" (code → text, "" removes it) and
    "new_options" (texts). The same again changes nothing.

    `seen` is `token_of` the column that was on the page. Raises NotAllowed, NotFound, ColumnChanged, ColumnUnsound,
    ColumnNameTaken, OptionInUse.
    """
    require_role(actor, *PARAMETER_EDITORS)
    with _all_columns(actor, at) as record:
        column = _column(record, pk)
        if seen is not None and seen != token_of(column):
            raise ColumnChanged(column=column.label)
        before = _told(column)
        _put(column, values)
        _require_sound(column, [other for other in record.locked if other.pk != pk])
        _save(record, column, before)
    return column


def switch_column(*, pk: int, active: bool, actor: User, at: datetime) -> OwnColumn:
    """Put a column aside, or bring it back with all it held. Raises NotAllowed, NotFound, TooManyColumns."""
    require_role(actor, *PARAMETER_EDITORS)
    with _all_columns(actor, at) as record:
        column = _column(record, pk)
        if column.is_active == active:
            record.unchanged()
            return column
        if active:
            _require_room(record.locked)
        column.is_active = active
        column.save(update_fields=["is_active"])
        record.event(
            "column.switched", subject=column, before={"is_active": not active},
            after={"label": column.label, "is_active": active},
        )  # fmt: skip
    return column


def token_of(column: OwnColumn) -> str:
    """Tells whether a column is still as it was shown."""
    return hashlib.sha256(json.dumps(_told(column), sort_keys=True).encode()).hexdigest()[:16]


def rows_with_value(columns: Iterable[OwnColumn]) -> dict[int, int]:
    """How many rows say something in each column. One query."""
    keys = {column.pk: own_key(column.pk) for column in columns}
    counted = {key: Count("pk", filter=Q(values__has_key=key)) for key in keys.values()}
    found = OwnValues.objects.aggregate(**counted) if counted else {}
    return {pk: found[key] for pk, key in keys.items()}


def _all_columns(actor: User, at: datetime) -> Any:
    """All are locked: names and the room for one more are a matter of all."""
    return recording(actor, at, lock=OwnColumn.objects.all())


def _column(record: Record, pk: int) -> OwnColumn:
    found: OwnColumn | None = next((column for column in record.locked if column.pk == pk), None)
    if found is None:
        raise NotFound(what=gettext("esa columna"))
    return found


def _put(column: OwnColumn, values: Mapping[str, Any]) -> None:
    for name in _EDITED:
        if name in values:
            setattr(column, name, _text(values[name]) if isinstance(values[name], str) else values[name])
    if column.kind == Kind.CHOICE:
        renamed = _with_renamed(column, values.get("options", {}))
        column.options = _with_new(renamed, values.get("new_options", ()))


def _require_room(columns: Iterable[OwnColumn]) -> None:
    if sum(column.is_active for column in columns) >= MOST_COLUMNS:
        raise TooManyColumns(most=MOST_COLUMNS)


def _text(said: str) -> str:
    if not can_be_kept(said):
        raise ColumnUnsound(what=gettext("Ese texto tiene signos que no se pueden guardar."))
    return " ".join(cleaned(said).split())


def _require_sound(column: OwnColumn, others: Iterable[OwnColumn]) -> None:
    if column.kind not in dict(Kind.own_choices()):
        raise ColumnUnsound(what=gettext("Elija de qué tipo es la columna."))
    _require_between(column.label, 1, LONGEST_LABEL, gettext("El nombre de la columna"))
    _require_between(column.help, 0, LONGEST_HELP, gettext("La ayuda de la columna"))
    if not 0 <= column.position <= MOST_POSITION:
        raise ColumnUnsound(what=gettext("El lugar es un número de 0 a {most}.").format(most=MOST_POSITION))
    names = [*(other.label for other in others), *(standard.name for standard in STANDARD.values())]
    taken = next((name for name in names if fold(name) == fold(column.label)), "")
    if taken:
        raise ColumnNameTaken(column=taken)
    if column.kind == Kind.CHOICE:
        _require_options(list(column.offered.values()))


def _require_options(labels: Sequence[str]) -> None:
    if not 1 <= len(labels) <= MOST_OPTIONS:
        what = gettext("Una lista tiene de 1 a {most} opciones, y esta tendría {n}.")
        raise ColumnUnsound(what=what.format(most=MOST_OPTIONS, n=len(labels)))
    folded = [fold(label) for label in labels]
    for label in labels:
        _require_between(label, 1, LONGEST_OPTION, gettext("Cada opción"))
        if folded.count(fold(label)) > 1:
            raise ColumnUnsound(what=gettext("La opción «{option}» está dos veces.").format(option=label))


def _require_between(text: str, least: int, most: int, what: str) -> None:
    if not least <= len(text) <= most:
        words = gettext("{what} tiene de {least} a {most} letras.")
        raise ColumnUnsound(what=words.format(what=what, least=least, most=most))


def _with_renamed(column: OwnColumn, wanted: Mapping[str, str]) -> list[dict[str, Any]]:
    """The options with their new texts; one that is left without text is offered no longer.

    It keeps its words: whoever chose it in this very moment has it in the row.
    """
    options = []
    for option in column.options:
        label = _text(wanted.get(option["code"], option["label"]))
        if not option["is_offered"] or label:
            options.append({**option, "label": label or option["label"]})
            continue
        _require_unused(column, option)
        options.append({**option, "is_offered": False})
    return options


def _require_unused(column: OwnColumn, option: Mapping[str, Any]) -> None:
    held = OwnValues.objects.filter(**{f"values__{own_key(column.pk)}": option["code"]}).count()
    if held:
        rows = ngettext("1 fila", "{n} filas", held).format(n=held)
        raise OptionInUse(option=option["label"], rows=rows)


def _with_new(options: list[dict[str, Any]], labels: Iterable[str]) -> list[dict[str, Any]]:
    """The options and those that are new, with codes that were never used."""
    code = max((int(option["code"]) for option in options), default=0)
    texts = [text for label in labels if (text := _text(label))]
    made = [{"code": str(code + n), "label": text, "is_offered": True} for n, text in enumerate(texts, start=1)]
    return [*options, *made]


def _save(record: Record, column: OwnColumn, before: Mapping[str, Any]) -> None:
    after = _told(column)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        record.unchanged()
        return
    column.save(force_update=True)
    record.event(
        "column.changed", subject=column, before={name: before[name] for name in {"label", *changed}},
        after={name: after[name] for name in {"label", *changed}},
    )  # fmt: skip


def _told(column: OwnColumn) -> dict[str, Any]:
    return {**{name: getattr(column, name) for name in _EDITED}, "options": column.offered}
