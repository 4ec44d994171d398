"""Why a call or an agreement is not noted."""

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict


class CallNotedAlready(Conflict):
    """The page showed fewer calls than there are: a second press, or another person called meanwhile."""

    code = "call_noted_already"
    sentence = _("{case} ya tiene anotada la llamada de las {time}, de {who}. Recargue antes de anotar otra.")


class DaySpent(Conflict):
    code = "attempts_of_the_day_spent"
    sentence = _("Hoy ya se hicieron los {n} intentos por día de {case}. Vuelva a llamar desde mañana.")


class NextCallMissing(BadInput):
    code = "next_call_missing"
    sentence = _("Falta cuándo volver a llamar. Escriba una hora que todavía no pasó.")


class AgreementChanged(Conflict):
    """The open agreement is not the one the person saw."""

    code = "agreement_changed"
    sentence = _("El acuerdo de {case} cambió mientras usted escribía. Recargue para ver cómo quedó.")


class AgreementMissing(Conflict):
    code = "agreement_missing"
    sentence = _("{case} no tiene un acuerdo por ejecutar. Anótelo con «Anotar acuerdo» antes de darlo por ejecutado.")


class AgreedDayPast(BadInput):
    code = "agreed_day_past"
    sentence = _("La fecha acordada {day} ya pasó. Escriba la de hoy o una posterior.")


class ExecutedLater(BadInput):
    code = "executed_in_the_future"
    sentence = _("El {day} todavía no llegó. Anote la ejecución cuando ocurra.")


class OrderMissing(BadInput):
    code = "order_missing"
    sentence = _("Falta el número de orden con que se ejecutó el acuerdo. Búsquelo en el sistema comercial.")
