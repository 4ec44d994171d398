"""Whether a person may write something on cases; and where not, why, and who can: for acts on many cases at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext

from reitera.cases.models import Case
from reitera.cases.refusals import NotInThisStep, OthersCan
from reitera.core.clock import today
from reitera.core.errors import Refusals
from reitera.core.recording import Record
from reitera.core.visibility import Viewer
from reitera.procedure.roles import ROLES, Reach, Role
from reitera.procedure.steps import WAITING_STATES, State
from reitera.staff.models import RoleAssignment

MOST_NAMED = 3


@dataclass(frozen=True)
class Right:
    """A rule with the words of its refusals: `who` may do it and `when` it is done, each a whole sentence.

    `roles` are those who may on a case, for naming them.
    """

    rule: Callable[[Viewer, Case], bool]
    who: str | Promise
    roles: Callable[[Case], Sequence[Role]]
    when: str | Promise
    states: tuple[State, ...] = WAITING_STATES

    def sift(self, record: Record, cases: Iterable[Case]) -> tuple[list[Case], Refusals]:
        """The cases on which the person of the record may do it, and why not on the others.

        One query, for the names, when somebody else can.
        """
        allowed, refused, others = list[Case](), Refusals(), list[Case]()
        for case in cases:
            if self.rule(record.actor.viewer, case):
                allowed.append(case)
            elif case.state not in self.states:
                refused[case.pk] = NotInThisStep(case=case, step=case.step_label, when=self.when)
            else:
                others.append(case)
        people = _people(others, self.roles)
        return allowed, refused | {case.pk: OthersCan(who=self.who, people=people[case.pk]) for case in others}


def _people(cases: Sequence[Case], roles: Callable[[Case], Sequence[Role]]) -> dict[int, str]:
    """ "En Centro Norte es Freddy Camacho.": who holds the roles for each case today."""
    named = {case.pk: [role for role in roles(case) if ROLES[role].reach is not Reach.OWN] for case in cases}
    wanted = {role for listed in named.values() for role in listed}
    held = _holders(wanted) if wanted else {}
    return {
        case.pk: _named(case, [name for role in named[case.pk] for name in _of(held, role, case)]) for case in cases
    }


Holders = dict[tuple[Role, int | None], list[str]]


def _holders(roles: set[Role]) -> Holders:
    """The names of the active people of each role and centre (None = every centre), in their order. One query."""
    held = defaultdict[tuple[Role, int | None], list[str]](list)
    rows = RoleAssignment.objects.in_force_on(today()).filter(role__in=roles, user__is_active=True)
    for row in rows.select_related("user").order_by("user__full_name", "user__pk"):
        held[Role(row.role), row.operations_centre_id].append(str(row.user))
    return held


def _of(held: Holders, role: Role, case: Case) -> list[str]:
    everywhere = held.get((role, None), [])
    own = held.get((role, case.operations_centre_id), []) if case.operations_centre_id else []
    return [*own, *everywhere]


def _named(case: Case, names: Sequence[str]) -> str:
    listed = list(dict.fromkeys(names))
    where = str(case.operations_centre or gettext("todos los centros"))
    if not listed:
        return gettext("En {centre} nadie tiene hoy ese rol.").format(centre=where)
    if len(listed) == 1:
        return gettext("En {centre} es {person}.").format(centre=where, person=listed[0])
    people = ", ".join(listed[:MOST_NAMED])
    if len(listed) > MOST_NAMED:
        people = gettext("{people} y {n} más").format(people=people, n=len(listed) - MOST_NAMED)
    return gettext("En {centre} son {people}.").format(centre=where, people=people)
