"""`Scope.condition` (database) and `Scope.includes` (memory) agree, for every scoped model, viewer and row."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reitera.core.errors import NotAllowed
from reitera.core.testing import arranging
from reitera.core.visibility import NOBODY, Scope, Viewer, require_sight, scoped_models, viewer_of
from reitera.customers.models import Cancellation, Customer, Product
from reitera.faults.models import FaultReport, WorkOrder
from reitera.procedure.roles import ROLES, Reach, Role
from reitera.staff.models import OperationsCentre
from tests.cast import NOON, Cast, make_centre, make_customer, make_product, make_report

pytestmark = pytest.mark.django_db

CENTRES = 3
HELD = st.none() | st.frozensets(st.integers(0, CENTRES - 1))
ROLES_HELD = st.dictionaries(st.sampled_from(list(Role)), HELD, max_size=3)


@pytest.fixture
def rows(db: None) -> list[OperationsCentre]:
    """In each centre and in none, a row of every kind; and a customer of two centres."""
    with arranging():
        centres = [make_centre(f"C{n}", f"Centro {n}") for n in range(CENTRES)]
        for centre in [*centres, None]:
            customer = make_customer(centre)
            product = make_product(customer, centre)
            make_report(customer, NOON, product=product)
            WorkOrder.objects.create(
                number=f"OT-{product.code}", customer=customer, opened_at=NOON, operations_centre=centre
            )
            Cancellation.objects.create(product=product, month=NOON.date().replace(day=1))
        make_customer(centres[0]).operations_centres.add(centres[1])
    return centres


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(held=ROLES_HELD, model=st.sampled_from([Customer, Product, FaultReport, WorkOrder, Cancellation]))
def test_the_database_and_memory_agree_on_who_sees_a_row(
    rows: list[OperationsCentre], held: dict[Role, frozenset[int] | None], model: type
) -> None:
    roles = {
        role: None if places is None else frozenset(rows[place].pk for place in places) for role, places in held.items()
    }
    viewer = Viewer(user_id=1, roles=roles)

    seen = list(model.objects.visible_to(viewer).values_list("pk", flat=True))

    assert sorted(seen) == sorted(row.pk for row in model.objects.all() if model.scope.includes(viewer, row))


def test_every_scoped_model_of_this_layer_is_in_the_property_test() -> None:
    ours = {model for model in scoped_models() if model._meta.app_label in ("customers", "faults")}
    assert ours == {Customer, Product, FaultReport, WorkOrder, Cancellation}


def test_a_customer_of_two_centres_is_listed_once(rows: list[OperationsCentre]) -> None:
    viewer = Viewer(user_id=1, roles={Role.USM_ANALYST: frozenset({rows[0].pk, rows[1].pk})})

    seen = list(Customer.objects.visible_to(viewer))

    assert len(seen) == len(set(seen)) == 3


def test_an_own_row_is_seen_by_its_person_only() -> None:
    scope = Scope(own="technician_id")
    technician = Viewer(user_id=7, roles={Role.FIELD_TECHNICIAN: None})

    assert scope.includes(technician, SimpleNamespace(technician_id=7))
    assert not scope.includes(technician, SimpleNamespace(technician_id=8))


def test_a_model_may_reach_further_for_a_role_than_usual(rows: list[OperationsCentre]) -> None:
    scope = Scope(
        centre="operations_centre_id", reach={Role.FIELD_TECHNICIAN: Reach.ALL, Role.DIVISION_HEAD: Reach.NONE}
    )

    assert scope.condition(Viewer(1, {Role.FIELD_TECHNICIAN: frozenset()}), Product) is None
    assert not scope.includes(Viewer(1, {Role.DIVISION_HEAD: None}), Product.objects.first())


def test_nobody_sees_nothing(rows: list[OperationsCentre]) -> None:
    assert viewer_of(AnonymousUser()) is NOBODY
    for model in scoped_models():
        assert not model._default_manager.visible_to(AnonymousUser()).exists()


def test_who_can_see_no_row_is_told_which_roles_can(cast: Cast) -> None:
    with pytest.raises(NotAllowed) as refusal:
        require_sight(cast.nobody, Customer)

    assert "Analista USM" in refusal.value.message
    for role in ROLES:
        if Customer.scope.reach_of(role) in (Reach.ALL, Reach.CENTRES):
            require_sight(cast.people[role.value], Customer)
