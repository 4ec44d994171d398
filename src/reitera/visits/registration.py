"""What this package adds to cases: the acts of its steps, its part of the case page, and its words in the history."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases.acts import Act, Doing, add_act, do_move_with
from reitera.cases.catalogue import CAUSE, SOLUTION, VISIT_RESULT
from reitera.cases.catalogue.families import need
from reitera.cases.forms import ActForm
from reitera.cases.history import shows_written
from reitera.cases.models import Case
from reitera.cases.page import add_section
from reitera.cases.queries import never_own_work
from reitera.core.visibility import Viewer
from reitera.procedure.steps import State
from reitera.staff.models import User
from reitera.visits import section
from reitera.visits.actions import closing, field_work, following, incidents, scheduling
from reitera.visits.actions.planning import Agreement
from reitera.visits.forms import (
    AcceptForm,
    ClosingForm,
    ConfirmForm,
    NotTheCauseForm,
    RefuseForm,
    ReportForm,
    RescheduleForm,
    ScheduleForm,
    SolvedIncidentForm,
    result_form,
)
from reitera.visits.models import Status
from reitera.visits.queries import latest_report, live_visits
from reitera.visits.rules import can_judge, can_reschedule, is_on_the_job, is_own_work, somebody_else_can_judge

Given = Mapping[str, Any]
WRITTEN = ("reason", "incident", "order", "plan", "remark")

FAILURES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "customer_absent": (("reason",), ("VIS-V02", "VIS-V03", "VIS-V04", "VIS-V05", "VIS-V10")),
    "material_missing": (("reason",), ("VIS-V07",)),
    "other_trade": (("reason",), ("VIS-V09", "VIS-V08")),
    "no_technical_solution": (("reason",), ("VIS-V01",)),
    "plant_fault": (("incident",), ("VIS-V09",)),
}
"""For each way a visit ends without a solution: what must be written, and the results to choose from."""

SENT_BACK = ("VIS-V06", "VIS-V05", "VIS-V08", "VIS-V10")


def register() -> None:
    do_move_with(State.SCHEDULE_VISIT, "scheduled", form=ScheduleForm, do=_schedule, many=False, keeps=True)
    do_move_with(State.PRIORITISE, "confirmed", form=ConfirmForm, do=_confirm, keeps=True)
    back = result_form(("reason",), *SENT_BACK)
    do_move_with(State.PRIORITISE, "back_to_scheduling", form=back, do=_send_back, keeps=True)
    add_act(
        Act("reschedule", _("Reprogramar visita"), can_reschedule, RescheduleForm, _reschedule,
            leads=_("cambia la hora o el técnico; el caso no se mueve"),
            fits=partial(_visit_is, (Status.PLANNED, Status.CONFIRMED)), many=False, keeps=True)
    )  # fmt: skip
    _register_field_work()
    _register_closing()
    add_section(section.visits_of_case)
    shows_written(agreed_with=_("Acordado con"))
    _register_needs()


def _register_field_work() -> None:
    for code, label, do, statuses in (
        ("on_the_way", _("En camino"), field_work.set_out, (Status.CONFIRMED,)),
        ("on_site", _("Llegué"), field_work.arrive, (Status.CONFIRMED, Status.ON_THE_WAY)),
    ):
        add_act(
            Act(code, label, is_on_the_job, ActForm, _one(do), leads=_("anota la hora, el caso sigue en 19"),
                fits=partial(_visit_is, statuses), many=False, keeps=True, is_first=True)
        )  # fmt: skip
    do_move_with(State.FIELD_WORK, "solved", form=ReportForm, do=_solve, many=False, keeps=True)
    for outcome, (needs, results) in FAILURES.items():
        do_move_with(
            State.FIELD_WORK, outcome, form=result_form(needs, *results), do=partial(_fail, outcome), many=False,
            keeps=True,
        )  # fmt: skip


def _register_needs() -> None:
    """What these acts read of the catalogue, so that nobody takes it away under them."""
    for family in (CAUSE, SOLUTION):
        need(family, _("es el único que queda para el informe del técnico"))
    for results in (*(results for _needs, results in FAILURES.values()), SENT_BACK):
        need(VISIT_RESULT, _("un acto de la visita se quedaría sin ningún resultado que ofrecer"), *results)
    for code in (following.RESCHEDULED_BY_US, following.CANCELLED_BY_CUSTOMER):
        need(VISIT_RESULT, _("se anota solo en las visitas que se anulan con su caso"), code)


def _register_closing() -> None:
    do_move_with(
        State.WORK_ACCEPTANCE, "accepted", form=AcceptForm, do=_accept, many=False, keeps=True,
        warning=_observed, allowed=partial(_can_judge, "accepted"),
    )  # fmt: skip
    do_move_with(
        State.WORK_ACCEPTANCE, "refused", form=RefuseForm, do=_refuse, many=False, keeps=True,
        allowed=partial(_can_judge, "refused"),
    )  # fmt: skip
    never_own_work(State.WORK_ACCEPTANCE, is_of=is_own_work, somebody_else=somebody_else_can_judge)
    do_move_with(State.ORDER_CLOSING, "closed", form=ClosingForm, do=_close, many=False, keeps=True)
    for outcome, form in (("incident_solved", SolvedIncidentForm), ("not_the_cause", NotTheCauseForm)):
        do_move_with(State.PLANT_INCIDENT, outcome, form=form, do=partial(_end_incident, outcome))


def _schedule(cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    return scheduling.schedule_visit(case=cases[0], **_planned(given, at), actor=actor, at=at)


def _reschedule(cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    return scheduling.reschedule_visit(case=cases[0], **_planned(given, at), actor=actor, at=at)


def _planned(given: Given, at: datetime) -> dict[str, Any]:
    agreement = Agreement(
        agreed_with=given["agreed_with"], told_how=given["told_how"], told_at=at, pairing=given["pairing"]
    )
    begin, end = given["slot"]
    return {
        "technician": given["technician"], "starts_at": begin, "ends_at": end, "agreement": agreement,
        "given": _written(given),
    }  # fmt: skip


def _confirm(cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    return scheduling.confirm_visits(
        cases=cases, priority=given["priority"], day_order=given.get("day_order"), technician=given.get("technician"),
        actor=actor, at=at, given=_written(given),
    )  # fmt: skip


def _send_back(cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    return scheduling.send_back_to_scheduling(
        cases=cases, result=given["result"], actor=actor, at=at, given=_written(given)
    )


def _solve(cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    return field_work.report_solved(case=cases[0], work=given["work"], actor=actor, at=at, given=_written(given))


def _fail(outcome: str, cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    return field_work.report_failed(
        case=cases[0], outcome=outcome, result=given["result"], actor=actor, at=at, given=_written(given)
    )


def _accept(cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    return closing.accept_work(case=cases[0], actor=actor, at=at, given=_written(given))


def _refuse(cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    return closing.refuse_work(case=cases[0], actor=actor, at=at, given=_written(given))


def _close(cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    code = given["closing_code"]
    return closing.close_order(case=cases[0], closing_code=code, actor=actor, at=at, given=_written(given))


def _end_incident(outcome: str, cases: Sequence[Case], given: Given, actor: User, at: datetime) -> Any:
    others = list(given.get("others") or ())
    return incidents.end_incident(
        cases=cases, others=others, outcome=outcome, actor=actor, at=at, given=_written(given)
    )


def _one(action: Callable[..., Any]) -> Doing:
    """An action on one case that asks for nothing, as an act."""
    return lambda cases, given, actor, at: action(case=cases[0], actor=actor, at=at)


def _written(given: Given) -> dict[str, str]:
    return {name: str(given[name]) for name in WRITTEN if given.get(name)}


def _visit_is(statuses: Sequence[Status], viewer: Viewer, case: Case) -> bool:
    visit = live_visits([case]).get(case.pk)
    return visit is not None and visit.status in statuses


def _can_judge(outcome: str, viewer: Any, case: Case) -> bool:
    return can_judge(viewer, case, outcome)


def _observed(case: Case) -> str:
    """What the report lacks, for who accepts it."""
    report = latest_report(case)
    if report is None or not report.missing:
        return ""
    labels = [row["label"] for row in report.missing]
    items = ", ".join(gettext(label).lower() for label in labels)
    sentence = gettext("cierre observado: {items}") if report.is_observed else gettext("falta: {items}")
    return sentence.format(items=items)
