"""A person's own page."""

from __future__ import annotations

from datetime import date

from django.test import Client

from reitera.core.models import Event
from reitera.procedure.roles import Role
from reitera.staff.actions import give_role
from tests.cast import NOON, Cast


def page_of(client: Client) -> str:
    return client.get("/perfil/").content.decode()


def test_a_person_finds_their_roles_with_centres_and_dates(cast: Cast, client: Client) -> None:
    give_role(
        user=cast.usm_analyst, role=Role.CENTRE_OPERATOR, centre=cast.south, starts_on=date(2026, 12, 1),
        ends_on=date(2026, 12, 5), actor=cast.administrator, at=NOON,
    )  # fmt: skip
    client.force_login(cast.usm_analyst)

    page = page_of(client)

    assert "Analista USM" in page
    assert "Centro Norte" in page
    assert "Operador Centro de Operaciones" in page
    assert "del 01/12/2026 al 05/12/2026" in page
    assert "Terminar" not in page


def test_a_person_without_a_role_is_told_whom_to_ask(cast: Cast, client: Client) -> None:
    client.force_login(cast.nobody)

    assert f"Pídalo a {cast.administrator}." in page_of(client)


def test_the_profile_leads_to_the_password_the_second_factor_and_the_way_out(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)

    page = page_of(client)

    for address in ("/cuenta/password/change/", "/cuenta/segundo-factor/", "/cuenta/logout/", "/preferencias/"):
        assert f'"{address}"' in page


def test_the_menu_of_every_page_leads_to_the_profile(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)

    assert 'href="/perfil/"' in client.get("/").content.decode()


def test_a_setting_of_ones_own_is_an_event_and_the_same_again_is_none(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)

    for _ in range(2):
        client.post("/preferencias/", {"theme": "dark"})

    [event] = Event.objects.about("user", cast.usm_analyst.pk)
    assert (event.kind, event.actor, event.after["theme"]) == ("user.preferences_changed", cast.usm_analyst, "dark")


def test_the_history_of_a_person_is_told_in_words(cast: Cast, client: Client) -> None:
    give_role(user=cast.nobody, role=Role.USM_ANALYST, centre=cast.north, actor=cast.administrator, at=NOON)
    client.force_login(cast.administrator)

    page = client.get(f"/administracion/personas/{cast.nobody.pk}/").content.decode()

    assert f"<b>{cast.administrator}</b> dio el rol Analista USM, Centro Norte, siempre." in page
    assert "role.given" not in page
