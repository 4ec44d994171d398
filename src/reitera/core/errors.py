"""Typed errors that a person can act on: a code, its data, an HTTP status and one Spanish sentence.

Pages, the API and the command line show the same sentence: it says what, which and what next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, Self, TypeVar

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something a user asked for that is not done. `data` fills the named places of `sentence`.

    `part` names what it is about where several things were asked for at once ("phone"); empty for all of it.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str | Promise] = _("No se hizo lo pedido.")
    part: str = ""

    def __init__(self, **data: Any) -> None:
        super().__init__(self.code)
        self.data = data

    @property
    def message(self) -> str:
        return str(self.sentence).format(**self.data)

    def __str__(self) -> str:
        return self.message

    def about(self, part: str) -> Self:
        self.part = part
        return self

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


Refusals = dict[int, Refusal]
"""Why an act on many rows is not done on some of them, by the id of the row."""

R = TypeVar("R", bound=Model)


def sift(rows: Iterable[R], check: Callable[[R], None]) -> tuple[list[R], Refusals]:
    """The rows that a check lets pass, and why it stopped the others."""
    passed, refused = list[R](), Refusals()
    for row in rows:
        try:
            check(row)
        except Refusal as refusal:
            refused[row.pk] = refusal
        else:
            passed.append(row)
    return passed, refused


def raise_first(refused: Refusals) -> None:
    """For an act that is done on all rows or on none. Raises the refusal of the first row that has one."""
    for pk in sorted(refused):
        raise refused[pk]
