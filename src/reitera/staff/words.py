"""Roles, centres and dates said in a sentence."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from reitera.staff.models import OperationsCentre


def centre_in_words(centre: OperationsCentre | None) -> str:
    return str(centre) if centre else _("todos los centros")


def dates_in_words(starts_on: date | None, ends_on: date | None) -> str:
    """When an assignment counts: "siempre", "desde el 01/12/2026", "del 01/12/2026 al 15/12/2026"."""
    starts, ends = (f"{day:%d/%m/%Y}" if day else "" for day in (starts_on, ends_on))
    if starts and ends:
        return _("del {starts} al {ends}").format(starts=starts, ends=ends)
    if starts:
        return _("desde el {starts}").format(starts=starts)
    if ends:
        return _("hasta el {ends}").format(ends=ends)
    return _("siempre")
