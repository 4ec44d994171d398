"""Users, operations centres, and who holds which role where and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reitera.core import clock
from reitera.core.models import RecordedModel
from reitera.core.text import fold
from reitera.core.visibility import EVERY_CENTRE, Viewer
from reitera.procedure.roles import ROLES, Role


class OperationsCentre(RecordedModel):
    """Centro de Operaciones: the technical centre that serves a zone. Its names in files are its aliases."""

    code = models.CharField(_("código"), max_length=20, unique=True)
    name = models.CharField(_("nombre"), max_length=80, unique=True)
    is_active = models.BooleanField(pgettext_lazy("centre", "activo"), default=True)

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class CentreAlias(RecordedModel):
    """A name a file gives to a centre, folded. Every centre has its own name and code among them."""

    operations_centre = models.ForeignKey(OperationsCentre, models.CASCADE, related_name="aliases")
    written = models.CharField(_("como viene en los archivos"), max_length=80)
    folded = models.CharField(max_length=80, unique=True, editable=False)

    def __str__(self) -> str:
        return self.written

    @classmethod
    def of(cls, centre: OperationsCentre, written: str) -> CentreAlias:
        return cls(operations_centre=centre, written=written, folded=fold(written))


class User(AbstractUser):
    """A person of the provider. What they may see and do comes from their role assignments alone."""

    THEMES: ClassVar = [("auto", _("según el sistema")), ("light", _("claro")), ("dark", _("oscuro"))]
    LANGUAGES: ClassVar = [("es", "Español"), ("en", "English")]

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(_("nombre completo"), max_length=120)
    language = models.CharField(_("idioma"), max_length=5, choices=LANGUAGES, default="es")
    theme = models.CharField(_("tema"), max_length=5, choices=THEMES, default="auto")
    single_keys = models.BooleanField(_("atajos de una letra"), default=True)
    password_is_temporary = models.BooleanField(_("clave provisional"), default=False)

    objects: ClassVar = UserManager()

    class Meta:
        ordering: ClassVar = ["full_name", "username"]

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self).split(" ")[0]

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in str(self).split()[:2]).upper()

    @cached_property
    def viewer(self) -> Viewer:
        """The roles and centres held today; read once per request."""
        if not self.is_active or self.pk is None:
            return Viewer(user_id=self.pk)
        return self.viewer_with(self.role_assignments.in_force_on(clock.today()))

    def viewer_with(self, assignments: Iterable[RoleAssignment]) -> Viewer:
        held: dict[Role, frozenset[int] | None] = {}
        for assignment in assignments:
            role, centre = Role(assignment.role), assignment.operations_centre_id
            known = held.get(role, frozenset())
            held[role] = EVERY_CENTRE if centre is None or known is EVERY_CENTRE else known | {centre}
        return Viewer(user_id=self.pk, roles=held)

    def has_role(self, *roles: Role) -> bool:
        return self.viewer.holds(*roles)


class RoleAssignmentQuerySet(models.QuerySet["RoleAssignment"]):
    def in_force_on(self, day: date) -> RoleAssignmentQuerySet:
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )


class RoleAssignment(RecordedModel):
    """One role of one person, in one centre or in every centre, always or between two days (both included).

    A substitute's assignment names whom it stands in for and has dates.
    """

    ROLE_CHOICES: ClassVar = [(role.value, info.label) for role, info in ROLES.items()]

    user = models.ForeignKey(User, models.CASCADE, related_name="role_assignments", verbose_name=_("persona"))
    role = models.CharField(_("rol"), max_length=30, choices=ROLE_CHOICES)
    operations_centre = models.ForeignKey(
        OperationsCentre, models.PROTECT, null=True, blank=True, verbose_name=_("Centro de Operaciones")
    )
    starts_on = models.DateField(_("desde"), null=True, blank=True)
    ends_on = models.DateField(_("hasta"), null=True, blank=True)
    substitute_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="substituted_by", verbose_name=_("suplente de")
    )

    objects = RoleAssignmentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="substitute_has_dates",
                condition=Q(substitute_for__isnull=True) | Q(starts_on__isnull=False, ends_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.label}"

    @property
    def label(self) -> str:
        return gettext(ROLES[Role(self.role)].label)


def read_viewers(people: Iterable[User]) -> None:
    """Read what many people hold today, so that asking each for their `viewer` takes no query. One query."""
    listed = [person for person in people if person.is_active]
    held = defaultdict[int, list[RoleAssignment]](list)
    rows = RoleAssignment.objects.filter(user__in={person.pk for person in listed})
    for assignment in rows.in_force_on(clock.today()):
        held[assignment.user_id].append(assignment)
    for person in listed:
        person.viewer = person.viewer_with(held[person.pk])
