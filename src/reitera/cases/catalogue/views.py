"""Pages of the lists that people choose from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from reitera.cases.catalogue import editing
from reitera.cases.catalogue.choosing import by_group
from reitera.cases.catalogue.families import FAMILIES, Family, Kind, family_called
from reitera.cases.catalogue.forms import TECHNOLOGIES, EditForm, NewForm
from reitera.cases.models import CatalogueItem
from reitera.core.clock import now
from reitera.core.errors import NotFound
from reitera.staff.requests import Request
from reitera.staff.rules import PARAMETER_EDITORS, require_role


@dataclass(frozen=True)
class ItemRow:
    """An item with what holds of it in words."""

    item: CatalogueItem
    technologies: str
    facts: list[str]


@require_GET
def catalogue(request: Request, family: str) -> HttpResponse:
    """One list, in its order."""
    require_role(request.user, *PARAMETER_EDITORS)
    shown = family_called(family)
    items = CatalogueItem.objects.filter(family=family, is_current=True)
    groups = [(title, _rows(shown, of_group)) for title, of_group in by_group(items)]
    context = {"family": shown, "families": FAMILIES.values(), "groups": groups}
    return render(request, "cases/catalogue.html", context)


@require_http_methods(["GET", "POST"])
def add(request: Request, family: str) -> HttpResponse:
    """One more item."""
    require_role(request.user, *PARAMETER_EDITORS)
    kept = family_called(family)
    form = NewForm(request.POST or None, family=kept)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        made = editing.add_item(family=family, code=code, values=form.values(), actor=request.user, at=now())
        messages.success(request, _("Se agregó «{item}».").format(item=made.label))
        return redirect("cases:catalogue", family)
    context = {"family": kept, "form": form}
    return render(request, "cases/catalogue_item.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def edit(request: Request, family: str, code: str) -> HttpResponse:
    """How an item is called and what holds of it from now on."""
    require_role(request.user, *PARAMETER_EDITORS)
    kept, item = family_called(family), _item(family, code)
    form = EditForm(request.POST or None, item=item, family=kept)
    if request.method == "POST" and form.is_valid():
        seen = item if form.cleaned_data["seen"] == item.pk else CatalogueItem(pk=0, family=family, code=code)
        editing.change_item(item=seen, values=form.values(), actor=request.user, at=now())
        messages.success(request, _("Se guardó. Lo ya anotado conserva el nombre con que se anotó."))
        return redirect("cases:catalogue", family)
    past = CatalogueItem.objects.filter(code=code, is_current=False).order_by("-version")
    context = {"family": kept, "form": form, "item": item, "past": _rows(kept, past)}
    return render(request, "cases/catalogue_item.html", context, status=422 if form.errors else 200)


@require_POST
def switch(request: Request, family: str, code: str) -> HttpResponse:
    active = request.POST.get("active") == "1"
    kept = editing.switch_item(item=_item(family, code), active=active, actor=request.user, at=now())
    told = _("«{item}» vuelve a ofrecerse.") if kept.is_active else _("«{item}» ya no se ofrece; lo anotado queda.")
    messages.success(request, told.format(item=kept.label))
    return redirect("cases:catalogue", family)


def _item(family: str, code: str) -> CatalogueItem:
    found = CatalogueItem.objects.filter(family=family, code=code, is_current=True).first()
    if found is None:
        raise NotFound(what=_("el código «{code}»").format(code=code[:20]))
    return found


def _rows(family: Family, items: Iterable[CatalogueItem]) -> list[ItemRow]:
    return [ItemRow(item, _technologies(item), _facts(family, item)) for item in items]


def _technologies(item: CatalogueItem) -> str:
    return ", ".join(TECHNOLOGIES[letter] for letter in item.technologies)


def _facts(family: Family, item: CatalogueItem) -> list[str]:
    """The flags that hold by their labels, the texts that are there after theirs."""
    said: list[str] = []
    for fact in family.facts:
        value: Any = item.facts.get(fact.name)
        if value:
            said.append(str(fact.label) if fact.kind is Kind.FLAG else f"{fact.label}: {value}")
    return said
