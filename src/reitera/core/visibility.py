"""Visibility, declared once per model: who sees which rows.

A `Scope` gives both a queryset (`visible_to`, for pages, exports and counts) and an in-memory predicate
(`includes`, for live events). A property test keeps the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from reitera.core.errors import NotAllowed
from reitera.procedure.roles import ROLES, Reach, Role

EVERY_CENTRE = None
M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Viewer:
    """A person as visibility sees them: for each role held today, its centres (None = every centre)."""

    user_id: int | None
    roles: Mapping[Role, frozenset[int] | None] = field(default_factory=dict)

    def holds(self, *roles: Role) -> bool:
        return any(role in self.roles for role in roles)

    def holds_in(self, centre_id: int | None, *roles: Role) -> bool:
        """Whether one of the roles is held for this centre."""
        return any(
            role in self.roles and (self.roles[role] is EVERY_CENTRE or centre_id in (self.roles[role] or ()))
            for role in roles
        )


NOBODY = Viewer(user_id=None)


class HasViewer(Protocol):
    @property
    def viewer(self) -> Viewer: ...


def viewer_of(person: HasViewer | Viewer | Any) -> Viewer:
    """The viewer behind a user; an anonymous user is nobody."""
    if isinstance(person, Viewer):
        return person
    return getattr(person, "viewer", NOBODY)


@dataclass(frozen=True)
class Sight:
    """What one viewer sees of one model: all rows, those of some centres, those of one person. People who see the
    same are equal."""

    everything: bool
    centres: frozenset[int]
    owner: int | None

    def reaches(self, centres: Iterable[int], owner: int | None) -> bool:
        """Whether a row of these centres and of this person is seen."""
        return (
            self.everything or (self.owner is not None and owner == self.owner) or not self.centres.isdisjoint(centres)
        )


@dataclass(frozen=True)
class Scope:
    """Who sees the rows of a model.

    `centre`: lookup of the row's operations centre id; `centres`: lookup of a many-to-many field to centres, beside it
    or instead; `own`: lookup of the id of the user whose row it is. `reach` overrides a role's usual reach for this
    model.
    """

    centre: str = ""
    centres: str = ""
    own: str = ""
    reach: Mapping[Role, Reach] = field(default_factory=dict)

    def reach_of(self, role: Role) -> Reach:
        return self.reach.get(role, ROLES[role].reach)

    def sight_of(self, viewer: Viewer) -> Sight:
        everything, own, centres = False, False, set[int]()
        for role, role_centres in viewer.roles.items():
            match self.reach_of(role):
                case Reach.ALL:
                    everything = True
                case Reach.CENTRES if role_centres is EVERY_CENTRE:
                    everything = True
                case Reach.CENTRES:
                    centres |= role_centres or set()
                case Reach.OWN:
                    own = True
        if everything:
            return Sight(True, frozenset(), None)
        return Sight(False, frozenset(centres), viewer.user_id if own and self.own else None)

    def condition(self, viewer: Viewer, model: type[Model]) -> Q | None:
        """The rows seen as a Q; None when all are."""
        sight = self.sight_of(viewer)
        if sight.everything:
            return None
        seen = Q(pk__in=[])
        if sight.centres and self.centre:
            seen |= Q(**{f"{self.centre}__in": set(sight.centres)})
        if sight.centres and self.centres:
            seen |= self._through_condition(model, set(sight.centres))
        if sight.owner is not None:
            seen |= Q(**{self.own: sight.owner})
        return seen

    def _through_condition(self, model: type[Model], centres: set[int]) -> Q:
        # A subquery instead of a join, so that a row of two centres is not listed twice; one of the row and not of
        # all, because a list of every customer of a centre costs more than the few rows it is compared with.
        *path, name = self.centres.split("__")
        for step in path:
            model = model._meta.get_field(step).related_model  # type: ignore[assignment]
        many: Any = model._meta.get_field(name)
        rows = many.remote_field.through._default_manager.filter(
            **{many.m2m_field_name(): OuterRef("__".join(path) or "pk")},
            **{f"{many.m2m_reverse_field_name()}__in": centres},
        )
        return Q(Exists(rows))

    def admits(self, viewer: Viewer) -> bool:
        """Whether any role of the viewer can see any row of the model at all."""
        sight = self.sight_of(viewer)
        return sight.everything or sight.owner is not None or bool(sight.centres)

    def admitted_roles(self) -> list[Role]:
        return [role for role in ROLES if self.reach_of(role) is not Reach.NONE]

    def includes(self, viewer: Viewer, row: Any) -> bool:
        """The same question for one row in memory."""
        sight = self.sight_of(viewer)
        # What the row itself says comes first: the centres of its customer may take a query.
        centre = _follow(row, self.centre) if self.centre else None
        if sight.everything or centre in sight.centres:
            return True
        return sight.reaches(self.centres_of(row), self.owner_of(row))

    def owner_of(self, row: Any) -> int | None:
        """The id of the user whose row it is."""
        return _follow(row, self.own) if self.own else None

    def centres_of(self, row: Any) -> set[int]:
        """The operations centres a row belongs to; events carry them before and after a change."""
        many = _follow(row, self.centres) if self.centres else None
        centres = {centre.pk for centre in many.all()} if many is not None else set()
        centre = _follow(row, self.centre) if self.centre else None
        return centres | {centre} if centre is not None else centres


def _follow(row: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        row = getattr(row, name, None)
    return row


class ScopedQuerySet(QuerySet[M]):
    """A queryset whose rows are shown only through `visible_to`."""

    def visible_to(self, person: HasViewer | Viewer | Any) -> Self:
        scope: Scope = self.model.scope  # type: ignore[attr-defined]
        condition = scope.condition(viewer_of(person), self.model)
        return self if condition is None else self.filter(condition)


def require_sight(person: HasViewer | Viewer | Any, model: type[Model]) -> None:
    """Stop who can see no row of the model, with the roles that can, so that they never face a blank page.

    Raises NotAllowed. Made from the scope itself: pages need no second list of roles.
    """
    scope: Scope = model.scope  # type: ignore[attr-defined]
    if not scope.admits(viewer_of(person)):
        raise NotAllowed(roles=role_labels(scope.admitted_roles()))


def role_labels(roles: Iterable[Role]) -> str:
    """The roles in words, for a sentence: "Analista Gestor TOP 10, Administrador"."""
    return ", ".join(gettext(ROLES[role].label) for role in roles)


def scoped_models() -> Iterable[type[Model]]:
    """Every model that declares a scope."""
    from django.apps import apps

    return [model for model in apps.get_models() if hasattr(model, "scope")]
