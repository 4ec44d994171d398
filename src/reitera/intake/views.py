"""Pages of imports. A view knows HTTP; `actions` knows the work."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from reitera.core.clock import now
from reitera.core.errors import NotFound, Refusal
from reitera.core.visibility import require_sight
from reitera.intake import actions, tasks
from reitera.intake.forms import UploadForm, posted_columns
from reitera.intake.models import Import
from reitera.intake.pages import review_of
from reitera.intake.refusals import NotReady
from reitera.intake.rejects import rejects_to_mend
from reitera.staff.requests import Request
from reitera.staff.rules import require_role

PAGE = 30


@require_GET
def imports(request: Request) -> HttpResponse:
    require_sight(request.user, Import)
    rows = Import.objects.visible_to(request.user).select_related("uploaded_by", "source")
    page = Paginator(rows, PAGE).get_page(request.GET.get("pagina"))
    return render(request, "intake/imports.html", {"page": page, "can_import": _can_import(request)})


def upload(request: Request) -> HttpResponse:
    require_sight(request.user, Import)
    require_role(request.user, *actions.IMPORTERS)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("intake:review", pk=_receive(request, form).pk)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
    limit = settings.UPLOAD_LIMIT_MB
    context = {"form": form, "limit_mb": limit, "limit": limit * 1024 * 1024}
    return render(request, "intake/upload.html", context, status=422 if form.errors else 200)


def _receive(request: Request, form: UploadForm) -> Import:
    upload = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="reitera-") as folder:
        path = Path(folder) / ("file" + Path(upload.name).suffix.lower())
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        received = actions.receive_file(
            path=path, file_name=upload.name, kind=form.cleaned_data["kind"], actor=request.user, at=now()
        )
    _preview_when_clear(request, received)
    return received


def _preview_when_clear(request: Request, received: Import) -> None:
    """Start counting as soon as nothing is left to ask."""
    review = review_of(received)
    if not review.missing and not review.questions:
        actions.write_progress(received, gettext("Leyendo y comparando las filas"))
        tasks.preview_import(received.pk, request.user.pk)


@require_GET
def review(request: Request, pk: int) -> HttpResponse:
    found = review_of(_get_import(request, pk), _start(request))
    template = "intake/rejects_more.html" if request.GET.get("desde") and request.htmx else "intake/review.html"
    context = {"review": found, "received": found.received, "can_import": _can_import(request)}
    return render(request, template, {**context, "next": _start(request) + len(found.rejects)})


@require_POST
def columns(request: Request, pk: int) -> HttpResponse:
    received = _get_import(request, pk)
    mapped, orders = posted_columns(request.POST, received.described.get("columns", []))
    missing = [text.strip() for text in request.POST.get("missing", "").split(",")]
    received = actions.change_mapping(
        received=received,
        mapped=mapped,
        date_orders=orders,
        missing=missing,
        save_as=request.POST.get("save_as", ""),
        actor=request.user,
        at=now(),
    )
    _preview_when_clear(request, received)
    return redirect("intake:review", pk=pk)


@require_POST
def apply(request: Request, pk: int) -> HttpResponse:
    received = _get_import(request, pk)
    require_role(request.user, *actions.IMPORTERS)
    if received.status != Import.Status.READY:
        raise NotReady(number=received.pk)
    actions.set_period(
        received=received,
        covers_from=request.POST.get("covers_from", ""),
        covers_to=request.POST.get("covers_to", ""),
        actor=request.user,
        at=now(),
    )
    actions.write_progress(received, gettext("Aplicando"))
    tasks.apply_in_background(received.pk, request.user.pk, bool(request.POST.get("keep_good")))
    return redirect("intake:review", pk=pk)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    received = actions.discard_import(received=_get_import(request, pk), actor=request.user, at=now())
    messages.success(request, gettext("Se descartó «{file}». No se cambió nada.").format(file=received.file_name))
    return redirect("intake:imports")


@require_GET
def progress(request: Request, pk: int) -> HttpResponse:
    """What is being done: an htmx fragment that asks again, or JSON for programs."""
    received = _get_import(request, pk)
    doing = actions.progress_of(received)
    if not request.htmx:
        return JsonResponse({"status": received.status, "doing": doing, "counts": received.counts})
    if doing:
        return render(request, "intake/progress.html", {"received": received, "doing": doing})
    response = HttpResponse(status=204)
    response["HX-Refresh"] = "true"
    return response


@require_GET
def rejects(request: Request, pk: int) -> HttpResponse:
    received = _get_import(request, pk)
    text = rejects_to_mend(received, actions.table_of(received))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rechazados-{received.pk}.csv"'
    return response


def _get_import(request: Request, pk: int) -> Import:
    require_sight(request.user, Import)
    received = Import.objects.visible_to(request.user).select_related("uploaded_by", "applied_by").filter(pk=pk).first()
    if received is None:
        raise NotFound(what=gettext("la importación {number}").format(number=pk))
    return received


def _can_import(request: Request) -> bool:
    return request.user.has_role(*actions.IMPORTERS)


def _start(request: Request) -> int:
    text = request.GET.get("desde", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
