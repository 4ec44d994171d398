"""Where a person is in the Planilla, said by their page."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from reitera.cases.models import Case
from reitera.core.announcements import announce
from reitera.core.errors import BadInput, NotFound
from reitera.core.visibility import require_sight
from reitera.sheet.live import presence
from reitera.staff.requests import Request

NAME = re.compile(r"[\w-]{1,40}", re.ASCII)


@require_POST
def be_present(request: Request) -> HttpResponse:
    """Show the others at which row the person is and which cell they edit; an empty case: at none."""
    require_sight(request.user, Case)
    stream, column, written = (request.POST.get(name, "") for name in ("stream", "column", "case"))
    if not NAME.fullmatch(stream) or (column and not NAME.fullmatch(column)):
        raise BadInput()
    here = presence.Presence(
        stream=stream,
        person=request.user.pk,
        name=str(request.user),
        initials=request.user.initials,
        case=_visible(request, written),
        column=column,
        editing=request.POST.get("editing") == "1",
    )
    for text in presence.written([here]):
        announce(presence.TOPIC, text)
    return HttpResponse(status=204)


def _visible(request: Request, written: str) -> int | None:
    if not written:
        return None
    known = written.isascii() and written.isdigit() and len(written) < 19
    if not known or not Case.objects.visible_to(request.user).filter(pk=int(written)).exists():
        raise NotFound(what=_("ese caso"))
    return int(written)
