"""Users: made, changed, switched off and on, and their passwords. Names and mail addresses are personal values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reitera.core.recording import Record, recording
from reitera.procedure.roles import Role
from reitera.staff.actions.roles import assign
from reitera.staff.administrators import require_an_administrator, with_administrators
from reitera.staff.models import User
from reitera.staff.refusals import CannotDeactivateOneself, EmailTaken, UsernameTaken
from reitera.staff.rules import ADMINISTRATION_WRITERS, require_role


def create_user(
    *, username: str, full_name: str, email: str = "", password: str, temporary: bool = True, actor: User | None,
    at: datetime,
) -> User:  # fmt: skip
    """Make a user without roles. A temporary password must be changed at the first sign-in.

    Raises UsernameTaken, EmailTaken, NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at) as record:
        return _make(record, username, full_name, email, password, temporary)


def create_administrator(
    *, username: str, full_name: str, email: str = "", password: str, temporary: bool, actor: User | None, at: datetime
) -> User:
    """Make a user who is administrator for good, in one act. Raises UsernameTaken, EmailTaken, NotAllowed."""
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at) as record:
        user = _make(record, username, full_name, email, password, temporary)
        assign(record, user=user, role=Role.ADMINISTRATOR)
    return user


def _make(record: Record, username: str, full_name: str, email: str, password: str, temporary: bool) -> User:
    user = User(username=username.strip(), full_name=full_name.strip(), email=email.strip())
    _require_free(user)
    user.password_is_temporary = temporary
    user.set_password(password)
    user.save()
    record.event("user.created", subject=user, after={"username": user.username}, personal_after=_personal(user))
    return user


def change_user(
    *, user: User, username: str, full_name: str, email: str, actor: User | None, at: datetime
) -> User:  # fmt: skip
    """Change who a user is. Raises UsernameTaken, EmailTaken, NotAllowed."""
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at, lock=User.objects.filter(pk=user.pk)) as record:
        kept: User = record.locked[0]
        before, personal_before = {"username": kept.username}, _personal(kept)
        kept.username, kept.full_name, kept.email = username.strip(), full_name.strip(), email.strip()
        _require_free(kept)
        after, personal_after = {"username": kept.username}, _personal(kept)
        if (before, personal_before) == (after, personal_after):
            record.unchanged()
            return kept
        kept.save(update_fields=["username", "full_name", "email"])
        record.event(
            "user.changed", subject=kept, before=before, after=after,
            personal_before=personal_before, personal_after=personal_after,
        )  # fmt: skip
    return kept


def deactivate_user(*, user: User, actor: User | None, at: datetime) -> None:
    """Take a person's access away; roles and history stay.

    Raises CannotDeactivateOneself, LastAdministrator, NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    if user == actor:
        raise CannotDeactivateOneself()
    with recording(actor, at, lock=with_administrators(user)) as record:
        kept = next(row for row in record.locked if row.pk == user.pk)
        if _switch(record, kept, active=False) and kept.role_assignments.filter(role=Role.ADMINISTRATOR).exists():
            require_an_administrator(instead_of=kept)


def reactivate_user(*, user: User, actor: User | None, at: datetime) -> None:
    """Give a person their access back, with the roles they still have. Raises NotAllowed."""
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at, lock=User.objects.filter(pk=user.pk)) as record:
        _switch(record, record.locked[0], active=True)


def _switch(record: Record, user: User, *, active: bool) -> bool:
    if user.is_active == active:
        record.unchanged()
        return False
    user.is_active = active
    user.save(update_fields=["is_active"])
    record.event(
        "user.reactivated" if active else "user.deactivated",
        subject=user, before={"is_active": not active}, after={"is_active": active},
    )  # fmt: skip
    return True


def set_temporary_password(*, user: User, password: str, actor: User | None, at: datetime) -> None:
    """Replace a forgotten password; it ends the person's sessions and must be changed at the next sign-in.

    The password is never recorded. Raises NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at, lock=User.objects.filter(pk=user.pk)) as record:
        kept: User = record.locked[0]
        _keep_password(kept, password, temporary=True)
        record.event("user.password_replaced", subject=kept)


def change_own_password(*, user: User, password: str, at: datetime) -> None:
    """Keep the password a person chose for themselves."""
    with recording(user, at, lock=User.objects.filter(pk=user.pk)) as record:
        _keep_password(record.locked[0], password, temporary=False)
        record.event("user.password_changed", subject=user)
    user.refresh_from_db(fields=["password", "password_is_temporary"])


def _keep_password(user: User, password: str, *, temporary: bool) -> None:
    user.set_password(password)
    user.password_is_temporary = temporary
    user.save(update_fields=["password", "password_is_temporary"])


def change_preferences(*, user: User, language: str, theme: str, single_keys: bool, at: datetime) -> User:
    """Keep a person's own language, theme and whether single-letter shortcuts act."""
    wanted = {"language": language, "theme": theme, "single_keys": single_keys}
    with recording(user, at, lock=User.objects.filter(pk=user.pk)) as record:
        kept: User = record.locked[0]
        before: dict[str, Any] = {name: getattr(kept, name) for name in wanted}
        if before == wanted:
            record.unchanged()
            return kept
        for name, value in wanted.items():
            setattr(kept, name, value)
        kept.save(update_fields=list(wanted))
        record.event("user.preferences_changed", subject=kept, before=before, after=wanted)
    return kept


def _personal(user: User) -> dict[str, str]:
    return {"full_name": user.full_name, "email": user.email}


def _require_free(user: User) -> None:
    """The user name and the mail address sign in, so no two people share one, whatever the capitals."""
    others = User.objects.exclude(pk=user.pk)
    if taken := others.filter(username__iexact=user.username).first():
        raise UsernameTaken(username=user.username, name=taken)
    if user.email and (taken := others.filter(email__iexact=user.email).first()):
        raise EmailTaken(email=user.email, name=taken)
