"""Cycles run, parameters changed, reports issued.

Keyword arguments, an explicit actor (None = the product) and time.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from reitera.core.clock import local_zone, midnight, monday_of
from reitera.core.recording import Record, recording
from reitera.procedure.roles import Role
from reitera.repeats.coverage import missing_days
from reitera.repeats.database_hits import Judgement, judge
from reitera.repeats.models import Cycle, CycleEntry, CycleRun, IssuedDocument, LeftOutReport, RepeatParameters
from reitera.repeats.refusals import NoRunYet, UnsoundParameters
from reitera.repeats.runs import digest_of, entries_of
from reitera.staff.models import User
from reitera.staff.rules import PARAMETER_EDITORS, require_role

RUNNERS = (Role.MANAGER_ANALYST, Role.ADMINISTRATOR)
_ROWS_A_STATEMENT = 500


def run_cycle(*, week: date, actor: User | None, at: datetime, force_reason: str = "") -> Cycle:
    """Run step 1 for the week that holds a day, or let it wait for its data.

    It waits, and says for which days, while imports do not cover the week, unless a reason forces it. The same input
    again changes nothing; new input makes the next revision. Raises NotAllowed.
    """
    require_role(actor, *RUNNERS)
    week_start = monday_of(week)
    missing = missing_days(week_start)
    if missing and not force_reason.strip():
        return _let_wait(week_start, missing, actor, at)
    parameters = RepeatParameters.in_force()
    judgement = judge(parameters, (midnight(week_start), midnight(week_start + timedelta(days=7))))
    with recording(actor, at, lock=Cycle.objects.filter(week_start=week_start)) as record:
        cycle: Cycle = record.locked[0] if record.locked else Cycle.objects.create(week_start=week_start)
        entries = entries_of(judgement, week_start)
        digest = digest_of(entries, judgement, parameters.as_values())
        last = cycle.latest_run
        if last is not None and last.digest == digest:
            record.unchanged()
            return cycle
        run = _save_run(cycle, judgement, parameters, digest, record, force_reason.strip())
        _save_places(run, entries, judgement)
        _issue_weekly_reports(run, record)
        cycle.state, cycle.missing_days = Cycle.State.DONE, [day.isoformat() for day in missing]
        cycle.save(update_fields=["state", "missing_days"])
        record.event(
            "cycle.run",
            subject=run,
            after={"cycle": cycle.slug, "revision": run.revision, "figures": run.figures, "left_out": run.left_out},
            personal_after={"reason": run.forced_reason} if run.forced_reason else None,
        )
    return cycle


def _let_wait(week_start: date, missing: list[date], actor: User | None, at: datetime) -> Cycle:
    days = [day.isoformat() for day in missing]
    with recording(actor, at, lock=Cycle.objects.filter(week_start=week_start)) as record:
        cycle: Cycle | None = record.locked[0] if record.locked else None
        if cycle is not None and (cycle.state == Cycle.State.DONE or cycle.missing_days == days):
            record.unchanged()
            return cycle
        cycle = cycle or Cycle(week_start=week_start)
        cycle.missing_days = days
        cycle.save()
        record.event("cycle.waits", subject=cycle, after={"cycle": cycle.slug, "missing_days": days})
    return cycle


def _save_run(
    cycle: Cycle, judgement: Judgement, parameters: RepeatParameters, digest: str, record: Record, reason: str
) -> CycleRun:
    last = cycle.latest_run
    return CycleRun.objects.create(
        cycle=cycle,
        revision=last.revision + 1 if last else 1,
        ran_at=record.at,
        ran_by=record.actor,
        forced_reason=reason,
        parameters=parameters.as_values(),
        reports_read=judgement.reports_read,
        subjects_read=judgement.subjects_read,
        left_out={reason: len(ids) for reason, ids in judgement.left_out.items()},
        figures=judgement.figures,
        digest=digest,
    )


def _save_places(run: CycleRun, entries: list[CycleEntry], judgement: Judgement) -> None:
    for entry in entries:
        entry.run = run
    CycleEntry.objects.bulk_create(entries, batch_size=_ROWS_A_STATEMENT)
    LeftOutReport.objects.bulk_create(
        (
            LeftOutReport(run=run, fault_report_id=report, reason=reason)
            for reason, reports in judgement.left_out.items()
            for report in reports
        ),
        batch_size=_ROWS_A_STATEMENT,
    )


def _issue_weekly_reports(run: CycleRun, record: Record) -> None:
    """Reporte Top 10 and Reporte Top 30 of the week, numbered as the cycle is."""
    year, week = run.cycle.week_start.isocalendar()[:2]
    for kind in (IssuedDocument.Kind.TOP10, IssuedDocument.Kind.TOP30):
        IssuedDocument.objects.create(
            kind=kind, year=year, number=week, run=run, prepared_by=record.actor, at=record.at
        )


def run_due_cycles(*, at: datetime) -> list[Cycle]:
    """Run the last whole week and every cycle that waited and is covered now; those not covered wait on."""
    last_week = monday_of(at.astimezone(local_zone()).date()) - timedelta(days=7)
    waiting = set(Cycle.objects.filter(state=Cycle.State.WAITING).values_list("week_start", flat=True))
    done = set(Cycle.objects.filter(state=Cycle.State.DONE, week_start=last_week).values_list("week_start", flat=True))
    return [run_cycle(week=week, actor=None, at=at) for week in sorted((waiting | {last_week}) - done)]


def issue_reiterated_report(
    *, run: CycleRun, filters: dict[str, Any], remark: str, actor: User, at: datetime
) -> IssuedDocument:
    """Number a Reporte Casos reiterados: a run's list by a filter, with the analyst's remark. Raises NotAllowed."""
    require_role(actor, *RUNNERS)
    year = at.astimezone(local_zone()).year
    same_year = IssuedDocument.objects.filter(kind=IssuedDocument.Kind.REITERATED, year=year)
    with recording(actor, at, lock=Cycle.objects.filter(pk=run.cycle_id)) as record:
        last = same_year.order_by("-number").first()
        document = IssuedDocument.objects.create(
            kind=IssuedDocument.Kind.REITERATED,
            year=year,
            number=last.number + 1 if last else 1,
            run=run,
            filters=filters,
            remark=remark.strip(),
            prepared_by=actor,
            at=at,
        )
        record.event("document.issued", subject=document, after={"kind": document.kind, "number": document.number})
    return document


def change_parameters(*, values: dict[str, Any], actor: User, at: datetime) -> RepeatParameters:
    """Change the rule for the runs to come; finished runs keep theirs. Raises NotAllowed, UnsoundParameters."""
    require_role(actor, *PARAMETER_EDITORS)
    with recording(actor, at, lock=RepeatParameters.objects.all()) as record:
        parameters = record.locked[0] if record.locked else RepeatParameters()
        before = parameters.as_values()
        for name in RepeatParameters.FIELDS:
            setattr(parameters, name, values.get(name, before[name]))
        _require_sound(parameters)
        changed = {name: value for name, value in parameters.as_values().items() if value != before[name]}
        if not changed:
            record.unchanged()
            return parameters
        parameters.save()
        record.event(
            "parameter.changed",
            subject=("repeat_parameters", parameters.pk),
            before={name: before[name] for name in changed},
            after=changed,
        )
    return parameters


def _require_sound(parameters: RepeatParameters) -> None:
    if not (1 <= parameters.window_days <= parameters.wide_window_days <= 365 and parameters.threshold >= 2):
        raise UnsoundParameters()


def latest_run_of(cycle: Cycle) -> CycleRun:
    """The run that a cycle's page and documents show. Raises NoRunYet."""
    run = cycle.latest_run
    if run is None:
        raise NoRunYet(cycle=cycle)
    return run
