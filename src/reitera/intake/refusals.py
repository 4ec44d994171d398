"""What an import refuses as a whole, each in a sentence that says what, which and what next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict


class MappingIncomplete(BadInput):
    code = "mapping_incomplete"
    sentence = _("Falta decir qué columna es: {fields}. Elíjala en la lista de columnas.")


class MappedTwice(BadInput):
    code = "mapped_twice"
    sentence = _("La columna «{column}» está elegida para {first} y para {second}. Deje una.")


class ColumnMissing(BadInput):
    code = "column_missing"
    sentence = _("El archivo no tiene la columna «{column}». Tiene: {columns}.")


class DatesUnclear(BadInput):
    """A date column whose order only a person can tell."""

    code = "dates_unclear"
    sentence = _("No se puede saber cómo se lee {example} en «{column}». Elija día/mes o mes/día.")


class FileTooLarge(BadInput):
    code = "file_too_large"
    sentence = _("«{file}» pesa {size} MB y el límite es {limit} MB. Expórtelo en partes o pida que suban el límite.")


class RejectsNotAccepted(Conflict):
    code = "rejects_not_accepted"
    sentence = _("Hay {count} filas rechazadas. Corríjalas, o aplique las buenas y deje esas fuera.")


class WrongStage(Conflict):
    code = "import_wrong_stage"
    sentence = _("La importación {number} está en «{status}», y así no se puede hacer eso. Recargue la página.")


class AlreadyApplying(Conflict):
    code = "import_applying"
    sentence = _("La importación {number} se está aplicando ahora mismo. Espere a que termine.")


class PeriodUnclear(BadInput):
    code = "period_unclear"
    sentence = _("El período que cubre el archivo va de {start} a {end}, y eso no es un período. Corríjalo.")


class FieldTwice(BadInput):
    code = "field_twice"
    sentence = _("«{first}» y «{second}» están elegidas para {field}. Deje una.")


class NotReady(Conflict):
    code = "import_not_ready"
    sentence = _("La importación {number} todavía no se revisó. Elija las columnas y revísela antes de aplicarla.")
