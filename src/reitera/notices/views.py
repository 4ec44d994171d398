"""The bell and its page."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reitera.core.clock import now
from reitera.core.errors import NotFound
from reitera.notices import actions
from reitera.notices.models import Channel, Notice
from reitera.notices.words import address_of, sentence_of
from reitera.staff.requests import Request

PAGE_SIZE = 50


@require_GET
def notices(request: Request) -> HttpResponse:
    """What the person was told, the latest first; of cases that they still may see."""
    rows = Notice.objects.shown_to(request.user).select_related("case__customer", "actor")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("pagina"))
    lines = [(notice, sentence_of(notice)) for notice in page]
    channel = Channel.objects.filter(user=request.user).first()
    return render(request, "notices/notices.html", {"page": page, "lines": lines, "channel": channel})


@require_POST
def open_notice(request: Request, pk: int) -> HttpResponse:
    """Read one notice and go where it leads."""
    notice = Notice.objects.filter(recipient=request.user, pk=pk).select_related("case").first()
    if notice is None:
        raise NotFound(what=_("ese aviso"))
    actions.read(person=request.user, at=now(), notice_id=pk)
    return redirect(address_of(notice))


@require_POST
def read_all(request: Request) -> HttpResponse:
    actions.read(person=request.user, at=now())
    return redirect("notices:notices")


@require_POST
def channel(request: Request) -> HttpResponse:
    actions.choose_channel(person=request.user, address=request.POST.get("address", ""))
    messages.success(request, _("Se guardó adónde enviar sus avisos."))
    return redirect("notices:notices")
