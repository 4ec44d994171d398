"""What the choice columns may hold: code → words in the reader's language, in the order people expect."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext

from reitera.cases.catalogue import CAUSE, SOLUTION, VISIT_RESULT
from reitera.cases.models import CatalogueItem, step_label
from reitera.core.visibility import role_labels
from reitera.customers.models import SegmentBand
from reitera.procedure.roles import Role
from reitera.procedure.steps import RESULTS, STATES, State
from reitera.quality.models import VERDICTS
from reitera.retention.models import Agreement
from reitera.staff.models import OperationsCentre, User
from reitera.visits.models import Status, Visit


def segments() -> dict[str, str]:
    return {code: code for code in sorted(SegmentBand.objects.values_list("code", flat=True))}


def states() -> dict[str, str]:
    return {state.value: step_label(state) for state in State}


def centres() -> dict[str, str]:
    return {str(pk): name for pk, name in OperationsCentre.objects.order_by("name").values_list("pk", "name")}


def people() -> dict[str, str]:
    """Everybody who ever had an account: rows keep those who left."""
    return {str(user.pk): str(user) for user in sorted(User.objects.all(), key=lambda user: str(user).casefold())}


def priorities() -> dict[str, str]:
    return {str(value): str(label) for value, label in Visit.Priority.choices}


def waiting_roles() -> dict[str, str]:
    found = dict.fromkeys(role_code(info.roles) for info in STATES.values() if info.roles)
    return {code: gettext(" o ").join(role_labels([Role(name)]) for name in code.split("+")) for code in found}


def role_code(roles: Iterable[Role]) -> str:
    """The roles of a state as one code: "usm_analyst+centre_supervisor"."""
    return "+".join(roles)


def causes() -> dict[str, str]:
    return _catalogue(CAUSE)


def solutions() -> dict[str, str]:
    return _catalogue(SOLUTION)


def visit_results() -> dict[str, str]:
    return {**{status.value: str(status.label) for status in Status}, **_catalogue(VISIT_RESULT)}


def agreements() -> dict[str, str]:
    """What was agreed and how it stands: "migración, por ejecutar"."""
    ends = {"": gettext("por ejecutar"), **{end.value: str(end.label) for end in Agreement.End}}
    return {
        agreement_code(kind.value, end): f"{kind.label}, {words}"
        for kind in Agreement.Kind
        for end, words in ends.items()
    }


def agreement_code(kind: str, end: str) -> str:
    return f"{kind}.{end or 'open'}"


def verdicts() -> dict[str, str]:
    return {verdict.value: str(label) for verdict, label in VERDICTS.items()}


def results() -> dict[str, str]:
    return {result.value: gettext(label) for result, label in RESULTS.items()}


def _catalogue(family: str) -> dict[str, str]:
    """The current words of a list, those put aside among them."""
    return dict(CatalogueItem.objects.filter(family=family, is_current=True).values_list("code", "label"))
