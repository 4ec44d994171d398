"""What the page of quality shows: whom to call, the survey, and what is known of the work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from reitera.cases import rules
from reitera.cases.models import Case, CaseParameters, pk_of_number
from reitera.cases.page import preview_of
from reitera.cases.seen import token_of
from reitera.core.clock import midnight, now, today
from reitera.core.visibility import viewer_of
from reitera.faults.models import FaultReport, WorkOrder
from reitera.quality.forms import CheckCallForm, SurveyForm
from reitera.quality.models import CheckCall, CrossedCheck, Questionnaire
from reitera.quality.queries import (
    calls_of_case,
    calls_of_check,
    calls_of_checks,
    calls_of_stays,
    cases_to_check,
    checks_to_make,
    dissatisfied_cases,
    figures_since,
)
from reitera.quality.rules import SURVEYORS, has_done_work, is_named_in
from reitera.retention.calls import Tally
from reitera.retention.phones import phones_in
from reitera.retention.queries import tally_at
from reitera.staff.models import User
from reitera.staff.rules import PARAMETER_EDITORS

SHOWN = 100


@dataclass(frozen=True)
class CheckRow:
    """One line of the list: a case or a crossed check, with its attempts."""

    case: Any = None
    check: Any = None
    tally: Tally | None = None

    @property
    def subject(self) -> Any:
        return self.case or self.check

    @property
    def customer(self) -> Any:
        return self.subject.customer

    @property
    def is_late(self) -> bool:
        return self.case is not None and self.case.due_at is not None and self.case.due_at < now()


@dataclass(frozen=True)
class CheckGroup:
    title: str
    rows: list[CheckRow]

    @property
    def count(self) -> int:
        return len(self.rows)


def quality_page(person: User, asked: dict[str, str], forms: dict[str, Any] | None = None) -> dict[str, Any]:
    """The list and what is open: what was asked for, else the first call due. Fixed queries.

    `forms` are those that came back with mistakes.
    """
    moment, parameters = now(), CaseParameters.in_force()
    listed: Any = cases_to_check(person, moment)
    waiting: list[Any] = list(listed[:SHOWN])
    checks: list[Any] = list(checks_to_make(person, moment)[:SHOWN])
    cases = [case for case in waiting if not case.is_own]
    others = [check for check in checks if not is_named_in(check.work_order, person)]
    groups = _groups(cases, others, moment, parameters)
    dissatisfied = list(dissatisfied_cases(person)[:SHOWN])
    tab = "insatisfechos" if asked.get("vista") == "insatisfechos" else "llamar"
    return {
        "groups": groups,
        "tab": tab,
        "dissatisfied": dissatisfied,
        "to_call": sum(group.count for group in groups),
        "of_others": len(waiting) - len(cases) + len(checks) - len(others),
        "figures": figures_since(midnight(today())),
        "greeting": Questionnaire.in_force().greeting.replace("{nombre}", person.get_full_name()),
        "can_tune": person.has_role(*PARAMETER_EDITORS),
        "can_ask": person.has_role(*SURVEYORS),
        **_opened(person, asked, tab, groups, dissatisfied, moment, parameters, forms or {}),
    }


def _opened(
    person: User, asked: dict[str, str], tab: str, groups: Sequence[CheckGroup], dissatisfied: Sequence[Case],
    moment: datetime, parameters: CaseParameters, forms: dict[str, Any],
) -> dict[str, Any]:  # fmt: skip
    if tab == "insatisfechos":
        wanted = pk_of_number(asked.get("caso", ""))
        found = next((case for case in dissatisfied if case.pk == wanted), None) or next(iter(dissatisfied), None)
        return {"chosen": found, "opened": preview_of(found, person) if found else None}
    chosen = _chosen(person, asked, groups, moment)
    if isinstance(chosen, CrossedCheck):
        return _check_opened(chosen, person, moment, parameters, forms)
    return _case_opened(chosen, person, moment, parameters, forms) if chosen else {}


def _chosen(person: User, asked: dict[str, str], groups: Iterable[CheckGroup], moment: datetime) -> Any:
    """The case or check asked for while it waits, else the first of the list."""
    if asked.get("caso"):
        found = cases_to_check(person, moment).filter(pk=pk_of_number(asked["caso"]) or -1).first()
    elif asked.get("control", "").isdecimal() and len(asked["control"]) < 16:
        found: Any = checks_to_make(person, moment).filter(pk=int(asked["control"])).first()  # type: ignore[no-redef]
    else:
        found = None
    return found or next((row.subject for group in groups for row in group.rows), None)


def _case_opened(
    case: Case, person: User, moment: datetime, parameters: CaseParameters, forms: dict[str, Any]
) -> dict[str, Any]:
    calls = list(calls_of_case(case))
    order = WorkOrder.objects.visible_to(person).filter(customer=case.customer_id, closed_at__isnull=False)
    return {
        "chosen": case,
        "opened": preview_of(case, person),
        "token": token_of(case),
        "order": order.order_by("-closed_at").first(),
        "is_own": has_done_work(case, person.pk),
        "form": forms.get("survey") or SurveyForm(cases=[case], person=person),
        "call_form": forms.get("call") or CheckCallForm(cases=[case], person=person),
        **_call_of(case, calls, person, moment, parameters),
    }


def _check_opened(
    check: CrossedCheck, person: User, moment: datetime, parameters: CaseParameters, forms: dict[str, Any]
) -> dict[str, Any]:
    calls = list(calls_of_check(check))
    phones = phones_in(check.customer.phone)
    start = {"seen_calls": len(calls), "number": phones[0].written if phones else ""}
    call_form = CheckCallForm()
    for name, value in start.items():
        call_form.fields[name].initial = value
    reports = FaultReport.objects.visible_to(person).filter(customer=check.customer)
    return {
        "chosen": check,
        "check": check,
        "order": check.work_order,
        "reports": list(reports[:6]),
        "is_own": is_named_in(check.work_order, person),
        "form": forms.get("survey") or SurveyForm(person=person),
        "call_form": forms.get("call") or call_form,
        **_call_of(check, calls, person, moment, parameters),
    }


def _call_of(
    subject: Any, calls: list[CheckCall], person: User, moment: datetime, parameters: CaseParameters
) -> dict[str, Any]:
    shows_contact = rules.needs_contact(viewer_of(person))
    return {
        "calls": calls[::-1],
        "tally": tally_at(calls, moment, parameters),
        "shows_contact": shows_contact,
        "phones": phones_in(subject.customer.phone) if shows_contact else [],
    }


def _groups(
    cases: Sequence[Any], checks: Sequence[Any], moment: datetime, parameters: CaseParameters
) -> list[CheckGroup]:
    """Attended and closed work first, then the sample, then what came here without a solution."""
    of_cases, of_checks = calls_of_stays(cases), calls_of_checks(checks)
    rows = [CheckRow(case=case, tally=tally_at(of_cases[case.pk], moment, parameters)) for case in cases]
    sample = [CheckRow(check=check, tally=tally_at(of_checks[check.pk], moment, parameters)) for check in checks]
    groups = (
        CheckGroup(gettext("TOP 10, paso 11"), [row for row in rows if row.case.solved_at]),
        CheckGroup(gettext("Muestra cruzada"), sample),
        CheckGroup(gettext("Sin solución anotada"), [row for row in rows if not row.case.solved_at]),
    )
    return [group for group in groups if group.rows]
