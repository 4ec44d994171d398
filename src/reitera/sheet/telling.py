"""What the live stream says of a row: the row as the grid gets it, and which cells changed, by whom, when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation

from reitera.core.visibility import Viewer
from reitera.procedure.roles import ROLES, Reach, Role
from reitera.sheet.blocks import columns_of, tell_rows, with_product_seen
from reitera.sheet.columns import Column, columns_seen
from reitera.sheet.formats import moment_said
from reitera.sheet.live.rows import RowTold, Span
from reitera.sheet.models import CellChange, SheetRow
from reitera.staff.models import User

Act = dict[str, Any]


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


def render(cases: Collection[int], classes: Collection[Hashable], span: Span) -> dict[Hashable, dict[int, RowTold]]:
    """The rows of cases for each class, {"id", "v": values, "m": meta, "labels"}, and the acts of the span that changed
    cells which the class sees: {"event", "changed": [column], "by": {"id", "name"} or null, "at"}."""
    acts = _acts_on(cases, span)
    told: dict[Hashable, dict[int, RowTold]] = {}
    for each in classes:
        if isinstance(each, ViewerClass):
            with translation.override(each.language):
                told[each] = _rows_for(each.viewer, cases, acts)
    return told


def _rows_for(viewer: Viewer, pks: Collection[int], acts: Mapping[int, Sequence[Act]]) -> dict[int, RowTold]:
    columns = columns_seen(viewer)
    found = with_product_seen(SheetRow.objects.visible_to(viewer).filter(pk__in=pks), viewer).select_related("case")
    rows = {row.pk: row for row in found.prefetch_related("case__customer__operations_centres")}
    told = tell_rows(rows.values(), viewer, columns)
    return {
        pk: RowTold(
            {
                "id": pk,
                "v": (values := told["rows"][str(pk)]),
                "m": told["meta"][str(pk)],
                "labels": _labels_in(dict(zip(columns, values, strict=True)), told["labels"]),
            },
            _seen_acts(acts.get(pk, ()), columns_of(row, columns)),
        )
        for pk, row in rows.items()
    }


def _labels_in(values: Mapping[str, Any], labels: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """The words of the choices of one row."""
    return {key: {values[key]: words[values[key]]} for key, words in labels.items() if values[key] in words}


def _seen_acts(acts: Sequence[Act], columns: Mapping[str, Column]) -> list[Act]:
    """The acts with the cells that the viewer sees, without those that changed none of them."""
    seen = [{**act, "changed": [key for key in act["changed"] if key in columns]} for act in acts]
    return [act for act in seen if act["changed"]]


def _acts_on(pks: Collection[int], span: Span) -> dict[int, list[Act]]:
    """By case, the acts of a span that changed cells, in their order. One query."""
    rows = CellChange.objects.filter(case__in=pks, event__gt=span.after, event__lte=span.until)
    found: dict[int, dict[int, Act]] = defaultdict(dict)
    for row in rows.select_related("event__actor").order_by("event", "pk"):
        event, actor = row.event, row.event.actor
        act = found[row.case_id].setdefault(
            event.pk,
            {
                "event": event.pk,
                "changed": [],
                "by": {"id": actor.pk, "name": str(actor)} if actor else None,
                "at": moment_said(event.at),
            },
        )
        act["changed"].append(row.column)
    return {pk: list(acts.values()) for pk, acts in found.items()}
