"""The closing checklist: what is missing or out of range, and when a closing is observed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reitera.visits.protocol import FIBRE, OTHER, PROTOCOLS, CheckItem, Kind, check, number, said

FULL = {
    "F01": "HWTC1234 CTO-7/3", "F02": True, "F03": "−27,8", "F04": True, "F05": True, "F07": "-21,5", "F08": "-22",
    "F09": True, "F10": "98", "F11": "-61", "F12": True,
}  # fmt: skip


def test_a_full_checklist_is_not_observed_and_needs_no_reason() -> None:
    checked = check(FIBRE, FULL, {}, "SOL-S01")

    assert (checked.unexplained, checked.is_observed) == ([], False)
    assert {row["code"]: row["value"] for row in checked.rows}["F03"] == "-27.8"


@pytest.mark.parametrize("code", ["F01", "F03", "F07", "F10"])
def test_a_missing_gate_is_an_observed_closing_and_needs_its_reason(code: str) -> None:
    values = FULL | {code: ""}

    assert [item.code for item in check(FIBRE, values, {}, "SOL-S17").unexplained] == [code]
    explained = check(FIBRE, values, {code: "sin equipo"}, "SOL-S17")
    assert (explained.unexplained, explained.is_observed) == ([], True)
    assert next(row for row in explained.rows if row["code"] == code)["reason"] == "sin equipo"


def test_what_is_no_gate_needs_a_reason_but_is_not_observed() -> None:
    checked = check(FIBRE, FULL | {"F11": None}, {"F11": "no hay Wi-Fi"}, "SOL-S01")

    assert (checked.unexplained, checked.is_observed) == ([], False)


def test_inspecting_the_connector_is_a_gate_only_for_work_on_connectors() -> None:
    values, reasons = FULL | {"F04": False}, {"F04": "no se tocó"}

    assert check(FIBRE, values, reasons, "SOL-S01").is_observed
    assert not check(FIBRE, values, reasons, "SOL-S17").is_observed


@pytest.mark.parametrize(("power", "is_out"), [("-25", False), ("-25.01", True), ("-10", False), ("-9.9", True)])
def test_the_power_after_is_judged_by_its_range(power: str, is_out: bool) -> None:
    checked = check(FIBRE, FULL | {"F07": power}, {"F07": "queda para planta"}, "SOL-S01")

    assert checked.is_observed == is_out


def test_a_reason_for_what_is_in_order_is_not_kept() -> None:
    checked = check(OTHER, {"O01": "x", "O02": True, "O03": True, "O04": "50", "O05": True}, {"O01": "nada"}, "")

    assert [row for row in checked.rows if "reason" in row] == []


@pytest.mark.parametrize(
    ("text", "value"), [("−27,8", "-27.8"), ("-27.8", "-27.8"), (" 3 ", "3"), ("+1,5", "1.5"), ("0", "0")]
)
def test_numbers_are_read_as_people_write_them(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "malo", "1.234,5", "NaN", "inf", "1e99", "−−3"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        number(text)


def test_a_kept_number_is_said_with_a_true_minus_and_a_comma() -> None:
    assert (said("-27.8"), said("HWTC1234"), said(None)) == ("−27,8", "HWTC1234", "")


def test_every_protocol_has_gates_and_each_code_once() -> None:
    for items in PROTOCOLS.values():
        assert len({item.code for item in items}) == len(items)
        assert any(item.is_gate for item in items)


def test_only_readings_have_ranges_and_units() -> None:
    every = [item for items in PROTOCOLS.values() for item in items]

    assert [i.code for i in every if i.kind is not Kind.READING and (i.unit or i.low or i.high)] == []
    assert CheckItem("X", "x", Kind.READING, low=Decimal(1)).is_out_of_range(Decimal(0))
