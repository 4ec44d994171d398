"""Why an act on a case is not done."""

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict, NotAllowed


class SomeoneWasFirst(Conflict):
    """The case is no longer in the state the person saw."""

    code = "someone_was_first"
    sentence = _("{case} ya está en {step}: lo pasó {who} a las {time}. Recargue para ver sus actos de ahora.")


class NoSuchMove(Conflict):
    code = "no_such_move"
    sentence = _("{case} está en {step}, y desde ahí no existe ese acto. Recargue para ver sus actos de ahora.")


class NotYourCase(NotAllowed):
    """The role or the centre does not allow the act."""

    code = "not_your_case"
    sentence = _("{case} está en {step}. Puede actuar: {roles}, en {centre}.")


class OthersCan(NotYourCase):
    """The role or the centre does not allow it. Data: `who` says it in a sentence, `people` names who has that role."""

    code = "others_can"
    sentence = _("{who} {people}")


class NotInThisStep(Conflict):
    """The state of the case does not allow it. Data: `when` says in a sentence in which it is done."""

    code = "not_in_this_step"
    sentence = _("{case} está en {step}. {when}")


class RemarkTooLong(BadInput):
    code = "remark_too_long"
    sentence = _("La observación de {case} tiene {length} caracteres y entran {most}. Acórtela o use los comentarios.")


class ReasonMissing(BadInput):
    code = "reason_missing"
    sentence = _("Falta {what} para «{act}». Escríbalo y vuelva a intentar; no se cambió nada.")


class CannotReturn(Conflict):
    code = "cannot_return"
    sentence = _("{case} no se puede devolver desde {step}. Siga con uno de sus actos.")


class CannotTakeBack(Conflict):
    code = "cannot_take_back"
    sentence = _("Ya no se puede deshacer en {case}: {why}. Use «Devolver» con un motivo.")


class AlreadyOpen(Conflict):
    code = "case_already_open"
    sentence = _("{customer} ya tiene el caso {case} abierto. Ábralo o conclúyalo antes de crear otro.")


class CentreMissing(Conflict):
    code = "centre_missing"
    sentence = _("{case} no tiene Centro de Operaciones. Asígnele uno con «Transferir» antes de enviarlo.")


class NotAnAttachment(BadInput):
    code = "not_an_attachment"
    sentence = _("«{name}» no es una foto (JPEG, PNG, WebP) ni un PDF entero. No se adjuntó nada; revise el archivo.")


class AttachmentTooLarge(BadInput):
    code = "attachment_too_large"
    sentence = _("«{name}» pasa el límite de {limit}. No se adjuntó nada; redúzcalo y vuelva a adjuntarlo.")


class UnsoundCaseParameter(BadInput):
    code = "unsound_case_parameter"
    sentence = _("«{name}» no puede ser {value}: ponga un número entero de {least} a {most}. No se cambió nada.")


class HolidayTaken(Conflict):
    code = "holiday_taken"
    sentence = _("El {day} ya es feriado: {name}. Quítelo primero si quiere darle otro nombre.")


class CannotOwn(Conflict):
    code = "cannot_own"
    sentence = _("{person} no puede actuar en {case}, que está en {step}. Elija a quien tenga ese paso en su centro.")


class OneByOne(BadInput):
    code = "one_by_one"
    sentence = _("«{act}» se hace caso por caso, porque pide datos de cada uno. No se cambió nada; abra un caso.")


class NotOffered(BadInput):
    code = "not_offered"
    sentence = _("{item} ya no se usa en el catálogo. Elija otra de la lista.")


class CodeTaken(Conflict):
    code = "catalogue_code_taken"
    sentence = _("{code} ya existe: «{label}». Edite ese, o elija otro código.")


class NotACode(BadInput):
    code = "not_a_catalogue_code"
    sentence = _("«{code}» no es un código de este catálogo. Escriba {family}, un guion, una letra y dos cifras.")


class NoName(BadInput):
    code = "catalogue_item_without_name"
    sentence = _("Falta el nombre de {code}: es lo que se lee al elegirlo. Escríbalo y vuelva a guardar.")


class ItemChanged(Conflict):
    code = "catalogue_item_changed"
    sentence = _("«{item}» cambió mientras usted lo editaba: va por la versión {version}. Recargue y edite de nuevo.")


class ListDoesNotGrow(Conflict):
    code = "catalogue_does_not_grow"
    sentence = _("«{catalogue}» no admite códigos nuevos: cada acto ofrece los suyos. Edite uno de los que hay.")


class StillNeeded(Conflict):
    """A rule reads the item, and no other could take its place."""

    code = "catalogue_item_needed"
    sentence = _("«{item}» ({code}) tiene que seguir como está: {why}. No se cambió nada; puede cambiarle el nombre.")
