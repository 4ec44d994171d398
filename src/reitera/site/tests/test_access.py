"""Ways into the product: a temporary password is replaced first, mail addresses are the administrator's."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from reitera.staff.actions import set_temporary_password
from reitera.staff.models import User
from tests.cast import NOON, PASSWORD, Cast


def with_temporary_password(cast: Cast, client: Client) -> User:
    person = cast.usm_analyst
    set_temporary_password(user=person, password="soba-nipe-1234", actor=cast.administrator, at=NOON)
    client.post("/cuenta/login/", {"login": person.username, "password": "soba-nipe-1234"})
    return person


@pytest.mark.parametrize("address", ["/", "/ciclos/", "/perfil/", "/cuenta/segundo-factor/"])
def test_a_temporary_password_leads_to_choosing_ones_own_first(cast: Cast, client: Client, address: str) -> None:
    with_temporary_password(cast, client)

    assert client.get(address)["Location"] == "/cuenta/password/change/"


def test_with_a_password_of_their_own_a_person_goes_on(cast: Cast, client: Client) -> None:
    with_temporary_password(cast, client)
    words = {"oldpassword": "soba-nipe-1234", "password1": "mi clave larga 77", "password2": "mi clave larga 77"}

    client.post("/cuenta/password/change/", words)

    assert client.get("/").status_code == 200


@pytest.mark.parametrize("address", ["/cuenta/logout/", "/cuenta/password/change/"])
def test_with_a_temporary_password_one_can_leave_or_change_it(cast: Cast, client: Client, address: str) -> None:
    with_temporary_password(cast, client)

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/cuenta/email/", "/cuenta/confirm-email/", "/cuenta/confirm-email/x/"])
def test_a_person_cannot_keep_a_mail_address_of_their_own(cast: Cast, client: Client, address: str) -> None:
    client.force_login(cast.usm_analyst)

    response = client.post(address, {"action_add": "", "email": "otra@example.com"})

    assert response["Location"] == "/perfil/"
    assert not EmailAddress.objects.filter(email="otra@example.com").exists()


def test_a_person_with_a_mail_address_can_add_a_second_factor(cast: Cast, client: Client) -> None:
    person = cast.usm_analyst
    EmailAddress.objects.create(user=person, email="usm@example.com", primary=True, verified=False)
    client.post("/cuenta/login/", {"login": person.username, "password": PASSWORD})
    client.post("/cuenta/reauthenticate/", {"password": PASSWORD})

    assert "Lea este dibujo" in client.get("/cuenta/segundo-factor/totp/activate/").content.decode()
