"""What is refused about customers, each in a sentence that says what, which and what next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict


class MergeWithItself(BadInput):
    code = "merge_with_itself"
    sentence = _("El cliente {customer} no puede unirse consigo mismo. Elija otro duplicado.")


class AlreadyMerged(Conflict):
    code = "already_merged"
    sentence = _("El cliente {duplicate} ya se unió a {kept}. Busque {kept} si también es un duplicado.")


class KeptIsDuplicate(Conflict):
    code = "kept_is_duplicate"
    sentence = _("El cliente {customer} es un duplicado de {kept}. Una a {kept} en su lugar.")


class BandsNotDescending(BadInput):
    code = "bands_not_descending"
    sentence = _(
        "El segmento {higher} (desde Bs {higher_from}) tiene que empezar más arriba que el {lower} "
        "(desde Bs {lower_from}). Cambie uno de los dos."
    )


class NotAPhone(BadInput):
    code = "not_a_phone"
    sentence = _("«{value}» no es un teléfono: le faltan cifras. Escriba al menos {digits}.")


class ContactTooLong(BadInput):
    code = "contact_too_long"
    sentence = _("El dato «{field}» tiene {length} caracteres y entran {most}. Acórtelo.")


class ContactTwice(Conflict):
    """Two of the rows that are written at once want another value of one customer."""

    code = "contact_twice"
    sentence = _("{customer} está también en {case}, con otro valor. Deje el mismo en las dos filas.")
