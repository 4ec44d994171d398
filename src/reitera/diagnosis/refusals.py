"""What is refused in a diagnosis, each in a sentence that says what, which and what next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict


class AlreadyNoted(Conflict):
    code = "reading_already_noted"
    sentence = _("{case} ya tiene {what} de las {time}. Si es otra medición, anótela con su hora.")


class ReadingsStay(BadInput):
    """A reading was to be cleared or replaced."""

    code = "readings_stay"
    sentence = _(
        "Una lectura anotada en {case} no se borra: queda en la historia. Si se midió otra vez, anote el valor."
    )


class NotAReading(BadInput):
    """What was written is no value of the factor. Data: `why`, a sentence with what was probably meant."""

    code = "not_a_reading_of_the_factor"
    sentence = _("{why}")


class NoMainFactor(Conflict):
    code = "no_main_factor"
    sentence = _("No se sabe qué se mide en {case}: falta la tecnología de su conexión. Anote la lectura en su página.")


class NothingNoted(BadInput):
    code = "nothing_noted"
    sentence = _("No hay nada que anotar. Llene al menos una lectura, la causa probable o la observación.")


class NotYet(BadInput):
    """A moment that has not come."""

    code = "moment_not_yet"
    sentence = _("{moment} todavía no ha llegado. Anote cuándo se midió o se habló de verdad.")


class ThresholdsCross(BadInput):
    code = "thresholds_cross"
    sentence = _("En {factor} los umbrales se cruzan: lo que es OK debe quedar dentro de Observación. Corríjalos.")


class FactorChanged(Conflict):
    code = "factor_changed"
    sentence = _("{factor} cambió mientras usted lo editaba: va por la versión {version}. Recargue y edite de nuevo.")


class FileAlreadyDone(Conflict):
    code = "readings_file_done"
    sentence = _("«{file}» ya está {status}. Si hay lecturas nuevas, suba otro archivo.")


class TooManyRows(BadInput):
    code = "too_many_readings"
    sentence = _("«{file}» tiene {count} filas y se aceptan hasta {limit}. Divídalo en partes.")


class ColumnNotFound(BadInput):
    code = "reading_column_missing"
    sentence = _("«{file}» no tiene una columna de {what}. Póngale un título como {example}.")
