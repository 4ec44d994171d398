"""What was done with the sheet itself, in words: the sentences come after the name of who did it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reitera.core.sentences import describe

describe("sheet.renewed", _("puso al día la fila de la planilla"))
describe("view.saved", _("guardó la vista «{name}» de la planilla"))
describe("view.changed", _("cambió la vista «{name}» de la planilla"))
describe("view.removed", _("borró la vista «{name}» de la planilla"))
