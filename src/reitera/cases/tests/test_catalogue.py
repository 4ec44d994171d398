"""The lists that people choose from: sound as installed, and offered as the administrator left them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from django.db import IntegrityError, transaction

from reitera.cases.catalogue import (
    CALL_RESULTS,
    CAUSE,
    CAUSES,
    DISSATISFACTIONS,
    ITEMS,
    RETENTION_REASONS,
    SOLUTIONS,
    VISIT_RESULTS,
    letter_of,
)
from reitera.cases.catalogue.families import FAMILIES
from reitera.cases.models import CatalogueItem
from reitera.core.testing import arranging


def test_codes_have_the_shape_of_their_family_and_are_used_once() -> None:
    assert [item.code for item in ITEMS if not re.fullmatch(r"(CAU|SOL|VIS|LLA|RET|INS)-[A-Z]\d\d", item.code)] == []
    assert max(Counter(item.code for item in ITEMS).values()) == 1


def test_installed_lists_have_the_size_of_the_catalogue() -> None:
    assert (len(CAUSES), len(SOLUTIONS), len(VISIT_RESULTS)) == (56, 34, 10)
    assert (len(CALL_RESULTS), len(RETENTION_REASONS), len(DISSATISFACTIONS)) == (11, 12, 17)
    assert {item.family for item in ITEMS} == set(FAMILIES)


def test_every_fact_of_an_installed_item_can_be_edited() -> None:
    known = {family.prefix: {fact.name for fact in family.facts} for family in FAMILIES.values()}

    assert [item.code for item in ITEMS if not set(item.facts) <= known[item.family]] == []


def test_three_solutions_are_palliative() -> None:
    palliative = [item.code for item in SOLUTIONS if item.facts["is_palliative"]]

    assert palliative == ["SOL-S19", "SOL-S30", "SOL-S33"]


def test_causes_without_a_fault_count_for_the_repeat_rate() -> None:
    facts = {item.code: item.facts for item in CAUSES}

    assert facts["CAU-G01"]["counts"] and facts["CAU-G02"]["counts"]
    assert not facts["CAU-G03"]["counts"]


@pytest.mark.django_db
def test_a_new_installation_offers_every_item() -> None:
    offered = {
        family: list(CatalogueItem.objects.offered(family).values_list("code", flat=True)) for family in FAMILIES
    }

    assert offered == {family: [item.code for item in ITEMS if item.family == family] for family in FAMILIES}


@pytest.mark.django_db
def test_neither_an_old_version_nor_a_stopped_item_is_offered() -> None:
    with arranging():
        CatalogueItem.objects.filter(code="CAU-A01").update(is_current=False)
        CatalogueItem.objects.create(family=CAUSE, code="CAU-A01", version=2, label="Acometida rota")
        CatalogueItem.objects.filter(code="CAU-A02").update(is_active=False)

    offered = dict(CatalogueItem.objects.offered(CAUSE).values_list("code", "label"))

    assert offered["CAU-A01"] == "Acometida rota"
    assert "CAU-A02" not in offered
    assert CatalogueItem.objects.get(code="CAU-A01", version=1).label == "Acometida dañada (corte, aplastada)"


@pytest.mark.django_db
def test_an_item_has_one_current_version() -> None:
    with arranging(), pytest.raises(IntegrityError), transaction.atomic():
        CatalogueItem.objects.create(family=CAUSE, code="CAU-A01", version=2, label="otra")


@pytest.mark.parametrize(
    ("technology", "letter"),
    [("FTTH GPON", "F"), ("XGS-PON", "F"), ("HFC", "H"), ("VDSL2", "D"), ("adsl", "D"), ("Otra", ""), ("", "")],
)
def test_a_technology_has_its_letter(technology: str, letter: str) -> None:
    assert letter_of(technology) == letter
