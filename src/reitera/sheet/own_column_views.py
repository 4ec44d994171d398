"""Pages of the provider's own columns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reitera.core.clock import now
from reitera.core.errors import NotFound
from reitera.core.models import Event
from reitera.core.sentences import Told, tell
from reitera.sheet.kinds import Kind
from reitera.sheet.models import OwnColumn
from reitera.sheet.own_column_forms import ColumnForm, EditColumnForm, NewColumnForm
from reitera.sheet.own_columns import add_column, change_column, rows_with_value, switch_column
from reitera.sheet.refusals import ColumnNameTaken, ColumnUnsound, OptionInUse
from reitera.staff.requests import Request
from reitera.staff.rules import PARAMETER_EDITORS, require_role


@dataclass(frozen=True)
class ColumnRow:
    """A column, its kind in words, and how many rows say something in it."""

    column: OwnColumn
    kind: str
    rows: int


@require_GET
def own_columns(request: Request) -> HttpResponse:
    """All of them, in their order; those put aside too."""
    require_role(request.user, *PARAMETER_EDITORS)
    columns = list(OwnColumn.objects.all())
    counts = rows_with_value(columns)
    rows = [ColumnRow(column, kind_label(column), counts[column.pk]) for column in columns]
    return render(request, "sheet/own_columns.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def add(request: Request) -> HttpResponse:
    """One more column."""
    require_role(request.user, *PARAMETER_EDITORS)
    form = NewColumnForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with _refused_beside(form):
            made = add_column(kind=form.cleaned_data["kind"], values=form.values(), actor=request.user, at=now())
            messages.success(request, _("La planilla tiene la columna «{column}».").format(column=made.label))
            return redirect("sheet:own_columns")
    return render(request, "sheet/own_column.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: Request, pk: int) -> HttpResponse:
    """Name, help, place and options of a column, and what was changed before."""
    require_role(request.user, *PARAMETER_EDITORS)
    column = _column(pk)
    form = EditColumnForm(request.POST or None, column=column)
    if request.method == "POST" and form.is_valid():
        with _refused_beside(form):
            seen = form.cleaned_data["seen"]
            change_column(pk=pk, values=form.values(), seen=seen, actor=request.user, at=now())
            messages.success(request, _("Se guardó. Lo anotado en las filas queda."))
            return redirect("sheet:own_columns")
    context = {"form": form, "column": column, "kind": kind_label(column), "past": _past(column)}
    return render(request, "sheet/own_column.html", context, status=422 if form.errors else 200)


@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    """Put a column aside, or bring it back."""
    column = switch_column(pk=pk, active=request.POST.get("active") == "1", actor=request.user, at=now())
    back, aside = _("La columna «{column}» está otra vez en la planilla."), _("La columna «{column}» ya no se muestra.")
    messages.success(request, (back if column.is_active else aside).format(column=column.label))
    return redirect("sheet:own_columns")


@contextmanager
def _refused_beside(form: ColumnForm) -> Iterator[None]:
    """Say a refusal in the form, with what was typed, where typing differently mends it."""
    try:
        yield
    except (ColumnUnsound, ColumnNameTaken, OptionInUse) as refusal:
        form.add_error(None, refusal.message)


def kind_label(column: OwnColumn) -> str:
    return _(dict(Kind.own_choices())[column.kind])


def _column(pk: int) -> OwnColumn:
    found = OwnColumn.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(what=_("esa columna"))
    return found


def _past(column: OwnColumn) -> list[Told]:
    """What was done with the column, the latest first."""
    return tell(Event.objects.about("owncolumn", column.pk).select_related("actor").reverse()[:20])
