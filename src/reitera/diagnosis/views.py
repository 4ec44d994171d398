"""Pages of the diagnosis: cases without a technical solution, the catalogue of factors, files of readings."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reitera.core.clock import now
from reitera.core.errors import NotFound, Refusal
from reitera.core.exports import csv_response
from reitera.diagnosis import actions, rules
from reitera.diagnosis.catalogue.shape import GROUPS
from reitera.diagnosis.factor_form import FactorForm
from reitera.diagnosis.models import FactorVersion, ReadingsFile
from reitera.diagnosis.pages import UNSOLVED_TITLES, factor_rows, unsolved_lines, unsolved_rows
from reitera.diagnosis.queries import unsolved_cases
from reitera.staff.models import OperationsCentre
from reitera.staff.requests import Request
from reitera.staff.rules import PARAMETER_EDITORS, require_role

PAGE_SIZE = 50
SHOWN_ROWS = 200


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("Archivo de lecturas"))
    date_order = forms.ChoiceField(
        label=gettext_lazy("Cómo escribe las fechas"),
        required=False,
        choices=[
            ("", gettext_lazy("se ve en el archivo")), ("dmy", gettext_lazy("día/mes/año")),
            ("mdy", gettext_lazy("mes/día/año")), ("ymd", gettext_lazy("año-mes-día")),
        ],
    )  # fmt: skip


@require_GET
def unsolved(request: Request) -> HttpResponse:
    """Sin solución técnica: what came to step 6 by step 5."""
    require_role(request.user, *rules.UNSOLVED_READERS)
    centre = request.GET.get("centro", "")[:20]
    cases = _unsolved_of(request, centre)
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("pagina"))
    centres = OperationsCentre.objects.filter(is_active=True).values_list("code", "name")
    context = {"page": page, "rows": unsolved_rows(list(page)), "centres": centres, "centre": centre}
    return render(request, "diagnosis/unsolved.html", context)


@require_GET
def unsolved_csv(request: Request) -> HttpResponseBase:
    require_role(request.user, *rules.UNSOLVED_READERS)
    cases = _unsolved_of(request, request.GET.get("centro", "")[:20])
    return csv_response("sin-solucion-tecnica", UNSOLVED_TITLES, unsolved_lines(cases))


def _unsolved_of(request: Request, centre: str):  # type: ignore[no-untyped-def]
    cases = unsolved_cases(request.user)
    return cases.filter(operations_centre__code=centre) if centre else cases


@require_GET
def factors(request: Request) -> HttpResponse:
    """The catalogue of factors, family by family."""
    require_role(request.user, *PARAMETER_EDITORS)
    versions = FactorVersion.objects.filter(is_current=True).select_related("factor").order_by("factor_id")
    rows = factor_rows(versions)
    groups = [(title, [row for row in rows if row.version.code[4] == letter]) for letter, (title, _t) in GROUPS.items()]
    return render(request, "diagnosis/factors.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
def factor(request: Request, code: str) -> HttpResponse:
    """Edit how a factor is called and judged."""
    require_role(request.user, *PARAMETER_EDITORS)
    version = _version(code)
    form = FactorForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        seen = version if form.cleaned_data["version"] == version.pk else FactorVersion(pk=0, factor=version.factor)
        made = actions.change_factor(version=seen, values=form.values(), actor=request.user, at=now())
        told = _("{factor} va por la versión {n}. Las lecturas anteriores conservan la suya.")
        messages.success(request, told.format(factor=made.label, n=made.number))
        return redirect("diagnosis:factors")
    past = version.factor.versions.exclude(pk=version.pk).order_by("-number")
    context = {"form": form, "version": version, "past": factor_rows(past)}
    return render(request, "diagnosis/factor.html", context, status=422 if form.errors else 200)


@require_POST
def switch_factor(request: Request, code: str) -> HttpResponse:
    version = _version(code)
    wanted = {name: request.POST[name] == "1" for name in ("active", "main") if name in request.POST}
    kept = actions.switch_factor(factor=version.factor, actor=request.user, at=now(), **wanted)
    if "main" in wanted:
        told = _("{factor} es principal.") if kept.is_main else _("{factor} ya no es principal; lo anotado queda.")
    else:
        told = _("{factor} vuelve a pedirse.") if kept.is_active else _("{factor} ya no se pide; lo anotado queda.")
    messages.success(request, told.format(factor=version.label))
    return redirect("diagnosis:factors")


def _version(code: str) -> FactorVersion:
    rows = FactorVersion.objects.filter(is_current=True, factor__code=code).select_related("factor")
    found = rows.first()
    if found is None:
        raise NotFound(what=_("el factor «{code}»").format(code=code[:20]))
    return found


@require_http_methods(["GET", "POST"])
def import_readings(request: Request) -> HttpResponse:
    """Upload a file of readings; nothing enters before its review."""
    require_role(request.user, *rules.FILE_READERS)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("diagnosis:file", pk=_receive(request, form).pk)
        except Refusal as refusal:
            form.add_error("file", refusal.message)
    files = ReadingsFile.objects.visible_to(request.user).defer("rows", "rejects")[:20]
    context = {"form": form, "files": files}
    return render(request, "diagnosis/import.html", context, status=422 if form.errors else 200)


def _receive(request: Request, form: FileForm) -> ReadingsFile:
    upload = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory(prefix="reitera-") as folder:
        path = Path(folder) / ("file" + Path(upload.name).suffix.lower())
        with path.open("wb") as target:
            for chunk in upload.chunks():
                target.write(chunk)
        return actions.review_file(
            path=path, file_name=upload.name, date_order=form.cleaned_data["date_order"], actor=request.user, at=now()
        )


@require_GET
def file(request: Request, pk: int) -> HttpResponse:
    """What would enter and what not, row by row."""
    found = _file(request, pk)
    return render(request, "diagnosis/file.html", {
        "file": found, "rejects": found.rejects[:SHOWN_ROWS], "more": max(len(found.rejects) - SHOWN_ROWS, 0),
        "ready": len(found.rows), "is_open": found.status == ReadingsFile.Status.REVIEWED,
    })  # fmt: skip


@require_GET
def file_rejects(request: Request, pk: int) -> HttpResponseBase:
    found = _file(request, pk)
    lines = ((r["row"], r["column"], r["value"], r["reason"]) for r in found.rejects)
    return csv_response(f"rechazos-{found.pk}", ("FILA", "COLUMNA", "VALOR", "MOTIVO"), lines)


@require_POST
def apply_file(request: Request, pk: int) -> HttpResponse:
    count = actions.apply_file(file=_file(request, pk), actor=request.user, at=now())
    told = ngettext("Entró {n} lectura.", "Entraron {n} lecturas.", count)
    messages.success(request, told.format(n=count))
    return redirect("diagnosis:file", pk=pk)


@require_POST
def discard_file(request: Request, pk: int) -> HttpResponse:
    actions.discard_file(file=_file(request, pk), actor=request.user, at=now())
    messages.success(request, _("El archivo se descartó; no entró ninguna lectura."))
    return redirect("diagnosis:import")


def _file(request: Request, pk: int) -> ReadingsFile:
    require_role(request.user, *rules.FILE_READERS)
    found = ReadingsFile.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise NotFound(what=_("ese archivo de lecturas"))
    return found
