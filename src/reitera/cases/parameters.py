"""What the provider tunes in the follow-up: due times, counts, and the days without work. Each change is an event.

A change counts for moves from then on: due times already set stay, because nothing here touches a case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from reitera.cases.models import CaseParameters, Holiday
from reitera.cases.refusals import HolidayTaken, UnsoundCaseParameter
from reitera.core.errors import Conflict, NotFound
from reitera.core.recording import recording
from reitera.procedure.steps import STATES, WAITING_STATES, State
from reitera.staff.models import User
from reitera.staff.rules import PARAMETER_EDITORS, require_role

LEAST = 1
MOST: Mapping[str, int] = {
    "critical_visits": 20,
    "critical_dissatisfactions": 20,
    "attempts": 20,
    "attempts_a_day": 20,
    "stable_hours": 720,
    "most_days_agreed": 90,
}
"""The largest value of each count; the least is 1."""

MOST_DUE_HOURS = 480
_ONLY_ROW = 1


def change_parameters(*, values: Mapping[str, Any], actor: User, at: datetime) -> CaseParameters:
    """Change what is given; "due_hours" may name some states only (working hours by state).

    Raises NotAllowed, UnsoundCaseParameter.
    """
    require_role(actor, *PARAMETER_EDITORS)
    with recording(actor, at, lock=CaseParameters.objects.all()) as record:
        parameters = record.locked[0] if record.locked else CaseParameters(pk=_ONLY_ROW)
        before = parameters.as_values()
        wanted = {**before, **values, "due_hours": {**before["due_hours"], **values.get("due_hours", {})}}
        _require_sound(wanted)
        changed = {name: wanted[name] for name in CaseParameters.FIELDS if wanted[name] != before[name]}
        if not changed:
            record.unchanged()
            return parameters
        for name, value in changed.items():
            setattr(parameters, name, value)
        _save(parameters, is_new=not record.locked)
        record.event(
            "case_parameters.changed",
            subject=parameters,
            before=_differing(before, wanted, changed),
            after=_differing(wanted, before, changed),
        )
    return parameters


def _save(parameters: CaseParameters, *, is_new: bool) -> None:
    try:
        parameters.save(force_insert=is_new, force_update=not is_new)
    except IntegrityError:
        # Somebody else changed them for the first time in this instant: there was no row to lock yet.
        raise Conflict() from None


def _differing(one: Mapping[str, Any], other: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    """The values of `one` that differ, of due hours only the states that do."""
    said = {name: one[name] for name in names}
    if "due_hours" in said:
        said["due_hours"] = {s: hours for s, hours in one["due_hours"].items() if other["due_hours"].get(s) != hours}
    return said


def _require_sound(values: Mapping[str, Any]) -> None:
    for name, most in MOST.items():
        _require_between(str(CaseParameters._meta.get_field(name).verbose_name), values[name], most)  # type: ignore[union-attr]
    for state, hours in values["due_hours"].items():
        if state not in WAITING_STATES:
            raise UnsoundCaseParameter(name=state, value=hours, least=LEAST, most=MOST_DUE_HOURS)
        _require_between(_(STATES[State(state)].label), hours, MOST_DUE_HOURS)


def _require_between(name: str, value: Any, most: int) -> None:
    if not isinstance(value, int) or not LEAST <= value <= most:
        raise UnsoundCaseParameter(name=name, value=value, least=LEAST, most=most)


def add_holiday(*, day: date, name: str, actor: User, at: datetime) -> Holiday:
    """A day without work from now on. Raises NotAllowed, HolidayTaken."""
    require_role(actor, *PARAMETER_EDITORS)
    with recording(actor, at, lock=Holiday.objects.filter(day=day)) as record:
        if record.locked:
            raise _taken(record.locked[0])
        holiday = Holiday(day=day, name=name.strip())
        try:
            holiday.save()
        except IntegrityError:
            raise _taken(holiday) from None
        record.event("holiday.added", subject=holiday, after=_said(holiday))
    return holiday


def remove_holiday(*, holiday_id: int, actor: User, at: datetime) -> Holiday:
    """The day is worked again. Raises NotAllowed, NotFound when it is no holiday any more."""
    require_role(actor, *PARAMETER_EDITORS)
    with recording(actor, at, lock=Holiday.objects.filter(pk=holiday_id)) as record:
        if not record.locked:
            raise NotFound(what=_("ese feriado"))
        holiday: Holiday = record.locked[0]
        record.event("holiday.removed", subject=("holiday", holiday_id), before=_said(holiday))
        holiday.delete()
    return holiday


def _taken(holiday: Holiday) -> HolidayTaken:
    return HolidayTaken(day=f"{holiday.day:%d/%m/%Y}", name=holiday.name)


def _said(holiday: Holiday) -> dict[str, str]:
    return {"day": holiday.day.isoformat(), "name": holiday.name}
