"""Pages of the administration. The administrator writes, the division head reads; every act is an event."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from reitera.core.clock import now
from reitera.core.models import Event
from reitera.core.sentences import tell
from reitera.staff import actions
from reitera.staff.forms import AliasForm, CentreForm, PersonForm, RoleForm, SubstituteForm
from reitera.staff.models import CentreAlias, OperationsCentre, RoleAssignment, User
from reitera.staff.passwords import new_password
from reitera.staff.requests import Request
from reitera.staff.rules import ADMINISTRATION_READERS, ADMINISTRATION_WRITERS, require_role
from reitera.staff.words import roles_in_lines

PAGE_SIZE = 50
SHOWN_EVENTS = 40


def people(request: Request) -> HttpResponse:
    """Everybody, with the roles of today; and the form that makes a person."""
    _require_right(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = new_password()
        made = actions.create_user(**form.cleaned_data, password=password, actor=request.user, at=now())
        messages.success(request, _("Clave temporal de {user}: {password}").format(user=made, password=password))
        return redirect("staff:person", pk=made.pk)
    rows = User.objects.prefetch_related("role_assignments__operations_centre")
    if words := request.GET.get("q", "").strip():
        rows = rows.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("pagina"))
    context = {"page": page, "form": form, "words": words, **_rights(request)}
    return render(request, "staff/people.html", context, status=422 if form.errors else 200)


@require_GET
def person(request: Request, pk: int) -> HttpResponse:
    """One person: roles now and before, substitutes, and what was done to them."""
    require_role(request.user, *ADMINISTRATION_READERS)
    shown = get_object_or_404(User, pk=pk)
    return render(request, "staff/person.html", _person_context(request, shown))


def _person_context(request: Request, shown: User, **forms: Form) -> dict[str, Any]:
    events = Event.objects.about("user", shown.pk).select_related("actor").reverse()[:SHOWN_EVENTS]
    return {
        "person": shown,
        "roles": roles_in_lines(shown),
        "role_form": RoleForm(),
        "substitute_form": SubstituteForm(),
        "history": tell(events),
        **forms,
        **_rights(request),
    }


@require_POST
def give(request: Request, pk: int) -> HttpResponse:
    shown, form = get_object_or_404(User, pk=pk), RoleForm(request.POST)
    if not form.is_valid():
        require_role(request.user, *ADMINISTRATION_WRITERS)
        return render(request, "staff/person.html", _person_context(request, shown, role_form=form), status=422)
    actions.give_role(user=shown, **form.cleaned_data, actor=request.user, at=now())
    return redirect("staff:person", pk=pk)


@require_POST
def end(request: Request, pk: int, assignment: int) -> HttpResponse:
    held = get_object_or_404(RoleAssignment, pk=assignment, user=pk)
    actions.end_role(assignment=held, actor=request.user, at=now())
    return redirect("staff:person", pk=pk)


@require_POST
def substitute(request: Request, pk: int) -> HttpResponse:
    shown, form = get_object_or_404(User, pk=pk), SubstituteForm(request.POST)
    if not form.is_valid():
        require_role(request.user, *ADMINISTRATION_WRITERS)
        return render(request, "staff/person.html", _person_context(request, shown, substitute_form=form), status=422)
    actions.name_substitute(absent=shown, **form.cleaned_data, actor=request.user, at=now())
    messages.success(request, _("{name} suple a {absent}.").format(name=form.cleaned_data["substitute"], absent=shown))
    return redirect("staff:person", pk=pk)


@require_POST
def switch_person(request: Request, pk: int) -> HttpResponse:
    shown = get_object_or_404(User, pk=pk)
    switch = actions.deactivate_user if shown.is_active else actions.reactivate_user
    switch(user=shown, actor=request.user, at=now())
    return redirect("staff:person", pk=pk)


@require_POST
def new_temporary_password(request: Request, pk: int) -> HttpResponse:
    shown, password = get_object_or_404(User, pk=pk), new_password()
    actions.set_temporary_password(user=shown, password=password, actor=request.user, at=now())
    messages.success(request, _("Clave temporal de {user}: {password}").format(user=shown, password=password))
    return redirect("staff:person", pk=pk)


def centres(request: Request) -> HttpResponse:
    """Centres and the names that files give them; `?nombre=` brings a name to link, or to make a centre of."""
    _require_right(request)
    unknown = request.GET.get("nombre", "")[:80]
    form = CentreForm(request.POST or None, initial={"name": unknown})
    if request.method == "POST" and form.is_valid():
        made = actions.create_centre(**form.cleaned_data, actor=request.user, at=now())
        messages.success(request, _("Se creó {centre}.").format(centre=made))
        return redirect("staff:centres")
    rows = OperationsCentre.objects.prefetch_related("aliases").annotate(people=Count("roleassignment"))
    context = {"centres": rows, "form": form, "unknown": unknown, **_rights(request)}
    return render(request, "staff/centres.html", context, status=422 if form.errors else 200)


@require_POST
def alias(request: Request, pk: int) -> HttpResponse:
    """Add a name that files give to a centre, or take one away."""
    require_role(request.user, *ADMINISTRATION_WRITERS)
    centre = get_object_or_404(OperationsCentre, pk=pk)
    if gone := request.POST.get("remove", ""):
        kept = get_object_or_404(CentreAlias, pk=int(gone) if gone.isdigit() else 0, operations_centre=centre)
        actions.remove_alias(alias=kept, actor=request.user, at=now())
        return redirect("staff:centres")
    form = AliasForm(request.POST)
    if form.is_valid():
        actions.add_alias(centre=centre, written=form.cleaned_data["written"], actor=request.user, at=now())
    else:
        messages.error(request, _("No se agregó: escriba el nombre tal como viene en los archivos."))
    return redirect("staff:centres")


@require_POST
def switch_centre(request: Request, pk: int) -> HttpResponse:
    centre = get_object_or_404(OperationsCentre, pk=pk)
    switch = actions.deactivate_centre if centre.is_active else actions.reactivate_centre
    switch(centre=centre, actor=request.user, at=now())
    return redirect("staff:centres")


def _require_right(request: Request) -> None:
    require_role(request.user, *(ADMINISTRATION_WRITERS if request.method == "POST" else ADMINISTRATION_READERS))


def _rights(request: Request) -> dict[str, bool]:
    return {"can_write": request.user.has_role(*ADMINISTRATION_WRITERS)}
