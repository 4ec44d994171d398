"""What the administration refuses, each in a sentence that says what, which and what next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput, Conflict


class UsernameTaken(Conflict):
    code = "username_taken"
    sentence = _("El usuario «{username}» ya existe: es de {name}. Elija otro nombre de usuario.")


class EmailTaken(Conflict):
    code = "email_taken"
    sentence = _("El correo {email} ya es de {name}. Escriba otro o déjelo en blanco.")


class LastAdministrator(Conflict):
    code = "last_administrator"
    sentence = _(
        "{name} es la única persona activa con el rol Administrador sin fecha de fin. "
        "Dé ese rol a otra persona antes de quitárselo."
    )


class CannotDeactivateOneself(Conflict):
    code = "own_user"
    sentence = _("No puede desactivar su propio usuario. Pídalo a otro administrador.")


class PersonIsInactive(Conflict):
    code = "person_inactive"
    sentence = _("{name} está sin acceso. Reactive su usuario antes de darle un rol.")


class RoleAlreadyHeld(Conflict):
    code = "role_already_held"
    sentence = _("{name} ya tiene el rol {role} en {centre} ({dates}). Termine ese primero o elija otras fechas.")


class RoleHasNoCentre(BadInput):
    code = "role_has_no_centre"
    sentence = _("El rol {role} ve todos los centros y no se limita a {centre}. Deje el centro en blanco.")


class CentreIsInactive(Conflict):
    code = "centre_inactive"
    sentence = _("{centre} está desactivado. Reactívelo antes de dar roles en él.")


class DatesReversed(BadInput):
    code = "dates_reversed"
    sentence = _(
        "El último día ({ends:%d/%m/%Y}) es anterior al primero ({starts:%d/%m/%Y}). Cambie una de las fechas."
    )


class SubstituteOfOneself(BadInput):
    code = "substitute_of_oneself"
    sentence = _("Nadie puede ser suplente de sí. Elija a otra persona para reemplazar a {name}.")


class NothingToSubstitute(Conflict):
    code = "nothing_to_substitute"
    sentence = _(
        "{name} no tiene ningún rol entre el {starts:%d/%m/%Y} y el {ends:%d/%m/%Y}. Revise las fechas o la persona."
    )


class CentreTaken(Conflict):
    code = "centre_taken"
    sentence = _("«{written}» ya es el código o el nombre de {centre}. Elija otro.")


class AliasTaken(Conflict):
    code = "alias_taken"
    sentence = _("«{written}» ya lleva a {centre}. Quítelo allí antes de enlazarlo aquí.")


class AliasIsNeeded(Conflict):
    code = "alias_needed"
    sentence = _("«{written}» es el nombre o el código de {centre}, así que siempre lleva a él. No se puede quitar.")


class EmptyName(BadInput):
    code = "empty_name"
    sentence = _("Falta el nombre. Escriba al menos una letra o un número.")
