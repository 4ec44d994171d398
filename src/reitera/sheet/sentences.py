"""What was done with the sheet itself, in words: the sentences come after the name of who did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reitera.core.models import Event
from reitera.core.sentences import Words, after, before, describe, each, tells
from reitera.sheet.columns import own_key
from reitera.sheet.models import OwnColumn

describe("sheet.renewed", _("puso al día la fila de la planilla"))
describe("view.saved", _("guardó la vista «{name}» de la planilla"))
describe("view.changed", _("cambió la vista «{name}» de la planilla"))
describe("view.removed", _("borró la vista «{name}» de la planilla"))
describe("old_sheet.received", _("subió la planilla anterior «{file}»"))
describe("old_sheet.mapped", _("dijo qué es cada columna de la planilla anterior «{file}»"))
describe("old_sheet.row_matched", _("dijo de qué cliente es la fila {row} de la planilla anterior «{file}»"))
describe("old_sheet.row_left_out", _("dejó fuera la fila {row} de la planilla anterior «{file}»"))
describe("old_sheet.row_taken_back", _("volvió a tomar la fila {row} de la planilla anterior «{file}»"))
describe("old_sheet.discarded", _("descartó la planilla anterior «{file}» sin abrir casos"))


def _taken_over(event: Event) -> Words:
    opened, filled = after(event)["opens"], after(event)["fills"]
    return {
        "file": after(event)["file"],
        "opened": ngettext("{n} caso abierto", "{n} casos abiertos", opened).format(n=number_format(opened)),
        "filled": ngettext("{n} completado", "{n} completados", filled).format(n=number_format(filled)),
    }


def _own_noted(events: Sequence[Event]) -> Iterator[Words]:
    """The columns by the names they have now. One query for all the events."""
    keys = {key for event in events for key in after(event)["columns"]}
    labels = {own_key(column.pk): column.label for column in OwnColumn.objects.all() if own_key(column.pk) in keys}
    for event in events:
        yield {"columns": ", ".join(f"«{labels.get(key, key)}»" for key in after(event)["columns"])}


describe("case.own_noted", _("escribió {columns} en la planilla"), _own_noted)
describe("column.added", _("agregó la columna «{label}» a la planilla"))


@tells("column.changed")
def _changed(event: Event) -> str:
    """Each part from and to; the column by the name it has since."""
    was, now = before(event), after(event)
    parts = ", ".join(_parts(was, now))
    return gettext("cambió la columna «{label}» de la planilla: {parts}").format(label=now["label"], parts=parts)


def _parts(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    if was["label"] != now["label"]:
        yield gettext("antes se llamaba «{label}»").format(label=was["label"])
    if "help" in now:
        yield gettext("otra ayuda")
    if "position" in now:
        yield gettext("ahora en el lugar {n}").format(n=now["position"])
    if "options" in now:
        yield from _options(was["options"], now["options"])


def _options(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    for code, label in now.items():
        if code not in was:
            yield gettext("opción nueva «{label}»").format(label=label)
        elif was[code] != label:
            yield gettext("la opción «{old}» se llama «{label}»").format(old=was[code], label=label)
    for code, label in was.items():
        if code not in now:
            yield gettext("quitó la opción «{label}»").format(label=label)


@tells("column.switched")
def _switched(event: Event) -> str:
    aside, back = gettext("dejó fuera de uso la columna «{label}»"), gettext("volvió a usar la columna «{label}»")
    return (back if after(event)["is_active"] else aside).format(label=after(event)["label"])


describe("old_sheet.applied", _("trajo la planilla anterior «{file}»: {opened}, {filled}"), each(_taken_over))


@tells("sheet.exported")
def _exported(event: Event) -> str:
    told = after(event)
    words = ngettext(
        "exportó {n} fila de la planilla ({format}), con {columns}",
        "exportó {n} filas de la planilla ({format}), con {columns}",
        told["rows"],
    )
    columns = ngettext("{n} columna", "{n} columnas", len(told["columns"])).format(n=len(told["columns"]))
    rows = number_format(told["rows"], force_grouping=True)
    return words.format(n=rows, format=told["format"].upper(), columns=columns)
