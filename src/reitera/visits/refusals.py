"""Why an act on a visit is not done."""

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict, NotAllowed


class SlotTaken(Conflict):
    code = "slot_taken"
    sentence = _("{technician} ya tiene una visita de {start} a {end}. Elija otra hora u otro técnico.")


class SlotTwice(SlotTaken):
    """Two of the visits that are planned at once want the same hour."""

    sentence = _("{technician} iría a la vez a {case}, de {start} a {end}. Elija otra hora u otro técnico.")


class SlotMissing(BadInput):
    code = "slot_missing"
    sentence = _("Falta la fecha y la hora de la visita de {case}. Póngalas junto con el técnico.")


class TechnicianMissing(BadInput):
    code = "technician_missing"
    sentence = _("Falta el técnico de la visita de {case}. Póngalo junto con la fecha y la hora.")


class VisitUnderWay(Conflict):
    """The technician has set out already."""

    code = "visit_under_way"
    sentence = _("La visita de {case} ya está «{status}»: {technician} salió. Si no puede hacerse, él anota el motivo.")


class NoSuchPriority(BadInput):
    code = "no_such_priority"
    sentence = _("La prioridad va de 1 (primero) a 3 (puede esperar), y {priority} no es ninguna. Escriba 1, 2 o 3.")


class SlotInThePast(BadInput):
    code = "slot_in_the_past"
    sentence = _("La visita no puede empezar el {moment}: esa hora ya pasó. Elija una que venga.")


class SlotTooFar(BadInput):
    code = "slot_too_far"
    sentence = _("La fecha acordada no puede pasar del {last}: el plazo espera {days} días como máximo. Elija otra.")


class SlotWithoutTime(BadInput):
    code = "slot_without_time"
    sentence = _("La visita termina ({end}) antes de empezar ({start}). Cambie una de las horas.")


class SlotOver(Conflict):
    code = "slot_over"
    sentence = _("La hora de la visita de {case} ({slot}) ya pasó. Vuelva a programarla.")


class TechnicianOfAnotherCentre(BadInput):
    code = "technician_of_another_centre"
    sentence = _("{technician} no es técnico de {centre} ese día. Elija un técnico de ese centro.")


class VisitMissing(Conflict):
    code = "visit_missing"
    sentence = _("{case} no tiene una visita con fecha. Vuelva a programarla.")


class AlreadyNoted(Conflict):
    code = "visit_already_noted"
    sentence = _("La visita de {case} ya está anotada como «{status}». Recargue para ver qué sigue.")


class ChecklistUnexplained(BadInput):
    code = "checklist_unexplained"
    sentence = _("Falta el motivo de lo que se dejó o quedó fuera de rango: {items}. Escríbalo y vuelva a intentar.")


class HoursMissing(BadInput):
    code = "hours_missing"
    sentence = _("Falta cuántas horas tomó el trabajo de {case}: no se anotó la llegada. Escríbalas.")


class NotAReading(BadInput):
    code = "not_a_reading"
    sentence = _("«{value}» no es una medición. Escriba un número, como −21,8.")


class OwnWork(NotAllowed):
    """Who did the work does not accept it."""

    code = "own_work"
    sentence = _("{person} hizo el trabajo de {case}; lo acepta otra persona: {roles}.")


class ReportMissing(Conflict):
    code = "report_missing"
    sentence = _("{case} no tiene informe de campo. Devuelva el caso para que el técnico lo escriba.")


class OrderOfAnother(Conflict):
    code = "order_of_another"
    sentence = _("{order} es de otro cliente. Revise el número en el sistema comercial; {case} sigue sin cerrar.")


class NotSameIncident(Conflict):
    code = "not_same_incident"
    sentence = _("{case} es de otro incidente ({incident}). Anótelo aparte.")
