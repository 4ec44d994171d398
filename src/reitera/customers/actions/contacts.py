"""How a customer is found, corrected by those who call or visit them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db.models import Q

from reitera.core.errors import Refusals, sift
from reitera.core.recording import Record
from reitera.core.text import cleaned
from reitera.customers.corrections import wait_for_imports
from reitera.customers.folding import folded_customer
from reitera.customers.models import ContactCorrection, Customer
from reitera.customers.refusals import ContactTooLong, NotAPhone

LEAST_DIGITS = 7


@dataclass(frozen=True)
class Contact:
    """What is to be corrected; None stays as it is, "" leaves none."""

    phone: str | None = None
    address: str | None = None
    zone: str | None = None

    @property
    def given(self) -> dict[str, str]:
        return {name: cleaned(value) for name, value in asdict(self).items() if value is not None}


def correct_contacts(
    record: Record, wishes: Mapping[Customer, Contact], *, case_of: Mapping[int, int] | None = None
) -> Refusals:
    """Correct phone, address or zone of customers; `case_of` is the case of each in which it was learnt.

    The caller has asked who may. What was corrected survives imports until one says something new. As many queries for
    one as for thirty. Refuses, by customer, NotAPhone and ContactTooLong; of the refused ones nothing is corrected.
    """
    sound, refused = sift(wishes, lambda customer: _require_sound(wishes[customer]))
    wait_for_imports()
    rows = Customer.objects.filter(pk__in=[customer.pk for customer in sound])
    locked = list(rows.order_by("pk").select_for_update(no_key=True).prefetch_related("operations_centres"))
    wanted = {customer.pk: wishes[customer].given for customer in sound}
    changes = {customer: _changes(customer, wanted[customer.pk]) for customer in locked}
    changes = {customer: changed for customer, changed in changes.items() if changed}
    _keep_corrections(record, changes)
    for customer, changed in changes.items():
        before = {name: getattr(customer, name) for name in changed}
        for name, value in changed.items():
            setattr(customer, name, value)
        customer.folded = folded_customer(customer.name, customer.code, customer.phone)
        centres = [centre.pk for centre in customer.operations_centres.all()]
        record.event(
            "customer.corrected", subject=customer, case_id=(case_of or {}).get(customer.pk),
            after={"fields": sorted(changed)}, centres_before=centres, centres_after=centres, customer_id=customer.pk,
            personal_before=before, personal_after=changed,
        )  # fmt: skip
    Customer.objects.bulk_update(list(changes), ["phone", "address", "zone", "folded"])
    for given in wishes:
        _refresh(given, changes.get(given, {}))
    if not changes:
        record.unchanged()
    return refused


def _keep_corrections(record: Record, changes: Mapping[Customer, Mapping[str, str]]) -> None:
    """Remember what the source says of each corrected field; what is set back to that is no correction any more."""
    rows = ContactCorrection.objects.filter(customer__in=changes)
    said = {(row.customer_id, row.field): row.said for row in rows}
    kept, ended = list[ContactCorrection](), Q(pk__in=())
    for customer, changed in changes.items():
        for name, value in changed.items():
            source = said.get((customer.pk, name), getattr(customer, name))
            if value == source:
                ended |= Q(customer=customer, field=name)
                continue
            kept.append(
                ContactCorrection(
                    customer=customer, field=name, value=value, said=source, by=record.actor, at=record.at
                )
            )
    ContactCorrection.objects.filter(ended).delete()
    ContactCorrection.objects.bulk_create(
        kept, update_conflicts=True, unique_fields=["customer", "field"], update_fields=["value", "by", "at"]
    )


def _changes(customer: Customer, wanted: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in wanted.items() if value != getattr(customer, name)}


def _refresh(given: Customer, changed: Mapping[str, str]) -> None:
    """Let the caller's own object say what is stored now."""
    for name, value in changed.items():
        setattr(given, name, value)


def _require_sound(wish: Contact) -> None:
    given = wish.given
    for name, value in given.items():
        most = getattr(Customer._meta.get_field(name), "max_length", 0)
        if len(value) > most:
            label = ContactCorrection.Field(name).label
            raise ContactTooLong(field=label, length=len(value), most=most).about(name)
    phone = given.get("phone", "")
    if phone and sum(letter.isdigit() for letter in phone) < LEAST_DIGITS:
        raise NotAPhone(value=phone, digits=LEAST_DIGITS).about("phone")
