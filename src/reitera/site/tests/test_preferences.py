"""Language, theme and shortcuts are the person's own, before and after signing in."""

from django.test import Client

from tests.cast import Cast


def choose(client: Client, **choices: str) -> object:
    return client.post("/preferencias/", {"next": "/ciclos/", **choices})


def test_a_choice_is_kept_in_the_profile_and_leads_back(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)

    response = choose(client, theme="dark", language="en", single_keys="off")

    cast.usm_analyst.refresh_from_db()
    assert (cast.usm_analyst.theme, cast.usm_analyst.language, cast.usm_analyst.single_keys) == ("dark", "en", False)
    assert response["Location"] == "/ciclos/"


def test_before_signing_in_a_choice_is_kept_in_cookies(cast: Cast, client: Client) -> None:
    response = choose(client, theme="dark", language="en")

    assert (response.cookies["theme"].value, response.cookies["django_language"].value) == ("dark", "en")
    page = client.get("/cuenta/login/").content.decode()
    assert 'data-theme="dark"' in page
    assert '<html lang="en"' in page


def test_unknown_choices_change_nothing(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)

    choose(client, theme="pink", language="xx", single_keys="maybe")

    cast.usm_analyst.refresh_from_db()
    assert (cast.usm_analyst.theme, cast.usm_analyst.language, cast.usm_analyst.single_keys) == ("auto", "es", True)


def test_a_foreign_address_to_go_back_to_is_passed_over(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)

    response = client.post("/preferencias/", {"theme": "dark", "next": "https://example.com/"})

    assert response["Location"] == "/"
