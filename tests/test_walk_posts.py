"""Nobody changes what their role may not, and nobody is told of the other centre, by a post to any address.

Every address is posted to by every role of both centres, with nothing and with what makes it do its work. Each post is
made in a transaction that is rolled back, so that all meet the same world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from reitera.procedure.roles import ROLES, Role
from tests.cast import Cast
from tests.posts import POSTS, Post
from tests.samples import SAMPLES
from tests.test_walk import named_addresses, text_of
from tests.world import MARKER, NORTHERN_MARKER, World

# Rights are the same on every database, and the pages themselves are walked on both (`test_walk`).
pytestmark = pytest.mark.one_database

Body = Callable[[World], dict[str, Any]]
OF_SIGNING_IN = ("account_", "mfa_")
NOT_CASEWORK = {"django_session"}
OURS = [name for name in named_addresses() if not name.startswith(OF_SIGNING_IN)]
SIGNING_IN = [name for name in named_addresses() if name.startswith(OF_SIGNING_IN)]


@pytest.fixture
def world(cast: Cast, data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> World:
    return World.arrange(cast, tmp_path_factory.mktemp("files"))


def hidden_from(person: str) -> tuple[str, ...]:
    """The markers that may appear in no answer to the person."""
    if person == "nobody":
        return (MARKER, NORTHERN_MARKER)
    if person.endswith("_south"):
        return (NORTHERN_MARKER,)
    return (MARKER,) if ROLES[Role(person)].is_limited_to_centres else ()


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def everything_stored() -> str:
    digest = hashlib.sha256()
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names()) - NOT_CASEWORK):
            cursor.execute(f'SELECT * FROM "{table}"')
            digest.update(repr((table, sorted(map(repr, cursor.fetchall())))).encode())
    return digest.hexdigest()


def posted(client: Client, address: str, body: dict[str, Any], *, as_json: bool = False) -> tuple[int, str, str]:
    """Status and text of the answer (of the page it leads to as well), and what is stored then."""
    with rolled_back():
        answer = client.post(address, body, **({"content_type": "application/json"} if as_json else {}))
        text = text_of(answer)
        if answer.status_code == 302 and answer["Location"].startswith("/"):
            text += text_of(client.get(answer["Location"]))
        return answer.status_code, text, everything_stored()


def everybody_posts(world: World, post: Post, body: Body) -> Iterator[tuple[str, int, bool]]:
    """Person, status and whether something changed; markers that are told and server errors fail at once."""
    for person, user in world.cast.people.items():
        client = Client()
        client.force_login(user)
        before = everything_stored()
        for kwargs, query in post.visits(world):
            address = reverse(post.address, kwargs=kwargs) + query
            status, text, after = posted(client, address, body(world), as_json=post.as_json)
            assert status < 500, f"{person} at {address}"
            assert [marker for marker in hidden_from(person) if marker in text] == [], f"{person} at {address}"
            yield person, status, after != before


def nothing(world: World) -> dict[str, Any]:
    return {}


def test_every_address_that_takes_posts_is_among_the_samples(world: World) -> None:
    client = Client()
    client.force_login(world.cast.administrator)

    taking = set()
    for name in OURS:
        kwargs, query = SAMPLES[name](world)[0]
        if posted(client, reverse(name, kwargs=kwargs) + query, {})[0] != 405:
            taking.add(name)

    assert taking == {post.address for post in POSTS}


@pytest.mark.parametrize("post", POSTS, ids=str)
def test_a_post_that_does_its_work_changes_something_for_those_who_may_and_nothing_for_others(
    world: World, post: Post
) -> None:
    told = set(everybody_posts(world, post, post.body))

    may = set(map(str, post.may))
    done = {(person, changed or not post.changes) for person, status, changed in told if status in (200, 204, 302)}
    refused = {(person, changed) for person, status, changed in told if status in (403, 404)}
    assert done == {(person, True) for person in may}
    assert refused == {(person, False) for person in set(world.cast.people) - may}


# The sheet is open to whoever sees any row; what they may not write is refused cell by cell.
@pytest.mark.parametrize("post", [post for post in POSTS if not post.as_json], ids=str)
def test_a_post_of_nothing_is_refused_to_those_who_may_not_before_it_is_looked_at(world: World, post: Post) -> None:
    told = [line for line in everybody_posts(world, post, nothing) if line[0] not in post.may]

    assert [line for line in told if line[1] not in (403, 404) or line[2]] == []


@pytest.mark.parametrize("name", SIGNING_IN)
def test_a_post_to_the_pages_of_signing_in_tells_nobody_of_a_customer(world: World, name: str) -> None:
    assert list(everybody_posts(world, Post(name, ()), nothing))


def test_an_anonymous_visitor_changes_nothing_and_is_told_nothing(world: World) -> None:
    before = everything_stored()
    for name in OURS:
        for post in [Post(name, ()), *(post for post in POSTS if post.address == name)]:
            for kwargs, query in post.visits(world):
                status, text, after = posted(Client(), reverse(name, kwargs=kwargs) + query, post.body(world))
                assert (status < 500, after == before) == (True, True), name
                assert [marker for marker in (MARKER, NORTHERN_MARKER) if marker in text] == []
