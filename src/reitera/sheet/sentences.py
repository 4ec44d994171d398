"""What was done with the sheet itself, in words: the sentences come after the name of who did it."""

from __future__ import annotations

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reitera.core.models import Event
from reitera.core.sentences import Words, after, describe, each


def _taken_over(event: Event) -> Words:
    opened, filled = after(event)["opens"], after(event)["fills"]
    return {
        "file": after(event)["file"],
        "opened": ngettext("{n} caso abierto", "{n} casos abiertos", opened).format(n=number_format(opened)),
        "filled": ngettext("{n} completado", "{n} completados", filled).format(n=number_format(filled)),
    }


describe("sheet.renewed", _("puso al día la fila de la planilla"))
describe("view.saved", _("guardó la vista «{name}» de la planilla"))
describe("view.changed", _("cambió la vista «{name}» de la planilla"))
describe("view.removed", _("borró la vista «{name}» de la planilla"))
describe("case.own_noted", _("escribió en las columnas propias de la planilla"))
describe("own_column.added", _("agregó la columna propia «{label}» a la planilla"))
describe("old_sheet.received", _("subió la planilla anterior «{file}»"))
describe("old_sheet.mapped", _("dijo qué es cada columna de la planilla anterior «{file}»"))
describe("old_sheet.row_matched", _("dijo de qué cliente es la fila {row} de la planilla anterior «{file}»"))
describe("old_sheet.row_left_out", _("dejó fuera la fila {row} de la planilla anterior «{file}»"))
describe("old_sheet.row_taken_back", _("volvió a tomar la fila {row} de la planilla anterior «{file}»"))
describe("old_sheet.applied", _("trajo la planilla anterior «{file}»: {opened}, {filled}"), each(_taken_over))
describe("old_sheet.discarded", _("descartó la planilla anterior «{file}» sin abrir casos"))
