"""The hands of the cast: they do only what their pages offer them, with the forms that are there.

A journey follows one case. Before each act its person must find the case in their inbox; after it those whose turn it
is must find it there, and whoever passed it on must not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse

from reitera.cases.models import Case
from reitera.core import clock
from reitera.core.events import catch_up
from reitera.core.models import Event
from reitera.procedure.steps import State
from tests.cast import LA_PAZ, NOON, Cast
from tests.journeys.rendered import Form, Page, Written

TURNS: dict[State, tuple[str, ...]] = {
    State.DISPATCH: ("manager_analyst",),
    State.RECEPTION: ("usm_analyst",),
    State.TECHNICAL_REVIEW: ("usm_analyst",),
    State.DISTRIBUTION: ("manager_analyst",),
    State.RETENTION_CONTACT: ("retention_agent",),
    State.QUALITY_CHECK: ("quality_coordinator",),
    State.DISSATISFACTION: ("quality_coordinator",),
    State.INFORM_CUSTOMER: ("quality_coordinator",),
    State.SCHEDULE_VISIT: ("usm_analyst",),
    State.SOLUTION_MONITORING: ("usm_analyst",),
    State.PRIORITISE: ("centre_supervisor",),
    State.FIELD_WORK: ("field_technician",),
    State.WORK_ACCEPTANCE: ("usm_analyst", "centre_supervisor"),
    State.ORDER_CLOSING: ("centre_operator",),
    State.PLANT_INCIDENT: ("centre_supervisor",),
    State.CONCLUDED: (),
}
"""Whose turn it is, written down here once more: the pages are made from the procedure's table, this is not."""

OF_A_CENTRE = ("usm_analyst", "centre_supervisor", "field_technician", "centre_operator")


@dataclass
class People:
    """The cast at their browsers, and the time of day they share."""

    cast: Cast
    moment: datetime = NOON
    clients: dict[str, Client] = field(default_factory=dict)

    def wait(self, **span: float) -> None:
        self.moment += timedelta(**span)

    def sleep_over(self) -> None:
        """Go on at ten past nine of the next day, when the visit that the form proposes has begun."""
        tomorrow = (self.moment + timedelta(days=1)).astimezone(LA_PAZ)
        self.moment = tomorrow.replace(hour=9, minute=10, second=0, microsecond=0)

    def open(self, who: str, address: str) -> Page:
        """What a person sees at an address."""
        with clock.fixed(self.moment):
            answer = self._client(who).get(address)
        assert answer.status_code == 200, f"{who} at {address}: {answer.status_code}"
        return Page(answer.content.decode())

    def submit(self, who: str, form: Form, written: Written) -> Page:
        """Send a form of a page, filled; the page that follows. The form must be taken."""
        with clock.fixed(self.moment):
            answer = self._client(who).post(form.action, form.filled(written), follow=True)
            # What listens to events is otherwise woken by the commit, which a test never comes to.
            catch_up()
        page = Page(answer.content.decode())
        assert answer.redirect_chain, f"{who} pressed {form.buttons}: {answer.status_code} {page.mistakes()}"
        assert answer.status_code == 200, f"{who} pressed {form.buttons} and came to {answer.redirect_chain[-1]}"
        return page

    def inbox_of(self, who: str) -> Page:
        return self.open(who, reverse("cases:inbox"))

    def who_has(self, case: Case) -> set[str]:
        """Everybody of the cast who finds the case in «Me toca» of their inbox."""
        return {who for who in self.cast.people if who != "nobody" and shows(self.inbox_of(who), case)}

    def _client(self, who: str) -> Client:
        if who not in self.clients:
            self.clients[who] = Client()
            self.clients[who].force_login(self.cast.people[who])
        return self.clients[who]


def shows(inbox: Page, case: Case) -> bool:
    """Whether an inbox has the row of the case."""
    return f'data-open href="{reverse("cases:case", args=[case.number])}"' in inbox.html


class Journey:
    """One case and the people who walk it."""

    def __init__(self, people: People, case: Case) -> None:
        self.people, self.case = people, case
        self._found_by: set[str] = set()

    def acts_of(self, who: str) -> list[str]:
        """What the case page offers to a person."""
        return self._page_of(who).acts()

    def form_of(self, who: str, act: str) -> Form:
        """The form of an act, on the case page itself or behind its link. Fails when the page does not offer it."""
        page = self._page_of(who)
        assert act in page.acts(), f"{who} is offered {page.acts()} at {self.case.state}, not «{act}»"
        link = page.links().get(act)
        return (self.people.open(who, link) if link else page).form_with(act)

    def do(self, who: str, act: str, written: Written | None = None, *, to: State | None = None) -> None:
        """Do an act as this person, from the inbox to the sent form, and see whose turn it is afterwards.

        `to` is the state that the case comes to; without it the case stays where it was.
        """
        self.case.refresh_from_db()
        if who not in self._found_by:
            assert shows(self.people.inbox_of(who), self.case), f"{who} has no {self.case} in the inbox"
        if to is not None:
            self.press(who, act, written)
            self.stands_at(to, passed_on_by=who)
        else:
            before = self.case.state
            self.press(who, act, written)
            assert self.case.state == before

    def press(self, who: str, act: str, written: Written | None = None) -> None:
        """Do an act that does not wait for its person's turn, from the case page."""
        self.people.wait(minutes=5)
        self.people.submit(who, self.form_of(who, act), written or {})
        self.case.refresh_from_db()

    def stands_at(self, state: State, *, passed_on_by: str = "") -> None:
        """The case waits in this state; those whose turn it is find it in their inbox, who passed it on does not."""
        self.case.refresh_from_db()
        assert self.case.state == state
        asked = self.turns | {passed_on_by} - {""}
        found = {who for who in asked if shows(self.people.inbox_of(who), self.case)}
        assert found == self.turns, f"{self.case} at {state} is in the inbox of {found}"
        self._found_by = found

    @property
    def turns(self) -> set[str]:
        """Whose turn it is now."""
        is_south = self.case.operations_centre == self.people.cast.south
        turns = TURNS[State(self.case.state)]
        return {f"{who}_south" if is_south and who in OF_A_CENTRE else who for who in turns}

    def _page_of(self, who: str) -> Page:
        return self.people.open(who, reverse("cases:case", args=[self.case.number]))

    def events(self) -> list[Event]:
        return list(Event.objects.filter(case_id=self.case.pk, after__has_key="state").order_by("pk"))

    @property
    def walked(self) -> list[str]:
        """The states of the case in order, as the log has them."""
        states: list[str] = []
        for event in self.events():
            for state in ((event.before or {}).get("state"), event.after["state"]):
                if state and (not states or states[-1] != state):
                    states.append(state)
        return states

    @property
    def handovers(self) -> list[str]:
        """The steps that the product did on the way, by their numbers."""
        return [number for event in self.events() for number in event.after.get("logged", ())]

    @property
    def result(self) -> str:
        self.case.refresh_from_db()
        return self.case.result
