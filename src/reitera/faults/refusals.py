"""What is refused about mass outages, each in a sentence that says what, which and what next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict


class OutageNumberTaken(Conflict):
    code = "outage_number_taken"
    sentence = _("La falla masiva {number} ya está registrada, con otros datos. Ábrala o use otro número.")


class OutageWithoutElement(BadInput):
    code = "outage_without_element"
    sentence = _("Falta la OLT de la falla masiva. Elija la OLT que quedó afuera y, si se sabe, su puerto.")


class OutageEndsBeforeStart(BadInput):
    code = "outage_ends_before_start"
    sentence = _("La falla masiva no puede terminar ({ends}) antes de empezar ({starts}). Cambie una de las fechas.")


class OutageInTheFuture(BadInput):
    code = "outage_in_the_future"
    sentence = _("{moment} todavía no ha llegado. Anote cuándo empezó o terminó de verdad.")
