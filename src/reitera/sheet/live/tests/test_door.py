"""Who gets a stream, and when it ends: as the pages would have it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from reitera.core.clock import now
from reitera.core.testing import arranging
from reitera.sheet.live import reader, route
from reitera.sheet.live.sessions import people_of
from reitera.sheet.live.tests.listening import Listener, LiveSite
from reitera.staff.actions import change_own_password, change_user, deactivate_user, set_temporary_password
from reitera.staff.models import User
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db(transaction=True)


def signed_in(person: User) -> Client:
    """Through the sign-in page."""
    client = Client()
    client.post("/cuenta/login/", {"login": person.username, "password": PASSWORD})
    return client


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def refusal_of(listener: Listener) -> tuple[int | None, str]:
    return listener.status, listener.body()["code"]


def test_a_signed_in_person_is_greeted_with_the_name_of_the_stream_and_the_bell(cast: Cast, live: LiveSite) -> None:
    listener = live.browser(signed_in(cast.usm_analyst))

    listener.until("bell")

    assert listener.status == 200
    assert [told.name for told in listener.all] == ["hello", "bell"]
    assert listener.all[1].data == {"unread": 0, "label": "0 avisos sin leer"}


def test_nobody_gets_no_stream(cast: Cast, live: LiveSite) -> None:
    assert refusal_of(live.browser(Client())) == (401, "signed_out")


def test_an_invented_session_gets_no_stream(cast: Cast, live: LiveSite) -> None:
    listener = Listener(live, {"host": "localhost", "cookie": f"{settings.SESSION_COOKIE_NAME}={'x' * 32}"}).open()

    assert refusal_of(listener) == (401, "signed_out")


def test_between_password_and_second_factor_there_is_no_stream(cast: Cast, live: LiveSite) -> None:
    TOTP.activate(cast.usm_analyst, generate_totp_secret())
    client = signed_in(cast.usm_analyst)

    assert client.get("/").status_code == 302
    assert refusal_of(live.browser(client)) == (401, "signed_out")


def test_a_foreign_host_is_refused(cast: Cast, live: LiveSite) -> None:
    listener = live.browser(signed_in(cast.usm_analyst), host="evil.example")

    assert refusal_of(listener) == (400, "foreign_host")


def test_a_temporary_password_is_replaced_first(cast: Cast, live: LiveSite) -> None:
    set_temporary_password(user=cast.usm_analyst, password=PASSWORD, actor=cast.administrator, at=now())

    assert refusal_of(live.browser(signed_in(cast.usm_analyst))) == (403, "password_is_temporary")


def test_the_stream_is_only_read(cast: Cast, live: LiveSite) -> None:
    answers: list[Any] = []

    async def send(said: Any) -> None:
        answers.append(said)

    scope = {"type": "http", "method": "POST", "path": "/en-vivo", "query_string": b"", "headers": []}
    live.run(live.application(scope, send, send)).result(20)  # type: ignore[arg-type]

    assert (answers[0]["status"], (b"allow", b"GET") in answers[0]["headers"]) == (405, True)


def test_one_stream_too_many_is_refused_with_a_sentence_and_one_less_is_room(
    cast: Cast, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(route, "MOST_STREAMS", 2)
    client = signed_in(cast.usm_analyst)
    first, _ = live.browser(client), live.browser(client)

    refused = live.browser(client)
    body = refused.body()
    other = live.browser(signed_in(cast.usm_analyst_south))
    first.leave()

    assert (refused.status, body["code"], other.status) == (429, "too_many_streams", 200)
    assert body["message"].startswith("Tiene 2 conexiones en vivo abiertas")
    assert live.browser(client).status == 200


def test_signing_out_ends_the_streams_of_that_session_alone(cast: Cast, live: LiveSite) -> None:
    here, elsewhere = signed_in(cast.usm_analyst), signed_in(cast.usm_analyst)
    ending, staying = live.browser(here), live.browser(elsewhere)

    here.post("/cuenta/logout/")

    assert ending.is_ended() == "signed_out"
    staying.leave()
    assert staying.all[-1].name != "end" or staying.all[-1].data == {"reason": "left"}


@pytest.mark.parametrize("act", ["deactivated", "temporary password", "own password"])
def test_an_act_that_ends_sessions_ends_streams(cast: Cast, live: LiveSite, act: str) -> None:
    person, administrator = cast.usm_analyst, cast.administrator
    listener, other = live.listen(person), live.listen(cast.usm_analyst_south)

    match act:
        case "deactivated":
            deactivate_user(user=person, actor=administrator, at=now())
        case "temporary password":
            set_temporary_password(user=person, password="soba-nipe-1", actor=administrator, at=now())
        case "own password":
            change_own_password(user=User.objects.get(pk=person.pk), password="otra clave 77", at=now())

    assert listener.is_ended() == "signed_out"
    assert other.until("bell").data["unread"] == 0


def test_a_change_of_name_ends_nothing(cast: Cast, live: LiveSite) -> None:
    person, listener = cast.usm_analyst, live.listen(cast.usm_analyst)

    change_user(
        user=person, username=person.username, full_name="Otro Nombre", email=person.email,
        actor=cast.administrator, at=now(),
    )  # fmt: skip
    live.run(live.application.stop()).result(20)

    assert listener.is_ended() == "stopping"
    assert listener.named("rights") == []


def test_a_session_that_runs_out_is_noticed_when_everybody_is_checked(
    cast: Cast, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHECK", 0.0)
    listener = live.listen(cast.usm_analyst)

    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert listener.is_ended() == "signed_out"


def test_rights_that_begin_today_are_noticed_when_everybody_is_checked(
    cast: Cast, live: LiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHECK", 0.0)
    listener = live.listen(cast.usm_analyst)

    with arranging():
        cast.usm_analyst.role_assignments.update(operations_centre=cast.south)

    assert listener.until("rights").data == {}


def _expire(key: str, person: User) -> None:
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))


def _sign_out(key: str, person: User) -> None:
    Session.objects.filter(pk=key).delete()


def _deactivate(key: str, person: User) -> None:
    with arranging():
        User.objects.filter(pk=person.pk).update(is_active=False)


def _new_password(key: str, person: User) -> None:
    with arranging():
        User.objects.filter(pk=person.pk).update(password="md5$another")


def _foreign_backend(key: str, person: User) -> None:
    session = Session.objects.get(pk=key)
    store = session.get_session_store_class()()
    session.session_data = store.encode({**session.get_decoded(), "_auth_user_backend": "foreign.Backend"})
    session.save()


@pytest.mark.parametrize(
    "change", [None, _expire, _sign_out, _deactivate, _new_password, _foreign_backend], ids=lambda change: str(change)
)
def test_many_sessions_are_judged_as_django_judges_one(cast: Cast, change: Any) -> None:
    key, other = key_of(signed_in(cast.usm_analyst)), key_of(signed_in(cast.manager_analyst))
    if change:
        change(key, cast.usm_analyst)
    request = HttpRequest()
    request.session = Session.get_session_store_class()(key)  # type: ignore[assignment]

    judged = people_of([key, other, "x" * 32])
    by_django = get_user(request)

    assert judged.get(key, AnonymousUser()) == by_django
    assert (change is None) == (key in judged)
    assert judged[other].viewer == cast.manager_analyst.viewer


def test_any_number_of_sessions_takes_three_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    keys = [key_of(signed_in(person)) for person in list(cast.people.values())[:6]]
    for known in (keys[:1], keys):
        with django_assert_num_queries(3):
            people = people_of(known)
            assert all(person.viewer.user_id == person.pk for person in people.values())
