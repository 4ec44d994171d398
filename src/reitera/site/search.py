"""What the search dialog finds: places, customers, contracts and reports that the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.cases.models import Case, pk_of_number
from reitera.core.text import fold
from reitera.customers.models import Customer, Product
from reitera.faults.models import FaultReport
from reitera.site.navigation import navigation_of

MOST = 8
SHORTEST = 2


@dataclass(frozen=True)
class Found:
    """One line of the results."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class Group:
    label: str | Promise
    icon: str
    found: list[Found]


def find(person: Any, words: str) -> list[Group]:
    """What matches, in groups; nothing for less than two letters. Five queries at most."""
    if len(words) < SHORTEST:
        return []
    groups = [
        Group(_("Lugares"), icon="arrow-right", found=_places(person, words)),
        Group(_("Casos"), icon="inbox", found=_cases(person, words)),
        Group(_("Clientes"), icon="users", found=_customers(person, words)),
        Group(_("Contratos"), icon="router", found=_contracts(person, words)),
        Group(_("Reportes"), icon="file-text", found=_reports(person, words)),
    ]
    return [group for group in groups if group.found]


def _places(person: Any, words: str) -> list[Found]:
    links = navigation_of(person, "")
    return [Found(link.label, "", link.url) for link in links if fold(words) in fold(link.label)]


def _cases(person: Any, words: str) -> list[Found]:
    """Cases by number, or the latest of the customers whose name fits."""
    named = Customer.objects.filter(folded__contains=fold(words)).values("pk")
    rows = Case.objects.visible_to(person).filter(Q(pk=pk_of_number(words)) | Q(customer__in=named))
    rows = rows.select_related("customer").order_by("-pk")[:MOST]
    return [
        Found(str(row), f"{row.customer} · {row.step_label}", reverse("cases:case", kwargs={"number": row.number}))
        for row in rows
    ]


def _customers(person: Any, words: str) -> list[Found]:
    rows = Customer.objects.visible_to(person).filter(folded__contains=fold(words))[:MOST]
    return [Found(str(row), f"{row.code} · {row.zone}".strip(" ·"), _address_of(row)) for row in rows]


def _contracts(person: Any, words: str) -> list[Found]:
    rows = Product.objects.visible_to(person).filter(code__in=as_written(words)).select_related("customer")[:MOST]
    return [Found(row.code, str(row.customer), _address_of(row.customer)) for row in rows]


def _reports(person: Any, words: str) -> list[Found]:
    rows = FaultReport.objects.visible_to(person).filter(number__in=as_written(words)).select_related("customer")
    return [Found(row.number, str(row.customer), _address_of(row.customer)) for row in rows[:MOST]]


def as_written(words: str) -> Iterable[str]:
    """Codes are text as the commercial system writes them, mostly in capitals."""
    return {words, words.upper()}


def _address_of(customer: Customer) -> str:
    try:
        return reverse("customers:customer", kwargs={"code": customer.code})
    except NoReverseMatch:
        return ""
