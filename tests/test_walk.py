"""Nobody sees a row outside their role and centre, by any address.

Every named address of the resolver is visited by every role of both centres. Rows of the southern centre carry a
marker text made of their model's name; it may appear in no answer to a person limited to the north. Those of the north
carry another, which is not for a person of the south.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from reitera.cases.models import Case
from reitera.core.testing import arranging
from reitera.core.visibility import Scope, scoped_models
from reitera.procedure.roles import ROLES, Reach
from tests.cast import Cast
from tests.samples import SAMPLES
from tests.world import MARKER, NORTHERN_MARKER, World

UNSCOPED = Scope(reach=dict.fromkeys(ROLES, Reach.ALL))


def named_addresses(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The full names of every address in the resolver."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from named_addresses(entry, inner)
        elif isinstance(entry, URLPattern):
            assert entry.name, f"an address without a name: {entry.pattern}"
            yield namespace + entry.name


def text_of(response: object) -> str:
    """Everything an answer says, the inside of a workbook included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    return body.decode("utf-8", "replace")


def visits(world: World, person: str) -> Iterator[tuple[str, str]]:
    """What the person is told at every address (GET, and the same address as an htmx fragment)."""
    client = Client()
    client.force_login(world.cast.people[person])
    for name in named_addresses():
        for kwargs, query in SAMPLES[name](world):
            address = reverse(name, kwargs=kwargs) + query
            for headers in ({}, {"HX-Request": "true"}):
                response = client.get(address, headers=headers)
                assert response.status_code < 500, f"{person} at {address}: {response.status_code}"
                yield f"{address} {sorted(headers)}", text_of(response)


def leaks(world: World, person: str, marker: str = MARKER) -> Iterator[tuple[str, str]]:
    """The addresses that show the person a row of the other centre, with the words around it, as they are visited."""
    for address, text in visits(world, person):
        place = text.find(marker)
        if place >= 0:
            yield address, text[max(0, place - 60) : place + 60]


@pytest.fixture
def world(cast: Cast, data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.arrange(cast, tmp_path_factory.mktemp("files"))


def test_every_address_has_a_sample() -> None:
    assert sorted(set(named_addresses()) - set(SAMPLES)) == []


def test_no_sample_is_of_an_address_that_is_gone() -> None:
    assert sorted(set(SAMPLES) - set(named_addresses())) == []


NORTHERN = [role.value for role, info in ROLES.items() if info.is_limited_to_centres] + ["nobody"]


@pytest.mark.parametrize("person", NORTHERN)
def test_a_person_of_the_north_is_shown_nothing_of_the_south(world: World, person: str) -> None:
    assert dict(leaks(world, person)) == {}


@pytest.mark.parametrize("person", [f"{person}_south" for person in NORTHERN if person != "nobody"] + ["nobody"])
def test_a_person_of_the_south_is_shown_nothing_of_the_north(world: World, person: str) -> None:
    assert dict(leaks(world, person, NORTHERN_MARKER)) == {}


@pytest.mark.parametrize("person", [role.value for role, info in ROLES.items() if not info.is_limited_to_centres])
def test_a_person_who_sees_everything_meets_no_server_error(world: World, person: str) -> None:
    assert dict(visits(world, person))


IN_ATTRIBUTES = re.compile(r'\b(?:href|value|action|name|id|for|data-[a-z-]+|aria-controls)="[^"]*"')
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?![\d.,])")


@pytest.fixture
def large_ids(db: None) -> None:
    """Every table counts on from 100,000."""
    with arranging(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, 100000)", [table])


@pytest.mark.one_database
@pytest.mark.parametrize("person", ["manager_analyst", "administrator"])
def test_a_number_that_a_machine_reads_has_no_separator_of_thousands(
    large_ids: None, world: World, person: str
) -> None:
    wrong = {
        f"{address}: {attribute}"
        for address, text in visits(world, person)
        for attribute in IN_ATTRIBUTES.findall(text)
        if GROUPED.search(attribute)
    }

    assert sorted(wrong) == []
    assert world.cast.north.pk > 100_000


def test_the_marker_is_there_to_be_found(world: World) -> None:
    assert any(leaks(world, "manager_analyst"))
    assert any(leaks(world, "manager_analyst", NORTHERN_MARKER))


# Differences of an import are counted on its page, not listed; the others are behind the page of their case.
BEHIND_THE_CASE = (
    "Comment", "Attachment", "CallAttempt", "Agreement", "Reading", "ProbableCause", "RemoteSolution",
    "CustomerContact", "FieldReport", "MaterialUsed", "OrderClosing", "Survey", "CheckCall",
    "Dissatisfaction", "CustomerInformed", "CaseRemark", "OwnValues",
    "CellChange",
)  # fmt: skip
# The draw and its checks are on pages of roles that see every centre; a view of the sheet holds no row; the rows of an
# old sheet are behind it.
WITHOUT_PAGE = {"ImportChange", "Draw", "CrossedCheck", "SavedView", "OldRow", *BEHIND_THE_CASE}
SHOWN = [model for model in scoped_models() if model.__name__ not in WITHOUT_PAGE]


@pytest.mark.one_database
@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model.__name__)
def test_taking_the_scope_off_a_model_is_noticed(world: World, model: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "scope", UNSCOPED)

    assert any(leaks(world, "usm_analyst"))


def test_an_anonymous_visitor_is_sent_to_sign_in_or_told_nothing(world: World) -> None:
    client = Client()
    for name in named_addresses():
        for kwargs, query in SAMPLES[name](world):
            response = client.get(reverse(name, kwargs=kwargs) + query)
            assert response.status_code < 500
            assert MARKER not in text_of(response)


# The others are in the history of the case as well, or behind a row that has a scope itself.
SHOWN_ALONE = ("CallAttempt", "Agreement", "Reading", "OrderClosing")
MARKED = [model for model in scoped_models() if model.__name__ in SHOWN_ALONE]


@pytest.mark.one_database
@pytest.mark.parametrize("model", MARKED, ids=lambda model: model.__name__)
def test_what_is_behind_a_case_has_a_scope_of_its_own(
    world: World, model: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the case in sight by mistake, its rows stay hidden; with their scope off too, they show."""
    client, text = Client(), f"{MARKER}-{model.__name__}"
    client.force_login(world.cast.usm_analyst)
    monkeypatch.setattr(Case, "scope", UNSCOPED)

    assert not any(text in page for page in pages_of_cases(client, world))
    monkeypatch.setattr(model, "scope", UNSCOPED)
    assert any(text in page for page in pages_of_cases(client, world))


def pages_of_cases(client: Client, world: World) -> list[str]:
    return [text_of(client.get(reverse("cases:case", args=[case.number]))) for case in world.cases]
