"""Answered surveys: the answer decides where a case goes, nobody chooses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from reitera.cases import gate
from reitera.cases.actions import open_new, rows_of
from reitera.cases.catalogue import CALL_RESULT, DISSATISFACTION
from reitera.cases.catalogue.choosing import chosen, chosen_of, said
from reitera.cases.models import Case
from reitera.cases.refusals import AlreadyOpen, ReasonMissing
from reitera.core.recording import Record, recording
from reitera.customers.billing import segments_of
from reitera.procedure.steps import State
from reitera.quality.actions.calls import end_check
from reitera.quality.actions.opening import open_check_of_case, open_crossed_check
from reitera.quality.models import CheckCall, CrossedCheck, Questionnaire, Survey
from reitera.quality.queries import locked_check
from reitera.quality.refusals import AnswerMissing
from reitera.quality.survey import CONTACTED, CSAT, SCORES, WANTS_TO_LEAVE, WORKING, Verdict, Working, verdict_of
from reitera.staff.models import User


@dataclass(frozen=True)
class Answers:
    """What the customer answered. `others` has the questions that decide nothing, by their code."""

    questionnaire: Questionnaire
    working: str
    csat: int
    others: dict[str, Any] = field(default_factory=dict)
    causes: Sequence[str] = ()
    wants_to_leave: bool = False
    why_leave: str = ""
    remark: str = ""
    number: str = ""

    @property
    def verdict(self) -> Verdict:
        return verdict_of(working=self.working, csat=self.csat, wants_to_leave=self.wants_to_leave)


def record_survey(*, case: Case, answers: Answers, actor: User, at: datetime, plan: str = "") -> Survey:
    """Keep a survey and move the case: satisfied concludes it, wanting to leave goes to 6, anything else to 12.

    Raises OwnWork, AnswerMissing, ReasonMissing, NotOffered, and what `open_check_of_case` raises.
    """
    with recording(actor, at, lock=rows_of([case])) as record:
        locked = open_check_of_case(record, case)
        survey = _kept(answers, record, case=locked)
        given = {"reason": answers.why_leave, "plan": plan, "remark": answers.remark}
        details = {"survey": survey.pk, "csat": survey.csat, "working": survey.working}
        gate.move(record, [locked], outcome=answers.verdict, given=given, details=details, keeps=True)
    return survey


def record_crossed_survey(*, check: CrossedCheck, answers: Answers, actor: User, at: datetime) -> Survey:
    """Keep the survey of a crossed check; anything but satisfied opens a preventive case at step 12.

    Raises CheckEnded, OwnWork, AnswerMissing, NotOffered, AlreadyOpen when the customer has got a case meanwhile.
    """
    with recording(actor, at, lock=locked_check(check)) as record:
        locked = open_crossed_check(record)
        survey = _kept(answers, record, crossed_check=locked)
        if answers.verdict is Verdict.SATISFIED:
            end_check(record, locked, CrossedCheck.End.SATISFIED)
        else:
            end_check(record, locked, CrossedCheck.End.CASE_OPENED, _open_preventive(record, locked, survey))
    return survey


def _kept(answers: Answers, record: Record, **of: Any) -> Survey:
    _require_answered(answers)
    codes = [*answers.causes, *([WANTS_TO_LEAVE] * answers.wants_to_leave)]
    causes = [said(cause) for cause in chosen_of(DISSATISFACTION, codes)]
    result = chosen(CALL_RESULT, CONTACTED)
    CheckCall.objects.create(at=record.at, by=record.actor, number=answers.number, result=result, **of)
    return Survey.objects.create(
        questionnaire=answers.questionnaire, at=record.at, by=record.actor, working=answers.working,
        csat=answers.csat, answers=answers.others, causes=causes, remark=answers.remark.strip(),
        verdict=answers.verdict, **of,
    )  # fmt: skip


def _require_answered(answers: Answers) -> None:
    asked = {question.code: question.text for question in answers.questionnaire.asked()}
    if answers.working not in set(Working):
        raise AnswerMissing(question=asked[WORKING])
    if answers.csat not in SCORES:
        raise AnswerMissing(question=asked[CSAT])
    if answers.wants_to_leave and not answers.why_leave.strip():
        raise ReasonMissing(what=gettext("por qué se quiere ir"), act=gettext("Quiere darse de baja"))


def _open_preventive(record: Record, check: CrossedCheck, survey: Survey) -> Case:
    customer = check.customer
    existing = Case.objects.open().filter(customer=customer).first()
    if existing is not None:
        raise AlreadyOpen(customer=customer, case=existing)
    billing, segment = segments_of([customer.pk])[customer.pk]
    latest = customer.fault_reports.filter(annulled=False).order_by("-reported_at").first()
    case = Case(
        customer=customer, operations_centre=check.operations_centre, origin=Case.Origin.CROSSED,
        opening_reason=gettext("no quedó satisfecho con la orden {order}").format(order=check),
        segment=segment, billing=billing, latest_report_at=latest.reported_at if latest else None,
        solved_at=check.work_order.closed_at, dissatisfactions=1,
    )  # fmt: skip
    open_new(record, [case], state=State.DISSATISFACTION)
    return case
