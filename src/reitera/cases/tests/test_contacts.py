"""Phone, address and zone of customers corrected, and what imports make of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse

from reitera.cases.contacts import correct_contact, correct_contacts
from reitera.cases.history import history_of
from reitera.cases.models import Case
from reitera.cases.seen import token_of
from reitera.cases.tests.test_acts import make_case
from reitera.cases.tests.test_pages import act_address, press, signed_in
from reitera.cases.tests.writing import queries_of, undo, write
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.customers.actions import Contact
from reitera.customers.models import ContactCorrection, Customer
from reitera.customers.refusals import NotAPhone
from reitera.intake.models import Import, ImportChange
from reitera.intake.tests.test_imports import counts, import_file
from reitera.intake.tests.test_imports import write as write_file
from reitera.procedure.steps import State
from tests.cast import NOON, Cast

FILE = """CLIENTE;NOMBRE_CLIENTE;CONTRATO;TELEFONO;DIRECCION;ZONA;CENTRO_OP
0007;Muñoz Ñuflo;41277;{phone};Av. Blanco Galindo km 4;{zone};CENTRO NORTE
0008;Hotel Andino;41278;44250000;Plaza Colón;Centro;CENTRO NORTE
"""


def bring(cast: Cast, folder: Path, phone: str = "71200000", zone: str = "Colcapirhua") -> Import:
    return import_file(cast, write_file(folder, FILE.format(phone=phone, zone=zone)), "customers_products")


def imported_case(cast: Cast, folder: Path) -> Case:
    """A case of the customer whose phone the file gives."""
    bring(cast, folder)
    case = make_case(cast, State.TECHNICAL_REVIEW)
    with arranging():
        Case.objects.filter(pk=case.pk).update(customer=Customer.objects.get(code="0007"))
    return Case.objects.select_related("customer").get(pk=case.pk)


def correct(cast: Cast, case: Case, person: str = "usm_analyst", **values: str) -> dict[int, str]:
    return write(correct_contacts, [case], [Contact(**values)], cast.people[person])


def muñoz() -> Customer:
    return Customer.objects.get(code="0007")


@pytest.mark.usefixtures("data_dir")
class TestAnImport:
    def test_brings_back_nothing_that_was_corrected_and_shows_it_unchanged(self, cast: Cast, tmp_path: Path) -> None:
        case = imported_case(cast, tmp_path)
        correct(cast, case, phone="76543210", zone="Quillacollo")

        again = bring(cast, tmp_path)

        assert counts(again) == (0, 0, 2, 0)
        assert (again.counts["fields"], ImportChange.objects.filter(imported=again).count()) == ({}, 0)
        assert (muñoz().phone, muñoz().zone, muñoz().folded) == (
            "76543210", "Quillacollo", "munoz nuflo 0007 76543210",
        )  # fmt: skip

    def test_that_says_something_new_is_believed_from_then_on(self, cast: Cast, tmp_path: Path) -> None:
        case = imported_case(cast, tmp_path)
        correct(cast, case, phone="76543210", zone="Quillacollo")

        new = bring(cast, tmp_path, phone="79999999")
        assert (muñoz().phone, muñoz().zone, muñoz().folded) == (
            "79999999", "Quillacollo", "munoz nuflo 0007 79999999",
        )  # fmt: skip
        assert list(ContactCorrection.objects.values_list("field", flat=True)) == ["zone"]
        changes = ImportChange.objects.filter(imported=new).values_list("field", "before", "after")
        assert list(changes) == [("phone", "76543210", "79999999")]
        bring(cast, tmp_path)
        assert muñoz().phone == "71200000"

    def test_that_says_what_was_corrected_ends_the_correction(self, cast: Cast, tmp_path: Path) -> None:
        case = imported_case(cast, tmp_path)
        correct(cast, case, phone="76543210")

        bring(cast, tmp_path, phone="76543210")

        assert (muñoz().phone, ContactCorrection.objects.count()) == ("76543210", 0)

    def test_without_the_phone_leaves_the_correction(self, cast: Cast, tmp_path: Path) -> None:
        case = imported_case(cast, tmp_path)
        correct(cast, case, phone="")

        bring(cast, tmp_path, phone="")
        bring(cast, tmp_path)

        assert (muñoz().phone, muñoz().folded) == ("", "munoz nuflo 0007")

    def test_is_compared_with_what_it_said_when_first_corrected(self, cast: Cast, tmp_path: Path) -> None:
        case = imported_case(cast, tmp_path)
        correct(cast, case, phone="76543210")
        correct(cast, case, phone="70000001")

        bring(cast, tmp_path)

        assert muñoz().phone == "70000001"
        assert ContactCorrection.objects.values_list("value", "said").get() == ("70000001", "71200000")

    def test_of_others_is_not_touched(self, cast: Cast, tmp_path: Path) -> None:
        case = imported_case(cast, tmp_path)
        correct(cast, case, phone="44250000")

        bring(cast, tmp_path)

        assert dict(Customer.objects.exclude(pk=make_case(cast).customer_id).filter(code__in=("0007", "0008"))
                    .values_list("code", "phone")) == {"0007": "44250000", "0008": "44250000"}  # fmt: skip


@pytest.mark.usefixtures("data_dir")
def test_set_back_to_what_the_file_says_it_is_no_correction(cast: Cast, tmp_path: Path) -> None:
    case = imported_case(cast, tmp_path)
    correct(cast, case, phone="76543210")
    correct(cast, case, phone="71200000")

    assert ContactCorrection.objects.count() == 0


def test_a_correction_is_in_the_history_and_its_values_on_the_erasable_side(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)

    assert correct(cast, case, phone="+591 7654-3210", address=" Av. Heroínas 100 ") == {}

    event = Event.objects.select_related("personal").get(case_id=case.pk)
    assert (event.kind, event.subject_kind, event.after) == (
        "customer.corrected", "customer", {"fields": ["address", "phone"]},
    )  # fmt: skip
    assert (event.personal.customer_id, event.personal.before, event.personal.after) == (
        case.customer_id, {"phone": "", "address": ""}, {"phone": "+591 7654-3210", "address": "Av. Heroínas 100"},
    )  # fmt: skip
    said = str(history_of(case))
    assert "corrigió del cliente: dirección, teléfono." in said and "7654" not in said
    assert Customer.objects.filter(folded__contains="7654-3210").get() == case.customer


def test_who_neither_calls_nor_visits_or_does_not_see_the_case_corrects_nothing(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    who = "El contacto de un cliente lo corrige quien lo llama o lo visita. En Centro Norte son "

    for name in ("division_head", "centre_operator", "usm_analyst_south", "field_technician", "administrator"):
        [message] = correct(cast, case, name, phone="76543210").values()
        assert message.startswith(who)
    assert (ContactCorrection.objects.count(), Event.objects.count()) == (0, 0)


def test_the_technician_of_the_visit_corrects_what_they_find(cast: Cast) -> None:
    case = make_case(cast, State.FIELD_WORK, technician=cast.field_technician)

    assert correct(cast, case, "field_technician", address="Calle Sucre 5") == {}


def test_a_phone_has_digits_and_a_text_has_room(cast: Cast) -> None:
    good, short, long = (make_case(cast) for _ in range(3))
    wishes = [Contact(phone="76543210"), Contact(phone="no tiene"), Contact(zone="x" * 81)]

    assert write(correct_contacts, [good, short, long], wishes, cast.manager_analyst) == {
        short.pk: "«no tiene» no es un teléfono: le faltan cifras. Escriba al menos 7.",
        long.pk: "El dato «zona» tiene 81 caracteres y entran 80. Acórtelo.",
    }
    assert ContactCorrection.objects.get().customer == good.customer


def test_two_rows_of_a_customer_agree_or_the_second_is_refused(cast: Cast) -> None:
    done = make_case(cast, State.CONCLUDED, result="satisfied", concluded_at=NOON)
    case = make_case(cast)
    with arranging():
        Case.objects.filter(pk=case.pk).update(customer=done.customer)
    for values, refused in ((("76543210", "76543210"), 0), (("76543211", "76543212"), 1)):
        wishes = [Contact(phone=value) for value in values]
        assert len(write(correct_contacts, [done, case], wishes, cast.manager_analyst)) == refused

    assert Customer.objects.get(pk=done.customer_id).phone == "76543211"


def test_the_same_again_changes_nothing_and_what_is_undone_leaves_nothing(cast: Cast) -> None:
    case = make_case(cast)
    undo(correct_contacts, [case], [Contact(phone="76543210")], cast.manager_analyst)
    assert (ContactCorrection.objects.count(), Event.objects.count()) == (0, 0)

    for _ in range(2):
        assert correct(cast, case, "manager_analyst", phone="76543210", zone="") == {}
    assert Event.objects.count() == 1


def test_thirty_customers_take_as_many_queries_as_one(cast: Cast) -> None:
    assert cast.usm_analyst.viewer
    taken = []
    for many in (1, 30):
        cases = [make_case(cast, State.TECHNICAL_REVIEW) for _ in range(many)]
        wishes = [Contact(phone=f"7{n:07}", zone="Norte") for n in range(many)]
        taken.append(queries_of(lambda c=cases, w=wishes: write(correct_contacts, c, w, cast.usm_analyst)))

    assert Customer.objects.filter(zone="Norte").count() == 31
    assert taken[0] == taken[1]


def test_who_reads_the_case_only_is_offered_no_correction_and_refused_one(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    client = signed_in(cast, "division_head")

    assert "Corregir contacto" not in client.get(reverse("cases:case", args=[case.number])).content.decode()
    answer = client.post(act_address("contact_data"), {"seen": token_of(case), "phone": "76543210"})
    assert (answer.status_code, Event.objects.count()) == (403, 0)


def test_a_contact_is_corrected_from_the_case_page(cast: Cast) -> None:
    case = make_case(cast, State.TECHNICAL_REVIEW)
    client = signed_in(cast, "usm_analyst")
    assert "Corregir contacto" in client.get(reverse("cases:case", args=[case.number])).content.decode()

    assert press(client, case, "contact_data", phone="76543210", address="", zone="Sacaba") == 302

    customer = Customer.objects.get(pk=case.customer_id)
    assert (customer.phone, customer.zone) == ("76543210", "Sacaba")
    with pytest.raises(NotAPhone):
        correct_contact(case=case, contact=Contact(phone="12"), actor=cast.usm_analyst, at=NOON)
