"""Which columns may be written, by whose rule, and through which package's writer.

The sheet decides nothing: `can` is the rule of the package that does the work, and `write` its writer, which works in
the open record of the request, on many cases at once, and answers why not for each it refuses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reitera.cases import rules as case_rules
from reitera.cases.actions import assign_owners
from reitera.cases.contacts import correct_contacts
from reitera.cases.models import Case
from reitera.cases.remarks import write_remarks
from reitera.core.errors import Refusals
from reitera.core.recording import Record
from reitera.core.visibility import Viewer, role_labels
from reitera.customers.actions import Contact
from reitera.customers.rules import CONTACT_ROLES
from reitera.diagnosis import rules as diagnosis_rules
from reitera.diagnosis.actions.causes import note_causes
from reitera.diagnosis.actions.readings import note_measures
from reitera.procedure.roles import ROLES, Role
from reitera.sheet.columns import OWN, Column
from reitera.sheet.own_values import write_own_values
from reitera.visits import rules as visit_rules
from reitera.visits.actions.planning import VisitWish, plan_visits

Rule = Callable[[Viewer, Case], bool]
Wishes = Mapping[Case, Mapping[str, Any]]
"""What is wanted, by case and column: values that `reading` read."""


@dataclass(frozen=True)
class Editor:
    """How a column is written. A fact never moves a case; an act has a name in the procedure.

    `clears` says whether it may be left blank; what may not is a record, and a wrong one is followed by another.
    """

    can: Rule
    roles: tuple[Role, ...]
    act: str | Promise = ""
    clears: bool = False

    @property
    def undoes(self) -> bool:
        """Whether who wrote it can undo it by the inverse edit, down to the blank that was there before."""
        return not self.act and self.clears


_MEASURERS = (Role.USM_ANALYST,)
_COMMENTERS = tuple(role for role, info in ROLES.items() if not info.read_only)


def _can_plan(viewer: Viewer, case: Case) -> bool:
    return visit_rules.can_schedule(viewer, case) or visit_rules.can_reschedule(viewer, case)


_REMARK = Editor(case_rules.can_remark, _COMMENTERS, clears=True)
_CONTACT = Editor(case_rules.can_correct_contact, CONTACT_ROLES, clears=True)
_MEASURE = Editor(diagnosis_rules.can_note_readings, _MEASURERS)
_PLAN = Editor(_can_plan, (Role.USM_ANALYST, Role.CENTRE_SUPERVISOR), act=_("Programar visita"))

EDITORS: dict[str, Editor] = {
    "remark": _REMARK,
    "phone": _CONTACT,
    "address": _CONTACT,
    "zone": _CONTACT,
    "cause": Editor(diagnosis_rules.can_note_readings, _MEASURERS),
    "before": _MEASURE,
    "after": _MEASURE,
    "visit": _PLAN,
    "technician": _PLAN,
    "priority": Editor(visit_rules.can_prioritise, (Role.CENTRE_SUPERVISOR,), act=_("Priorizar visita")),
    "owner": Editor(
        case_rules.can_assign, (Role.CENTRE_SUPERVISOR, Role.MANAGER_ANALYST), act=_("Asignar"), clears=True
    ),
}


def editor_of(column: Column) -> Editor | None:
    """How the column is written; None for what only the procedure or the imports fill."""
    return _REMARK if column.own is not None else EDITORS.get(column.key)


def writable_columns(viewer: Viewer, case: Case, columns: Mapping[str, Column]) -> list[str]:
    """The columns that the viewer may write on the case now; each rule is asked once."""
    asked: dict[Rule, bool] = {}
    found = []
    for key, column in columns.items():
        editor = editor_of(column)
        if editor is None:
            continue
        if editor.can not in asked:
            asked[editor.can] = editor.can(viewer, case)
        if asked[editor.can]:
            found.append(key)
    return found


def _pick(wishes: Wishes, key: str) -> dict[Case, Any]:
    return {case: wanted[key] for case, wanted in wishes.items() if key in wanted}


def _single(key: str, write: Callable[[Record, Mapping[Case, Any]], Refusals]) -> Writer:
    """A writer of one column as one of many."""

    def write_one(record: Record, wishes: Wishes) -> Refusals:
        picked = _pick(wishes, key)
        return write(record, picked) if picked else {}

    return Writer((key,), write_one)


@dataclass(frozen=True)
class Writer:
    """A package's writer and the columns it writes together."""

    keys: tuple[str, ...]
    write: Callable[[Record, Wishes], Refusals]

    def takes(self, key: str) -> bool:
        return key in self.keys or (OWN in self.keys and key.startswith(OWN))


def _write_contacts(record: Record, wishes: Wishes) -> Refusals:
    told = {case: {key: text or "" for key, text in wanted.items()} for case, wanted in wishes.items()}
    return correct_contacts(record, {case: Contact(**wanted) for case, wanted in told.items()})


def _write_measures(moment: str) -> Callable[[Record, Mapping[Case, Any]], Refusals]:
    return lambda record, values: note_measures(record, values, moment=moment)


def _write_visits(record: Record, wishes: Wishes) -> Refusals:
    asked = {}
    for case, wanted in wishes.items():
        start, end = wanted.get("visit") or (None, None)
        asked[case] = VisitWish(
            starts_at=start, ends_at=end, technician=wanted.get("technician"), priority=wanted.get("priority")
        )
    return plan_visits(record, asked)


def _write_remarks(record: Record, texts: Mapping[Case, Any]) -> Refusals:
    return write_remarks(record, {case: text or "" for case, text in texts.items()})


WRITERS: tuple[Writer, ...] = (
    _single("remark", _write_remarks),
    Writer((OWN,), write_own_values),
    Writer(("phone", "address", "zone"), _write_contacts),
    _single("cause", note_causes),
    _single("before", _write_measures("before")),
    _single("after", _write_measures("after")),
    _single("owner", assign_owners),
    # Last: it may move a case, after which nothing else of the row could be written.
    Writer(("visit", "technician", "priority"), _write_visits),
)


def writers_of(keys: Iterable[str]) -> list[Writer]:
    asked = set(keys)
    return [writer for writer in WRITERS if any(writer.takes(key) for key in asked)]


def who_writes(editor: Editor) -> str:
    """ "Analista USM, Supervisor Centro de Operaciones", for the value line."""
    return role_labels(editor.roles)
