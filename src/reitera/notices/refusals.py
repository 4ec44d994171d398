from django.utils.translation import gettext_lazy as _

from reitera.core.errors import BadInput


class UnknownChannel(BadInput):
    code = "unknown_channel"
    sentence = _("No se sabe cómo enviar avisos a «{address}». Escriba un correo o una dirección de apprise permitida.")
