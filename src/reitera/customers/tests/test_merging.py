"""Duplicate customers merged into the one that stays."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.customers.actions import merge_customers
from reitera.customers.models import Cancellation, Customer, Product
from reitera.customers.refusals import AlreadyMerged, KeptIsDuplicate, MergeWithItself
from reitera.faults.models import WorkOrder
from reitera.procedure.roles import ROLES, Role
from reitera.staff.models import User
from tests.cast import NOON, Cast, make_customer, make_product, make_report

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)


def merge(cast: Cast, keep: Customer, *duplicates: Customer, actor: User | None = None) -> Customer:
    return merge_customers(keep=keep, duplicates=duplicates, actor=actor or cast.manager_analyst, at=NOON)


def order(customer: Customer, number: str, product: Product | None = None) -> WorkOrder:
    with arranging():
        return WorkOrder.objects.create(number=number, customer=customer, product=product, opened_at=NOON)


def test_everything_of_the_duplicate_moves_to_the_kept_customer(cast: Cast) -> None:
    keep, duplicate = make_customer(cast.north), make_customer(cast.south)
    product = make_product(duplicate, cast.south)
    report, work = make_report(duplicate, NOON, product=product), order(duplicate, "OT-1", product)

    merge(cast, keep, duplicate)

    for row in (product, report, work):
        row.refresh_from_db()
        assert row.customer == keep
    assert report.product == work.product == product
    duplicate.refresh_from_db()
    assert duplicate.merged_into == keep
    assert {centre.code for centre in keep.operations_centres.all()} == {"NORTE", "SUR"}


def test_a_product_code_that_both_have_becomes_one_product(cast: Cast) -> None:
    keep, duplicate = make_customer(cast.north), make_customer(cast.north)
    stays = make_product(keep, cast.north, code="41277", monthly_billing=None, plan="Fibra 200")
    gone = make_product(duplicate, cast.north, code="41277", monthly_billing=Decimal("349.00"), plan="Fibra 100")
    report, work = make_report(duplicate, NOON, product=gone), order(duplicate, "OT-1", gone)

    merge(cast, keep, duplicate)

    for row in (report, work):
        row.refresh_from_db()
        assert (row.customer, row.product) == (keep, stays)
    stays.refresh_from_db()
    assert (stays.plan, stays.monthly_billing) == ("Fibra 200", Decimal("349.00"))
    assert list(keep.products.all()) == [stays]


def test_of_two_cancellations_of_one_month_one_is_left(cast: Cast) -> None:
    keep, duplicate = make_customer(), make_customer()
    stays, gone = make_product(keep, code="41277"), make_product(duplicate, code="41277")
    with arranging():
        Cancellation.objects.create(product=stays, month=NOVEMBER, reason="precio")
        Cancellation.objects.create(product=gone, month=NOVEMBER, reason="otro")
        Cancellation.objects.create(product=gone, month=date(2026, 10, 1), reason="mudanza")

    merge(cast, keep, duplicate)

    left = [(row.product, row.month.month, row.reason) for row in Cancellation.objects.order_by("month")]
    assert left == [(stays, 10, "mudanza"), (stays, 11, "precio")]


def test_what_the_kept_customer_does_not_know_it_learns(cast: Cast) -> None:
    keep = make_customer(name="Martha Céspedes", phone="")
    duplicate = make_customer(name="M. Cespedes", phone="700-00431", zone="Cala Cala")

    merge(cast, keep, duplicate)

    keep.refresh_from_db()
    assert (keep.name, keep.phone, keep.zone) == ("Martha Céspedes", "700-00431", "Cala Cala")
    assert keep.folded == f"martha cespedes {keep.code.casefold()} 700-00431"


def test_a_chain_of_duplicates_leads_straight_to_the_last_one_kept(cast: Cast) -> None:
    first, second, third = make_customer(), make_customer(), make_customer()

    merge(cast, second, first)
    merge(cast, third, second)

    first.refresh_from_db()
    assert first.merged_into == third


def test_the_event_has_the_codes_in_the_log_and_the_names_apart(cast: Cast) -> None:
    keep, duplicate = make_customer(cast.north, name="Martha"), make_customer(cast.south, name="M.")
    make_report(duplicate, NOON, product=make_product(duplicate, cast.south))

    merge(cast, keep, duplicate)

    event = Event.objects.about("customer", keep.pk).get()
    assert (event.kind, event.actor, event.before) == (
        "customer.merged", cast.manager_analyst, {"duplicate": duplicate.pk, "code": duplicate.code},
    )  # fmt: skip
    assert event.after == {
        "kept": keep.pk, "code": keep.code, "moved": {"product": 1, "faultreport": 1},
    }  # fmt: skip
    assert (event.centres_before, event.centres_after) == ([cast.north.pk], sorted([cast.north.pk, cast.south.pk]))
    assert (event.personal.customer_id, event.personal.before["duplicate"]["name"]) == (keep.pk, "M.")
    assert "Martha" not in str(event.before) + str(event.after)


def test_each_duplicate_has_its_own_event(cast: Cast) -> None:
    keep, *duplicates = (make_customer() for _ in range(3))

    merge(cast, keep, *duplicates)

    assert Event.objects.filter(kind="customer.merged").count() == 2


def test_merging_the_same_again_changes_nothing(cast: Cast) -> None:
    keep, duplicate = make_customer(), make_customer()

    for _ in range(2):
        merge(cast, keep, duplicate)

    assert Event.objects.count() == 1


def test_a_customer_is_not_merged_with_itself(cast: Cast) -> None:
    keep = make_customer()

    with pytest.raises(MergeWithItself):
        merge(cast, keep, keep)


def test_a_duplicate_of_somebody_else_is_refused(cast: Cast) -> None:
    keep, other, duplicate = make_customer(code="1"), make_customer(code="2"), make_customer(code="3")
    merge(cast, other, duplicate)

    with pytest.raises(AlreadyMerged) as refusal:
        merge(cast, keep, duplicate)

    assert refusal.value.message == "El cliente 3 ya se unió a 2. Busque 2 si también es un duplicado."


def test_nothing_is_merged_into_a_duplicate(cast: Cast) -> None:
    keep, duplicate, third = make_customer(), make_customer(), make_customer()
    merge(cast, keep, duplicate)

    with pytest.raises(KeptIsDuplicate):
        merge(cast, duplicate, third)

    third.refresh_from_db()
    assert (third.merged_into, Event.objects.count()) == (None, 1)


def test_a_refusal_at_the_second_duplicate_undoes_the_first(cast: Cast) -> None:
    keep, other, good, bad = (make_customer() for _ in range(4))
    product = make_product(good)
    merge(cast, other, bad)

    with pytest.raises(AlreadyMerged):
        merge(cast, keep, good, bad)

    product.refresh_from_db()
    assert (product.customer, Event.objects.count()) == (good, 1)


def test_only_the_manager_analyst_and_the_administrator_merge(cast: Cast) -> None:
    keep, duplicate = make_customer(), make_customer()

    for role in set(ROLES) - {Role.MANAGER_ANALYST, Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed) as refusal:
            merge(cast, keep, duplicate, actor=cast.people[role.value])
        assert refusal.value.message.endswith("Analista Gestor TOP 10, Administrador.")

    assert Event.objects.count() == 0
    merge(cast, keep, duplicate, actor=cast.administrator)


def test_the_number_of_queries_does_not_grow_with_the_reports(cast: Cast) -> None:
    assert cast.manager_analyst.viewer
    counts = []
    for reports in (1, 30):
        keep, duplicate = make_customer(), make_customer()
        product = make_product(duplicate)
        for hour in range(reports):
            make_report(duplicate, NOON + timedelta(hours=hour), product=product)
        with CaptureQueriesContext(connection) as context:
            merge(cast, keep, duplicate)
        counts.append(len(context))
    assert counts[0] == counts[1]


def test_every_model_of_customers_and_faults_says_whether_it_follows_a_merge() -> None:
    silent = {
        relation.related_model.__name__
        for target in (Customer, Product)
        for relation in target._meta.related_objects
        if relation.related_model._meta.app_label in ("customers", "faults")
        and relation.related_model not in (Customer, Product, Customer.operations_centres.through)
        and not hasattr(relation.related_model, "follows_merge")
    }
    assert silent == set()
