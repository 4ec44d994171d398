"""Lists kept by administrator and division head; each change is an event from/to.

What an item is called and what holds of it is in its versions: a change makes the next one, and what was recorded keeps
its own. Where it stands in the list, and whether it is in use, is of the code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from reitera.cases.catalogue.families import Family, family_called, needs_of
from reitera.cases.models import CatalogueItem
from reitera.cases.refusals import CodeTaken, ItemChanged, ListDoesNotGrow, NoName, NotACode, StillNeeded
from reitera.core.errors import Conflict
from reitera.core.recording import recording
from reitera.staff.models import User
from reitera.staff.rules import PARAMETER_EDITORS, require_role

VERSIONED = ("label", "group", "technologies")
_SUFFIX = re.compile(r"[A-Z]\d\d")


def add_item(*, family: str, code: str, values: Mapping[str, Any], actor: User, at: datetime) -> CatalogueItem:
    """One more item to choose. `values` as in `change_item`; what is left out is blank.

    Raises NotAllowed, ListDoesNotGrow, NotACode, NoName, CodeTaken.
    """
    require_role(actor, *PARAMETER_EDITORS)
    kept = family_called(family)
    if not kept.grows:
        raise ListDoesNotGrow(catalogue=kept.title)
    if not code.startswith(f"{family}-") or not _SUFFIX.fullmatch(code.removeprefix(f"{family}-")):
        raise NotACode(code=code[:20], family=family)
    with recording(actor, at, lock=CatalogueItem.objects.filter(code=code, is_current=True)) as record:
        if record.locked:
            raise CodeTaken(code=code, label=record.locked[0].label)
        blank = {fact.name: fact.blank for fact in kept.facts}
        item = CatalogueItem(family=family, code=code, facts={**blank, **values.get("facts", {})})
        for name in (*VERSIONED, "position"):
            setattr(item, name, values.get(name, getattr(item, name)))
        _require_name(item)
        _insert(item)
        record.event("catalogue.added", subject=_subject(item), after=_values(item) | {"code": item.code})
    return item


def change_item(*, item: CatalogueItem, values: Mapping[str, Any], actor: User, at: datetime) -> CatalogueItem:
    """Change what is given: some of "label", "group", "technologies", "facts" (some of them) and "position".

    The same again changes nothing. Raises NotAllowed, NoName, StillNeeded, ItemChanged when `item` is no longer the
    version in force.
    """
    require_role(actor, *PARAMETER_EDITORS)
    with _list_of(item, actor, at) as record:
        current = _in_force(item)
        wanted = {**_values(current), **_flat(values)}
        changed = {name: value for name, value in wanted.items() if value != _values(current)[name]}
        if not changed:
            record.unchanged()
            return current
        before = {name: _values(current)[name] for name in changed}
        made = current if set(changed) == {"position"} else _next_version(current)
        _put(made, changed)
        _require_name(made)
        _require_met(made)
        if made is current:
            made.save(update_fields=["position"])
        else:
            CatalogueItem.objects.filter(pk=current.pk).update(is_current=False)
            _insert(made)
        record.event(
            "catalogue.changed", subject=_subject(made), before=before | {"version": current.version},
            after=changed | {"code": made.code, "label": made.label, "version": made.version},
        )  # fmt: skip
    return made


def switch_item(*, item: CatalogueItem, active: bool, actor: User, at: datetime) -> CatalogueItem:
    """Offer an item no longer, or again. Raises NotAllowed, StillNeeded."""
    require_role(actor, *PARAMETER_EDITORS)
    with _list_of(item, actor, at) as record:
        current = CatalogueItem.objects.get(code=item.code, is_current=True)
        if current.is_active == active:
            record.unchanged()
            return current
        current.is_active = active
        _require_met(current)
        current.save(update_fields=["is_active"])
        record.event(
            "catalogue.switched", subject=_subject(current), before={"is_active": not active},
            after={"code": current.code, "label": current.label, "is_active": active},
        )  # fmt: skip
    return current


def _list_of(item: CatalogueItem, actor: User, at: datetime) -> Any:
    """The whole list is locked: what a rule needs is a matter of all its items."""
    return recording(actor, at, lock=CatalogueItem.objects.filter(family=item.family, is_current=True))


def _in_force(seen: CatalogueItem) -> CatalogueItem:
    current = CatalogueItem.objects.get(code=seen.code, is_current=True)
    if current.pk != seen.pk:
        raise ItemChanged(item=current.label, version=current.version)
    return current


def _values(item: CatalogueItem) -> dict[str, Any]:
    """What can be edited, each fact by its name; a fact that an old row lacks is blank."""
    facts = {fact.name: item.facts.get(fact.name, fact.blank) for fact in _family(item).facts}
    return {**{name: getattr(item, name) for name in (*VERSIONED, "position")}, **facts}


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: value for name, value in values.items() if name != "facts"}, **values.get("facts", {})}


def _put(item: CatalogueItem, changed: Mapping[str, Any]) -> None:
    facts = {fact.name for fact in _family(item).facts}
    item.facts = {**item.facts, **{name: value for name, value in changed.items() if name in facts}}
    for name, value in changed.items():
        if name not in facts:
            setattr(item, name, value)


def _next_version(current: CatalogueItem) -> CatalogueItem:
    kept = {
        field.name: getattr(current, field.name)
        for field in CatalogueItem._meta.concrete_fields
        if field.name not in ("id", "version")
    }
    return CatalogueItem(**kept, version=current.version + 1)


def _insert(item: CatalogueItem) -> None:
    try:
        item.save(force_insert=True)
    except IntegrityError:
        # Somebody else wrote the same code or version in this instant: there was no row to lock yet.
        raise Conflict() from None


def _require_name(item: CatalogueItem) -> None:
    if not item.label.strip():
        raise NoName(code=item.code)


def _require_met(item: CatalogueItem) -> None:
    """Whatever was met before the change is met after it. Raises StillNeeded."""
    before: Sequence[CatalogueItem] = list(CatalogueItem.objects.filter(family=item.family, is_current=True))
    after = [item if other.code == item.code else other for other in before]
    for required in needs_of(item.family):
        if required.is_met_by(before) and not required.is_met_by(after):
            known = next(other for other in before if other.code == item.code)
            raise StillNeeded(item=known.label, code=item.code, why=required.why)


def _family(item: CatalogueItem) -> Family:
    return family_called(item.family)


def _subject(item: CatalogueItem) -> tuple[str, str]:
    """All versions of a code have one history."""
    return "catalogueitem", item.code
