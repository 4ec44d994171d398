"""Roles given and ended, and substitutes named. Every event's subject is the person who holds the role."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from reitera.core import clock
from reitera.core.recording import Record, recording
from reitera.core.visibility import role_labels
from reitera.procedure.roles import ROLES, Role
from reitera.staff.administrators import require_an_administrator, with_administrators
from reitera.staff.models import OperationsCentre, RoleAssignment, RoleAssignmentQuerySet, User
from reitera.staff.refusals import (
    CentreIsInactive,
    DatesReversed,
    NothingToSubstitute,
    PersonIsInactive,
    RoleAlreadyHeld,
    RoleHasNoCentre,
    SubstituteOfOneself,
)
from reitera.staff.rules import ADMINISTRATION_WRITERS, require_role
from reitera.staff.words import centre_in_words, dates_in_words


def give_role(
    *, user: User, role: Role, centre: OperationsCentre | None = None, starts_on: date | None = None,
    ends_on: date | None = None, actor: User | None, at: datetime,
) -> RoleAssignment:  # fmt: skip
    """Give a role in one centre or, with none, in every centre; dates are the first and the last day.

    Giving the same again changes nothing. Raises RoleAlreadyHeld when the dates touch another assignment of the same
    role and centre, RoleHasNoCentre, CentreIsInactive, PersonIsInactive, DatesReversed, NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    with recording(actor, at, lock=User.objects.filter(pk=user.pk)) as record:
        kept: User = record.locked[0]
        _require_sound(kept, role, centre, starts_on, ends_on)
        held = _touching(kept, role, centre, starts_on, ends_on).first()
        if held is None:
            return assign(record, user=kept, role=role, centre=centre, starts_on=starts_on, ends_on=ends_on)
        if (held.starts_on, held.ends_on) != (starts_on, ends_on):
            raise RoleAlreadyHeld(
                name=kept, role=held.label, centre=centre_in_words(held.operations_centre),
                dates=dates_in_words(held.starts_on, held.ends_on),
            )  # fmt: skip
        record.unchanged()
    return held


def _require_sound(
    user: User, role: Role, centre: OperationsCentre | None, starts_on: date | None, ends_on: date | None
) -> None:
    if not user.is_active:
        raise PersonIsInactive(name=user)
    if centre is not None and not ROLES[role].is_limited_to_centres:
        raise RoleHasNoCentre(role=role_labels([role]), centre=centre)
    if centre is not None and not centre.is_active:
        raise CentreIsInactive(centre=centre)
    _require_order(starts_on, ends_on)


def _require_order(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on and ends_on and ends_on < starts_on:
        raise DatesReversed(starts=starts_on, ends=ends_on)


def _touching(
    user: User, role: Role, centre: OperationsCentre | None, starts_on: date | None, ends_on: date | None
) -> RoleAssignmentQuerySet:
    own = user.role_assignments.filter(role=role, operations_centre=centre, substitute_for__isnull=True)
    return _in_span(own, starts_on, ends_on)


def _in_span(held: RoleAssignmentQuerySet, starts_on: date | None, ends_on: date | None) -> RoleAssignmentQuerySet:
    """The assignments that share a day with the span; an open end reaches for ever."""
    if ends_on is not None:
        held = held.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=ends_on))
    if starts_on is not None:
        held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    return held.select_related("operations_centre").order_by("pk")


def assign(
    record: Record, *, user: User, role: Role, centre: OperationsCentre | None = None, starts_on: date | None = None,
    ends_on: date | None = None, substitute_for: User | None = None,
) -> RoleAssignment:  # fmt: skip
    """Write one assignment and its event in an open recording."""
    given = RoleAssignment.objects.create(
        user=user, role=role, operations_centre=centre, starts_on=starts_on, ends_on=ends_on,
        substitute_for=substitute_for,
    )  # fmt: skip
    kind = "role.substituted" if substitute_for else "role.given"
    record.event(kind, subject=user, after=_said(given), centres_after=_centres(given))
    return given


def end_role(*, assignment: RoleAssignment, last_day: date | None = None, actor: User | None, at: datetime) -> None:
    """End a role after its last day, or from this moment when none is given.

    A role that ends before it began is taken away altogether. Ending one that has already ended so changes nothing.
    Raises LastAdministrator, NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    last = last_day or clock.today() - timedelta(days=1)
    with recording(actor, at, lock=with_administrators(assignment.user)) as record:
        held = RoleAssignment.objects.select_related("user").filter(pk=assignment.pk).first()
        if held is None or (held.ends_on is not None and held.ends_on <= last):
            record.unchanged()
            return
        _end(record, held, last)
        if held.role == Role.ADMINISTRATOR:
            require_an_administrator(instead_of=held.user)


def _end(record: Record, held: RoleAssignment, last: date) -> None:
    before, centres = _said(held), _centres(held)
    if held.starts_on is not None and last < held.starts_on:
        held.delete()
        record.event("role.withdrawn", subject=held.user, before=before, centres_before=centres)
        return
    held.ends_on = last
    held.save(update_fields=["ends_on"])
    record.event(
        "role.ended", subject=held.user, before=before, after=_said(held), centres_before=centres, centres_after=centres
    )


def name_substitute(
    *, substitute: User, absent: User, starts_on: date, ends_on: date, actor: User | None, at: datetime
) -> list[RoleAssignment]:
    """Give a person the roles of an absent one for some days (both included), each within its own dates.

    Naming the same again changes nothing. Raises SubstituteOfOneself, NothingToSubstitute, PersonIsInactive,
    DatesReversed, NotAllowed.
    """
    require_role(actor, *ADMINISTRATION_WRITERS)
    if substitute == absent:
        raise SubstituteOfOneself(name=absent)
    _require_order(starts_on, ends_on)
    with recording(actor, at, lock=User.objects.filter(pk__in=[substitute.pk, absent.pk])) as record:
        kept = next(row for row in record.locked if row.pk == substitute.pk)
        if not kept.is_active:
            raise PersonIsInactive(name=kept)
        own = list(_in_span(absent.role_assignments.filter(substitute_for__isnull=True), starts_on, ends_on))
        if not own:
            raise NothingToSubstitute(name=absent, starts=starts_on, ends=ends_on)
        return _copy_to(record, kept, own, starts_on, ends_on)


def _copy_to(
    record: Record, substitute: User, own: list[RoleAssignment], starts_on: date, ends_on: date
) -> list[RoleAssignment]:
    copies, made = [], False
    for held in own:
        fields: dict[str, Any] = {
            "user": substitute, "role": held.role, "substitute_for": held.user,
            "starts_on": max(starts_on, held.starts_on or starts_on),
            "ends_on": min(ends_on, held.ends_on or ends_on),
        }  # fmt: skip
        known = RoleAssignment.objects.filter(operations_centre=held.operations_centre, **fields).first()
        made = made or known is None
        copies.append(known or assign(record, centre=held.operations_centre, **fields))
    if not made:
        record.unchanged()
    return copies


def _said(held: RoleAssignment) -> dict[str, Any]:
    return {
        "role": str(held.role),
        "centre": held.operations_centre_id,
        "starts_on": held.starts_on and held.starts_on.isoformat(),
        "ends_on": held.ends_on and held.ends_on.isoformat(),
        "substitute_for": held.substitute_for_id,
    }


def _centres(held: RoleAssignment) -> list[int]:
    return [held.operations_centre_id] if held.operations_centre_id else []
