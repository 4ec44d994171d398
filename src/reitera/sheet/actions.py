"""Saved views: of one person each, whoever else is shown them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from reitera.core.recording import Record, recording
from reitera.core.text import fold
from reitera.sheet.given_view import GivenView
from reitera.sheet.models import SavedView
from reitera.sheet.refusals import NoSuchView, NotYourView, TooManyViews, ViewNameTaken
from reitera.staff.models import User

MOST_VIEWS = 60


def save_view(*, given: GivenView, actor: User, at: datetime) -> SavedView:
    """A new view of the actor's own. Raises TooManyViews, ViewNameTaken."""
    with _views_of(actor, at) as record:
        own = list(SavedView.objects.filter(owner=actor))
        if len(own) >= MOST_VIEWS:
            raise TooManyViews(most=MOST_VIEWS)
        _require_free(given.name, own)
        view = SavedView(owner=actor)
        _put(view, given)
        view.save(force_insert=True)
        record.event("view.saved", subject=view, after=_told(view))
    return view


def change_view(*, pk: int, given: GivenView, actor: User, at: datetime) -> SavedView:
    """Make one's own view what is given. The same again changes nothing. Raises NotYourView, NoSuchView,
    ViewNameTaken."""
    with _views_of(actor, at) as record:
        view = _own_view(pk, actor)
        before, was = _told(view), _kept(view)
        _require_free(given.name, SavedView.objects.filter(owner=actor).exclude(pk=pk))
        _put(view, given)
        if _kept(view) == was:
            record.unchanged()
            return view
        view.save(force_update=True)
        _note_change(record, view, before)
    return view


def remove_view(*, pk: int, actor: User, at: datetime) -> None:
    """Take one's own view away, for those it was shared with as well. Raises NotYourView, NoSuchView."""
    with _views_of(actor, at) as record:
        view = _own_view(pk, actor)
        record.event("view.removed", subject=view, before=_told(view))
        view.delete()


def _views_of(actor: User, at: datetime) -> Any:
    """The person is locked, because a view that does not exist yet cannot be."""
    return recording(actor, at, lock=User.objects.filter(pk=actor.pk))


def _own_view(pk: int, actor: User) -> SavedView:
    view = SavedView.objects.filter(pk=pk).select_related("owner").first()
    if view is not None and view.owner_id == actor.pk:
        return view
    if view is not None and view.is_shared:
        raise NotYourView(name=view.name, owner=view.owner)
    raise NoSuchView(name=pk)


def _require_free(name: str, others: Any) -> None:
    """Names are told apart as people read them: neither by capitals nor by accents."""
    taken = next((view.name for view in others if fold(view.name) == fold(name)), "")
    if taken:
        raise ViewNameTaken(name=taken)


def _put(view: SavedView, given: GivenView) -> None:
    for name in _KEPT:
        setattr(view, name, getattr(given, name))


_KEPT = ("name", "is_shared", "columns", "widths", "query", "density")


def _kept(view: SavedView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in _KEPT}


def _told(view: SavedView) -> dict[str, Any]:
    """What the log says of a view. Of a filter only its column: its value may be a customer's name."""
    filters = [item["c"] for item in view.query.get("filters", [])]
    order, group = view.query.get("sort", []), view.query.get("group", "")
    return {
        "name": view.name, "is_shared": view.is_shared, "columns": view.columns, "filters": filters, "sort": order,
        "group": group, "density": view.density,
    }  # fmt: skip


def _note_change(record: Record, view: SavedView, before: dict[str, Any]) -> None:
    after = _told(view)
    changed = [name for name in after if name == "name" or after[name] != before[name]]
    record.event(
        "view.changed", subject=view, before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )  # fmt: skip
