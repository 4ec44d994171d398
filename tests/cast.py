"""The same people in every test: one per role, two operations centres; and rows as a test lays them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from reitera.core.testing import arranging
from reitera.core.text import fold
from reitera.customers.models import Customer, Product
from reitera.faults.models import FaultReport
from reitera.procedure.roles import ROLES, Role
from reitera.staff.models import CentreAlias, OperationsCentre, RoleAssignment, User

LA_PAZ = ZoneInfo("America/La_Paz")
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=LA_PAZ)
PASSWORD = "una clave de prueba"
_numbers = count(1)


@dataclass
class Cast:
    """`cast.usm_analyst` works in the north, `cast.usm_analyst_south` in the south; so for every role with centres."""

    north: OperationsCentre
    south: OperationsCentre
    people: dict[str, User]

    def __getattr__(self, name: str) -> User:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    @classmethod
    def arrange(cls) -> Cast:
        with arranging():
            north, south = make_centre("NORTE", "Centro Norte"), make_centre("SUR", "Centro Sur")
            people = {"nobody": make_user("nobody")}
            for role, info in ROLES.items():
                if info.is_limited_to_centres:
                    people[role.value] = make_user(role.value, (role, north))
                    people[f"{role.value}_south"] = make_user(f"{role.value}_south", (role, south))
                else:
                    people[role.value] = make_user(role.value, (role, None))
        return cls(north, south, people)


def make_centre(code: str, name: str) -> OperationsCentre:
    centre = OperationsCentre.objects.create(code=code, name=name)
    CentreAlias.objects.bulk_create([CentreAlias.of(centre, code), CentreAlias.of(centre, name)])
    return centre


def make_user(username: str, *roles: tuple[Role, OperationsCentre | None]) -> User:
    user = User(username=username, full_name=username.replace("_", " ").title(), email=f"{username}@example.com")
    user.set_password(PASSWORD)
    user.save()
    for role, centre in roles:
        RoleAssignment.objects.create(user=user, role=role, operations_centre=centre)
    return user


def make_customer(centre: OperationsCentre | None = None, **fields: Any) -> Customer:
    code = fields.pop("code", f"C{next(_numbers):05}")
    name = fields.pop("name", f"Cliente {code}")
    with arranging():
        customer = Customer.objects.create(code=code, name=name, folded=fold(f"{name} {code}"), **fields)
        if centre is not None:
            customer.operations_centres.add(centre)
    return customer


def make_product(customer: Customer, centre: OperationsCentre | None = None, **fields: Any) -> Product:
    fields = {"code": f"P{next(_numbers):05}", "monthly_billing": Decimal("200.00"), **fields}
    with arranging():
        return Product.objects.create(customer=customer, operations_centre=centre, **fields)


def make_report(customer: Customer, reported_at: datetime, **fields: Any) -> FaultReport:
    """A fault report; its centre is that of its product unless given."""
    product = fields.get("product")
    fields.setdefault("operations_centre", product.operations_centre if product else None)
    with arranging():
        return FaultReport.objects.create(
            customer=customer, reported_at=reported_at, number=fields.pop("number", f"RD-{next(_numbers):06}"), **fields
        )


def days_before(moment: datetime, days: float) -> datetime:
    return moment - timedelta(days=days)
