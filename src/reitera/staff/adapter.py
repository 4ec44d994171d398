"""Sign-in rules: an administrator makes users, nobody signs up; a password someone chooses is recorded as theirs."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from reitera.core.clock import now
from reitera.staff.actions import change_own_password
from reitera.staff.models import User


class ClosedSignupAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Refuse sign-up by the public."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        change_own_password(user=user, password=password, at=now())
