"""Whose row it is: by contract, customer code, report or telephone; never guessed where two customers fit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from reitera.core.text import fold
from reitera.customers.models import Customer, Product
from reitera.faults.models import FaultReport
from reitera.sheet.golive.problems import Problem

COUNTRY_CODE = "591"
_PARTS = re.compile(r"[^\d\s().+-]+|\s-\s")
_LENGTH = 8


def figures_of(phone: str) -> set[str]:
    """The numbers of a text as figures alone, without the country code: "+591 707-12345 / 4251234" has two."""
    found: set[str] = set()
    for part in _PARTS.split(phone):
        figures = "".join(c for c in part if c.isdigit())
        if len(figures) > _LENGTH and figures.startswith(COUNTRY_CODE):
            figures = figures.removeprefix(COUNTRY_CODE)
        pieces = [figures[:_LENGTH], figures[_LENGTH:]] if len(figures) == 2 * _LENGTH else [figures]
        found |= {piece for piece in pieces if len(piece) >= 7}
    return found


@dataclass
class Keys:
    """What a row says of its customer, each as written; "" where it says nothing."""

    contract: str = ""
    code: str = ""
    report: str = ""
    phone: str = ""
    name: str = ""

    @property
    def strong(self) -> dict[str, str]:
        said = {"contract": self.contract, "code": self.code, "report": self.report}
        return {name: value for name, value in said.items() if value}


Found = dict[str, set[int]]
"""Ids of customers by what was written, in capitals."""


@dataclass
class Directory:
    """The customers that the rows of a file may be of. Six queries at most, for any number of rows."""

    customers: dict[int, Customer] = field(default_factory=dict)
    by_key: dict[str, Found] = field(default_factory=dict)
    by_phone: Found = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Collection[Keys], person: Any) -> Directory:
        directory = cls()
        codes = {name: _written(getattr(each, name) for each in keys) for name in ("contract", "code", "report")}
        products = Product.objects.visible_to(person).filter(code__in=codes["contract"])
        reports = FaultReport.objects.visible_to(person).filter(number__in=codes["report"])
        customers = Customer.objects.visible_to(person).filter(code__in=codes["code"])
        directory.by_key = {
            "contract": _found(products.values_list("code", "customer")) if codes["contract"] else {},
            "report": _found(reports.values_list("number", "customer")) if codes["report"] else {},
            "code": _found(customers.values_list("code", "pk")) if codes["code"] else {},
        }
        unnamed = [each.phone for each in keys if each.phone and not directory._named(each)]
        directory.by_phone = _by_phone({number for phone in unnamed for number in figures_of(phone)}, person)
        every = (*directory.by_key.values(), directory.by_phone)
        named = {pk for found in every for pks in found.values() for pk in pks}
        rows = Customer.objects.visible_to(person).filter(pk__in=named).select_related("merged_into")
        directory.customers = {row.pk: row.merged_into or row for row in rows}
        return directory

    def _named(self, keys: Keys) -> set[int]:
        return {pk for name, value in keys.strong.items() for pk in self.by_key[name].get(value.upper(), ())}

    def customer_of(self, keys: Keys) -> Customer:
        """The one customer that a row is of. Raises Problem with the reason in words."""
        found: dict[str, Customer] = {}
        for name, value in keys.strong.items():
            fitting = self._people(self.by_key[name].get(value.upper(), ()))
            if len(fitting) > 1:
                raise Problem(name, value, _("Es de más de un cliente: {who}.").format(who=_named(fitting)))
            if fitting:
                found[name] = fitting[0]
        if len({customer.pk for customer in found.values()}) > 1:
            (first, one), (second, other) = list(found.items())[:2]
            values = keys.strong
            raise Problem(
                second, values[second],
                _("Es de {other}, y {value} es de {one}.").format(other=other, value=values[first], one=one),
            )  # fmt: skip
        if found:
            name, customer = next(iter(found.items()))
            _require_same_name(name, keys.strong[name], keys.name, customer)
            return customer
        return self._by_phone(keys)

    def _by_phone(self, keys: Keys) -> Customer:
        numbers = figures_of(keys.phone)
        fitting = self._people(pk for number in numbers for pk in self.by_phone.get(number, ()))
        same = [customer for customer in fitting if keys.name and fold(customer.name) == fold(keys.name)]
        if len(fitting) > 1 and len(same) != 1:
            raise Problem("phone", keys.phone, _("Lo tiene más de un cliente: {who}.").format(who=_named(fitting)))
        if fitting:
            customer = same[0] if same else fitting[0]
            _require_same_name("phone", keys.phone, keys.name, customer)
            return customer
        raise _unknown(keys)

    def _people(self, pks: Iterable[int]) -> list[Customer]:
        people = {customer.pk: customer for pk in pks if (customer := self.customers.get(pk)) is not None}
        return sorted(people.values(), key=lambda customer: customer.pk)


def _unknown(keys: Keys) -> Problem:
    for name, value in keys.strong.items():
        return Problem(name, value, _("No está entre los clientes importados."))
    if keys.phone:
        return Problem("phone", keys.phone, _("Ningún cliente tiene ese teléfono."))
    return Problem("", keys.name, _("La fila no dice contrato, código, reporte ni teléfono."))


def _require_same_name(key: str, value: str, written: str, customer: Customer) -> None:
    """A wrong contract would give one customer the case of another: no word in common is too little."""
    said, known = (set(re.findall(r"\w{3,}", fold(name))) for name in (written, customer.name))
    if said and known and not said & known:
        words = _("Es de «{customer}», y la fila dice «{written}».")
        raise Problem(key, value, words.format(customer=customer, written=written))


def _written(values: Iterable[str]) -> set[str]:
    """Codes as they were written and in capitals, as the commercial system has them mostly."""
    return {form for value in values if value for form in (value, value.upper())}


def _found(pairs: Iterable[tuple[Any, Any]]) -> Found:
    found: Found = defaultdict(set)
    for written, customer in pairs:
        found[str(written).upper()].add(customer)
    return dict(found)


def _by_phone(wanted: set[str], person: Any) -> Found:
    """Telephones stand in one field, several at times and each written in its way: all are read, once."""
    found: Found = defaultdict(set)
    if wanted:
        rows = Customer.objects.visible_to(person).exclude(phone="").values_list("pk", "phone")
        for pk, phone in rows.iterator():
            for number in figures_of(phone) & wanted:
                found[number].add(pk)
    return dict(found)


def _named(customers: Iterable[Customer]) -> str:
    return ", ".join(f"{customer} ({customer.code})" for customer in list(customers)[:3])
