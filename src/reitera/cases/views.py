"""Pages of the cases: the inbox, one case, and the acts on one or many."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from reitera.cases import actions
from reitera.cases.acts import Act, act_called, leads_of
from reitera.cases.attachments import attach, attachments_of
from reitera.cases.forms import ActForm, CommentForm, OpenCaseForm, first_mistake
from reitera.cases.inbox import VIEWS, InboxFilter, inbox_of
from reitera.cases.models import Attachment, Case
from reitera.cases.page import can_open_by_hand, page_of, preview_of
from reitera.cases.process_map import process_map_of
from reitera.cases.refusals import OneByOne
from reitera.cases.seen import get_case, seen_cases, token_of
from reitera.core.clock import now
from reitera.core.errors import NotFound
from reitera.core.visibility import require_sight
from reitera.customers.models import Customer, SegmentBand
from reitera.procedure.roles import Role
from reitera.staff.models import OperationsCentre
from reitera.staff.requests import Request
from reitera.staff.rules import require_role


@require_GET
def inbox(request: Request) -> HttpResponse:
    """Mi bandeja."""
    asked = InboxFilter.from_address(request.GET)
    made = inbox_of(request.user, asked, request.GET.get("pagina"))
    context: dict[str, Any] = {"inbox": made, "asked": asked, "views": _views_of(made.counts)}
    context["waiting_for_me"] = made.counts["mias"]
    opened = request.GET.get("abrir", "")
    if opened:
        context["opened"] = preview_of(get_case(request.user, opened), request.user)
    return render(request, "cases/inbox.html", context | {"can_open": can_open_by_hand(request.user)})


def _views_of(counts: dict[str, int]) -> list[tuple[str, str, int | None]]:
    """The views with something in them, and those everybody has, with how many cases each has where that is told."""
    shown = [name for name in VIEWS if name != "nadie" or counts["nadie"]]
    return [(name, str(VIEWS[name]), counts.get(name)) for name in shown]


@require_GET
def case(request: Request, number: str) -> HttpResponse:
    """One case: a panel for htmx, else the whole page."""
    require_sight(request.user, Case)
    found = get_case(request.user, number)
    if request.headers.get("HX-Request"):
        return render(request, "cases/preview.html", {"opened": preview_of(found, request.user)})
    context = page_of(found, request.user)
    context["comment_form"] = CommentForm()
    context["attachments"] = attachments_of(found, request.user)
    return render(request, "cases/case.html", context)


@require_http_methods(["GET", "POST"])
def act(request: Request, code: str) -> HttpResponse:
    """Ask for what an act needs (GET), or do it (POST), on the cases as they were seen."""
    data = request.POST if request.method == "POST" else request.GET
    cases = seen_cases(request.user, data.getlist("seen"))
    chosen = _one_act(code, request, cases)
    form = chosen.form(request.POST if request.method == "POST" else None, cases=cases, person=request.user,
                       files=request.FILES or None)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        chosen.do(cases, form.cleaned_data, request.user, now())
        _tell(request, chosen, cases)
        return _go(request, _back_after(request, cases))
    return _ask(request, chosen, cases, form)


def _one_act(code: str, request: Request, cases: list[Case]) -> Act:
    """The act that the cases share. Raises OneByOne, and what `act_called` raises for the first case that lacks it."""
    acts = [act_called(code, request.user.viewer, case) for case in cases]
    if len(cases) > 1 and not all(act.many for act in acts):
        raise OneByOne(act=acts[0].name)
    return acts[0]


def _ask(request: Request, chosen: Act, cases: list[Case], form: ActForm) -> HttpResponse:
    fragment = request.headers.get("HX-Request")
    context = {
        "act": chosen,
        "form": form,
        "cases": cases,
        "tokens": [token_of(case) for case in cases],
        "back": _back(request),
        "is_dialog": bool(fragment),
    }
    template = "cases/act_dialog.html" if fragment else "cases/act.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _tell(request: Request, chosen: Act, cases: list[Case]) -> None:
    """Say what was done, with a way back for what can be taken back."""
    names = ", ".join(str(case) for case in cases[:3])
    many = ngettext("{n} caso", "{n} casos", len(cases)).format(n=len(cases))
    whom = names if len(cases) <= 3 else many
    where = leads_of(chosen.move) if chosen.move else ""
    text = _("{act}: {cases} {where}.") if where else _("{act}: {cases}.")
    undoable = chosen.move is not None and not chosen.keeps
    messages.success(
        request, text.format(act=chosen.name, cases=whom, where=where), extra_tags="undo" if undoable else ""
    )
    if undoable:
        request.session["undo"] = [case.pk for case in cases]


@require_POST
def take_back(request: Request) -> HttpResponse:
    """Deshacer: one's own last act, within five minutes."""
    ids = request.session.pop("undo", [])
    cases = list(Case.objects.visible_to(request.user).filter(pk__in=ids))
    if not cases:
        raise NotFound(what=_("algo que deshacer"))
    actions.take_back(cases=cases, actor=request.user, at=now())
    undone = ngettext("Se deshizo: {n} caso está como antes.", "Se deshizo: {n} casos están como antes.", len(cases))
    messages.success(request, undone.format(n=len(cases)))
    return HttpResponseRedirect(_back(request))


@require_POST
def comment(request: Request, number: str) -> HttpResponse:
    found = get_case(request.user, number)
    actions.require_comment_right(request.user, found)
    form = CommentForm(request.POST)
    if form.is_valid():
        actions.comment(case=found, text=form.cleaned_data["text"], actor=request.user, at=now())
    else:
        messages.error(request, first_mistake(form))
    return redirect("cases:case", number=found.number)


@require_POST
def attach_file(request: Request, number: str) -> HttpResponse:
    """Adjuntar: a photo or a PDF."""
    found = get_case(request.user, number)
    actions.require_comment_right(request.user, found)
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("No se adjuntó nada: elija una foto o un PDF."))
    else:
        attach(case=found, file=file, actor=request.user, at=now())
    return redirect("cases:case", number=found.number)


@require_GET
def attachment(request: Request, number: str, pk: int) -> FileResponse:
    """The file itself; a browser shows photos in place and saves the others."""
    found = get_case(request.user, number)
    kept = Attachment.objects.visible_to(request.user).filter(case=found, pk=pk).first()
    if kept is None or not kept.path.exists():
        raise NotFound(what=_("ese archivo"))
    return FileResponse(
        kept.path.open("rb"), as_attachment=not kept.is_photo, filename=kept.name, content_type=kept.content_type
    )


@require_http_methods(["GET", "POST"])
def open_case(request: Request) -> HttpResponse:
    """Caso preventivo: a case that no cycle found."""
    if request.method == "POST":
        require_role(request.user, Role.MANAGER_ANALYST)
    form = OpenCaseForm(request.POST or None, initial={"customer": request.GET.get("cliente", "")})
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["customer"].strip()
        customer = Customer.objects.visible_to(request.user).filter(code=code).first()
        if customer is not None:
            reason = form.cleaned_data["reason"]
            made = actions.open_by_hand(customer=customer, actor=request.user, at=now(), reason=reason)
            return redirect("cases:case", number=made.number)
        form.add_error("customer", _("Ningún cliente que usted vea tiene el código «{code}».").format(code=code))
    context = {"form": form, "can_open": can_open_by_hand(request.user)}
    return render(request, "cases/open.html", context, status=422 if form.errors else 200)


@require_GET
def process_map(request: Request) -> HttpResponse:
    """The procedure as lanes by role, with what waits in each step."""
    require_sight(request.user, Case)
    centre, segment = request.GET.get("centro", "")[:20], request.GET.get("segmento", "")[:1]
    centres = [(c.code, c.name) for c in OperationsCentre.objects.filter(is_active=True)]
    segments = [(code, code) for code in SegmentBand.objects.order_by("code").values_list("code", flat=True)]
    drawn = process_map_of(request.user, centre=centre, segment=segment)
    context = {"map": drawn, "centres": centres, "centre": centre, "segments": segments, "segment": segment}
    return render(request, "cases/map.html", context)


def _go(request: Request, address: str) -> HttpResponse:
    """Go on at an address. htmx follows a redirect by itself, unseen: that page would use up the message."""
    return HttpResponseClientRedirect(address) if request.headers.get("HX-Request") else HttpResponseRedirect(address)


def _back_after(request: Request, cases: list[Case]) -> str:
    """Where the person came from, or the inbox when a case is theirs no more: its page would not exist for them."""
    seen = Case.objects.visible_to(request.user).filter(pk__in=[case.pk for case in cases]).count()
    return _back(request) if seen == len(cases) else reverse("cases:inbox")


def _back(request: Request) -> str:
    """Where the person came from, when it is ours; else the inbox."""
    asked = request.POST.get("next") or request.GET.get("next") or request.headers.get("HX-Current-URL", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours and asked else reverse("cases:inbox")
