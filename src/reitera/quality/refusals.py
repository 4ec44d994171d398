"""Why a quality check, a survey or a change of its questions is not done."""

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict, NotAllowed


class OwnWork(NotAllowed):
    """Nobody checks the quality of what they did, accepted or closed."""

    code = "own_work"
    sentence = _("Usted hizo, aceptó o cerró el trabajo de {what}. Su calidad la controla otra persona.")


class CheckEnded(Conflict):
    code = "check_ended"
    sentence = _("El control de la orden {order} ya terminó: {end}. Recargue para ver lo que falta por llamar.")


class AnswerMissing(BadInput):
    code = "answer_missing"
    sentence = _("Falta responder «{question}». Sin eso no se sabe si el cliente quedó satisfecho.")


class CausesMissing(BadInput):
    code = "causes_missing"
    sentence = _("Falta al menos un problema o causa. Márquelo antes de enviar el caso.")


class InformedLater(BadInput):
    code = "informed_in_the_future"
    sentence = _("Las {moment} todavía no llegaron. Anote el aviso cuando ocurra.")


class DecidingQuestionMissing(BadInput):
    code = "deciding_question_missing"
    sentence = _("Las preguntas de si quedó funcionando y de 1 a 5 deciden el resultado: se preguntan siempre.")


class QuestionnaireChanged(Conflict):
    code = "questionnaire_changed"
    sentence = _("El cuestionario ya está en la versión {version}. Recargue para ver cómo quedó.")
