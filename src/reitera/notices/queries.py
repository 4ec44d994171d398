"""What a person has not read."""

from __future__ import annotations

from reitera.notices.models import Notice
from reitera.staff.models import User


def unread_of(person: User) -> int:
    """How many notices the person has not read, of cases that they may see."""
    return Notice.objects.shown_to(person).filter(read_at=None).count()
