"""The pages of the lists that people choose from, as the administrator and the division head use them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reitera.cases.catalogue.families import FAMILIES
from reitera.cases.models import CatalogueItem
from reitera.cases.tests.test_editing_catalogue import item
from reitera.cases.tests.test_pages import page, signed_in
from reitera.core.models import Event
from tests.cast import Cast

EDITORS = ["administrator", "division_head"]


def address(name: str, *args: str) -> str:
    return reverse(f"cases:{name}", args=args)


def as_shown(html: str) -> dict[str, Any]:
    """What the form of an item would send as it is: its texts, and its ticks that are on."""
    form = html[html.index('class="form blk"') :].split("</form>")[0]
    inputs = [dict(re.findall(r'([a-z-]+)="([^"]*)"', tag)) | {"tag": tag} for tag in re.findall(r"<input[^>]*>", form)]
    sent: dict[str, Any] = {}
    for found in inputs:
        is_tick = found["type"] == "checkbox"
        if is_tick and " checked" not in found["tag"]:
            continue
        sent.setdefault(found["name"], []).append(found.get("value", "on" if is_tick else ""))
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def edit(client: Client, code: str, **changed: Any) -> Any:
    there = address("edit_item", code[:3], code)
    return client.post(there, as_shown(page(client, there)) | changed)


@pytest.mark.parametrize("who", EDITORS)
@pytest.mark.parametrize("family", list(FAMILIES))
def test_every_list_is_shown_with_its_codes(cast: Cast, who: str, family: str) -> None:
    html = page(signed_in(cast, who), address("catalogue", family))

    codes = CatalogueItem.objects.filter(family=family).values_list("code", flat=True)
    assert [code for code in codes if code not in html] == []
    assert (address("add_item", family) in html) is FAMILIES[family].grows


def test_the_tab_leads_to_the_lists(cast: Cast) -> None:
    assert f'href="{address("catalogue", "CAU")}"' in page(signed_in(cast, "division_head"), reverse("parameters"))


def test_saving_an_item_as_it_is_shown_makes_no_version(cast: Cast) -> None:
    client = signed_in(cast, "administrator")

    for code in ("CAU-A04", "SOL-S30", "VIS-V02", "LLA-K03", "RET-R09", "INS-N01"):
        assert edit(client, code).status_code == 302

    assert (Event.objects.count(), CatalogueItem.objects.filter(version__gt=1).count()) == (0, 0)


def test_an_edited_item_is_shown_with_its_former_version(cast: Cast) -> None:
    client = signed_in(cast, "division_head")

    assert edit(client, "CAU-A04", label="Conector mal armado", technologies=["F"], counts="").status_code == 302

    made = item("CAU-A04")
    assert (made.label, made.technologies, made.has("counts"), made.version) == ("Conector mal armado", "F", False, 2)
    html = page(client, address("edit_item", "CAU", "CAU-A04"))
    past = html[html.index("Versiones anteriores") :]
    assert "Conector dañado o mal armado" in past and "FTTH, HFC" in past


def test_the_same_form_sent_twice_makes_one_version(cast: Cast) -> None:
    client, there = signed_in(cast, "administrator"), address("edit_item", "INS", "INS-N03")
    sent = as_shown(page(client, there)) | {"label": "El técnico tardó"}

    assert [client.post(there, sent).status_code for _ in range(2)] == [302, 409]
    assert (item("INS-N03").version, Event.objects.count()) == (2, 1)


def test_a_form_that_became_old_overwrites_nothing(cast: Cast) -> None:
    client, there = signed_in(cast, "administrator"), address("edit_item", "INS", "INS-N03")
    old = as_shown(page(client, there))
    edit(signed_in(cast, "division_head"), "INS-N03", label="El técnico tardó")

    assert client.post(there, old | {"label": "Otra cosa"}).status_code == 409
    assert item("INS-N03").label == "El técnico tardó"


def test_a_code_is_proposed_and_added_once(cast: Cast) -> None:
    client, there = signed_in(cast, "administrator"), address("add_item", "INS")
    proposed = as_shown(page(client, there))
    assert (proposed["code"], proposed["position"]) == (["INS-N17"], ["180"])

    sent = proposed | {"label": "Perdió una cita", "is_technical": "on"}
    assert [client.post(there, sent).status_code for _ in range(2)] == [302, 409]

    assert (item("INS-N17").label, item("INS-N17").has("is_technical")) == ("Perdió una cita", True)
    assert Event.objects.count() == 1


@pytest.mark.parametrize("sent", [{"label": " "}, {"position": "-1"}, {"position": "x"}])
def test_what_cannot_hold_comes_back_beside_its_field(cast: Cast, sent: dict[str, str]) -> None:
    client = signed_in(cast, "administrator")

    answer = edit(client, "LLA-K05", **sent)

    assert (answer.status_code, answer.content.decode().count('aria-invalid="true"')) == (422, 1)
    assert Event.objects.count() == 0


def test_an_item_is_put_out_of_use_and_back(cast: Cast) -> None:
    client, there = signed_in(cast, "administrator"), address("switch_item", "CAU", "CAU-A04")
    for active, shown in (("0", True), ("0", True), ("1", False)):
        assert client.post(there, {"active": active}).status_code == 302
        assert ("fuera de uso" in page(client, address("catalogue", "CAU"))) is shown
    assert Event.objects.count() == 2


def test_what_the_visits_need_is_refused_with_the_reason(cast: Cast) -> None:
    client = signed_in(cast, "administrator")

    answer = client.post(address("switch_item", "VIS", "VIS-V07"), {"active": "0"})

    assert answer.status_code == 409
    assert "un acto de la visita se quedaría sin ningún resultado que ofrecer" in answer.content.decode()
    assert (item("VIS-V07").is_active, Event.objects.count()) == (True, 0)
    assert client.post(address("switch_item", "VIS", "VIS-V03"), {"active": "0"}).status_code == 302


@pytest.mark.parametrize("who", ["manager_analyst", "quality_coordinator", "retention_agent", "usm_analyst", "nobody"])
def test_others_neither_see_nor_change(cast: Cast, who: str) -> None:
    client = signed_in(cast, who)

    for name in ("catalogue", "add_item"):
        assert client.get(address(name, "CAU")).status_code == 403
    sent = {"seen": item("CAU-A04").pk, "label": "x", "position": 1, "code": "CAU-A11", "active": "0"}
    posts = [
        client.post(address("add_item", "CAU"), sent),
        *(client.post(address(name, "CAU", "CAU-A04"), sent) for name in ("edit_item", "switch_item")),
    ]
    assert [answer.status_code for answer in posts] == [403] * 3
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("catalogue", ["XXX"]),
        ("add_item", ["XXX"]),
        ("edit_item", ["CAU", "CAU-Z99"]),
        ("edit_item", ["SOL", "CAU-A04"]),
    ],
)
def test_what_is_none_is_not_found(cast: Cast, name: str, args: list[str]) -> None:
    assert signed_in(cast, "administrator").get(address(name, *args)).status_code == 404


def test_a_list_takes_as_many_queries_for_ten_as_for_fifty(cast: Cast) -> None:
    client = signed_in(cast, "administrator")
    counts = []
    for family in ("VIS", "VIS", "CAU"):
        with CaptureQueriesContext(connection) as captured:
            page(client, address("catalogue", family))
        counts.append(len(captured))

    assert counts[1] == counts[2]
