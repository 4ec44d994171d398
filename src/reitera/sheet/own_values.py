"""Values of the provider's own columns: facts of open cases, written by who may write a remark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from reitera.cases import gate, rules
from reitera.cases.models import Case
from reitera.cases.rights import Right
from reitera.core.errors import Refusals
from reitera.core.recording import Record
from reitera.sheet.models import OwnValues

WRITING = Right(
    rules.can_remark,
    who=_("Las columnas propias las escribe quien trabaja en los casos; su rol solo los lee."),
    roles=lambda case: case.info.roles,
    when=_("Las columnas propias se escriben mientras el caso está abierto."),
)


def write_own_values(record: Record, wishes: Mapping[Case, Mapping[str, Any]]) -> Refusals:
    """Note canonical values by column key; None clears one. Three queries for any number of cases.

    The event says which columns changed; the values are kept per cell, where they can be erased.
    """
    allowed, refused = WRITING.sift(record, wishes)
    known = OwnValues.objects.in_bulk([case.pk for case in wishes])
    changed = []
    for case in allowed:
        wanted = wishes[case]
        kept = known.get(case.pk) or OwnValues(case=case)
        values = _merged(kept.values, wanted)
        if values == kept.values:
            continue
        keys = sorted(key for key in wanted if kept.values.get(key) != values.get(key))
        kept.values = values
        changed.append(kept)
        gate.note(record, "case.own_noted", case, gate.snapshot(case), given={}, columns=keys)
    if changed:
        OwnValues.objects.bulk_create(changed, update_conflicts=True, unique_fields=["case"], update_fields=["values"])
    else:
        record.unchanged()
    return refused


def _merged(values: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**values, **wanted}
    return {key: value for key, value in merged.items() if value is not None}
