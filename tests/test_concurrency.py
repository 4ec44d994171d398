"""Fifty people act on the same twenty cases at once: one wins each time, the others are told, nothing is lost."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from reitera.cases.models import Case
from reitera.cases.queries import unattended, waiting_for
from reitera.cases.seen import token_of
from reitera.cases.tests.test_acts import make_case
from reitera.core.models import Event
from reitera.core.testing import arranging
from reitera.procedure.roles import Role
from reitera.procedure.steps import State
from tests.cast import Cast, make_user

ACTORS, CASES, CONFLICTS, MOST_ROUNDS = 50, 20, 200, 40
NEXT = {State.RECEPTION: ("received", {}), State.TECHNICAL_REVIEW: ("return", {"reason": "falta un dato"})}


@dataclass
class Answers:
    """What the fifty were answered: statuses counted, and the sentences of the refusals."""

    counted: Counter[int] = field(default_factory=Counter)
    refusals: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, status: int, body: str) -> None:
        with self.lock:
            self.counted[status] += 1
            if status != 302:
                self.refusals.append(body)


def act_as_seen(client: Client, case: Case, answers: Answers) -> None:
    """Post the one act that leads on from the state the case was seen in."""
    code, written = NEXT[State(case.state)]
    try:
        answer = client.post(reverse("cases:act", args=[code]), {"seen": token_of(case), **written})
        answers.add(answer.status_code, "" if answer.status_code == 302 else answer.content.decode())
    finally:
        connections.close_all()


@pytest.fixture
def actors(cast: Cast) -> list[Client]:
    clients = []
    with arranging():
        people = [make_user(f"actor{n}", (Role.USM_ANALYST, cast.north)) for n in range(ACTORS)]
    for person in people:
        client = Client()
        client.force_login(person)
        clients.append(client)
    return clients


@pytest.mark.django_db(transaction=True)
def test_fifty_people_on_twenty_cases(cast: Cast, actors: list[Client]) -> None:
    cases, answers, dice = [make_case(cast, State.RECEPTION) for _ in range(CASES)], Answers(), Random(20261125)
    with ThreadPoolExecutor(ACTORS) as pool:
        for _round in range(MOST_ROUNDS):
            if answers.counted[409] >= CONFLICTS:
                break
            seen = list(Case.objects.all())
            jobs = [pool.submit(act_as_seen, client, dice.choice(seen), answers) for client in actors]
            [job.result() for job in jobs]

    moves = Event.objects.filter(kind__in=("case.moved", "case.returned"))
    assert set(answers.counted) == {302, 409}
    assert answers.counted[409] >= CONFLICTS
    assert answers.counted[302] == moves.count()
    assert all("ya está en" in refusal and "lo pasó Actor" in refusal for refusal in answers.refusals)
    for case in cases:
        assert_log_replays(case)
    in_an_inbox = Case.objects.filter(waiting_for(cast.usm_analyst.viewer)).count()
    assert (in_an_inbox, Case.objects.filter(unattended()).count()) == (CASES, 0)


def assert_log_replays(case: Case) -> None:
    """Each event begins where the one before it ended, and the last one is how the case stands."""
    case.refresh_from_db()
    events = list(Event.objects.filter(case_id=case.pk).order_by("pk"))
    assert all(second.before == {k: first.after[k] for k in second.before} for first, second in pairwise(events))
    if events:
        last = events[-1].after
        assert (case.state, case.state_since.isoformat()) == (last["state"], last["state_since"])
