"""Foreign keys that PostgreSQL checks per statement hold as the ones they replace."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from reitera.core.testing import arranging
from reitera.customers.models import Customer, Product
from reitera.faults.models import FaultReport
from tests.cast import NOON, Cast, make_customer, make_product, make_report

pytestmark = pytest.mark.django_db

NOWHERE = 999_999


def refused(act: Callable[[], object]) -> bool:
    """Whether the database refuses an act at its end, whichever way it checks."""
    try:
        with arranging(), transaction.atomic():
            act()
            connection.check_constraints()
    except IntegrityError:
        return True
    return False


def delete(model: type[Customer | Product], pk: int) -> None:
    """Past Django's own protection."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [pk])


@pytest.mark.parametrize("field", ["customer_id", "product_id", "operations_centre_id"])
def test_a_report_of_nobody_is_refused(cast: Cast, field: str) -> None:
    report = make_report(make_customer(cast.north), NOON)
    values = {"number": "RD-9", "customer_id": report.customer_id, "reported_at": NOON, field: NOWHERE}

    assert refused(lambda: FaultReport.objects.create(**values))
    assert refused(lambda: FaultReport.objects.filter(pk=report.pk).update(**{field: NOWHERE}))
    assert not refused(lambda: FaultReport.objects.create(**{**values, field: getattr(report, field)}))


@pytest.mark.parametrize("field", ["customer_id", "operations_centre_id"])
def test_a_product_of_nobody_is_refused(cast: Cast, field: str) -> None:
    product = make_product(make_customer(cast.north), cast.north)

    assert refused(lambda: Product.objects.filter(pk=product.pk).update(**{field: NOWHERE}))


def test_of_many_reports_one_of_nobody_refuses_all(cast: Cast) -> None:
    customer = make_customer(cast.north)
    reports = [FaultReport(number=f"RD-{n}", customer=customer, reported_at=NOON) for n in range(3)]
    reports[1].customer_id = NOWHERE

    assert refused(lambda: FaultReport.objects.bulk_create(reports))
    assert FaultReport.objects.count() == 0


def test_whoever_is_named_stays(cast: Cast) -> None:
    customer, other = make_customer(cast.north), make_customer(cast.north)
    product = make_product(customer, cast.north)
    with arranging():
        other.operations_centres.clear()
    report = make_report(other, NOON, product=product)

    assert refused(lambda: delete(Customer, customer.pk))
    assert refused(lambda: delete(Product, product.pk))
    assert refused(lambda: delete(Customer, other.pk))
    with arranging():
        report.delete()
    assert not refused(lambda: delete(Customer, other.pk))
    assert not refused(lambda: delete(Product, product.pk))


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_nobody_takes_a_customer_away_while_a_report_of_theirs_is_on_its_way(cast: Cast) -> None:
    customer = make_customer(cast.north)
    with arranging():
        customer.operations_centres.clear()
    outcome: list[str] = []

    def take_away() -> None:
        try:
            with arranging():
                delete(Customer, customer.pk)
            outcome.append("deleted")
        except DatabaseError as error:
            outcome.append(type(error).__name__)
        finally:
            connection.close()

    with arranging(), transaction.atomic():
        FaultReport.objects.create(number="RD-1", customer=customer, reported_at=NOON)
        thread = threading.Thread(target=take_away)
        thread.start()
        thread.join(0.5)
        assert outcome == []
    thread.join(20)

    assert outcome == ["IntegrityError"]


@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.django_db(transaction=True)
def test_the_keys_of_the_rows_come_back_when_the_migration_is_undone() -> None:
    def keys() -> tuple[int, int]:
        with connection.cursor() as cursor:
            constraints = connection.introspection.get_constraints(cursor, "faults_faultreport").values()
            cursor.execute("SELECT COUNT(*) FROM pg_trigger WHERE tgname LIKE 'faults_faultreport_%%'")
            return sum(bool(each["foreign_key"]) for each in constraints), cursor.fetchone()[0]

    assert keys() == (0, 9)
    call_command("migrate", "faults", "0001", verbosity=0)
    try:
        assert keys() == (3, 0)
    finally:
        call_command("migrate", "faults", verbosity=0)
    assert keys() == (0, 9)
