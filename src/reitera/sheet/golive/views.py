"""Pages of go-live day: `/planilla/importar/`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reitera.core.clock import now
from reitera.core.errors import NotFound, Refusal
from reitera.core.exports import csv_response
from reitera.core.visibility import require_sight
from reitera.sheet.golive import actions
from reitera.sheet.golive.forms import OldSheetForm
from reitera.sheet.golive.models import OldSheet
from reitera.sheet.golive.pages import context_of, lines_to_mend, posted_choices
from reitera.sheet.golive.plan import review_of
from reitera.sheet.golive.review import Fate
from reitera.staff.requests import Request

SHOWN_SHEETS = 20


@require_http_methods(["GET", "POST"])
def old_sheets(request: Request) -> HttpResponse:
    """Upload an old sheet, and the ones that were uploaded."""
    require_sight(request.user, OldSheet)
    form = OldSheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("sheet:old_sheet", pk=_receive(request, form).pk)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
    sheets = OldSheet.objects.visible_to(request.user).select_related("uploaded_by")[:SHOWN_SHEETS]
    limit = settings.UPLOAD_LIMIT_MB
    context = {"form": form, "sheets": sheets, "limit_mb": limit, "limit": limit * 1024 * 1024}
    return render(request, "sheet/golive/upload.html", context, status=422 if form.errors else 200)


def _receive(request: Request, form: OldSheetForm) -> OldSheet:
    upload = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="reitera-") as folder:
        path = Path(folder) / ("file" + Path(upload.name).suffix.lower())
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        return actions.receive_old_sheet(path=path, file_name=upload.name, actor=request.user, at=now())


@require_GET
def old_sheet(request: Request, pk: int) -> HttpResponse:
    """What its columns and words are taken for, and what would become of every row."""
    sheet = _sheet(request, pk)
    if not sheet.is_open:
        return render(request, "sheet/golive/discarded.html", {"sheet": sheet})
    review = review_of(sheet, request.user, now())
    return render(request, "sheet/golive/sheet.html", context_of(sheet, review, request.GET.get("pagina", "1")))


@require_POST
def choose_columns(request: Request, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    said = posted_choices(sheet, request.POST)
    actions.choose(sheet=sheet, actor=request.user, at=now(), **said)
    return _back_to(pk)


@require_POST
def apply_sheet(request: Request, pk: int) -> HttpResponse:
    expected = request.POST.get("expected", "")
    review = actions.apply_old_sheet(sheet=_sheet(request, pk), expected=expected, actor=request.user, at=now())
    opened, filled = len(review.of(Fate.OPENS)), len(review.of(Fate.FILLS))
    told = ngettext("Se abrió {n} caso.", "Se abrieron {n} casos.", opened).format(n=opened)
    if filled:
        told += " " + ngettext("Se completó {n}.", "Se completaron {n}.", filled).format(n=filled)
    messages.success(request, told)
    return _back_to(pk)


@require_POST
def discard_sheet(request: Request, pk: int) -> HttpResponse:
    sheet = _sheet(request, pk)
    actions.discard_old_sheet(sheet=sheet, actor=request.user, at=now())
    messages.success(request, _("Se descartó «{file}». No se abrió ningún caso.").format(file=sheet.file_name))
    return redirect("sheet:old_sheets")


@require_POST
def set_row(request: Request, pk: int, number: int) -> HttpResponse:
    """Say whose row it is, put it aside, or take it back."""
    sheet = _sheet(request, pk)
    if "out" in request.POST:
        is_out = request.POST["out"] == "1"
        actions.leave_row_out(sheet=sheet, number=number, is_out=is_out, actor=request.user, at=now())
        told = _("La fila {row} queda fuera.") if is_out else _("La fila {row} vuelve a la lista.")
        messages.success(request, told.format(row=number))
    else:
        code = request.POST.get("code", "")
        row = actions.match_row(sheet=sheet, number=number, code=code, actor=request.user, at=now())
        messages.success(request, _("La fila {row} es de {customer}.").format(row=number, customer=row.customer))
    return _back_to(pk)


@require_GET
def mend_sheet(request: Request, pk: int) -> HttpResponseBase:
    sheet = _sheet(request, pk)
    titles, rows = lines_to_mend(sheet, review_of(sheet, request.user, now()))
    return csv_response(f"por-corregir-{sheet.pk}", titles, rows)


def _back_to(pk: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("sheet:old_sheet", args=[pk]))


def _sheet(request: Request, pk: int) -> OldSheet:
    require_sight(request.user, OldSheet)
    found = OldSheet.objects.visible_to(request.user).select_related("uploaded_by", "applied_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(what=_("esa planilla"))
    return found
