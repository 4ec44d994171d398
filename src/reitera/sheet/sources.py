"""Where the values of a row come from: one small reader per table that belongs to a case, each one query or two.

A reader gets cases and answers the fields of `SheetRow` it knows, by case id; what it does not mention is blank. An
act needs only the readers whose tables it may have written (`readers_for`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from reitera.cases.arrivals import REOPENABLE
from reitera.cases.models import Case, CaseRemark
from reitera.core.clock import local_zone
from reitera.core.models import Event
from reitera.core.visibility import Viewer
from reitera.diagnosis.models import ProbableCause, Reading, RemoteSolution
from reitera.diagnosis.queries import products_of
from reitera.procedure.roles import Role
from reitera.procedure.steps import STATES, State
from reitera.quality.models import Dissatisfaction, Survey
from reitera.repeats.models import CycleRun, RepeatParameters
from reitera.retention.models import Agreement
from reitera.sheet.choices import agreement_code, role_code
from reitera.sheet.columns import own_key
from reitera.sheet.kinds import Kind
from reitera.sheet.measures import main_of, worst_of
from reitera.sheet.models import OwnColumn, OwnValues
from reitera.visits.models import FieldReport, MaterialUsed, OrderClosing, Status, Visit

Fields = dict[str, Any]
Reader = Callable[[Sequence[Case]], Mapping[int, Fields]]

THE_PRODUCT_ITSELF = Viewer(user_id=None, roles={Role.ADMINISTRATOR: None})
"""A row is made once for everybody; who sees the columns of its product is asked when it is shown."""

_WIDE_WINDOW = timedelta(days=30)


def read_case(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """What the case and its customer say. No query: both come with the cases; for concluded ones the window's."""
    watched = any(case.concluded_at for case in cases)
    window = timedelta(days=RepeatParameters.in_force().window_days if watched else 0)
    return {case.pk: {**_of_case(case, window), **_of_customer(case)} for case in cases}


def _of_case(case: Case, window: timedelta) -> Fields:
    roles = STATES[State(case.state)].roles
    watched = case.concluded_at and case.result in REOPENABLE
    return {
        "centre": _code(case.operations_centre_id),
        "segment": case.segment,
        "billing": case.billing,
        "reports": case.reports_in_window,
        "last_report": case.latest_report_at,
        "state": case.state,
        "role": role_code(roles),
        "owner": _code(case.owner_id),
        "due": case.due_at if case.is_open else None,
        "opened": case.opened_at,
        "opened_day": _ordinal(case.opened_at),
        "closed_day": _ordinal(case.concluded_at) if case.concluded_at else None,
        "technician": _code(case.technician_id),
        "incident": case.incident,
        "definitive_until": _day(case.concluded_at + window) if watched and case.concluded_at else None,
        "result": case.result,
        "reincident": case.is_reincident,
        "critical": case.is_critical,
    }


def _of_customer(case: Case) -> Fields:
    customer = case.customer
    return {"customer": str(customer), "phone": customer.phone, "address": customer.address, "zone": customer.zone}


def read_product(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """The product the case is about, the week of its list and its reports of 30 days."""
    products = products_of(cases, THE_PRODUCT_ITSELF)
    weeks = dict(
        CycleRun.objects.filter(pk__in={case.cycle_run_id for case in cases if case.cycle_run_id}).values_list(
            "pk", "cycle__week_start"
        )
    )
    counts = _reports_of_30_days(cases)
    found: dict[int, Fields] = {}
    for case in cases:
        product = products.get(case.pk)
        found[case.pk] = {
            "contract": product.code if product else "",
            "technology": product.technology if product else "",
            "plan": product.plan if product else "",
            "product_centre": product.operations_centre_id if product else None,
            "week": weeks.get(case.cycle_run_id or 0),
            "reports_30": counts.get(case.pk, 0),
        }
    return found


def _reports_of_30_days(cases: Sequence[Case]) -> dict[int, int]:
    latest = F("customer__fault_reports__reported_at")
    inside = Q(
        customer__fault_reports__annulled=False,
        customer__fault_reports__reported_at__lte=F("latest_report_at"),
        customer__fault_reports__reported_at__gt=F("latest_report_at") - _WIDE_WINDOW,
    )
    rows = Case.objects.filter(pk__in=[case.pk for case in cases]).order_by()
    return dict(rows.filter(inside).values_list("pk").annotate(Count(latest)))


def read_diagnosis(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """The main measure before and after the solution, and the factor that came out worst."""
    found: dict[int, Fields] = {}
    readings: dict[int, list[Reading]] = defaultdict(list)
    for reading in Reading.objects.of_cases(cases):
        readings[reading.case_id].append(reading)
    for case in cases:
        found[case.pk] = _measures(readings[case.pk])
    return found


def _measures(readings: Sequence[Reading]) -> Fields:
    """Of readings from the oldest to the latest."""
    before = main_of(reading for reading in readings if reading.moment == Reading.Moment.BEFORE)
    after = main_of(reading for reading in readings if reading.moment != Reading.Moment.BEFORE)
    worst = worst_of(readings)
    shown = before or after
    return {
        "factor": worst.version.label if worst else "",
        "before": before.value if before else None,
        "before_judgement": before.judgement if before else "",
        "after": after.value if after else None,
        "after_judgement": after.judgement if after else "",
        "unit": shown.version.unit if shown else "",
    }


def read_found(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """Cause and solution: the latest of what was thought and what was found. Three queries."""
    pks = [case.pk for case in cases]
    causes: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    solutions: dict[int, list[tuple[Any, Any]]] = defaultdict(list)
    for thought in ProbableCause.objects.filter(case__in=pks).select_related("cause"):
        causes[thought.case_id].append((thought.at, thought.cause))
    for remote in RemoteSolution.objects.filter(case__in=pks).select_related("solution"):
        solutions[remote.case_id].append((remote.at, remote.solution))
    reports = FieldReport.objects.filter(visit__case__in=pks).select_related("visit", "cause", "solution")
    for report in reports:
        causes[report.visit.case_id].append((report.at, report.cause))
        solutions[report.visit.case_id].append((report.at, report.solution))
    found: dict[int, Fields] = {}
    for pk in pks:
        cause, solution = _latest(causes[pk]), _latest(solutions[pk])
        labels = {name: item.label for name, item in (("cause", cause), ("solution", solution)) if item}
        found[pk] = {
            "cause": cause.code if cause else "",
            "solution": solution.code if solution else "",
            "labels": labels,
        }
    return found


def read_spent(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """Material of the field reports, and the number of the order that was closed last. Two queries."""
    pks = [case.pk for case in cases]
    material: dict[int, list[str]] = defaultdict(list)
    for line in MaterialUsed.objects.filter(report__visit__case__in=pks).select_related("report__visit"):
        material[line.report.visit.case_id].append(_quantity_of(line))
    orders = {row.case_id: row.order_number for row in OrderClosing.objects.filter(case__in=pks).order_by("at", "pk")}
    return {pk: {"material": "; ".join(material[pk])[:300], "order": orders.get(pk, "")} for pk in pks}


def _latest(dated: Iterable[tuple[Any, Any]]) -> Any:
    """The thing of the latest moment; of equal ones the one that was read last."""
    return max(enumerate(dated), key=lambda pair: (pair[1][0], pair[0]), default=(0, (None, None)))[1][1]


def _quantity_of(line: MaterialUsed) -> str:
    amount = f"{line.quantity.normalize():f}".replace(".", ",")
    return f"{line.name} × {amount}"


def read_visits(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """The visit to come or under way, else the last one. One query."""
    found: dict[int, Fields] = {}
    rows = Visit.objects.filter(case__in=[case.pk for case in cases]).select_related("result")
    latest = {visit.case_id: visit for visit in rows.order_by("scheduled_at", "pk")}
    for pk, visit in latest.items():
        stands = visit.status != Status.CANCELLED
        found[pk] = {
            "visit": visit.starts_at if stands else None,
            "visit_ends": visit.ends_at if stands else None,
            "priority": _code(visit.priority) if stands else "",
            "visit_result": visit.result.code if visit.result else visit.status,
            "labels": {"visit_result": visit.result.label} if visit.result else {},
        }
    return found


def read_retention(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """The latest agreement. One query."""
    rows = Agreement.objects.filter(case__in=[case.pk for case in cases]).order_by("made_at", "pk")
    return {row.case_id: {"agreement": agreement_code(row.kind, row.end)} for row in rows}


def read_quality(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """The verdict of the latest survey, and what the customer was last dissatisfied with. Two queries."""
    pks = [case.pk for case in cases]
    found: dict[int, Fields] = defaultdict(dict)
    for survey in Survey.objects.filter(case__in=pks).order_by("at", "pk"):
        found[survey.case_id or 0]["satisfaction"] = survey.verdict
    for row in Dissatisfaction.objects.filter(case__in=pks).order_by("at", "pk"):
        found[row.case_id]["dissatisfaction"] = str(row)[:240]
    return found


USM_STEPS = ("3", "4", "14", "15")
_STEPS_TAKEN = ("case.moved", "case.returned", "case.transferred")


def read_log(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """What only the log says: who of the USM acted last, and whether the case came to 6 without a solution.

    Two queries. An act in progress has no event yet: the projection adds what its own say (`of_event`).
    """
    pks = [case.pk for case in cases]
    found: dict[int, Fields] = defaultdict(dict)
    acts = Event.objects.filter(case_id__in=pks, kind__in=_STEPS_TAKEN, step__in=USM_STEPS, actor__isnull=False)
    for case, actor in acts.order_by("pk").values_list("case_id", "actor"):
        found[case or 0]["analyst"] = str(actor)
    by_pk = {case.pk: case for case in cases if case.state == State.DISTRIBUTION}
    moves = Event.objects.filter(case_id__in=by_pk, kind="case.moved").order_by("pk")
    for case, after in moves.values_list("case_id", "after"):
        found[case or 0]["unsolved"] = _is_unsolved(after or {})
    return found


def of_event(event: Event) -> Fields:
    """What an event says of its row by itself."""
    said: Fields = {}
    if event.kind in _STEPS_TAKEN and event.step in USM_STEPS and event.actor_id is not None:
        said["analyst"] = str(event.actor_id)
    after = event.after or {}
    # A remark or an owner says the state too, and changes nothing of how the case came there.
    if event.kind == "case.moved" or after.get("state", State.DISTRIBUTION) != State.DISTRIBUTION:
        said["unsolved"] = _is_unsolved(after)
    return said


def _is_unsolved(after: Mapping[str, Any]) -> bool:
    return after.get("state") == State.DISTRIBUTION and after.get("outcome") == "no_technical_solution"


def _code(value: int | None) -> str:
    return "" if value is None else str(value)


def _ordinal(moment: datetime) -> int:
    return _day(moment).toordinal()


def _day(moment: datetime) -> date:
    return moment.astimezone(local_zone()).date()


def read_own(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """The provider's own columns, with the words of their choices. Two queries."""
    rows = list(OwnValues.objects.filter(case__in=[case.pk for case in cases]))
    choices = OwnColumn.objects.filter(kind=Kind.CHOICE) if rows else ()
    words = {own_key(column.pk): column.words for column in choices}
    found: dict[int, Fields] = {}
    for row in rows:
        chosen = {key: words[key].get(code, "") for key, code in row.values.items() if key in words}
        found[row.case_id] = {"own": row.values, "labels": chosen}
    return found


def read_remark(cases: Sequence[Case]) -> Mapping[int, Fields]:
    """The remark that stands. One query."""
    rows = CaseRemark.objects.filter(case__in=[case.pk for case in cases])
    return {row.case_id: {"remark": row.text} for row in rows}
