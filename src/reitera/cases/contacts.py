"""How the customers of cases are found, corrected by those who call or visit them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

from reitera.cases import rules
from reitera.cases.actions import rows_of
from reitera.cases.models import Case
from reitera.cases.rights import Right
from reitera.core.errors import Refusals, raise_first, sift
from reitera.core.recording import Record, recording
from reitera.customers import actions as customers
from reitera.customers.actions import Contact
from reitera.customers.refusals import ContactTwice
from reitera.customers.rules import CONTACT_ROLES
from reitera.procedure.steps import State
from reitera.staff.models import User

CORRECTING = Right(
    rules.can_correct_contact,
    who=_("El contacto de un cliente lo corrige quien lo llama o lo visita."),
    roles=lambda case: CONTACT_ROLES,
    when="",
    states=tuple(State),
)


def correct_contacts(record: Record, wishes: Mapping[Case, Contact]) -> Refusals:
    """Correct phone, address or zone of the customers of locked cases; of the refused ones nothing.

    As many queries for one as for thirty. Refuses OthersCan, ContactTwice, NotAPhone, ContactTooLong.
    """
    prefetch_related_objects([case.customer for case in wishes], "operations_centres")
    allowed, refused = CORRECTING.sift(record, wishes)
    first = dict[int, Case]()

    def require_alone(case: Case) -> None:
        other = first.setdefault(case.customer_id, case)
        if wishes[other].given != wishes[case].given:
            raise ContactTwice(customer=case.customer, case=other)

    alone, twice = sift(allowed, require_alone)
    by_customer = {first[case.customer_id].customer: wishes[case] for case in alone}
    case_of = {pk: case.pk for pk, case in first.items()}
    unsound = customers.correct_contacts(record, by_customer, case_of=case_of)
    refused |= twice | {case.pk: unsound[case.customer_id] for case in alone if case.customer_id in unsound}
    return refused


def correct_contact(*, case: Case, contact: Contact, actor: User, at: datetime) -> None:
    """The same for one case. Raises what `correct_contacts` refuses."""
    with recording(actor, at, lock=rows_of([case])) as record:
        raise_first(correct_contacts(record, {record.locked[0]: contact}))
