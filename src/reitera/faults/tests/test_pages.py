from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from reitera.faults.models import MassOutage
from tests.cast import Cast

FILLED = {"olt": "OLT-1", "port": "0/3", "starts_at": "2026-11-20T08:00", "cause": "Corte de fibra"}


def test_an_outage_is_recorded_and_ended(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager_analyst)

    client.post(reverse("faults:outages"), FILLED)
    outage = MassOutage.objects.get()
    client.post(reverse("faults:outage_end", args=[outage.pk]), {"ends_at": "2026-11-20T12:00"})

    outage.refresh_from_db()
    assert (outage.olt, outage.ends_at is None) == ("OLT-1", False)
    assert outage.number in client.get(reverse("faults:outages")).content.decode()


@pytest.mark.parametrize(("person", "status"), [("division_head", 200), ("usm_analyst", 403), ("nobody", 403)])
def test_who_reads_the_list(cast: Cast, client: Client, person: str, status: int) -> None:
    client.force_login(cast.people[person])

    assert client.get(reverse("faults:outages")).status_code == status


def test_who_only_reads_records_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.division_head)

    assert client.post(reverse("faults:outages"), FILLED).status_code == 403
    assert MassOutage.objects.count() == 0
