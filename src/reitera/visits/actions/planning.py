"""The visits of many cases planned at once: agreed (14), moved to another hour or technician, or put first (18, 19)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from reitera.cases import gate
from reitera.cases.catalogue import VISIT_RESULT
from reitera.cases.models import Case, CaseParameters, CatalogueItem
from reitera.cases.rights import Right
from reitera.core.errors import Refusal, Refusals, sift
from reitera.core.recording import Record
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from reitera.staff.models import User
from reitera.visits import rules
from reitera.visits.actions.slots import (
    Slot,
    day_of,
    refuse_taken,
    renumber_days,
    require_of_centre,
    require_sound,
)
from reitera.visits.models import Status, Visit
from reitera.visits.queries import live_visits
from reitera.visits.refusals import (
    NoSuchPriority,
    SlotMissing,
    SlotOver,
    TechnicianMissing,
    VisitMissing,
    VisitUnderWay,
)

RESCHEDULED_BY_US = "VIS-V06"
USUAL_LENGTH = timedelta(hours=2)

PLANNING = Right(
    rules.can_plan,
    who=_("La visita la programa el Analista USM del centro; después la cambia también un Supervisor."),
    roles=rules.planners_of,
    when=_("La visita se programa en 14 y se cambia en 18, o en 19 mientras el técnico no salió."),
    states=(State.SCHEDULE_VISIT, *rules.PLANNED_IN),
)
PRIORITISING = Right(
    rules.supervises,
    who=_("Solo un Supervisor puede cambiar la prioridad."),
    roles=lambda case: (Role.CENTRE_SUPERVISOR,),
    when=_("La prioridad se pone en 18 o 19, cuando hay una visita con fecha."),
    states=(State.SCHEDULE_VISIT, *rules.PLANNED_IN),
)


@dataclass(frozen=True)
class Agreement:
    """What was agreed with the customer: with whom, and how and when they were told."""

    agreed_with: str
    told_how: str
    told_at: datetime
    pairing: str


@dataclass(frozen=True)
class VisitWish:
    """What is wanted of a case's visit; what is None stays as it is.

    Without an end a visit keeps its length, a new one has two hours. Without an agreement the customer was told by
    call now. `written` is what people wrote with it: "plan", "remark".
    """

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    technician: User | None = None
    priority: int | None = None
    agreement: Agreement | None = None
    written: Mapping[str, str] = field(default_factory=dict)

    @property
    def part(self) -> str:
        """What the wish is about, where it is about one thing."""
        named = {
            "slot": self.starts_at or self.ends_at, "technician": self.technician, "priority": self.priority,
        }  # fmt: skip
        wanted = [name for name, value in named.items() if value is not None]
        return wanted[0] if len(wanted) == 1 else ""


@dataclass(frozen=True)
class Plan:
    """A wish beside the live visit it changes: None while the case waits for a date."""

    case: Case
    visit: Visit | None
    wish: VisitWish

    @property
    def technician(self) -> User | None:
        return self.wish.technician or (self.visit.technician if self.visit else None)

    @property
    def starts_at(self) -> datetime | None:
        return self.wish.starts_at or (self.visit.starts_at if self.visit else None)

    @property
    def ends_at(self) -> datetime | None:
        if self.wish.ends_at is not None or self.starts_at is None:
            return self.wish.ends_at
        return self.starts_at + (self.visit.ends_at - self.visit.starts_at if self.visit else USUAL_LENGTH)

    @property
    def is_new(self) -> bool:
        return self.case.state == State.SCHEDULE_VISIT

    @property
    def has_new_hours(self) -> bool:
        visit = self.visit
        return visit is None or (self.starts_at, self.ends_at) != (visit.starts_at, visit.ends_at)

    @property
    def is_moved(self) -> bool:
        """Whether hours or technician are another than now."""
        if self.visit is None:
            return any((self.wish.starts_at, self.wish.ends_at, self.wish.technician))
        return self.has_new_hours or self.technician != self.visit.technician

    @property
    def is_ranked(self) -> bool:
        return self.wish.priority is not None and self.wish.priority != (self.visit.priority if self.visit else None)

    @property
    def slot(self) -> Slot:
        assert self.technician is not None
        assert self.starts_at is not None
        assert self.ends_at is not None
        return Slot(self.case, self.technician, self.starts_at, self.ends_at, self.visit)


def plan_visits(record: Record, wishes: Mapping[Case, VisitWish]) -> Refusals:
    """Do what is wanted of the visit of each locked case; of the refused ones nothing.

    At 14 hours and technician make the visit and pass the case to 18. A live visit that nobody set out for gets other
    hours or another technician at its step, and its priority. As many queries for one as for thirty. Refuses OthersCan,
    NotInThisStep, TechnicianMissing, SlotMissing, VisitMissing, VisitUnderWay, NoSuchPriority, what `slots` raises, and
    what `gate.require_move` raises.
    """
    held = live_visits([case for case in wishes if case.state != State.SCHEDULE_VISIT], lock=True)
    plans = {case: Plan(case, held.get(case.pk), wish) for case, wish in wishes.items()}
    refused = _not_allowed(record, plans)
    parameters = CaseParameters.in_force()
    rota = rules.Rota.of([plan.technician for plan in plans.values() if plan.technician is not None])
    asked = [case for case in plans if case.pk not in refused]
    sound, unsound = sift(asked, lambda case: _require_possible(record, plans[case], parameters, rota))
    clashing = refuse_taken([plans[case].slot for case in sound if plans[case].is_moved])
    refused |= unsound | {pk: clash.about(_part_of(plans, pk)) for pk, clash in clashing.items()}
    done = [plans[case] for case in sound if case.pk not in refused]
    # Said before anything is written: a plan compares its wish with what the case and its visit are.
    new = [plan for plan in done if plan.is_new and plan.is_moved]
    moved = [plan for plan in done if not plan.is_new and plan.is_moved]
    ranked = [plan for plan in done if not plan.is_new and plan.is_ranked]
    _schedule(record, new)
    _reschedule(record, moved)
    _prioritise(record, ranked)
    if not (new or moved or ranked):
        record.unchanged()
    return refused


def facts_of(visit: Visit) -> dict[str, Any]:
    """What the event of a move keeps of its visit: for the history, which never asks for the row again."""
    return {
        "visit": visit.pk,
        "starts_at": visit.starts_at.isoformat(),
        "ends_at": visit.ends_at.isoformat(),
        "pairing": visit.pairing,
        "technician": visit.technician_id,
        "technician_name": str(visit.technician),
    }


def _not_allowed(record: Record, plans: Mapping[Case, Plan]) -> Refusals:
    _planned, refused = PLANNING.sift(record, [case for case, plan in plans.items() if plan.is_moved])
    for pk, refusal in refused.items():
        refusal.about(_part_of(plans, pk))
    ranked = [case for case, plan in plans.items() if plan.is_ranked and case.pk not in refused]
    _ranked, others = PRIORITISING.sift(record, ranked)
    return refused | {pk: refusal.about("priority") for pk, refusal in others.items()}


def _part_of(plans: Mapping[Case, Plan], pk: int) -> str:
    """Hours or technician of the wish, whichever it is about; the hours where it is about both."""
    wish = next(plan.wish for case, plan in plans.items() if case.pk == pk)
    return "slot" if wish.starts_at or wish.ends_at else "technician"


def _require_possible(record: Record, plan: Plan, parameters: CaseParameters, rota: rules.Rota) -> None:
    if plan.is_ranked and plan.wish.priority not in Visit.Priority.values:
        raise NoSuchPriority(priority=plan.wish.priority).about("priority")
    if plan.visit is None and not plan.is_new and (plan.is_moved or plan.is_ranked):
        raise VisitMissing(case=plan.case).about(plan.wish.part)
    if plan.is_new and plan.is_ranked and not plan.is_moved:
        raise VisitMissing(case=plan.case).about("priority")
    if plan.is_moved:
        _require_slot(record, plan, parameters, rota)


def _require_slot(record: Record, plan: Plan, parameters: CaseParameters, rota: rules.Rota) -> None:
    if plan.visit is not None and plan.visit.status not in (Status.PLANNED, Status.CONFIRMED):
        raise VisitUnderWay(case=plan.case, technician=plan.visit.technician, status=plan.visit.get_status_display())
    if plan.starts_at is None:
        raise SlotMissing(case=plan.case).about("slot")
    if plan.technician is None:
        raise TechnicianMissing(case=plan.case).about("technician")
    if plan.visit is not None and not plan.has_new_hours and plan.visit.ends_at <= record.at:
        raise SlotOver(case=plan.case, slot=plan.visit.slot).about("technician")
    if plan.has_new_hours:
        _about("slot", require_sound, plan.slot, record.at, parameters)
    _about("technician", require_of_centre, plan.slot, rota)
    if plan.is_new:
        gate.require_move(record, plan.case, outcome="scheduled", given=plan.wish.written)


def _about(part: str, check: Any, *given: Any) -> None:
    try:
        check(*given)
    except Refusal as refusal:
        raise refusal.about(part) from None


def _schedule(record: Record, plans: Sequence[Plan]) -> None:
    """Give the cases their visits, and pass them to the supervisor (14 → 18)."""
    if not plans:
        return
    _cancel_leftovers([plan.case for plan in plans], record.at)
    visits = Visit.objects.bulk_create([_visit_of(record, plan) for plan in plans])
    parts = {
        plan.case.pk: gate.Part(
            due_at=visit.starts_at,
            details={**facts_of(visit), **({"priority": visit.priority} if visit.priority else {})},
            changes={"technician_id": visit.technician_id},
            given={**plan.wish.written, "agreed_with": visit.agreed_with},
        )
        for plan, visit in zip(plans, visits, strict=True)
    }
    cases = [plan.case for plan in plans]
    gate.move(record, cases, outcome="scheduled", given={}, parts=parts, keeps=True)


def _visit_of(record: Record, plan: Plan) -> Visit:
    slot, agreement = plan.slot, plan.wish.agreement or _agreement_of(record, plan)
    return Visit(
        case=plan.case, technician=slot.technician, starts_at=slot.starts_at, ends_at=slot.ends_at,
        priority=plan.wish.priority, scheduled_by=record.actor, scheduled_at=record.at, **vars(agreement),
    )  # fmt: skip


def _agreement_of(record: Record, plan: Plan) -> Agreement:
    """What is taken as agreed where nobody says otherwise: with the customer, by call, now."""
    visit = plan.visit
    return Agreement(
        agreed_with=visit.agreed_with if visit else str(plan.case.customer)[:120],
        told_how=Visit.Told.CALL,
        told_at=record.at,
        pairing=visit.pairing if visit else Visit.Pairing.TECHNICIAN_LEADS,
    )


def _cancel_leftovers(cases: Sequence[Case], at: datetime) -> None:
    """Visits that outlived a return of their case: what follows cases has not seen the return yet."""
    left = Visit.objects.live().filter(case__in=[case.pk for case in cases])
    if left.exists():
        result = CatalogueItem.objects.offered(VISIT_RESULT).filter(code=RESCHEDULED_BY_US).first()
        left.update(status=Status.CANCELLED, ended_at=at, result=result)


def _reschedule(record: Record, plans: Sequence[Plan]) -> None:
    """Give live visits other hours or another technician; their cases stay at their step, due by the new hours."""
    touched, numbered = set(), False
    for plan in plans:
        visit, slot = plan.visit, plan.slot
        assert visit is not None
        before, was, written = gate.snapshot(plan.case), facts_of(visit), dict(plan.wish.written)
        touched.add((visit.technician_id, day_of(visit.starts_at)))
        if plan.has_new_hours or plan.wish.agreement:
            agreement = plan.wish.agreement or _agreement_of(record, plan)
            for name, value in vars(agreement).items():
                setattr(visit, name, value)
            written["agreed_with"] = agreement.agreed_with
        visit.technician, visit.starts_at, visit.ends_at = slot.technician, slot.starts_at, slot.ends_at
        touched.add((visit.technician_id, day_of(visit.starts_at)))
        numbered = numbered or visit.day_order is not None
        plan.case.technician_id = visit.technician_id
        plan.case.due_at = visit.starts_at if plan.case.state == State.PRIORITISE else visit.ends_at
        facts = {name: value for name, value in facts_of(visit).items() if name != "pairing"}
        gate.note(record, "visit.rescheduled", plan.case, before, given=written, visit_before=was, **facts)
    moved = [plan.visit for plan in plans if plan.visit is not None]
    agreed = ("agreed_with", "told_how", "told_at", "pairing")
    Visit.objects.bulk_update(moved, ["technician", "starts_at", "ends_at", *agreed])
    gate.save([plan.case for plan in plans])
    if numbered:
        renumber_days(touched)


def _prioritise(record: Record, plans: Sequence[Plan]) -> None:
    for plan in plans:
        visit, priority = plan.visit, plan.wish.priority
        assert visit is not None
        gate.note(
            record, "visit.prioritised", plan.case, gate.snapshot(plan.case), given={}, visit=visit.pk,
            priority_before=visit.priority, priority=priority,
        )  # fmt: skip
        visit.priority = priority
    Visit.objects.bulk_update([plan.visit for plan in plans if plan.visit is not None], ["priority"])
