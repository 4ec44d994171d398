"""Why a browser gets no stream."""

from django.utils.translation import gettext_lazy as _

from reitera.core.errors import Refusal


class ForeignHost(Refusal):
    code, status = "foreign_host", 400
    sentence = _("Este sitio no responde con ese nombre. Pida al administrador la dirección correcta.")


class SignedOut(Refusal):
    code, status = "signed_out", 401
    sentence = _("Su sesión terminó. Ingrese otra vez.")


class PasswordIsTemporary(Refusal):
    code, status = "password_is_temporary", 403
    sentence = _("Elija primero una clave propia.")


class NoSuchMethod(Refusal):
    code, status = "no_such_method", 405
    sentence = _("Esta dirección solo se lee.")


class TooManyStreams(Refusal):
    """Data: `most`."""

    code, status = "too_many_streams", 429
    sentence = _(
        "Tiene {most} conexiones en vivo abiertas, el máximo. Cierre Reitera en otro navegador o equipo; "
        "aquí verá los cambios al recargar."
    )
