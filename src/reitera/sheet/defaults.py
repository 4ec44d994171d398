"""The views that come with the product: by role, with columns, order and filters of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.core.visibility import Viewer
from reitera.procedure.roles import Role
from reitera.procedure.steps import State

OPEN = {"c": "state", "op": "in", "v": [state.value for state in State if state is not State.CONCLUDED]}
BY_DUE = [{"c": "due", "desc": False}]

FIRST_COLUMNS = (
    "case", "customer", "segment", "state", "due", "cause", "before", "after", "visit", "technician", "priority",
    "remark", "owner", "centre", "days_open", "reports", "last_report", "phone", "address",
)  # fmt: skip
_VISIT_COLUMNS = (
    "case", "customer", "visit", "technician", "priority", "state", "phone", "address", "zone", "cause", "before",
    "remark", "visit_result",
)  # fmt: skip
_UNSOLVED_COLUMNS = (
    "case", "customer", "segment", "state", "due", "factor", "before", "after", "cause", "centre", "technology",
    "billing", "days_open", "remark", "owner",
)  # fmt: skip
_REINCIDENT_COLUMNS = (
    "case", "customer", "segment", "state", "due", "reports", "reports_30", "last_report", "solution", "cause",
    "before", "after", "technician", "visit_result", "centre", "remark",
)  # fmt: skip

_OF_CENTRES = (Role.USM_ANALYST, Role.CENTRE_SUPERVISOR, Role.CENTRE_OPERATOR)


@dataclass(frozen=True)
class DefaultView:
    """A view of the product. `roles` None means everybody; the first one a person has is where they begin."""

    slug: str
    name: str | Promise
    columns: tuple[str, ...]
    query: Mapping[str, Any] = field(default_factory=dict)
    roles: tuple[Role, ...] | None = None

    def is_for(self, viewer: Viewer) -> bool:
        return self.roles is None or viewer.holds(*self.roles)


DEFAULT_VIEWS = (
    DefaultView("mi-centro-hoy", _("Mi centro hoy"), FIRST_COLUMNS, {"filters": [OPEN], "sort": BY_DUE}, _OF_CENTRES),
    DefaultView("abiertos", _("Abiertos"), FIRST_COLUMNS, {"filters": [OPEN], "sort": BY_DUE}),
    DefaultView("vencidos", _("Vencidos"), FIRST_COLUMNS, {"filters": [{"c": "due", "op": "overdue"}], "sort": BY_DUE}),
    DefaultView(
        "visitas-de-manana", _("Visitas de mañana"), _VISIT_COLUMNS,
        {"filters": [{"c": "visit", "op": "range", "from": "today+1", "to": "today+1"}],
         "sort": [{"c": "technician", "desc": False}, {"c": "visit", "desc": False}]},
    ),
    DefaultView(
        "sin-solucion-tecnica", _("Sin solución técnica"), _UNSOLVED_COLUMNS,
        {"filters": [{"c": "unsolved", "op": "in", "v": [True]}], "sort": BY_DUE},
    ),
    DefaultView(
        "reincidentes", _("Reincidentes"), _REINCIDENT_COLUMNS,
        {"filters": [OPEN, {"c": "reincident", "op": "in", "v": [True]}], "sort": BY_DUE},
    ),
    DefaultView("todos", _("Todos"), FIRST_COLUMNS, {"sort": [{"c": "opened", "desc": True}]}),
)  # fmt: skip


def default_views_of(viewer: Viewer) -> list[DefaultView]:
    return [view for view in DEFAULT_VIEWS if view.is_for(viewer)]
