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


class WeekNotOver(Conflict):
    code = "week_not_over"
    sentence = _("La semana del {start} al {end} todavía no terminó. El ciclo se puede correr desde el {ready}.")
