from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from reitera.core.models import Event
from reitera.customers.models import SegmentBand
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
