"""Gives the demo its centres and people, through the administration's own actions."""

from __future__ import annotations

from datetime import datetime

from reitera.procedure.roles import Role
from reitera.site.demo.people import PEOPLE, Person
from reitera.site.demo.territory import CENTRES
from reitera.staff import actions
from reitera.staff.models import OperationsCentre, User
from reitera.staff.passwords import new_password


def staff_demo(*, known_passwords: dict[str, str], at: datetime) -> dict[str, str]:
    """Make the administrator, the centres with their names in files, and everybody else; the passwords by user name."""
    passwords = {person.username: known_passwords.get(person.username) or new_password() for person in PEOPLE}
    administrator = _administrator(passwords, at)
    centres = {
        centre.code: _centre(centre.code, centre.name, centre.export_name, administrator, at) for centre in CENTRES
    }
    for person in PEOPLE:
        if person.role is not Role.ADMINISTRATOR:
            centre = centres[person.centre.code] if person.centre else None
            _employ(person, centre, passwords[person.username], administrator, at)
    return passwords


def _administrator(passwords: dict[str, str], at: datetime) -> User:
    person = next(person for person in PEOPLE if person.role is Role.ADMINISTRATOR)
    return actions.create_administrator(
        username=person.username,
        full_name=person.full_name,
        email=person.email,
        password=passwords[person.username],
        temporary=False,
        actor=None,
        at=at,
    )


def _centre(code: str, name: str, export_name: str, actor: User, at: datetime) -> OperationsCentre:
    centre = actions.create_centre(code=code, name=name, actor=actor, at=at)
    actions.add_alias(centre=centre, written=export_name, actor=actor, at=at)
    return centre


def _employ(person: Person, centre: OperationsCentre | None, password: str, actor: User, at: datetime) -> None:
    user = actions.create_user(
        username=person.username,
        full_name=person.full_name,
        email=person.email,
        password=password,
        temporary=False,
        actor=actor,
        at=at,
    )
    actions.give_role(user=user, role=person.role, centre=centre, actor=actor, at=at)
