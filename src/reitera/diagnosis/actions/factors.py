"""Factors kept by administrator and division head; each change is a new version and an event from/to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reitera.core.recording import recording
from reitera.diagnosis.judgement import Bands
from reitera.diagnosis.models import Factor, FactorVersion
from reitera.diagnosis.refusals import FactorChanged, ThresholdsCross
from reitera.staff.models import User
from reitera.staff.rules import PARAMETER_EDITORS, require_role

EDITED = ("label", "bands", "choices", "possible")


def change_factor(*, version: FactorVersion, values: Mapping[str, Any], actor: User, at: datetime) -> FactorVersion:
    """Call or judge a factor otherwise from now on. Readings keep the version they were judged with.

    `values` has some of EDITED. The same again changes nothing. Raises NotAllowed, ThresholdsCross, FactorChanged when
    `version` is no longer the one in force.
    """
    require_role(actor, *PARAMETER_EDITORS)
    with recording(actor, at, lock=Factor.objects.filter(pk=version.factor_id)) as record:
        factor: Factor = record.locked[0]
        current = FactorVersion.objects.get(factor=factor, is_current=True)
        if current.pk != version.pk:
            raise FactorChanged(factor=factor, version=current.number)
        changed = {name: values[name] for name in EDITED if name in values and values[name] != getattr(current, name)}
        if not changed:
            record.unchanged()
            return current
        before = {name: getattr(current, name) for name in changed}
        made = _next_version(current, changed)
        _require_sound(made)
        record.event(
            "factor.changed", subject=factor, before={**before, "version": current.number},
            after={**changed, "factor": made.code, "version": made.number},
        )  # fmt: skip
        FactorVersion.objects.filter(pk=current.pk).update(is_current=False)
        made.save()
    return made


def switch_factor(
    *, factor: Factor, actor: User, at: datetime, active: bool | None = None, main: bool | None = None
) -> Factor:
    """Ask for a factor no longer, or again; tell its connections by it, or no longer. None leaves it as it is.

    Raises NotAllowed.
    """
    require_role(actor, *PARAMETER_EDITORS)
    with recording(actor, at, lock=Factor.objects.filter(pk=factor.pk)) as record:
        kept: Factor = record.locked[0]
        before = {"is_active": kept.is_active, "is_main": kept.is_main}
        wanted = {"is_active": active, "is_main": main}
        changed = {name: on for name, on in wanted.items() if on is not None and on != before[name]}
        if not changed:
            record.unchanged()
            return kept
        for name, on in changed.items():
            setattr(kept, name, on)
        was = {name: before[name] for name in changed}
        record.event("factor.switched", subject=kept, before=was, after={"factor": kept.code, **changed})
        kept.save(update_fields=list(changed))
    return kept


def _next_version(current: FactorVersion, changed: Mapping[str, Any]) -> FactorVersion:
    kept = {
        field.name: getattr(current, field.name)
        for field in FactorVersion._meta.concrete_fields
        if field.name not in ("id", "number", *changed)
    }
    return FactorVersion(**kept, **changed, number=current.number + 1)


def _require_sound(version: FactorVersion) -> None:
    try:
        bands = [Bands.of(plain) for plain in version.bands.values()]
        possible = version.possible_span
    except ValueError as error:
        raise ThresholdsCross(factor=version.label) from error
    if not all(possible.holds(boundary) for judged in bands for boundary in judged.boundaries):
        raise ThresholdsCross(factor=version.label)
