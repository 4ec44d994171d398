"""Real public files, sent in through the pages, give the known numbers out of the database.

The numbers were counted apart from this product.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reitera.customers.billing import segments_of
from reitera.customers.models import Customer
from reitera.faults.models import FaultReport
from reitera.intake.models import Import
from reitera.repeats.database_hits import Judgement, judge
from reitera.repeats.models import RepeatParameters
from tests.cast import Cast
from tests.shared_data import shared_file

pytestmark = [pytest.mark.usefixtures("data_dir"), pytest.mark.django_db]

RULES = [(10, 2), (10, 3), (30, 2), (30, 3)]
UCI = {"number": "number", "customer": "caller_id", "product": "subcategory", "reported_at": "opened_at",
       "closed_at": "closed_at"}  # fmt: skip
HELPDESK = {"number": "case_id", "customer": "customer", "product": "product", "reported_at": "opened_at",
            "closed_at": "closed_at"}  # fmt: skip
PAMPLONA = {"number": "Nº Expediente", "customer": "Barrio", "product": "subtema", "reported_at": "Fecha apertura"}
TELCO = {"customer": "CustomerID", "billing": "Monthly Charges"}
CASES = [
    pytest.param("uci_tickets_24918.csv", "utf-8", UCI, (24915, 3),
                 {"customer": (24915, 5244, [3029, 1696, 3490, 2406]),
                  "product": (24846, 16312, [2467, 608, 3377, 1138])}, id="uci"),
    pytest.param("helpdesk_italy_cases_4580.csv", "utf-8", HELPDESK, (4580, 0),
                 {"customer": (4580, 394, [194, 83, 231, 129]), "product": (4580, 865, [244, 92, 331, 148])},
                 id="helpdesk"),
    *(pytest.param("pamplona_quejas.csv", encoding, PAMPLONA, (5134, 244),
                   {"product": (5075, 231, [167, 114, 185, 138])}, id=f"pamplona {encoding}")
      for encoding in ("utf-8", "cp1252")),
]  # fmt: skip


@pytest.fixture
def analyst(cast: Cast, client: Client) -> Client:
    client.force_login(cast.manager_analyst)
    return client


def upload(analyst: Client, name: str, content: bytes, kind: str) -> tuple[Import, str]:
    """The file sent as a browser sends it, and the page that comes of it."""
    answer = analyst.post(
        reverse("intake:upload"), {"file": SimpleUploadedFile(name, content), "kind": kind}, follow=True
    )
    assert answer.status_code == 200
    return Import.objects.get(), answer.content.decode()


def offered_columns(page: str) -> dict[str, str]:
    """Column title → the name of its choice on the form."""
    choices = re.findall(r'<td class="mono">(.*?)</td>.*?<select name="(field_\d+)"', page, flags=re.DOTALL)
    return {html.unescape(title): name for title, name in choices}


def import_by_page(analyst: Client, name: str, content: bytes, kind: str, mapped: dict[str, str]) -> Import:
    """Upload, say which column is which and that "?" is blank, and apply what is good."""
    received, page = upload(analyst, name, content, kind)
    choices = offered_columns(page)
    answers = {choices[column]: field for field, column in mapped.items()} | {"missing": "?"}
    page = analyst.post(reverse("intake:columns", args=[received.pk]), answers, follow=True).content.decode()
    assert f'action="{reverse("intake:apply", args=[received.pk])}"' in page
    analyst.post(reverse("intake:apply", args=[received.pk]), {"keep_good": "on"}, follow=True)
    received.refresh_from_db()
    assert (received.status, received.failure) == ("applied", "")
    return received


def judged(subject: str) -> tuple[int, int, list[int]]:
    """How many reports and subjects all that is stored was judged from, and the repeated ones by each rule."""
    results = [
        judge(RepeatParameters(window_days=days, threshold=times, subject=subject), None, rules=["top10"])
        for days, times in RULES
    ]
    return reports_that_count(results[0]), results[0].subjects_read, [len(r.hits["top10"]) for r in results]


def reports_that_count(result: Judgement) -> int:
    return result.reports_read - sum(map(len, result.left_out.values()))


@pytest.mark.parametrize(("name", "encoding", "mapped", "counts", "known"), CASES)
def test_a_public_file_sent_by_the_page_gives_the_known_numbers(
    analyst: Client, name: str, encoding: str, mapped: dict[str, str], counts: tuple[int, int], known: dict[str, object]
) -> None:
    content = shared_file(name).read_text(encoding="utf-8").encode(encoding)

    received = import_by_page(analyst, name, content, "fault_reports", mapped)

    assert (received.counts["new"], received.counts["rejected"]) == counts
    assert {subject: judged(subject) for subject in known} == known


def test_the_busiest_caller_of_the_public_desk_has_all_their_tickets(analyst: Client) -> None:
    name = "uci_tickets_24918.csv"
    import_by_page(analyst, name, shared_file(name).read_bytes(), "fault_reports", UCI)

    assert FaultReport.objects.filter(customer__code="Caller 1904").count() == 438


def test_the_billing_of_a_public_workbook_arrives_to_the_cent(analyst: Client) -> None:
    path = shared_file("Telco_customer_churn.xlsx")

    received = import_by_page(analyst, path.name, path.read_bytes(), "customers_products", TELCO)

    assert (received.counts["new"], received.counts["rejected"]) == (7043, 0)
    everybody = dict(Customer.objects.values_list("code", "pk"))
    leavers = [everybody[code] for code in codes_of_leavers(path)]
    assert billed(everybody.values()) == (7043, Decimal("456116.60"))
    assert billed(leavers) == (1869, Decimal("139130.85"))


def codes_of_leavers(path: Path) -> list[str]:
    titles, *rows = python_calamine.load_workbook(str(path)).get_sheet_by_index(0).to_python()
    code, label = titles.index("CustomerID"), titles.index("Churn Label")
    return [str(row[code]) for row in rows if row[label] == "Yes"]


def billed(customers: Iterable[int]) -> tuple[int, Decimal]:
    """How many of the customers have a known billing, and its sum."""
    known = [billing for billing, _segment in segments_of(customers).values() if billing is not None]
    return len(known), sum(known, Decimal(0))
