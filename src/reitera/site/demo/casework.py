"""The demo's people at work: cases go through the procedure at simulated times, each only by the acts of its step.

What a case comes to follows from its number alone, so that two demos of one day are alike. At the end whoever has
nothing waiting gets a case walked to their step, so that every role finds work on any day of the week.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from reitera.cases.actions import open_by_hand
from reitera.cases.calendar import working_calendar
from reitera.cases.models import Case
from reitera.core import clock
from reitera.core.errors import Refusal
from reitera.core.events import caught_up_later
from reitera.customers.models import Customer
from reitera.procedure.calendar import WorkingCalendar
from reitera.procedure.moves import moves_from
from reitera.procedure.steps import WAITING_STATES, State
from reitera.repeats.models import CycleEntry
from reitera.site.demo import steps
from reitera.site.demo.hands import person_called, press
from reitera.site.demo.people import PEOPLE
from reitera.staff.models import OperationsCentre, User
from reitera.visits.models import Visit

LOCAL = ZoneInfo("America/La_Paz")
SLOTS = ((8, 30), (10, 30), (14, 30), (16, 30))
SLOT = timedelta(hours=2)
QUARTER = timedelta(minutes=15)
SENT_AT, RECEIVED_AT = time(8, 40), time(9, 30)
SHORTEST_WALK = timedelta(minutes=7)
HAND_REASON = "Llamó a gerencia: el servicio se le corta desde hace un mes"


class Casework:
    """Everybody's work from one import to the next."""

    def __init__(self) -> None:
        self.calendar: WorkingCalendar = working_calendar()
        self._planned: dict[int, datetime] = {}
        self._queue: list[tuple[datetime, int]] = []
        self._taken: dict[int, set[datetime]] = defaultdict(set)
        self._times_at: dict[tuple[int, str], int] = defaultdict(int)
        self._hurries = False
        self._people: dict[str, User] = {person.username: person_called(person.username) for person in PEOPLE}

    def until(self, horizon: datetime) -> None:
        """Do everything that falls due before the horizon, in order of time."""
        with caught_up_later():
            self._send_and_receive(horizon)
            self._plan_open_cases()
            while self._queue and self._queue[0][0] < horizon:
                at, pk = heapq.heappop(self._queue)
                if self._planned.get(pk) == at:
                    self._act_on(pk, at)

    def give_everyone_work(self, now: datetime) -> None:
        """Walk cases to the steps where nothing waits, each by the shortest way of the table, up to the present."""
        self._hurries = True
        with caught_up_later():
            self._conclude_a_duplicate(now)
            self._open_by_hand(now)
            for state in WAITING_STATES:
                for centre in self._centres_without(state):
                    self._walk_one_to(state, centre, now)

    def username(self, role: str, case: Case) -> str:
        """Who holds a role for a case: the demo has one person per role and centre."""
        side = {"NORTE": "norte", "SUR": "sur"}[case.operations_centre.code] if case.operations_centre else "norte"
        return role if role in self._people else f"{role}.{side}"

    def person(self, role: str, case: Case) -> User:
        return self._people[self.username(role, case)]

    def free_slot(self, technician: User, at: datetime) -> tuple[datetime, datetime]:
        """The technician's next free slot from tomorrow on; in a hurry, the next free quarter of an hour."""
        if self._hurries:
            return next_free_quarter(technician, at)
        earliest = at + timedelta(hours=16)
        day = earliest.astimezone(LOCAL).date()
        while True:
            for hour, minute in SLOTS:
                begin = datetime.combine(day, time(hour, minute), tzinfo=LOCAL)
                if begin > earliest and self._is_working_day(day) and begin not in self._taken[technician.pk]:
                    self._taken[technician.pk].add(begin)
                    return begin, begin + SLOT
            day += timedelta(days=1)

    def dice(self, case: Case) -> Random:
        """The luck of one stay of a case in one state."""
        return Random(f"{case.pk} {case.state} {self._times_at[case.pk, case.state]}")

    def _is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.calendar.holidays

    def _send_and_receive(self, horizon: datetime) -> None:
        """The analyst sends the new list on the morning of its first day, each centre receives it an hour later."""
        for state, code, role, hour in (
            (State.DISPATCH, "sent", "analista.gestor", SENT_AT),
            (State.RECEPTION, "received", "usm", RECEIVED_AT),
        ):
            by_centre: dict[int | None, list[Case]] = defaultdict(list)
            for case in _cases(state=state).exclude(operations_centre=None):
                by_centre[case.operations_centre_id].append(case)
            for cases in by_centre.values():
                at = self._morning_after(max(case.state_since for case in cases), hour)
                if at < horizon:
                    press(cases, code, self.person(role, cases[0]), at)

    def _morning_after(self, since: datetime, hour: time) -> datetime:
        day = since.astimezone(LOCAL).date()
        at = datetime.combine(day, hour, tzinfo=LOCAL)
        while at <= since or not self._is_working_day(day):
            day += timedelta(days=1)
            at = datetime.combine(day, hour, tzinfo=LOCAL)
        return at

    def _plan_open_cases(self) -> None:
        for case in _cases().exclude(state__in=(State.DISPATCH, State.RECEPTION, State.CONCLUDED)):
            if case.pk not in self._planned:
                self._plan(case, case.state_since)

    def _plan(self, case: Case, since: datetime) -> None:
        """When somebody will next look at the case."""
        self._times_at[case.pk, case.state] += 1
        at = steps.when_next(self, case, since)
        self._planned[case.pk] = at
        heapq.heappush(self._queue, (at, case.pk))

    def _act_on(self, pk: int, at: datetime) -> None:
        del self._planned[pk]
        case = _cases(pk=pk).get()
        # New data moved the case since it was planned: it is planned anew from where it is.
        if case.state not in (State.DISPATCH, State.RECEPTION, State.CONCLUDED) and case.state_since <= at:
            steps.do_next(self, case, at)
            case = _cases(pk=pk).get()
        if case.state not in (State.DISPATCH, State.RECEPTION, State.CONCLUDED):
            self._plan(case, max(at, case.state_since))

    def _centres_without(self, state: State) -> list[int]:
        have = set(_cases(state=state).values_list("operations_centre", flat=True))
        centres = _cases().exclude(operations_centre=None).values_list("operations_centre", flat=True)
        return sorted(set(centres) - have)

    def _walk_one_to(self, state: State, centre: int, now: datetime) -> None:
        """Take the case with the shortest way there, from a step that keeps another; where it is refused, the next."""
        crowded: dict[str, list[Case]] = defaultdict(list)
        for case in _cases(operations_centre=centre).exclude(state=State.CONCLUDED).order_by("pk"):
            crowded[case.state].append(case)
        ways = [(way, case) for at, cases in crowded.items() if (way := shortest(at, state)) for case in cases[1:]]
        for way, case in sorted(ways, key=lambda found: (len(found[0]), found[1].pk)):
            if self._walks(case, way, now):
                return

    def _walks(self, case: Case, way: list[str], now: datetime) -> bool:
        at = max(now - SHORTEST_WALK * (len(way) + 1), case.state_since)
        for outcome in way:
            at += min(SHORTEST_WALK, max((now - at) / 2, timedelta(seconds=1)))
            try:
                steps.walk(self, _cases(pk=case.pk).get(), outcome, at)
            except Refusal:
                return False
        return True

    def _open_by_hand(self, now: datetime) -> None:
        """Two preventive cases in each centre, of customers that only the TOP 30 has; one of the two is sent."""
        analyst = self._people["analista.gestor"]
        for centre in OperationsCentre.objects.all():
            for customer in _customers_without_case(centre.pk)[:3]:
                with clock.fixed(now - timedelta(minutes=50)):
                    open_by_hand(customer=customer, actor=analyst, at=clock.now(), reason=HAND_REASON)
            opened = _cases(state=State.DISPATCH, operations_centre=centre).order_by("pk")
            press(list(opened[:1]), "sent", analyst, now - timedelta(minutes=40))

    def _conclude_a_duplicate(self, now: datetime) -> None:
        case = _cases(state=State.TECHNICAL_REVIEW).order_by("pk").last()
        if case is not None:
            reason = "es el mismo cliente con dos códigos"
            at = max(now - timedelta(minutes=45), case.state_since + timedelta(minutes=5))
            press([case], "without_effect", self._people["analista.gestor"], at, reason=reason)


def next_free_quarter(technician: User, at: datetime) -> tuple[datetime, datetime]:
    """From eight minutes on, beside the technician's other visits, within one day."""
    begin = (at + timedelta(minutes=8)).astimezone(LOCAL)
    begin += (datetime.min.replace(tzinfo=LOCAL) - begin) % QUARTER
    others = Visit.objects.live().filter(technician=technician)
    while begin.date() != (begin + QUARTER).date() or others.overlapping(begin, begin + QUARTER).exists():
        begin += QUARTER
    return begin, begin + QUARTER


def _customers_without_case(centre: int) -> QuerySet[Customer]:
    listed = CycleEntry.objects.filter(rule=CycleEntry.Rule.TOP30, operations_centre=centre)
    found = Customer.objects.filter(pk__in=listed.values("customer"), merged_into=None)
    return found.exclude(pk__in=Case.objects.values("customer")).order_by("pk")


def shortest(start: str, end: State) -> list[str]:
    """The outcomes that lead from a state to another by what people do, the fewest of them; empty when none do."""
    found: dict[str, list[str]] = {start: []}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        for move in moves_from(State(state)):
            if not move.by_product and move.target.value not in found and move.outcome in steps.WAYS:
                found[move.target.value] = [*found[state], move.outcome]
                queue.append(move.target.value)
    return found.get(end.value, [])


def _cases(**which: Any) -> QuerySet[Case]:
    return Case.objects.filter(**which).select_related("customer", "operations_centre", "technician")
