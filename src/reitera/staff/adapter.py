"""Sign-in rules: an administrator makes users, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignupAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Refuse sign-up by the public."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
