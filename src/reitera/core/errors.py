"""Typed errors that a person can act on: a code, its data, an HTTP status and one Spanish sentence.

Pages, the API and the command line show the same sentence: it says what, which and what next.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something a user asked for that is not done. `data` fills the named places of `sentence`."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str | Promise] = _("No se hizo lo pedido.")

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data

    @property
    def message(self) -> str:
        return str(self.sentence).format(**self.data)

    def __str__(self) -> str:
        return self.message

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "data": {k: str(v) for k, v in self.data.items()}}


class BadInput(Refusal):
    code, status = "bad_input", 422
    sentence = _("Hay un dato que no se puede usar.")


class NotAllowed(Refusal):
    """The person's roles do not allow the act. Data: `roles`, the labels of those that can."""

    code, status = "not_allowed", 403
    sentence = _("Su rol no puede hacer esto. Puede hacerlo: {roles}.")


class NotFound(Refusal):
    """No such row, or none that the person may see: the two are never told apart."""

    code, status = "not_found", 404
    sentence = _("No existe {what} o su rol no lo ve. Revise la dirección o búsquelo por número.")


class Conflict(Refusal):
    code, status = "conflict", 409
    sentence = _("Alguien cambió esto mientras usted trabajaba. Recargue para ver cómo quedó.")
