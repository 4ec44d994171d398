"""`python -m tests.browser.meanwhile WHAT …`: what somebody does elsewhere while a sheet is open in a browser.

A process of its own on the database of the server, through the product's actions, as a night job or another server's
worker is one.
"""

from __future__ import annotations

import sys
from typing import Any


def new_case(name: str) -> None:
    """A case by hand for a new customer of the north."""
    from reitera.cases.actions import open_by_hand
    from reitera.core.clock import now
    from tests.cast import make_customer

    customer = make_customer(_centre("tecnico.norte"), code=name.upper()[:12], name=name, phone="70799999")
    open_by_hand(customer=customer, actor=_person("analista.gestor"), at=now(), reason="llamó a la central")


def hand_over(case: str) -> None:
    """A customer who moved to the south: so said an import, and the analyst of the north hands the case over."""
    from reitera.cases.actions import transfer
    from reitera.cases.models import Case
    from reitera.core.clock import now
    from reitera.core.testing import arranging

    cases, centre = [Case.objects.get(pk=case)], _centre("tecnico.sur")
    with arranging():
        cases[0].customer.operations_centres.set([centre])
    transfer(cases=cases, centre=centre, actor=_person("usm.norte"), at=now(), reason="el servicio está en el sur")


def withdraw(username: str) -> None:
    """The person holds no role any more."""
    from reitera.core.clock import now
    from reitera.staff.actions import end_role
    from reitera.staff.models import RoleAssignment

    for held in RoleAssignment.objects.filter(user=_person(username)):
        end_role(assignment=held, actor=_person("admin"), at=now())


def remark(case: str, text: str) -> None:
    """The analyst of the north writes into the sheet."""
    from reitera.core.clock import now
    from reitera.sheet.columns import columns_seen
    from reitera.sheet.edits import Edit, apply_edits

    miriam = _person("usm.norte")
    columns = columns_seen(miriam.viewer)
    apply_edits(edits=[Edit(int(case), "remark", text)], columns=columns, actor=miriam, at=now())


def _person(username: str) -> Any:
    from reitera.staff.models import User

    return User.objects.get(username=username)


def _centre(technician: str) -> Any:
    from reitera.staff.models import OperationsCentre

    return OperationsCentre.objects.get(roleassignment__user__username=technician)


DEEDS = {deed.__name__: deed for deed in (new_case, hand_over, withdraw, remark)}

if __name__ == "__main__":
    from reitera.site.cli.commands import set_up_django

    set_up_django()
    DEEDS[sys.argv[1]](*sys.argv[2:])
