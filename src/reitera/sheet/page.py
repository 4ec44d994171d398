"""What the page of the sheet is given to begin with: its columns, what may be chosen, views and addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext

from reitera.core.clock import now
from reitera.core.events import latest_id
from reitera.core.visibility import Viewer, viewer_of
from reitera.sheet.columns import STANDARD, Column, columns_seen
from reitera.sheet.defaults import DefaultView, default_views_of
from reitera.sheet.editing import editor_of, who_writes
from reitera.sheet.kinds import canonical
from reitera.sheet.models import SavedView
from reitera.sheet.refusals import NoSuchView
from reitera.staff.models import User

VERSION = hashlib.sha256(f"{version('reitera')} {[(key, c.kind) for key, c in STANDARD.items()]}".encode()).hexdigest()[
    :12
]
"""Changes when an update changes what an open page knows of the columns."""


def config_of(person: User, view: SavedView | DefaultView) -> dict[str, Any]:
    """The JSON that the page begins with."""
    viewer = person.viewer
    columns = columns_seen(viewer)
    return {
        "columns": [_told(column, viewer) for column in columns.values()],
        "choices": _choices(columns),
        "view": _view(view, columns, person),
        "views": views_of(person),
        "me": {"id": person.pk, "name": str(person)},
        "zone": settings.TIME_ZONE,
        "now": canonical(now()),
        "version": VERSION,
        "as_of": latest_id(),
        "urls": _addresses(),
    }


def _told(column: Column, viewer: Viewer) -> dict[str, Any]:
    editor = editor_of(column)
    return {
        "key": column.key,
        "label": column.name,
        "help": gettext(str(column.help)) if column.help else "",
        "kind": "case" if column.key == "case" else column.kind.value,
        "width": column.width,
        "frozen": column.pinned,
        "source": gettext(str(column.fills)),
        "writes": who_writes(editor) if editor else "",
        "editable": bool(editor and viewer.holds(*editor.roles)),
        "undoes": bool(editor and editor.undoes),
        "act": gettext(str(editor.act)) if editor and editor.act else "",
        "own": column.own is not None,
        "places": column.places,
        "judged": bool(column.judged),
        "total": column.total,
    }


def _choices(columns: Mapping[str, Column]) -> dict[str, list[dict[str, str]]]:
    """What each list offers, and holds; people who left stay, so that filters can name them."""
    known: dict[Any, list[dict[str, str]]] = {}
    found = {}
    for key, column in columns.items():
        if column.choices is None:
            continue
        if column.own is not None:
            found[key] = [{"v": code, "label": label} for code, label in column.own.offered.items()]
            continue
        if column.choices not in known:
            known[column.choices] = [{"v": code, "label": label} for code, label in column.choices().items()]
        found[key] = known[column.choices]
    return found


def _view(view: SavedView | DefaultView, columns: Mapping[str, Column], person: User) -> dict[str, Any]:
    group = view.query.get("group", "")
    return {
        "id": view.pk if isinstance(view, SavedView) else None,
        "slug": "" if isinstance(view, SavedView) else view.slug,
        "name": str(view.name),
        "columns": [key for key in view.columns if key in columns],
        "widths": view.widths if isinstance(view, SavedView) else {},
        "filters": [item for item in view.query.get("filters", []) if item["c"] in columns],
        "sort": [item for item in view.query.get("sort", []) if item["c"] in columns],
        "group": group if group in columns else "",
        "density": view.density if isinstance(view, SavedView) else "compact",
        "mine": isinstance(view, SavedView) and view.owner_id == person.pk,
    }


def views_of(person: User) -> list[dict[str, Any]]:
    """The tabs: the product's views, then one's own and those others share. One query."""
    told = [
        {"id": None, "slug": view.slug, "name": str(view.name), "url": reverse("sheet:view", args=[view.slug]),
         "shared": False, "mine": False}
        for view in default_views_of(person.viewer)
    ]  # fmt: skip
    saved = [
        {"id": view.pk, "slug": "", "name": view.name, "url": reverse("sheet:view", args=[view.pk]),
         "shared": view.is_shared, "mine": view.owner_id == person.pk, "owner": str(view.owner)}
        for view in seen_views(person).select_related("owner")
    ]  # fmt: skip
    return [*told, *saved]


def seen_views(person: User) -> Any:
    """One's own views and those that others share."""
    return SavedView.objects.filter(Q(owner=person) | Q(is_shared=True))


def view_called(person: User, name: str) -> SavedView | DefaultView:
    """A view by its number or slug; without a name the one the person's role begins with. Raises NoSuchView."""
    if name.isascii() and name.isdigit() and len(name) < 12:
        saved = seen_views(person).filter(pk=int(name)).select_related("owner").first()
        if saved is not None:
            return saved  # type: ignore[no-any-return]
    for view in default_views_of(viewer_of(person)):
        if not name or view.slug == name:
            return view
    raise NoSuchView(name=name[:40])


def _addresses() -> dict[str, str]:
    names = {
        "order": "order", "rows": "rows", "edit": "edit", "values": "values", "bulk": "bulk",
        "cell_history": "cell_history", "views": "views", "sheet": "sheet", "export": "export",
    }  # fmt: skip
    plain = {name: reverse(f"sheet:{url_name}") for name, url_name in names.items()}
    of_row = {name: reverse(f"sheet:{name}", args=[0]) for name in ("row", "as_was")}
    return {**plain, **of_row, "case": reverse("cases:case", args=["0"])}
