"""Users made, changed, switched off and on, and their passwords."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reitera.core.errors import NotAllowed
from reitera.core.models import Event
from reitera.procedure.roles import ROLES, Role
from reitera.staff.actions import (
    change_own_password,
    change_preferences,
    change_user,
    create_administrator,
    create_user,
    deactivate_user,
    end_role,
    give_role,
    reactivate_user,
    set_temporary_password,
)
from reitera.staff.models import User
from reitera.staff.refusals import CannotDeactivateOneself, EmailTaken, LastAdministrator, UsernameTaken
from tests.cast import NOON, Cast, make_user

pytestmark = pytest.mark.django_db


def made(cast: Cast, **fields: Any) -> User:
    given = {"username": "wchoque", "full_name": "Wilma Choque", "password": "tila-meru-4827", **fields}
    return create_user(actor=cast.administrator, at=NOON, **given)


def event_of(subject: User) -> Event:
    return Event.objects.about("user", subject.pk).last()  # type: ignore[return-value]


def test_an_administrator_makes_a_user_with_a_password_to_be_changed(cast: Cast) -> None:
    user = made(cast, email="wchoque@example.com")

    assert (user.full_name, user.password_is_temporary, user.check_password("tila-meru-4827")) == (
        "Wilma Choque", True, True,
    )  # fmt: skip
    event = event_of(user)
    assert (event.kind, event.actor, event.at, event.after) == (
        "user.created", cast.administrator, NOON, {"username": "wchoque"},
    )  # fmt: skip
    assert event.personal.after == {"full_name": "Wilma Choque", "email": "wchoque@example.com"}


def test_a_second_click_on_create_says_whose_the_name_is(cast: Cast) -> None:
    made(cast)

    with pytest.raises(UsernameTaken) as refusal:
        made(cast, username="WChoque")

    assert refusal.value.message == (
        "El usuario «WChoque» ya existe: es de Wilma Choque. Elija otro nombre de usuario."
    )
    assert User.objects.filter(username__iexact="wchoque").count() == 1


def test_two_people_cannot_share_a_mail_address(cast: Cast) -> None:
    made(cast, email="w@example.com")

    with pytest.raises(EmailTaken):
        made(cast, username="otra", email="W@example.com")


def test_an_administrator_corrects_a_name_and_the_log_keeps_both(cast: Cast) -> None:
    user = made(cast)

    change_user(
        user=user, username="wchoque", full_name="Wilma Choque Mamani", email="", actor=cast.administrator, at=NOON
    )

    user.refresh_from_db()
    event = event_of(user)
    assert (user.full_name, event.kind) == ("Wilma Choque Mamani", "user.changed")
    assert event.personal.before == {"full_name": "Wilma Choque", "email": ""}
    assert event.personal.after == {"full_name": "Wilma Choque Mamani", "email": ""}


def test_saving_a_person_unchanged_records_nothing(cast: Cast) -> None:
    user = made(cast)

    change_user(user=user, username="wchoque", full_name="Wilma Choque", email="", actor=cast.administrator, at=NOON)

    assert Event.objects.about("user", user.pk).count() == 1


def test_a_deactivated_person_sees_nothing_and_can_come_back(cast: Cast) -> None:
    deactivate_user(user=cast.usm_analyst, actor=cast.administrator, at=NOON)
    gone = User.objects.get(pk=cast.usm_analyst.pk)
    assert (gone.is_active, gone.viewer.roles) == (False, {})

    reactivate_user(user=gone, actor=cast.administrator, at=NOON)

    back = User.objects.get(pk=cast.usm_analyst.pk)
    assert (back.is_active, set(back.viewer.roles)) == (True, {Role.USM_ANALYST})
    kinds = Event.objects.about("user", back.pk).values_list("kind", flat=True)
    assert list(kinds) == ["user.deactivated", "user.reactivated"]


def test_deactivating_twice_records_once(cast: Cast) -> None:
    for _ in range(2):
        deactivate_user(user=cast.usm_analyst, actor=cast.administrator, at=NOON)

    assert Event.objects.filter(kind="user.deactivated").count() == 1


def test_nobody_deactivates_themselves(cast: Cast) -> None:
    with pytest.raises(CannotDeactivateOneself):
        deactivate_user(user=cast.administrator, actor=cast.administrator, at=NOON)


def test_the_last_administrator_cannot_be_deactivated_and_nothing_is_left_of_the_attempt(cast: Cast) -> None:
    second = make_user("second_admin")
    give_role(user=second, role=Role.ADMINISTRATOR, actor=cast.administrator, at=NOON)
    second = User.objects.get(pk=second.pk)
    deactivate_user(user=cast.administrator, actor=second, at=NOON)
    before = Event.objects.count()

    with pytest.raises(LastAdministrator):
        deactivate_user(user=second, actor=None, at=NOON)

    assert (User.objects.get(pk=second.pk).is_active, Event.objects.count()) == (True, before)


def test_the_last_administrator_role_cannot_be_ended(cast: Cast) -> None:
    role = cast.administrator.role_assignments.get()

    with pytest.raises(LastAdministrator):
        end_role(assignment=role, actor=cast.administrator, at=NOON)

    role.refresh_from_db()
    assert (role.ends_on, Event.objects.count()) == (None, 0)


def test_an_administrator_with_an_end_date_does_not_count_as_the_other_one(cast: Cast) -> None:
    from datetime import date

    second = make_user("second_admin")
    give_role(user=second, role=Role.ADMINISTRATOR, ends_on=date(2030, 1, 1), actor=cast.administrator, at=NOON)

    with pytest.raises(LastAdministrator):
        end_role(assignment=cast.administrator.role_assignments.get(), actor=cast.administrator, at=NOON)


def test_a_replaced_password_works_once_and_is_not_in_the_log(cast: Cast) -> None:
    set_temporary_password(user=cast.usm_analyst, password="soba-nipe-1234", actor=cast.administrator, at=NOON)

    user = User.objects.get(pk=cast.usm_analyst.pk)
    assert (user.check_password("soba-nipe-1234"), user.password_is_temporary) == (True, True)
    event = event_of(user)
    assert (event.kind, event.before, event.after, hasattr(event, "personal")) == (
        "user.password_replaced", None, None, False,
    )  # fmt: skip


def test_a_password_of_ones_own_is_no_longer_temporary(cast: Cast) -> None:
    user = made(cast)

    change_own_password(user=user, password="otra clave larga", at=NOON)

    assert (user.check_password("otra clave larga"), user.password_is_temporary) == (True, False)
    assert (event_of(user).kind, event_of(user).actor) == ("user.password_changed", user)


def test_preferences_are_kept_and_the_same_again_records_nothing(cast: Cast) -> None:
    for _ in range(2):
        user = change_preferences(user=cast.usm_analyst, language="en", theme="dark", single_keys=False, at=NOON)

    assert (user.language, user.theme, user.single_keys) == ("en", "dark", False)
    assert Event.objects.about("user", user.pk).count() == 1


def test_the_first_administrator_comes_from_nobody(cast: Cast) -> None:
    user = create_administrator(
        username="jefe", full_name="Jefa", password="una clave larga", temporary=False, actor=None, at=NOON
    )

    assert User.objects.get(pk=user.pk).has_role(Role.ADMINISTRATOR)
    events = Event.objects.about("user", user.pk)
    assert [(event.kind, event.actor) for event in events] == [("user.created", None), ("role.given", None)]


ACTS: dict[str, Callable[[Cast, User], object]] = {
    "create": lambda cast, actor: create_user(username="x", full_name="X", password="y", actor=actor, at=NOON),
    "create_administrator": lambda cast, actor: create_administrator(
        username="x", full_name="X", password="y", temporary=False, actor=actor, at=NOON
    ),
    "change": lambda cast, actor: change_user(
        user=cast.nobody, username="x", full_name="X", email="", actor=actor, at=NOON
    ),
    "deactivate": lambda cast, actor: deactivate_user(user=cast.nobody, actor=actor, at=NOON),
    "reactivate": lambda cast, actor: reactivate_user(user=cast.nobody, actor=actor, at=NOON),
    "password": lambda cast, actor: set_temporary_password(user=cast.nobody, password="y", actor=actor, at=NOON),
}


@pytest.mark.parametrize("act", ACTS)
def test_only_an_administrator_may(cast: Cast, act: str) -> None:
    for role in set(ROLES) - {Role.ADMINISTRATOR}:
        with pytest.raises(NotAllowed) as refusal:
            ACTS[act](cast, cast.people[role.value])
        assert refusal.value.message == "Su rol no puede hacer esto. Puede hacerlo: Administrador."

    assert Event.objects.count() == 0
