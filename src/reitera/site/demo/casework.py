"""The demo's people at work: cases go through the procedure at simulated times, each only by the acts of its step.

What a case comes to follows from its number alone, so that two demos of one day are alike. At the end whoever has
nothing waiting gets a case walked to their step, so that every role finds work on any day of the week.
"""

from __future__ import annotations

import heapq
from collections import defaultdict, deque
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from reitera.cases.calendar import working_calendar
from reitera.cases.models import Case
from reitera.core.errors import Refusal
from reitera.core.events import caught_up_later
from reitera.procedure.calendar import WorkingCalendar
from reitera.procedure.moves import moves_from
from reitera.procedure.steps import WAITING_STATES, State
from reitera.site.demo import steps
from reitera.site.demo.hands import person_called, press
from reitera.site.demo.people import PEOPLE
from reitera.staff.models import User

LOCAL = ZoneInfo("America/La_Paz")
SLOTS = ((8, 30), (10, 30), (14, 30), (16, 30))
SLOT = timedelta(hours=2)
SENT_AT, RECEIVED_AT = time(8, 40), time(9, 30)
SHORTEST_WALK = timedelta(minutes=7)


class Casework:
    """Everybody's work from one import to the next."""

    def __init__(self) -> None:
        self.calendar: WorkingCalendar = working_calendar()
        self._planned: dict[int, datetime] = {}
        self._queue: list[tuple[datetime, int]] = []
        self._taken: dict[int, set[datetime]] = defaultdict(set)
        self._times_at: dict[tuple[int, str], int] = defaultdict(int)
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
        with caught_up_later():
            for state in WAITING_STATES:
                for centre in self._centres_without(state):
                    self._walk_one_to(state, centre, now)

    def username(self, role: str, case: Case) -> str:
        """Who holds a role for a case: the demo has one person per role and centre."""
        side = {"NORTE": "norte", "SUR": "sur"}[case.operations_centre.code] if case.operations_centre else "norte"
        return role if role in self._people else f"{role}.{side}"

    def person(self, role: str, case: Case) -> User:
        return self._people[self.username(role, case)]

    def free_slot(self, technician: User, earliest: datetime) -> tuple[datetime, datetime]:
        """The technician's next free slot on a working day."""
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
        """Take the case with the shortest way there, from a step that keeps another case."""
        waiting = list(_cases(operations_centre=centre).exclude(state=State.CONCLUDED).order_by("pk"))
        crowded = defaultdict(list)
        for case in waiting:
            crowded[case.state].append(case)
        ways = [(way, cases[-1]) for at, cases in crowded.items() if len(cases) > 1 and (way := shortest(at, state))]
        if not ways:
            return
        way, case = min(ways, key=lambda found: (len(found[0]), found[1].pk))
        at = max(now - SHORTEST_WALK * (len(way) + 1), case.state_since)
        for outcome in way:
            at += min(SHORTEST_WALK, max((now - at) / 2, timedelta(seconds=1)))
            case = _cases(pk=case.pk).get()
            try:
                steps.walk(self, case, outcome, at)
            except Refusal:
                return


def shortest(start: str, end: State) -> list[str]:
    """The outcomes that lead from a state to another by what people do, the fewest of them; empty when none do."""
    found: dict[str, list[str]] = {start: []}
    queue = deque([start])
    while queue:
        state = queue.popleft()
        for move in moves_from(State(state)):
            if not move.by_product and move.target.value not in found and move.outcome in steps.WALKABLE:
                found[move.target.value] = [*found[state], move.outcome]
                queue.append(move.target.value)
    return found.get(end.value, [])


def _cases(**which: object):  # type: ignore[no-untyped-def]
    return Case.objects.filter(**which).select_related("customer", "operations_centre", "technician")
