"""Home, search and error pages: for each role what it may see, and never a blank page."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import reitera
from reitera.cases.models import Case
from reitera.core.testing import arranging
from reitera.intake.models import Import
from reitera.procedure.steps import State
from reitera.site import views
from reitera.staff.models import OperationsCentre, User
from tests.cast import NOON, PASSWORD, Cast, make_customer, make_product, make_report


def text(client: Client, address: str, **options: object) -> str:
    return client.get(address, **options).content.decode()


@pytest.mark.usefixtures("cast")
def test_a_visitor_is_sent_to_sign_in_and_comes_back(client: Client) -> None:
    assert client.get("/ciclos/")["Location"] == "/cuenta/login/?next=/ciclos/"

    response = client.post("/cuenta/login/?next=/ciclos/", {"login": "usm_analyst", "password": PASSWORD})

    assert response["Location"] == "/ciclos/"


def test_a_person_without_a_role_is_told_whom_to_ask(cast: Cast, client: Client) -> None:
    client.force_login(cast.nobody)

    assert "Todavía no tiene un rol" in text(client, "/")


def test_who_runs_cycles_is_told_that_last_week_has_none(cast: Cast, client: Client) -> None:
    client.force_login(cast.manager_analyst)

    page = text(client, "/")

    assert "La semana del 16/11 al 22/11 no tiene ciclo" in page
    assert "Falta importar 16/11, 17/11" in page


def test_a_file_to_review_waits_for_who_imports(cast: Cast, client: Client) -> None:
    with arranging():
        Import.objects.create(kind="fault_reports", status="ready", file_name="reportes.csv", uploaded_at=NOON)
    client.force_login(cast.administrator)

    assert "reportes.csv espera su revisión" in text(client, "/")


def test_the_others_are_told_who_has_the_work(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)

    page = text(client, "/")

    assert "La lista TOP 10 de cada semana la prepara Manager Analyst." in page
    assert "Últimas importaciones" not in page


def test_the_cases_that_wait_for_a_person_come_first(cast: Cast, client: Client) -> None:
    make_case(cast.north, due_at=NOON - timedelta(hours=1))
    make_case(cast.north, due_at=NOON + timedelta(hours=1))
    make_case(cast.south, due_at=NOON - timedelta(hours=1))

    assert waiting_at_home(client, cast.usm_analyst) == [("2 casos le esperan", "1 está vencido.")]
    assert waiting_at_home(client, cast.usm_analyst_south) == [("1 caso le espera", "1 está vencido.")]
    assert waiting_at_home(client, cast.field_technician) == []
    assert waiting_at_home(client, cast.administrator)[0][0].startswith("La semana del")


def test_the_home_page_asks_as_often_for_many_cases_as_for_one(
    cast: Cast, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.usm_analyst)
    make_case(cast.north)
    with CaptureQueriesContext(connection) as one:
        client.get("/")
    for _ in range(5):
        make_case(cast.north)

    with django_assert_num_queries(len(one)):
        client.get("/")


def waiting_at_home(client: Client, person: User) -> list[tuple[str, str]]:
    client.force_login(person)
    response = client.get("/")
    to_do = response.context["home"].to_do
    assert all(item.title in response.content.decode() for item in to_do)
    return [(item.title, item.detail) for item in to_do]


def make_case(centre: OperationsCentre, **fields: Any) -> Case:
    with arranging():
        return Case.objects.create(
            customer=make_customer(centre), operations_centre=centre, state=State.RECEPTION, state_since=NOON,
            opened_at=NOON, origin=Case.Origin.CYCLE, **fields,
        )  # fmt: skip


def test_search_finds_customers_contracts_and_reports_of_ones_own_centre_only(cast: Cast, client: Client) -> None:
    for centre, name in ((cast.north, "Ñuñez del norte"), (cast.south, "Ñuñez del sur")):
        customer = make_customer(centre, name=name)
        product = make_product(customer, centre, code=f"4{centre.pk}77")
        make_report(customer, NOON, product=product, number=f"RD-{centre.code}")
    client.force_login(cast.usm_analyst)

    assert "Ñuñez del norte" in text(client, "/buscar/?q=nunez")
    assert "Ñuñez del sur" not in text(client, "/buscar/?q=nunez")
    assert "Ñuñez del norte" in text(client, "/buscar/?q=rd-norte")
    assert "Ñuñez del sur" not in text(client, "/buscar/?q=RD-SUR")
    assert "Ñuñez del sur" not in text(client, f"/buscar/?q=4{cast.south.pk}77")


def test_search_asked_by_a_fragment_answers_with_a_fragment(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)

    assert "<html" not in text(client, "/buscar/?q=ciclos", headers={"HX-Request": "true"})
    assert "Nada coincide con «zzz»" in text(client, "/buscar/?q=zzz")


def test_an_unknown_address_leads_home_inside_the_frame(cast: Cast, client: Client) -> None:
    client.force_login(cast.usm_analyst)
    response = client.get("/nada/")

    assert response.status_code == 404
    assert "Esta dirección no lleva a nada" in response.content.decode()
    assert 'class="side"' in response.content.decode()


def test_a_refusal_names_the_roles_that_can(cast: Cast, client: Client) -> None:
    client.force_login(cast.field_technician)
    page, fragment = client.get("/ciclos/"), client.get("/ciclos/", headers={"HX-Request": "true"})

    assert (page.status_code, fragment.status_code) == (403, 403)
    assert "Analista USM" in page.content.decode()
    assert 'data-refusal="not_allowed"' in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


@pytest.mark.parametrize(("view", "status"), [(views.server_error, 500), (views.bad_request, 400)])
def test_the_pages_of_the_worst_moments_need_no_user_and_no_database(view, status: int) -> None:
    request = RequestFactory().get("/")
    request.reference = "7F3A21"  # type: ignore[attr-defined]
    with translation.override("es"):
        response = view(request)

    assert (response.status_code, "7F3A21" in response.content.decode()) == (status, True)


def test_a_form_that_expired_says_that_nothing_was_saved(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/preferencias/", {"theme": "dark"})

    assert (response.status_code, "No se guardó nada" in response.content.decode()) == (403, True)


@pytest.mark.parametrize(
    "address",
    ["login/", "logout/", "inactive/", "signup/", "reauthenticate/", "email/", "confirm-email/", "password/change/",
     "password/reset/", "password/reset/done/", "password/reset/key/done/", "segundo-factor/",
     "segundo-factor/totp/activate/", "confirm-email/clave/", "password/reset/key/1-clave/"],
)  # fmt: skip
@pytest.mark.parametrize("signed_in", [True, False])
def test_every_page_of_the_account_wears_our_look(cast: Cast, client: Client, address: str, signed_in: bool) -> None:
    if signed_in:
        client.force_login(cast.usm_analyst)

    response = client.get(f"/cuenta/{address}", follow=True)

    assert response.status_code == 200
    assert "reitera/main.css" in response.content.decode()


def test_every_top_of_a_page_shows_the_bell() -> None:
    templates = Path(reitera.__file__).parent.glob("*/templates/**/*.html")
    tops = {path.name: path.read_text("utf-8") for path in templates if '<header class="top' in path.read_text("utf-8")}

    assert {"base.html", "case.html", "cycle_top.html"} <= set(tops)
    assert [name for name, html in tops.items() if "notices/bell.html" not in html] == []
