"""What a person has not read."""

from __future__ import annotations

from reitera.cases.models import Case
from reitera.notices.models import Notice
from reitera.staff.models import User


def unread_of(person: User) -> int:
    """How many notices the person has not read, of cases that they may see."""
    seen = Case.objects.visible_to(person)
    return Notice.objects.filter(recipient=person, read_at=None, case__in=seen).count()
