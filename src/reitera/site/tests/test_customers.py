"""The list of customers: what its search finds, and that what is exact in it is looked up in an index."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import NOON, Cast, make_customer, make_product, make_report

pytestmark = pytest.mark.django_db


def found_by(client: Client, words: str) -> str:
    return client.get(reverse("customers:customers"), {"q": words}).content.decode()


@pytest.mark.parametrize("words", ["muñoz", "MUNOZ", "p-77a", "P-77A", "r-42x", " R-42X "])
def test_a_customer_is_found_by_name_contract_or_report_however_it_is_typed(cast: Cast, words: str) -> None:
    wanted, other = make_customer(cast.north, name="Ana Muñoz"), make_customer(cast.north, name="Luis Rojas")
    make_product(wanted, cast.north, code="P-77A")
    make_report(wanted, NOON, number="R-42X", operations_centre=cast.north)
    client = Client()
    client.force_login(cast.usm_analyst)

    html = found_by(client, words)

    assert wanted.name in html and other.name not in html


def test_a_contract_of_another_centre_does_not_lead_to_its_customer(cast: Cast) -> None:
    of_both = make_customer(cast.north, name="Ana Muñoz")
    make_product(of_both, cast.south, code="P-77A")
    client = Client()
    client.force_login(cast.usm_analyst)

    assert of_both.name not in found_by(client, "P-77A")


WITHOUT_INDEX = re.compile(r'UPPER\(|"(?:code|number)" LIKE')
"""How PostgreSQL and SQLite are asked for a code in whatever case: neither can use an index for it."""


def test_no_search_compares_a_whole_column_in_whatever_case(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.manager_analyst)

    with CaptureQueriesContext(connection) as captured:
        found_by(client, "p-77a")

    assert [query["sql"] for query in captured if WITHOUT_INDEX.search(query["sql"])] == []
