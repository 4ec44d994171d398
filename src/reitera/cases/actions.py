"""What people do with cases. Keyword arguments, an explicit actor and time, many cases at once, one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reitera.cases import gate, rules
from reitera.cases.models import Case, Comment
from reitera.cases.refusals import (
    AlreadyOpen,
    CannotOwn,
    CannotReturn,
    CannotTakeBack,
    CentreMissing,
    NoSuchMove,
    NotYourCase,
    ReasonMissing,
    SomeoneWasFirst,
)
from reitera.cases.rights import Right
from reitera.core.clock import local_zone
from reitera.core.errors import NotAllowed, NotFound, Refusals, raise_first, sift
from reitera.core.models import Event
from reitera.core.recording import Record, recording
from reitera.core.visibility import role_labels
from reitera.customers.billing import segments_of
from reitera.customers.models import Customer
from reitera.procedure.roles import Role
from reitera.procedure.steps import STATES, Result, State
from reitera.staff.models import OperationsCentre, User, read_viewers
from reitera.staff.rules import require_role

TAKE_BACK_WITHIN = timedelta(minutes=5)


def act(
    *, cases: Sequence[Case], outcome: str, actor: User, at: datetime, given: Mapping[str, str] | None = None
) -> list[Case]:
    """Do one act of the procedure on cases as the person saw them: all of them, or none.

    Raises SomeoneWasFirst when a case has left the state it was seen in, and what `gate.move` raises.
    """
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        if outcome == "sent":
            _require_centre(record.locked)
        gate.move(record, record.locked, outcome=outcome, given=given or {})
    return record.locked


def send_back(*, cases: Sequence[Case], actor: User, at: datetime, reason: str) -> list[Case]:
    """Return cases to the state they came from, with a reason. Raises CannotReturn, ReasonMissing."""
    _require_reason(reason, gettext("Devolver"))
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        for case in record.locked:
            if not rules.can_return(actor.viewer, case):
                raise CannotReturn(case=case, step=case.step_label)
        for state in sorted({case.came_from for case in record.locked}):
            group = [case for case in record.locked if case.came_from == state]
            gate.put_in(record, group, State(state), kind="case.returned", given={"reason": reason})
    return record.locked


def transfer(*, cases: Sequence[Case], centre: OperationsCentre, actor: User, at: datetime, reason: str) -> list[Case]:
    """Hand cases to another operations centre, at the same step. Raises NotYourCase, ReasonMissing."""
    _require_reason(reason, gettext("Transferir"))
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        for case in record.locked:
            if not rules.can_transfer(actor.viewer, case):
                raise not_yours(case)
            before = gate.snapshot(case)
            case.operations_centre, case.owner = centre, None
            gate.note(record, "case.transferred", case, before, given={"reason": reason})
        gate.save(record.locked)
    return record.locked


def conclude_without_effect(*, cases: Sequence[Case], actor: User, at: datetime, reason: str) -> list[Case]:
    """End cases that should not exist (annulled reports, a duplicate customer), from any state."""
    _require_reason(reason, gettext("Concluir sin efecto"))
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        require_role(actor, Role.MANAGER_ANALYST)
        for case in record.locked:
            if not rules.can_conclude_without_effect(actor.viewer, case):
                raise NoSuchMove(case=case, step=case.step_label)
        gate.put_in(
            record,
            record.locked,
            State.CONCLUDED,
            kind="case.concluded_without_effect",
            given={"reason": reason},
            result=Result.WITHOUT_EFFECT,
        )
    return record.locked


def reopen(*, case: Case, actor: User, at: datetime, reason: str) -> Case:
    """Take back a mistaken conclusion: the case goes on at step 4. Raises NotAllowed, ReasonMissing, AlreadyOpen."""
    _require_reason(reason, gettext("Reabrir"))
    with recording(actor, at, lock=rows_of([case])) as record:
        require_seen(record, [case])
        require_role(actor, Role.MANAGER_ANALYST)
        if not rules.can_reopen(actor.viewer, record.locked[0]):
            raise NoSuchMove(case=case, step=case.step_label)
        _require_no_open_case(case.customer)
        gate.put_in(record, record.locked, State.TECHNICAL_REVIEW, kind="case.reopened", given={"reason": reason})
    return Case.objects.get(pk=case.pk)


def open_by_hand(*, customer: Customer, actor: User, at: datetime, reason: str) -> Case:
    """Open a case that no cycle found, at step 2. Raises NotAllowed, ReasonMissing, AlreadyOpen."""
    _require_reason(reason, gettext("Abrir caso"))
    with recording(actor, at, lock=Customer.objects.filter(pk=customer.pk)) as record:
        require_role(actor, Role.MANAGER_ANALYST)
        _require_no_open_case(customer)
        billing, segment = segments_of([customer.pk])[customer.pk]
        latest = customer.fault_reports.order_by("-reported_at").first()
        case = Case(
            customer=customer,
            operations_centre=latest.operations_centre if latest else customer.operations_centres.first(),
            opening_reason=reason,
            origin=Case.Origin.HAND,
            segment=segment,
            billing=billing,
            latest_report_at=latest.reported_at if latest else None,
        )
        open_new(record, [case])
    return case


def open_new(record: Record, cases: Sequence[Case], state: State = State.DISPATCH) -> None:
    """Put new cases into their first state, step 2 unless told, and append their first event.

    A case is opened now unless it says since when it has been followed.
    """
    clock = gate.Clock.of_today()
    for case in cases:
        case.opened_at = case.opened_at or record.at
        clock.enter(case, state, record.at)
    Case.objects.bulk_create(cases)
    for case in cases:
        gate.note(record, "case.opened", case, None, given={"reason": case.opening_reason}, origin=case.origin)


def take_back(*, cases: Sequence[Case], actor: User, at: datetime) -> list[Case]:
    """Undo one's own last act on cases, within 5 minutes and while nothing was built on it; all or none.

    Raises CannotTakeBack.
    """
    with recording(actor, at, lock=rows_of(cases)) as record:
        last_of = _last_events(record.locked)
        for case in record.locked:
            last = _own_recent_move(case, last_of.get(case.pk), actor, at)
            before = gate.snapshot(case)
            for name, value in (last.before or {}).items():
                setattr(case, name, value)
            gate.note(record, "case.taken_back", case, before, given={}, event=last.pk)
        gate.save(record.locked)
    return list(rows_of(cases))


def assign(*, cases: Sequence[Case], owner: User | None, actor: User, at: datetime) -> list[Case]:
    """Say who of those who may act on the cases takes care of them; None for nobody in particular.

    It keeps nobody else from acting. Raises OthersCan, NotInThisStep, CannotOwn.
    """
    with recording(actor, at, lock=rows_of(cases)) as record:
        require_seen(record, cases)
        raise_first(assign_owners(record, dict.fromkeys(record.locked, owner)))
    return record.locked


ASSIGNING = Right(
    rules.can_assign,
    who=_("Quién atiende un caso lo dice un Supervisor de su centro o el Analista Gestor TOP 10."),
    roles=lambda case: rules.IN_CHARGE,
    when=_("Quién lo atiende se dice mientras el caso está abierto."),
)


def assign_owners(record: Record, owners: Mapping[Case, User | None], *, right: Right = ASSIGNING) -> Refusals:
    """Say of each locked case who takes care of it; None for nobody in particular. Refused ones stay as they are.

    As many queries for one as for thirty. Refuses OthersCan, NotInThisStep, CannotOwn.
    """
    read_viewers(owner for owner in owners.values() if owner is not None)
    allowed, refused = right.sift(record, owners)
    fitting, unfit = sift(allowed, lambda case: _require_can_own(owners[case], case))
    before_of = {case: gate.snapshot(case) for case in fitting if case.owner_id != _pk(owners[case])}
    names = {person.pk: str(person) for person in User.objects.filter(owned_cases__in=before_of).distinct()}
    for case, before in before_of.items():
        was, case.owner = names.get(case.owner_id or 0, ""), owners[case]
        given, replaced = {"owner": str(case.owner or "")}, {"owner": was}
        gate.note(record, "case.assigned", case, before, given=given, replaced=replaced)
    gate.save(list(before_of))
    if not before_of:
        record.unchanged()
    return refused | unfit


def _require_can_own(owner: User | None, case: Case) -> None:
    if owner is not None and not rules.waits_for(owner.viewer, case):
        raise CannotOwn(person=owner, case=case, step=case.step_label)


def _pk(person: User | None) -> int | None:
    return person.pk if person is not None else None


def write_plan(*, case: Case, plan: str, actor: User, at: datetime) -> Case:
    """Write how a critical case goes on. Raises NotAllowed, ReasonMissing."""
    _require_reason(plan, gettext("Escribir plan"))
    with recording(actor, at, lock=rows_of([case])) as record:
        locked: Case = record.locked[0]
        if not rules.can_write_plan(actor.viewer, locked):
            raise not_yours(locked)
        locked.plan = plan.strip()
        gate.note(record, "case.planned", locked, gate.snapshot(locked), given={"plan": locked.plan})
        gate.save([locked])
    return locked


def comment(*, case: Case, text: str, actor: User, at: datetime) -> Comment:
    """Write on a case. Raises NotAllowed for those who only read, ReasonMissing for an empty text."""
    require_comment_right(actor, case)
    _require_reason(text, gettext("Comentar"))
    with recording(actor, at) as record:
        written = Comment.objects.create(case=case, author=actor, at=at, text=text.strip())
        gate.note(record, "case.commented", case, gate.snapshot(case), given={"remark": written.text})
    return written


def require_comment_right(actor: User, case: Case) -> None:
    """Raises NotAllowed for who may not write on the case."""
    if not rules.can_comment(actor.viewer, case):
        raise NotAllowed(roles=role_labels(STATES[State(case.state)].roles))


def rows_of(cases: Sequence[Case]) -> Any:
    return Case.objects.filter(pk__in=[case.pk for case in cases]).select_related("customer", "operations_centre")


def require_seen(record: Record, cases: Sequence[Case]) -> None:
    """Every case is still in the state, and of the time, that the person saw."""
    seen = {case.pk: (case.state, case.state_since) for case in cases}
    if len(record.locked) < len(seen):
        raise NotFound(what=gettext("uno de los casos"))
    for case in record.locked:
        if (case.state, case.state_since) != seen[case.pk]:
            last = Event.objects.filter(case_id=case.pk).select_related("actor").order_by("pk").last()
            who = last.actor if last and last.actor else gettext("el sistema")
            time = case.state_since.astimezone(local_zone())
            raise SomeoneWasFirst(case=case, step=case.step_label, who=who, time=f"{time:%H:%M}")


def _require_centre(cases: Sequence[Case]) -> None:
    for case in cases:
        if case.operations_centre_id is None:
            raise CentreMissing(case=case)


def _require_reason(text: str, act_label: str) -> None:
    if not text.strip():
        raise ReasonMissing(what=gettext("el motivo"), act=act_label)


def _require_no_open_case(customer: Customer) -> None:
    existing = Case.objects.open().filter(customer=customer).first()
    if existing is not None:
        raise AlreadyOpen(customer=customer, case=existing)


def _last_events(cases: Sequence[Case]) -> dict[int | None, Event]:
    """The last event of each case; those that only followed from another (`follows`) were nobody's act."""
    acts = Event.objects.filter(case_id__in=[case.pk for case in cases]).exclude(after__has_key="follows")
    last = acts.values("case_id").annotate(Max("pk"))
    return {event.case_id: event for event in Event.objects.filter(pk__in=[row["pk__max"] for row in last])}


def _own_recent_move(case: Case, last: Event | None, actor: User, at: datetime) -> Event:
    """The last event of the case, when it is a step that this person did a moment ago."""
    if last is None or last.kind not in ("case.moved", "case.returned", "case.transferred"):
        raise CannotTakeBack(case=case, why=gettext("lo último no fue un paso"))
    if last.actor_id != actor.pk:
        raise CannotTakeBack(case=case, why=gettext("lo último lo hizo otra persona"))
    if (last.after or {}).get("keeps"):
        raise CannotTakeBack(case=case, why=gettext("lo hecho dejó datos escritos"))
    if at - last.at > TAKE_BACK_WITHIN:
        raise CannotTakeBack(case=case, why=gettext("pasaron más de 5 minutos"))
    return last


def not_yours(case: Case) -> NotYourCase:
    return NotYourCase(
        case=case,
        step=case.step_label,
        roles=role_labels(STATES[State(case.state)].roles),
        centre=case.operations_centre or gettext("todos los centros"),
    )
