"""Notices outside the product: e-mail, or a service that apprise knows. A failure is kept, never raised to an act."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email

SERVICES = frozenset(("discord", "gchat", "line", "pover", "slack", "tgram", "whatsapp", "wxteams"))
"""Services of apprise that a person may choose: those with a host of their own. The others call any host one names,
and the server would then reach into its own network for whoever asks."""


def is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def is_usable(address: str) -> bool:
    """Whether notices can be sent there: an e-mail, or an address of an allowed service that apprise can read."""
    if is_email(address):
        return True
    if address.partition("://")[0].lower() not in SERVICES:
        return False
    import apprise

    return bool(apprise.Apprise().add(address))


def send(address: str, *, title: str, text: str) -> None:
    """Send one notice. Raises OSError or RuntimeError when the service does not take it."""
    if is_email(address):
        send_mail(title, text, None, [address])
        return
    import apprise

    service = apprise.Apprise()
    if not service.add(address) or not service.notify(body=text, title=title):
        raise RuntimeError("the service did not take the notice")
