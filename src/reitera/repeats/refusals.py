"""What the repeat rule refuses, each in a sentence that says what, which and what next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict


class ColumnNotFound(BadInput):
    code = "column_not_found"
    sentence = _("No se sabe qué columna es {role}. Nómbrela con {option}; el archivo tiene: {columns}.")


class AmbiguousDates(BadInput):
    code = "ambiguous_dates"
    sentence = _(
        "No se sabe si en «{column}» el {example} es {dmy} o {mdy}. Dígalo con --date-order dmy o --date-order mdy."
    )


class NoReadableDates(BadInput):
    code = "no_readable_dates"
    sentence = _("Ninguna fecha de «{column}» se puede leer; la primera es «{example}». Nombre otra columna.")


class BadRule(BadInput):
    code = "bad_rule"
    sentence = _("{what} debe ser {expected}, no {given}.")


class NoRunYet(Conflict):
    code = "cycle_not_run"
    sentence = _("El ciclo {cycle} todavía no corrió. Córralo cuando estén importados los reportes de su semana.")


class UnsoundParameters(BadInput):
    code = "unsound_parameters"
    sentence = _(
        "Las ventanas van de 1 a 365 días, la del TOP 30 no es menor que la del TOP 10, y se piden 2 reportes o más. "
        "No se cambió nada."
    )
