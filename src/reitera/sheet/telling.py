"""What the live stream says of a row: the row as the grid gets it, and which cells changed, by whom, when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.utils import translation

from reitera.cases.models import Case
from reitera.core.visibility import Viewer
from reitera.procedure.roles import ROLES, Reach, Role
from reitera.sheet.blocks import tell_rows, with_product_seen
from reitera.sheet.columns import columns_seen
from reitera.sheet.formats import moment_said
from reitera.sheet.models import CellChange, SheetRow
from reitera.staff.models import User


@dataclass(frozen=True)
class ViewerClass:
    """People to whom a row says the very same: roles and centres, the language, and whose own rows are shown."""

    roles: tuple[tuple[Role, frozenset[int] | None], ...]
    language: str
    person: int | None

    @property
    def viewer(self) -> Viewer:
        return Viewer(user_id=self.person, roles=dict(self.roles))


def class_of(user: User) -> ViewerClass:
    """The class of a person; who has rows of their own is in a class of their own."""
    roles = tuple(sorted(user.viewer.roles.items(), key=lambda held: held[0]))
    has_own = any(ROLES[role].reach is Reach.OWN for role, _centres in roles)
    return ViewerClass(roles, user.language, user.pk if has_own else None)


def render(cases: Mapping[int, Case], classes: Collection[Hashable]) -> dict[Hashable, dict[int, Any]]:
    """The rows of cases for each class: {"id", "v": values, "m": meta, "labels", "changed", "by", "at", "event"}."""
    changes = _latest_changes(list(cases))
    told: dict[Hashable, dict[int, Any]] = {}
    for each in classes:
        if isinstance(each, ViewerClass):
            with translation.override(each.language):
                told[each] = _rows_for(each.viewer, list(cases), changes)
    return told


def _rows_for(viewer: Viewer, pks: list[int], changes: Mapping[int, dict[str, Any]]) -> dict[int, Any]:
    columns = columns_seen(viewer)
    rows = with_product_seen(SheetRow.objects.filter(pk__in=pks), viewer).select_related("case")
    told = tell_rows(rows.prefetch_related("case__customer__operations_centres"), viewer, columns)
    return {
        int(pk): {
            "id": int(pk),
            "v": values,
            "m": told["meta"][pk],
            "labels": told["labels"],
            **_seen_changes(changes.get(int(pk), {}), columns),
        }
        for pk, values in told["rows"].items()
    }


def _seen_changes(change: Mapping[str, Any], columns: Collection[str]) -> dict[str, Any]:
    """What changed, of the columns that the viewer sees."""
    if not change:
        return {}
    return {**change, "changed": [key for key in change["changed"] if key in columns]}


def _latest_changes(pks: list[int]) -> dict[int, dict[str, Any]]:
    """The cells that the latest act on each case changed, and who did it. One query."""
    latest = CellChange.objects.filter(case=OuterRef("case")).order_by().values("case").annotate(last=Max("event"))
    rows = CellChange.objects.filter(case__in=pks, event=Subquery(latest.values("last")[:1]))
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows.select_related("event__actor"):
        actor = row.event.actor
        told = found[row.case_id]
        told.setdefault("changed", []).append(row.column)
        told["by"] = {"id": actor.pk, "name": str(actor)} if actor else None
        told["at"], told["event"] = moment_said(row.event.at), row.event_id
    return found
