from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from reitera.cases.models import CaseParameters, Holiday
from reitera.core.models import Event
from reitera.customers.models import SegmentBand
from reitera.procedure.steps import STATES, WAITING_STATES
from reitera.repeats.models import RepeatParameters
from tests.cast import Cast

RULE = {
    "form": "rule", "window_days": 10, "wide_window_days": 30, "threshold": 3, "subject": "customer",
    "document_version": "2", "prepared_by": "División", "approved_by": "Gerencia",
}  # fmt: skip


@pytest.fixture
def head(cast: Cast, client: Client) -> Client:
    client.force_login(cast.division_head)
    return client


def test_the_rule_is_changed_with_an_event_from_and_to(head: Client) -> None:
    head.post(reverse("parameters"), RULE)

    event = Event.objects.get()
    assert RepeatParameters.in_force().threshold == 3
    assert (event.before["threshold"], event.after["threshold"]) == (2, 3)


def test_the_bands_are_changed(head: Client) -> None:
    head.post(reverse("parameters"), {"form": "bands", "a": "400,00", "b": "250,00", "c": "160,00"})

    assert SegmentBand.objects.get(code="A").from_billing == Decimal("400.00")


def test_bands_out_of_order_are_refused_and_nothing_changes(head: Client) -> None:
    page = head.post(reverse("parameters"), {"form": "bands", "a": "100,00", "b": "250,00", "c": "160,00"})

    assert page.status_code in (409, 422)
    assert SegmentBand.objects.get(code="A").from_billing == Decimal("350.00")


def test_a_rule_that_is_none_is_refused(head: Client) -> None:
    page = head.post(reverse("parameters"), {**RULE, "window_days": 90})

    assert page.status_code == 422
    assert RepeatParameters.objects.count() == 0


@pytest.mark.parametrize("person", ["usm_analyst", "manager_analyst", "nobody"])
def test_others_are_told_who_can(cast: Cast, client: Client, person: str) -> None:
    client.force_login(cast.people[person])

    assert client.get(reverse("parameters")).status_code == 403


DUE = {"form": "due", **{state.value: STATES[state].due_hours for state in WAITING_STATES}}
COUNTS = {
    "form": "counts", "critical_visits": 3, "critical_dissatisfactions": 2, "attempts": 3, "attempts_a_day": 2,
    "stable_hours": 72, "most_days_agreed": 15,
}  # fmt: skip


def test_due_hours_are_changed_state_by_state(head: Client) -> None:
    assert "14 · Programar visita" in head.get(reverse("parameters")).content.decode()

    answer = head.post(reverse("parameters"), {**DUE, "schedule_visit": 6})

    assert answer.status_code == 302
    assert Event.objects.get().after == {"due_hours": {"schedule_visit": 6}}


def test_counts_of_the_follow_up_are_changed(head: Client) -> None:
    head.post(reverse("parameters"), {**COUNTS, "stable_hours": 48})

    assert (Event.objects.get().after, CaseParameters.in_force().stable_hours) == ({"stable_hours": 48}, 48)


@pytest.mark.parametrize("sent", [{**DUE, "schedule_visit": 0}, {**COUNTS, "attempts": ""}, {"form": "holiday"}])
def test_what_cannot_hold_comes_back_beside_its_field(head: Client, sent: dict[str, object]) -> None:
    page = head.post(reverse("parameters"), sent)

    assert page.status_code == 422
    assert page.content.decode().count('aria-invalid="true"') >= 1
    assert Event.objects.count() == 0


def test_a_holiday_is_added_and_removed_on_the_page(head: Client) -> None:
    head.post(reverse("parameters"), {"form": "holiday", "day": "2026-12-24", "called": "Nochebuena"})
    holiday = Holiday.objects.get(name="Nochebuena")
    assert "24/12/2026" in head.get(reverse("parameters")).content.decode()

    answers = [head.post(reverse("remove_holiday", args=[holiday.pk])).status_code for _ in range(2)]

    assert answers == [302, 404]
    assert [event.kind for event in Event.objects.order_by("pk")] == ["holiday.added", "holiday.removed"]


def test_a_form_that_the_page_does_not_have_changes_nothing(head: Client) -> None:
    head.post(reverse("parameters"), {"form": "other", "attempts": 9})

    assert Event.objects.count() == 0


@pytest.mark.parametrize("person", ["usm_analyst", "manager_analyst", "nobody"])
def test_others_change_nothing_by_a_direct_request(cast: Cast, client: Client, person: str) -> None:
    client.force_login(cast.people[person])

    answers = [client.post(reverse("parameters"), sent).status_code for sent in (RULE, DUE, COUNTS)]
    answers.append(client.post(reverse("remove_holiday", args=[Holiday.objects.all()[0].pk])).status_code)

    assert answers == [403] * 4
    assert Event.objects.count() == 0
