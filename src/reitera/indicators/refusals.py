"""Why a month is not closed, or a remark on it not kept."""

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict


class MonthAlreadyClosed(Conflict):
    code = "month_already_closed"
    sentence = _("{month} ya está cerrado con {value}. Lo que se importe después se muestra como corrección aparte.")


class MonthWithoutVerdict(Conflict):
    code = "month_without_verdict"
    sentence = _("{month} no se puede cerrar: no tiene veredicto. {why}")


class FiguresChanged(Conflict):
    """Something was imported between looking and closing."""

    code = "figures_changed"
    sentence = _("Las bajas de {month} cambiaron mientras usted miraba. Revise las cifras de ahora y vuelva a cerrar.")


class NothingToAnswer(Conflict):
    code = "month_not_observed"
    sentence = _("{month} no está Observado, así que no lleva observación de acción. No se guardó nada.")


class RemarkChanged(Conflict):
    code = "remark_changed"
    sentence = _("Ya hay otra observación de {month}, escrita mientras usted escribía. Léala y vuelva a guardar.")


class RemarkMissing(BadInput):
    code = "remark_missing"
    sentence = _("Falta la observación de acción de {month}. Escriba qué se hará, quién y hasta cuándo.")
